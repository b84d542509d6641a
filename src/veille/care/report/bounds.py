"""How far the numbers of a report that were withheld can be told from those that were not.

The relations between them are linear (parts add up to a whole, sites to the network). Whoever
reads what was published can solve them: the least and the most that each withheld number can be.
A small simplex does it here as they would; there are a few dozen unknowns at most in one piece.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Name = Hashable
#: What is this close to nought is nought: the numbers are whole, and far smaller than 1e9.
_NEAR = 1e-7
#: After so many steps the slower rule takes over, under which no simplex goes in circles.
_SWIFT_STEPS = 200


@dataclass(frozen=True)
class Relation:
    """Numbers times their factors add up to nought; where `at_least`, to nought or more."""

    factors: Mapping[Name, int]
    at_least: bool = False


class Range:
    """What one withheld number is seen to be able to be: points that lie in its range."""

    def __init__(self, value: float) -> None:
        self.least = self.most = value

    def see(self, value: float) -> None:
        self.least, self.most = min(self.least, value), max(self.most, value)


def pieces(relations: Sequence[Relation], unknown: Iterable[Name]) -> list[set[Name]]:
    """The unknown numbers, in groups that no relation joins."""
    parent = {name: name for name in unknown}

    def root(name: Name) -> Name:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for relation in relations:
        inside = [name for name in relation.factors if name in parent]
        for name in inside[1:]:
            parent[root(name)] = root(inside[0])
    groups: dict[Name, set[Name]] = {}
    for name in parent:
        groups.setdefault(root(name), set()).add(name)
    return list(groups.values())


def ranges(
    relations: Sequence[Relation],
    values: Mapping[Name, int],
    unknown: Mapping[Name, int],
    asked: Mapping[Name, tuple[int, int]],
) -> dict[Name, Range]:
    """The range of each `asked` number, as far as its (low, high); numbers that are not
    `unknown` are known to be what `values` says.

    `unknown` tells the least that a reader knows each unknown number to be. A range is
    followed no further than low and high: wider is as good.
    """
    found = {name: Range(values[name]) for name in asked}
    for piece in pieces(relations, unknown):
        wanted = [name for name in piece if name in asked]
        if not wanted:
            continue
        order = list(piece)
        rows, right = _rows(relations, values, unknown, order)
        simplex = _Simplex(rows, right, len(order))
        for name in wanted:
            low, high = asked[name]
            place, floor = order.index(name), unknown[name]
            for sign, goal in ((1, high - floor), (-1, low - floor)):
                mine = found[name]
                if (mine.most >= high) if sign > 0 else (mine.least <= low):
                    continue
                simplex.push(place, sign, goal)
                for other in wanted:
                    at = simplex.at(order.index(other)) + unknown[other]
                    found[other].see(at)
                if simplex.endless:
                    mine.see(float("inf"))
    return found


def _rows(
    relations: Sequence[Relation],
    values: Mapping[Name, int],
    unknown: Mapping[Name, int],
    order: Sequence[Name],
) -> tuple[list[list[float]], list[float]]:
    """The relations of one piece: factors of its unknowns (above their least), and what is left
    on the other side; a further column for each relation that says “at least”."""
    inside = set(order)
    mine = [each for each in relations if not inside.isdisjoint(each.factors)]
    spare = sum(each.at_least for each in mine)
    column = {name: place for place, name in enumerate(order)}
    rows, right, used = [], [], 0
    for relation in mine:
        row, known = [0.0] * (len(order) + spare), 0
        for name, factor in relation.factors.items():
            if name in column:
                row[column[name]] += factor
                known += factor * unknown[name]
            else:
                known += factor * values[name]
        if relation.at_least:
            row[len(order) + used] = -1.0
            used += 1
        rows.append(row)
        right.append(-float(known))
    return rows, right


class _Simplex:
    """Points x ≥ 0 with rows · x = right; it stands on one of their corners and walks to others."""

    def __init__(self, rows: list[list[float]], right: list[float], unknowns: int) -> None:
        width, height = len(rows[0]) if rows else unknowns, len(rows)
        self.endless = False
        self._rows: list[list[float]] = []
        for number, (row, end) in enumerate(zip(rows, right, strict=True)):
            sign = -1.0 if end < 0 else 1.0
            helper = [0.0] * height
            helper[number] = 1.0
            self._rows.append([sign * each for each in row] + helper + [sign * end])
        self._basis = [width + number for number in range(height)]
        # First the helpers go: a corner without them is a point that fits every row.
        self._walk([0.0] * width + [-1.0] * height, None, 0.0)
        for number in range(height - 1, -1, -1):
            if self._basis[number] >= width:
                entering = next(
                    (c for c in range(width) if abs(self._rows[number][c]) > _NEAR), None
                )
                if entering is None:  # the row says what others say
                    del self._rows[number], self._basis[number]
                else:
                    self._pivot(number, entering)
        for row in self._rows:
            del row[width : width + height]
        self._width = width

    def at(self, place: int) -> float:
        """The number at `place`, at the present corner."""
        if place in self._basis:
            return self._rows[self._basis.index(place)][-1]
        return 0.0

    def push(self, place: int, sign: int, goal: float) -> None:
        """Make the number at `place` as large (sign 1) or small (-1) as it can be, or `goal`."""
        aim = [0.0] * self._width
        aim[place] = float(sign)
        self._walk(aim, place, sign * goal)

    def _walk(self, aim: list[float], place: int | None, enough: float) -> None:
        self.endless = False
        gains = [*aim, 0.0]
        for row, basic in zip(self._rows, self._basis, strict=True):
            if aim[basic]:
                gains = [g - aim[basic] * each for g, each in zip(gains, row, strict=True)]
        steps = 0
        while place is None or aim[place] * self.at(place) < enough:
            entering = self._entering(gains, swift=steps < _SWIFT_STEPS)
            if entering is None:
                return
            leaving = self._leaving(entering)
            if leaving is None:
                self.endless = True
                return
            self._pivot(leaving, entering)
            factor = gains[entering]
            gains = [g - factor * e for g, e in zip(gains, self._rows[leaving], strict=True)]
            steps += 1

    @staticmethod
    def _entering(gains: list[float], *, swift: bool) -> int | None:
        if swift:
            best = max(range(len(gains) - 1), key=gains.__getitem__, default=None)
            return best if best is not None and gains[best] > _NEAR else None
        return next((c for c in range(len(gains) - 1) if gains[c] > _NEAR), None)

    def _leaving(self, entering: int) -> int | None:
        best, least = None, float("inf")
        for number, row in enumerate(self._rows):
            if row[entering] > _NEAR:
                ratio = row[-1] / row[entering]
                if ratio < least - _NEAR or (
                    ratio < least + _NEAR
                    and best is not None
                    and self._basis[number] < self._basis[best]
                ):
                    best, least = number, ratio
        return best

    def _pivot(self, number: int, entering: int) -> None:
        pivot = self._rows[number]
        scale = pivot[entering]
        pivot = [each / scale for each in pivot]
        self._rows[number] = pivot
        for other, row in enumerate(self._rows):
            if other != number and abs(factor := row[entering]) > 0.0:
                self._rows[other] = [
                    a - factor * b if b else a for a, b in zip(row, pivot, strict=True)
                ]
        self._basis[number] = entering
