"""How far a withheld number can be told, beside HiGHS, the solver that SciPy carries."""

import random

import numpy as np
import pytest
from scipy.optimize import linprog

from veille.disclosure import Relation, ranges

#: A range is followed no further than this.
WIDE = 1_000


def some_relations(seed: int) -> tuple[list[Relation], dict[str, int], dict[str, int]]:
    """Tables of random shape over random numbers; a third of the numbers withheld."""
    chance = random.Random(seed)
    rows, columns = chance.randrange(2, 6), chance.randrange(2, 6)
    values = {
        f"{r}.{c}": chance.choice((1, 2, 7, 12, 40)) for r in range(rows) for c in range(columns)
    }
    relations = []
    for r in range(rows):
        values[f"row {r}"] = sum(values[f"{r}.{c}"] for c in range(columns))
        parts = {f"{r}.{c}": -1 for c in range(columns)}
        relations.append(Relation({f"row {r}": 1, **parts}))
    for c in range(columns):
        parts = {f"{r}.{c}": 1 for r in range(rows)}
        values[f"column {c}"] = max(1, sum(values[name] for name in parts) - chance.randrange(3))
        relations.append(Relation({**parts, f"column {c}": -1}, at_least=True))
    least = {name: 1 for name in values if chance.random() < 0.45}
    return relations, values, least


def by_highs(
    relations: list[Relation], values: dict[str, int], least: dict[str, int], name: str, sign: int
) -> float:
    columns = list(least)
    equal, above = [], []
    for relation in relations:
        row = [relation.factors.get(column, 0) for column in columns]
        known = sum(f * values[n] for n, f in relation.factors.items() if n not in least)
        (above if relation.at_least else equal).append((row, -known))
    aim = np.array([-sign * (column == name) for column in columns])
    found = linprog(
        aim,
        A_ub=[[-each for each in row] for row, _ in above] or None,
        b_ub=[-end for _, end in above] or None,
        A_eq=[row for row, _ in equal] or None,
        b_eq=[end for _, end in equal] or None,
        bounds=[(least[column], 100 * WIDE) for column in columns],
    )
    assert found.status == 0, found.message
    return float(-sign * found.fun)


@pytest.mark.parametrize("seed", range(60))
def test_ranges_are_those_that_highs_finds(seed: int):
    relations, values, least = some_relations(seed)
    seen = ranges(relations, values, least, dict.fromkeys(least, (-WIDE, WIDE)))
    for name in least:
        low, high = (by_highs(relations, values, least, name, sign) for sign in (-1, 1))
        assert seen[name].least == pytest.approx(low, abs=1e-6)
        assert min(seen[name].most, WIDE) == pytest.approx(min(high, WIDE), abs=1e-6)
