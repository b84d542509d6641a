"""Watch beside R's surveillance and CDC's pynssp: the largest difference, and which alarms differ.

Reads shared/golden/watch, which R 4.2.2 and surveillance 1.20.3 made; says so where it is absent.
"""

from collections import defaultdict

import numpy as np
import polars as pl
from tests.watch import golden
from tests.watch.golden import Case

from veille.watch.detect import detect

from .tables import Measured, met

_COMPARED = ("expected", "upperbound")


def run(small: bool) -> list[Measured]:
    cases = golden.cases()
    if small:
        cases = cases[::8]
    return [_equal(cases), _slips(cases)]


def _ours(case: Case, compatible: str) -> pl.DataFrame:
    return detect(case.frame(), case.method, case.settings(), compatible=compatible, **case.call())


def _equal(cases: list[Case]) -> Measured:
    table = Measured(
        "Watch: equal to R",
        "All cases of shared/golden/watch, compatible=surveillance; differences are |ours − R| ÷ "
        "max(1, |R|). None where golden is not beside the checkout.",
        ["method", "cases", "rows", "largest difference", "allowed", "alarms that differ"],
        limit="the 12 digits that golden is written with.",
    )
    told: dict[str, list[tuple[int, float, int, float]]] = defaultdict(list)
    for case in cases:
        if case.row["output"] is None:
            continue
        ours, theirs = _ours(case, "surveillance"), case.answer()
        sane = np.nan_to_num(np.abs(golden.numbers(theirs["upperbound"]))) <= golden.ABSURD
        apart = max(
            golden.difference(
                ours[name].filter(pl.Series(sane)), theirs[name].filter(pl.Series(sane))
            )
            for name in _COMPARED
            if name in theirs.columns
        )
        differ = int((ours["alarm"].cast(float) != theirs["alarm"].cast(float)).sum())
        told[case.method].append((ours.height, apart, differ, case.tolerance))
    for method, rows in told.items():
        table.add(
            method,
            len(rows),
            f"{sum(row[0] for row in rows):,}",
            f"{max(row[1] for row in rows):.1e}",
            f"{max(row[3] for row in rows):.0e}",
            sum(row[2] for row in rows),
        )
    return table


def _slips(cases: list[Case]) -> Measured:
    table = Measured(
        "Watch: where R slips",
        "The same cases judged by default and as R does. What differs: Farrington's dispersion "
        "after reweighting, windows with fewer than five cases (muan), one missing week among the "
        "last four; C3 where the baseline never varies; CUSUM after a missing week.",
        [
            "method",
            "rows",
            "alarms as R",
            "alarms by default",
            "rows that differ",
            "rows with no bound as R",
            "… by default",
        ],
    )
    told: dict[str, np.ndarray] = {}
    for case in cases:
        theirs, ours = _ours(case, "surveillance"), _ours(case, "")
        a = theirs["alarm"].fill_null(0).to_numpy()
        b = ours["alarm"].fill_null(0).to_numpy()
        name = case.method
        if name == "ears":
            name = f"ears {case.settings()['method']}"
        if name == "farrington-flexible":
            name += f" {case.settings()['threshold_method']}"
        row = np.array(
            [
                len(a),
                a.sum(),
                b.sum(),
                (a != b).sum(),
                theirs["upperbound"].null_count(),
                ours["upperbound"].null_count(),
            ]
        )
        told[name] = told.get(name, np.zeros(6, int)) + row
    for name, row in sorted(told.items()):
        table.add(name, *(f"{value:,}" for value in row))
    return table


def holds() -> str:
    """For a reader of the page: whether there was anything to compare with."""
    return met(golden.HERE)
