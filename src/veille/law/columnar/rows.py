"""What is carried, laid in the order of the stretches of days that it is asked in."""

import numpy as np

from .asking import Bags, Part
from .columns import Columns
from .measures import Amounts, Bools, Ints, of_entries


class Rows:
    """What is carried, row by row, in the order of the cases' places."""

    def __init__(self, columns: Columns, place: Ints) -> None:
        self._columns = columns
        case = place[columns.case]
        asked = np.flatnonzero(case >= 0)
        by_case = asked[np.argsort(case[asked], kind="stable")]
        amounts = of_entries(columns.given)
        self._bag_case, self._bag_name = case[by_case], columns.name[by_case]
        self._bag_amounts = amounts[by_case]
        at = np.full(len(case), -1, np.int64)
        at[by_case] = np.arange(len(by_case))
        self._others(at)
        self._members()

    def _others(self, at: Ints) -> None:
        """What else bags hold, in the order of the bags, each name once and not the bag’s own."""
        columns = self._columns
        bag = at[columns.other_row]
        mine = (bag >= 0) & (columns.other_name != columns.name[columns.other_row])
        size = max(1, len(columns.names))
        pairs = np.unique(bag[mine] * size + columns.other_name[mine])
        self._other_bag, self._other_name = pairs // size, pairs % size

    def _members(self) -> None:
        """One row for each substance of a case, in the order of its name."""
        size = max(1, len(self._columns.names))
        own = self._bag_case * size + self._bag_name
        more = self._bag_case[self._other_bag] * size + self._other_name
        key = np.concatenate([own, more])
        others = self._bag_amounts[self._other_bag].of_others_in_bag()
        order = np.argsort(key, kind="stable")
        both = Amounts(
            {
                m: np.concatenate([each, others.low[m]])[order]
                for m, each in self._bag_amounts.low.items()
            },
            {
                m: np.concatenate([each, others.high[m]])[order]
                for m, each in self._bag_amounts.high.items()
            },
        )
        mixed_bag = np.zeros(len(own), np.bool_)
        mixed_bag[self._other_bag] = True
        mixed = np.concatenate([mixed_bag, np.ones(len(more), np.bool_)])[order]
        key = key[order]
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        self._case, self._name = key[starts] // size, key[starts] % size
        alone = len(starts) == len(key)
        self._amounts = both if alone else both.summed(starts)
        self._is_mixed = mixed if alone else np.logical_or.reduceat(mixed, starts)

    def part(self, start: int, end: int, cases: Ints, so: dict[str, Bools]) -> Part:
        """The cases that stand at the places from `start` to `end`."""
        columns = self._columns
        first, last = np.searchsorted(self._case, [start, end])
        bag, bag_end = np.searchsorted(self._bag_case, [start, end])
        other, other_end = np.searchsorted(self._other_bag, [bag, bag_end])
        used = np.unique(self._name[first:last])
        here = slice(bag, bag_end)

        def local(names: Ints) -> Ints:
            return np.searchsorted(used, names)

        return Part(
            age=columns.age[cases],
            place=columns.place[cases],
            places=columns.places,
            so={each: found for each, has in so.items() if (found := has[cases]).any()},
            metres={each: has[cases] for each, has in columns.metres.items()},
            case=self._case[first:last] - start,
            name=local(self._name[first:last]),
            names=[columns.names[each] for each in used],
            amounts=self._amounts[slice(first, last)],
            is_mixed=self._is_mixed[first:last],
            bags=Bags(
                self._bag_case[here] - start,
                local(self._bag_name[here]),
                self._bag_amounts[here],
                self._other_bag[other:other_end] - bag,
                local(self._other_name[other:other_end]),
            ),
        )
