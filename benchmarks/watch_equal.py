"""Watch beside R's surveillance and CDC's pynssp: the largest difference, and which alarms differ.

Reads shared/golden/watch, which R 4.2.2 and surveillance 1.20.3 made; says so where it is absent.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from tests.watch import golden, test_golden, test_nowcasts
from tests.watch.golden import Case

from veille.watch.detect import detect

from .tables import Measured, met

_COMPARED = ("expected", "upperbound")


def run(small: bool) -> list[Measured]:
    cases = golden.cases()
    if small:
        cases = cases[::8]
    return [_equal(cases), _others(small), _slips(cases)]


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


#: The other cases, by how their method begins, with the test that compares one of them.
_OTHERS: dict[str, Callable[[dict[str, Any]], None]] = {
    "trace of": test_golden.test_a_row_that_was_traced_in_r_ends_in_the_same_three_bounds,
    "pynssp": test_golden.test_essence_gives_what_pynssp_gives,
    "brute-force scan": test_golden.test_a_scan_finds_what_a_brute_force_one_finds,
    "scan, every outcome": test_golden.test_a_scan_s_chance_is_that_of_all_outcomes,
    "binom.test": lambda _row: test_golden.test_one_share_has_r_s_p_values_and_limits(),
    "fisher.test": lambda _row: test_golden.test_two_shares_have_r_s_p_values(),
    "chain ladder": test_nowcasts.test_chain_ladder_is_r_s,
    "baselinenowcast": test_nowcasts.test_a_filled_triangle_is_baselinenowcast_s,
    "chainladder Mack": test_nowcasts.test_mack_s_errors_are_chainladder_s,
    "surveillance::nowcast": test_nowcasts.test_a_nowcast_of_a_line_list_is_r_s,
    "scoringrules": lambda row: test_nowcasts.test_scores_are_scoringrules_s(
        row["id"].removeprefix("scores_")
    ),
}


def _others(small: bool) -> Measured:
    """What no detector gives: compared by the tests themselves, within their tolerances."""
    table = Measured(
        "Watch: equal to R and to Python’s packages, the other cases",
        "The cases of shared/golden/watch that no table above has (one is a call that R refuses: "
        "there is nothing to compare). Each is compared by its test, within the tolerance that "
        "its MANIFEST.md gives.",
        ["compared with", "cases", "equal"],
    )
    compared = 0
    for begins, compare in _OTHERS.items():
        rows = golden.rows(begins)
        rows = rows[:1] if small else rows
        compared += len(rows)
        table.add(begins, len(rows), sum(_holds(compare, row) for row in rows))
    table.add("all of them", compared, "")
    return table


def _holds(compare: Callable[[dict[str, Any]], None], row: dict[str, Any]) -> bool:
    try:
        compare(row)
    except AssertionError:
        return False
    return True


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
