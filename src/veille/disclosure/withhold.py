"""What does not leave the house: counts below ten, and whatever else would give one away.

Health Canada withholds counts below ten. That alone protects nobody: a total less its other
parts is the part that was withheld. So further numbers are withheld, the smallest that will do,
until nobody who solves all the published relations together can tell of a small count more than
that it lies between one and nine. Noughts are published: they are about nobody.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from .bounds import Relation, ranges
from .counts import NETWORK, AnyCounts, AnyFigure, AnyTable, Cell, Place, Shape
from .shorter import SMALLEST, Beside, Published, beside, is_small

#: Stands before the name of what is left of a whole without one row: nobody publishes it, and
#: everybody can reckon it.
_REST = "rest of "


def withheld(report: AnyCounts, shorter: Sequence[Published[AnyCounts]] = ()) -> frozenset[Cell]:
    """The numbers of a report that stay in the house, its inside tables apart.

    `shorter` are the periods that it is made of, which were published before it.
    """
    places = report.places
    tables = [table for table in report.tables if table.leaves]
    relations, rests = _relations(tables, places)
    values: dict[Hashable, int] = {
        (name, place): report.number(name, place)
        for table in tables
        for name in table.names
        for place in places
    }
    for (row, place), whole in rests.items():
        values[_REST + row, place] = values[whole] - values[row, place]
    hidden = {(_REST + row, place) for row, place in rests}
    known: dict[Hashable, Beside] = {
        (name, place): beside(
            (name, place), report.number(name, place), shorter, adds_up=table.adds_up
        )
        for table in tables
        if shorter
        for name in table.names
        for place in places
    }
    chosen = choose(values, relations, hidden, known)
    return frozenset(cell for cell in chosen - hidden if isinstance(cell, tuple))


def _relations(
    tables: Sequence[AnyTable], places: Sequence[Place]
) -> tuple[list[Relation], dict[Cell, Cell]]:
    """How the numbers hang together; and of which whole each row leaves a rest."""
    relations: list[Relation] = []
    rests: dict[Cell, Cell] = {}
    sites = [place for place in places if place != NETWORK]
    for table in tables:
        if len(sites) > 1:
            for name in table.names:
                relations += _across(name, sites, adds_up=table.adds_up)
        if table.shape is Shape.ALONE:
            continue
        for place in places:
            whole, rows = (table.whole, place), [(name, place) for name in table.names]
            if table.shape is Shape.PARTS:
                relations.append(Relation({whole: 1, **dict.fromkeys(rows, -1)}))
                continue
            for row in rows:
                rests[row] = whole
                relations.append(Relation({whole: 1, row: -1, (_REST + row[0], place): -1}))
            if table.shape is Shape.SEVERAL:
                relations.append(Relation({**dict.fromkeys(rows, 1), whole: -1}, at_least=True))
    return relations, rests


def _across(name: str, sites: Sequence[Place], *, adds_up: bool) -> Iterable[Relation]:
    """One number at the sites and in the network. Who goes to two sites is counted at both, and
    once in the network: it is then no more than the sum, and no less than the largest."""
    here = [(name, site) for site in sites]
    if adds_up:
        yield Relation({(name, NETWORK): 1, **dict.fromkeys(here, -1)})
        return
    yield Relation({**dict.fromkeys(here, 1), (name, NETWORK): -1}, at_least=True)
    for cell in here:
        yield Relation({(name, NETWORK): 1, cell: -1}, at_least=True)


def choose(
    values: Mapping[Hashable, int],
    relations: Sequence[Relation],
    hidden: Iterable[Hashable] = (),
    known: Mapping[Hashable, Beside] | None = None,
) -> set[Hashable]:
    """Which numbers to withhold, so that no small one can be told; `hidden` ones among them,
    which are published by nobody.

    A reader knows of a withheld number that it is one at least, for noughts are published, and
    what is `known` of it besides.

    Whatever is gone through is so in the order of `values`, never in that of a set: two copies of
    one report that withheld different numbers would, laid side by side, tell what each withheld.
    """
    hidden, known = set(hidden), known or {}
    small = [name for name, value in values.items() if is_small(value)]
    telling = [name for name, found in known.items() if found.tells]
    gone = hidden | {*small, *telling}
    least = {name: 0 if name in hidden else known.get(name, Beside()).least for name in values}
    floor = _told_by_noughts(values, relations, hidden, known)
    asked = {name: (floor[name], SMALLEST - 1) for name in small}
    asked |= {name: (least[name], room) for name in telling if (room := known[name].room)}
    #: What shorter periods add up to: to withhold it would hide nothing.
    kept = {name for name, found in known.items() if found.told}
    of: dict[Hashable, list[Relation]] = {}
    for relation in relations:
        for name in relation.factors:
            of.setdefault(name, []).append(relation)
    while True:
        more = _pinned_alone(values, gone, hidden, small, of, kept)
        if not more:
            seen = ranges(relations, values, {n: least[n] for n in values if n in gone}, asked)
            found = [
                n
                for n, (low, high) in asked.items()
                if seen[n].least > low + _NEAR or seen[n].most < high - _NEAR
            ]
            more = _beside(found, values, gone, of, kept)
            if not more:
                return gone
            # What cannot be told now can be told still less when more is withheld.
            asked = {name: asked[name] for name in found}
        gone |= more


_NEAR = 1e-6


def _told_by_noughts(
    values: Mapping[Hashable, int],
    relations: Sequence[Relation],
    hidden: set[Hashable],
    known: Mapping[Hashable, Beside],
) -> dict[Hashable, int]:
    """The least that each number can be for somebody who sees the noughts and nothing else: a
    whole with three rows that are not nought is three at least."""
    least = {
        name: known.get(name, Beside()).least if value > 0 and name not in hidden else 0
        for name, value in values.items()
    }
    changed = True
    while changed:
        changed = False
        for relation in relations:
            parts = [
                n
                for n, factor in relation.factors.items()
                if factor < 0 and (values[n] > 0 or n in hidden)
            ]
            wholes = [n for n, factor in relation.factors.items() if factor > 0]
            if len(wholes) != 1:
                continue
            together = sum(least[name] for name in parts)
            raised = [(wholes[0], together)]
            if len(parts) == 1 and not relation.at_least:
                raised.append((parts[0], least[wholes[0]]))
            for name, at_least in raised:
                if least[name] < at_least:
                    least[name], changed = at_least, True
    return least


def _pinned_alone(
    values: Mapping[Hashable, int],
    gone: set[Hashable],
    hidden: set[Hashable],
    small: Iterable[Hashable],
    of: Mapping[Hashable, Sequence[Relation]],
    kept: set[Hashable],
) -> set[Hashable]:
    """What else to withhold because one relation, looked at alone, tells a small number."""
    more: set[Hashable] = set()
    small = set(small)
    found = gone - hidden
    for name in [n for n in values if n in small or n in found]:
        for relation in of.get(name, ()):
            if not relation.at_least and not _leaves_room(
                name, relation, values, gone | more, hidden, small
            ):
                best = _cheapest(relation, values, gone | more, of, kept)
                if best is not None:
                    more.add(best)
    return more


def _leaves_room(
    name: Hashable,
    relation: Relation,
    values: Mapping[Hashable, int],
    gone: set[Hashable],
    hidden: set[Hashable],
    small: set[Hashable],
) -> bool:
    """Whether a number is not told by the others of one relation: something else of it is
    withheld too; of a small number, so much that it could be nine as well."""
    others = [n for n in relation.factors if n != name and n in gone]
    if not others or name not in small:
        return bool(others)
    if any(relation.factors[n] != relation.factors[name] for n in others):
        return True  # it can become more as this one becomes more, without an end
    room = sum(values[n] - (n not in hidden) for n in others)
    return values[name] + room >= SMALLEST - 1


def _cheapest(
    relation: Relation,
    values: Mapping[Hashable, int],
    gone: set[Hashable],
    of: Mapping[Hashable, Sequence[Relation]],
    kept: set[Hashable],
) -> Hashable | None:
    """The number of a relation that is missed least: one whose other relations have something
    withheld already, no whole, a small one."""
    published = [n for n in relation.factors if n not in gone | kept and values[n] > 0]

    def price(name: Hashable) -> tuple[int, bool, int]:
        anew = sum(
            not gone & other.factors.keys()
            for other in of[name]
            if other is not relation and not other.at_least
        )
        return anew, relation.factors[name] > 0, values[name]

    return min(published, key=price, default=None)


def _beside(
    data: Iterable[Hashable],
    values: Mapping[Hashable, int],
    gone: set[Hashable],
    of: Mapping[Hashable, Sequence[Relation]],
    kept: set[Hashable],
) -> set[Hashable]:
    """One more number beside each that can be told still; from further away where none is left
    in its own relations."""
    more: set[Hashable] = set()
    for name in data:
        reached, edge = {name}, [name]
        while edge:
            near = {id(one): one for each in edge for one in of.get(each, ())}.values()
            found = [_cheapest(relation, values, gone | more, of, kept) for relation in near]
            best = min((n for n in found if n is not None), key=values.__getitem__, default=None)
            if best is not None:
                more.add(best)
                break
            further = [n for one in near for n in one.factors if n in gone and n not in reached]
            edge = list(dict.fromkeys(further))
            reached.update(edge)
    return more


def leaves(figure: AnyFigure, place: Place, gone: frozenset[Cell]) -> bool:
    """Whether a figure may leave the house: it was made of ten at least, or of nobody, and of no
    number that is withheld."""
    enough = figure.of is None or not is_small(figure.of.get(place, 0))
    return enough and not any((name, place) in gone for name in figure.made_of)
