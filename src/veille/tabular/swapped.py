"""Days and months that changed places before the file came here, as spreadsheets do it.

A spreadsheet that expects 12/31 reads 03/04 as March 4 and leaves 31/12 alone: then some rows of a
column lie months off. It shows in two ways: rows in the order of time that jump away and back, and
days far outside all those that cannot be read otherwise.
"""

from array import array
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

#: A row is called swapped where that brings it closer to its neighbours by more days than this.
_WORTH_DAYS = 20
#: Rows are in the order of time where so many steps go the same way.
_IN_ORDER = 0.75
#: So many days that can be read in one way only tell what the column spans.
_ENOUGH_CERTAIN = 20
#: What is swapped lies months away from where it belongs.
_BEYOND_DAYS = 45


def swap(day: date) -> date | None:
    """The day with its number and its month changed about; None where that is no other day."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


def swapped_places(days: "array[int]") -> list[int]:
    """Where in a column the day and the month seem to have changed places.

    `days` are ordinals in the order of the rows; nought where a row has no day.
    """
    places = [place for place, day in enumerate(days) if day]
    if len(places) < 3:
        return []
    ordinals = [days[place] for place in places]
    other = {day: _other(day) for day in set(ordinals)}
    if not any(other.values()):
        return []
    found = _against_the_order(ordinals, other) or _beyond_the_certain(ordinals, other)
    return [places[at] for at in found]


def _other(day: int) -> int:
    swapped = swap(date.fromordinal(day))
    return swapped.toordinal() if swapped else 0


def _against_the_order(days: Sequence[int], other: dict[int, int]) -> list[int]:
    """Rows by whose swapping the whole column needs the shortest way through time (Viterbi: for
    each row the cheaper of two ways, with and without its swap)."""
    steps = [after - before for before, after in pairwise(days) if after != before]
    rising = sum(step > 0 for step in steps)
    if not steps or max(rising, len(steps) - rising) < _IN_ORDER * len(steps):
        return []
    far = 10**9
    as_is, turned = 0, _WORTH_DAYS if other[days[0]] else far
    back = bytearray(len(days) * 2)
    for at in range(1, len(days)):
        day, day_other = days[at], other[days[at]]
        last, last_other = days[at - 1], other[days[at - 1]] or far
        straight, bent = as_is + abs(day - last), turned + abs(day - last_other)
        back[2 * at] = bent < straight
        now = min(straight, bent)
        if day_other:
            straight, bent = as_is + abs(day_other - last), turned + abs(day_other - last_other)
            back[2 * at + 1] = bent < straight
            turned = min(straight, bent) + _WORTH_DAYS * (day != last)
        else:
            turned = far
        as_is = now
    state, found = turned < as_is, []
    for at in range(len(days) - 1, -1, -1):
        if state:
            found.append(at)
        state = bool(back[2 * at + state])
    return _between(found[::-1], len(days))


def _between(places: Sequence[int], count: int) -> list[int]:
    """Without those at either end, which have a neighbour on one side only: whatever brings
    them closer to it seems better."""
    first, last = 0, count - 1
    found = set(places)
    while first in found:
        first += 1
    while last in found:
        last -= 1
    return [place for place in places if first < place < last]


def _beyond_the_certain(days: Sequence[int], other: dict[int, int]) -> list[int]:
    """Rows outside the span of all days above the twelfth, that lie inside it when swapped."""
    certain = [day for day in days if date.fromordinal(day).day > 12]
    if len(certain) < _ENOUGH_CERTAIN:
        return []
    first, last = min(certain) - _BEYOND_DAYS, max(certain) + _BEYOND_DAYS
    return [
        at
        for at, day in enumerate(days)
        if not first <= day <= last and first <= other[day] <= last
    ]
