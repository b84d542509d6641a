"""What a day's one draw may be for, and what share of days each is drawn for.

A day's low eight bits choose the purpose by these weights, the same for everybody and in every
scenario; its high bits are a number r in [0, 1). The event happens when r < p / share, with
p = 1 − exp(−hazard): each purpose keeps exactly its own probability, two never meet on one day.
The weights follow how likely the events are in the packaged places, so that few days need a second
look: about the least mean of the highest hazard / share of a person. p / share above 1 is cut to 1
and counted (`Result.clamps`).
"""

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    OVERDOSE = 1
    OTHER_DEATH = 2
    USE = 3
    HABIT = 4
    HOUSING = 5
    AGONIST = 6
    SAFER = 7
    BED = 8
    KIT = 9
    HCV = 10
    HIV = 11
    VIRUS_CARE = 12
    POLICE = 13
    LEAVING = 14


#: Of 256 days.
WEIGHTS: dict[Purpose, int] = {
    Purpose.OVERDOSE: 80,
    Purpose.OTHER_DEATH: 3,
    Purpose.USE: 17,
    Purpose.HABIT: 5,
    Purpose.HOUSING: 10,
    Purpose.AGONIST: 21,
    Purpose.SAFER: 15,
    Purpose.BED: 8,
    Purpose.KIT: 70,
    Purpose.HCV: 3,
    Purpose.HIV: 2,
    Purpose.VIRUS_CARE: 4,
    Purpose.POLICE: 9,
    Purpose.LEAVING: 9,
}
SLOTS = 256
assert sum(WEIGHTS.values()) == SLOTS
assert set(WEIGHTS) == set(Purpose)

#: Purpose of each value of the low eight bits, and the share of days of each purpose.
PURPOSE_OF = np.array([purpose for purpose, n in WEIGHTS.items() for _ in range(n)], np.uint8)
SHARE = np.array([0.0, *(WEIGHTS[purpose] / SLOTS for purpose in Purpose)])
