"""One person: what a day reads and changes. Small, so that a whole province stays in memory."""

from enum import IntEnum

import numpy as np

NEVER_DAY = -32_000
#: No day of a run comes after it: a run is at most 80 years.
FAR_DAY = 32_000
NOBODY_YET = -1


class Gender(IntEnum):
    WOMAN = 0
    MAN = 1
    OTHER = 2


class Substance(IntEnum):
    """What a person mostly takes. BOTH meets the risk of the opioid supply."""

    OPIOIDS = 0
    STIMULANTS = 1
    BOTH = 2


class Mode(IntEnum):
    INJECTING = 0
    SMOKING = 1
    OTHER = 2


class Where(IntEnum):
    COMMUNITY = 0
    PRISON = 1
    TREATMENT_BED = 2


class Window(IntEnum):
    """A spell of other risk, with an end: the weeks around a change."""

    NONE = 0
    STARTED_AGONIST = 1
    LEFT_AGONIST = 2
    RELEASED = 3
    RELEASED_LATER = 4
    RELAPSED = 5
    CONFISCATED = 6


class Hcv(IntEnum):
    NONE = 0
    CHRONIC = 1
    CURED = 2


class Hiv(IntEnum):
    NONE = 0
    UNTREATED = 1
    TREATED = 2


class Cause(IntEnum):
    """How somebody ceased to be of the people. LEFT lives on elsewhere, or has stopped for good."""

    ALIVE = 0
    OVERDOSE = 1
    OTHER = 2
    LEFT = 3


#: Quantiles are the person's own place among people, drawn once, in 1/65,536: whoever has the
#: lower quantile is reached first, in every scenario.
PERSON = np.dtype(
    [
        ("born", np.int16),  # week of birth, counted from the first day of the run
        ("died", np.int16),  # day, or NOBODY_YET; of who left, the day of that
        ("joined", np.int16),  # day from which the person is of the people
        ("window_until", np.int16),  # first day after the window
        ("away_until", np.int16),  # first day back from prison or a treatment bed
        ("kit_until", np.int16),  # first day without a usable naloxone kit
        ("overdoses", np.uint16),  # in this run
        ("prison_days", np.uint16),  # in this run
        ("trust", np.uint16),  # quantile: who goes to a site
        ("distance", np.uint16),  # quantile: who lives near one
        ("checks", np.uint16),  # quantile: who has drugs checked
        ("carries", np.uint16),  # quantile: how much is carried
        ("seeks", np.uint16),  # quantile: who wants agonist treatment
        ("uses_a_day_16", np.uint8),  # sixteenths of a use a day
        ("alone_256", np.uint8),  # share of private uses with nobody near
        ("gender", np.uint8),
        ("housed", np.uint8),
        ("substance", np.uint8),
        ("mode", np.uint8),
        ("using", np.uint8),
        ("agonist", np.uint8),
        ("safer", np.uint8),
        ("where", np.uint8),
        ("window", np.uint8),
        ("overdosed_before", np.uint8),
        ("injured", np.uint8),
        ("hcv", np.uint8),
        ("hiv", np.uint8),
        ("record", np.uint8),  # has a criminal record
        ("arrests", np.uint8),  # in this run, at most 255
        ("referrals", np.uint8),  # by a commission, in this run
        ("cause", np.uint8),
        ("area", np.uint8),
        ("age_band", np.uint8),  # as of the last birthday
        ("group", np.uint8),  # as last counted: see `group_of` in tallies.py
    ],
    align=True,
)
