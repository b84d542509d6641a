"""How far the numbers of a report that were withheld can be told from those that were not.

The relations between them are linear (parts add up to a whole, sites to the network). Whoever
reads what was published can solve them: the least and the most that each withheld number can be.
A small simplex does it here as they would; there are a few dozen unknowns at most in one piece.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Name = Hashable
#: What is not nought of a row, by column.
Row = dict[int, float]
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


def pieces(relations: Sequence[Relation], unknown: Iterable[Name]) -> list[list[Name]]:
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
    groups: dict[Name, list[Name]] = {}
    for name in parent:
        groups.setdefault(root(name), []).append(name)
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
    of: dict[Name, list[int]] = {}
    for number, relation in enumerate(relations):
        for name in relation.factors:
            of.setdefault(name, []).append(number)
    for piece in pieces(relations, unknown):
        wanted = [name for name in piece if name in asked]
        if not wanted:
            continue
        column = {name: place for place, name in enumerate(piece)}
        mine = sorted({number for name in piece for number in of.get(name, ())})
        simplex = _Simplex(*_rows([relations[n] for n in mine], values, unknown, column))
        for name in wanted:
            low, high = asked[name]
            for sign, goal in ((1, high), (-1, low)):
                seen = found[name]
                if (seen.most >= high) if sign > 0 else (seen.least <= low):
                    continue
                simplex.push(column[name], sign, goal - unknown[name])
                for other in wanted:
                    found[other].see(simplex.at(column[other]) + unknown[other])
                if simplex.endless:
                    seen.see(float("inf"))
    return found


def _rows(
    relations: Iterable[Relation],
    values: Mapping[Name, int],
    unknown: Mapping[Name, int],
    column: Mapping[Name, int],
) -> tuple[list[Row], list[float], int]:
    """The relations of one piece: factors of its unknowns (above their least), and what is left
    on the other side; a further column for each relation that says “at least”. And how many
    columns there are."""
    rows, right, width = [], [], len(column)
    for relation in relations:
        row: Row = {}
        known = 0
        for name, factor in relation.factors.items():
            if name in column:
                row[column[name]] = float(factor)
                known += factor * unknown[name]
            else:
                known += factor * values[name]
        if relation.at_least:
            row[width] = -1.0
            width += 1
        rows.append(row)
        right.append(-float(known))
    return rows, right, width


class _Simplex:
    """Points x ≥ 0 with rows · x = right; it stands on one of their corners and walks to others.

    A row holds what is not nought of it, by column: few numbers hang together with many.
    """

    def __init__(self, rows: list[Row], right: list[float], width: int) -> None:
        self.endless = False
        self._rows: list[Row] = []
        self._right: list[float] = []
        for number, (row, end) in enumerate(zip(rows, right, strict=True)):
            sign = -1.0 if end < 0 else 1.0
            self._rows.append({c: sign * each for c, each in row.items()} | {width + number: 1.0})
            self._right.append(sign * end)
        self._basis = [width + number for number in range(len(rows))]
        self._place = {column: number for number, column in enumerate(self._basis)}
        # First the helpers go: a corner without them is a point that fits every row.
        self._walk(dict.fromkeys(self._basis, -1.0), None, 0.0)
        for number in range(len(rows) - 1, -1, -1):
            if self._basis[number] >= width:
                entering = next((c for c in self._rows[number] if c < width), None)
                if entering is None:  # the row says what others say
                    del self._rows[number], self._right[number], self._basis[number]
                else:
                    self._pivot(number, entering)
        self._rows = [{c: each for c, each in row.items() if c < width} for row in self._rows]
        self._place = {column: number for number, column in enumerate(self._basis)}

    def at(self, column: int) -> float:
        """The number of `column`, at the present corner."""
        number = self._place.get(column)
        return 0.0 if number is None else self._right[number]

    def push(self, column: int, sign: int, goal: float) -> None:
        """Make the number of `column` as large (sign 1) or small (-1) as it can be, or `goal`."""
        self._walk({column: float(sign)}, column, sign * goal)

    def _walk(self, aim: Row, column: int | None, enough: float) -> None:
        self.endless = False
        gains = dict(aim)
        for basic, factor in aim.items():
            if basic in self._place:
                _take(gains, factor, self._rows[self._place[basic]])
        steps = 0
        while column is None or aim[column] * self.at(column) < enough:
            entering = _entering(gains, swift=steps < _SWIFT_STEPS)
            if entering is None:
                return
            leaving = self._leaving(entering)
            if leaving is None:
                self.endless = True
                return
            self._pivot(leaving, entering)
            _take(gains, gains[entering], self._rows[leaving])
            steps += 1

    def _leaving(self, entering: int) -> int | None:
        best, least = None, float("inf")
        for number, row in enumerate(self._rows):
            if (factor := row.get(entering, 0.0)) > _NEAR:
                ratio = self._right[number] / factor
                if ratio < least - _NEAR or (
                    ratio < least + _NEAR
                    and best is not None
                    and self._basis[number] < self._basis[best]
                ):
                    best, least = number, ratio
        return best

    def _pivot(self, number: int, entering: int) -> None:
        scale = self._rows[number][entering]
        row = {column: each / scale for column, each in self._rows[number].items()}
        self._rows[number] = row
        self._right[number] /= scale
        for other, changed in enumerate(self._rows):
            if other != number and (factor := changed.get(entering)):
                _take(changed, factor, row)
                self._right[other] -= factor * self._right[number]
        del self._place[self._basis[number]]
        self._basis[number] = entering
        self._place[entering] = number


def _take(row: Row, factor: float, times: Row) -> None:
    """Take so many times another row from this one."""
    for column, each in times.items():
        left = row.get(column, 0.0) - factor * each
        if -_NEAR < left < _NEAR:
            row.pop(column, None)
        else:
            row[column] = left


def _entering(gains: Row, *, swift: bool) -> int | None:
    gaining = [column for column, gain in gains.items() if gain > _NEAR]
    if swift:
        return max(gaining, key=lambda column: (gains[column], -column), default=None)
    return min(gaining, default=None)
