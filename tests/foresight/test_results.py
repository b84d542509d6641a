"""Scenarios beside their baseline: the same luck, run by run, person by person."""

from collections.abc import Callable

import polars as pl
import pytest

from veille.foresight.study.measures import (
    DEATHS,
    EXPECTED_DEATHS,
    LIFETIME_COST,
    LIFETIME_QALYS,
    MEASURES,
    PERSON_DAYS,
)
from veille.foresight.study.results import DAYS_A_YEAR, EVERYBODY, Counted, Results, compare
from veille.foresight.study.study import BASELINE, TOGETHER, WITHOUT, Study

RUNS = [(draw, replicate) for draw in range(2) for replicate in range(2)]
#: Deaths averted in every run, a month; the luck of a run falls out of the difference.
AVERTED = {
    BASELINE: 0.0,
    "naloxone": 2.0,
    "safer-supply": 3.0,
    TOGETHER: 4.0,
    WITHOUT + "naloxone": 3.0,
    WITHOUT + "safer-supply": 2.0,
}
MONTHS = 12


def made(study: Study, value: Callable[[str, str, int, int], float]) -> Counted:
    """Counts where each month of a run has value(scenario, measure, draw, replicate)."""
    rows, dead = [], []
    for scenario in study.scenarios:
        for draw, replicate in RUNS:
            numbers = {name: value(scenario.key, name, draw, replicate) for name in MEASURES}
            run = {"scenario": scenario.key, "draw": draw, "replicate": replicate}
            rows += [
                {**run, "month": month, "dimension": EVERYBODY, "group": "", **numbers}
                for month in range(MONTHS)
            ]
            for number, group in enumerate(("with a home", "without a home")):
                share = {
                    name: float(each * MONTHS * (number + 1) / 3) for name, each in numbers.items()
                }
                rows.append({**run, "month": 0, "dimension": "housing", "group": group, **share})
            gone = {BASELINE: [1, 2, 3], "naloxone": [1, 4]}.get(scenario.key, [1, 2, 3])
            dead += [{**run, "person": person} for person in gone]
    return Counted(pl.DataFrame(rows), pl.DataFrame(dead), 0, 0)


def counts(scenario: str, measure: str, draw: int, replicate: int) -> float:
    if measure in (DEATHS, EXPECTED_DEATHS):
        return 50.0 + 7 * draw + replicate - AVERTED[scenario]
    if measure == LIFETIME_COST:
        return 1_000.0 + {"naloxone": 600.0, "safer-supply": -10.0}.get(scenario, 0.0) * (1 + draw)
    if measure == LIFETIME_QALYS:
        return 900.0 + {"naloxone": 0.01, "safer-supply": 0.01}.get(scenario, 0.0)
    return 30.0 * 400 if measure == PERSON_DAYS else 1.0


@pytest.fixture(scope="module")
def results(small_study: Study) -> Results:
    return compare(small_study, made(small_study, counts))


def test_luck_falls_out_of_the_difference_from_the_baseline(
    results: Results, small_study: Study
) -> None:
    more = results.more("naloxone", DEATHS)
    assert more.mean == pytest.approx(-2 * MONTHS * small_study.weight)
    assert (more.low, more.high) == pytest.approx((more.mean, more.mean))
    assert more.error == pytest.approx(0)
    assert (results.found("naloxone", DEATHS).error or 0) > 0


def test_numbers_stand_for_the_whole_population(results: Results, small_study: Study) -> None:
    assert results.found(BASELINE, DEATHS).mean == pytest.approx(54 * MONTHS * small_study.weight)
    assert small_study.weight == small_study.place.population / 400


def test_the_share_is_of_the_baseline(results: Results) -> None:
    row = results.table.filter(scenario="naloxone", outcome=DEATHS)
    assert row["share"][0] == pytest.approx(-2 / 54)


def test_deaths_averted_add_up_over_time(results: Results, small_study: Study) -> None:
    averted = results.averted.filter(scenario=TOGETHER)
    assert averted["when"].to_list() == [0, 1, 2, 3]
    expected = [4 * 3 * quarter * small_study.weight for quarter in (1, 2, 3, 4)]
    assert averted["mean"].to_list() == pytest.approx(expected)


def test_components_are_told_alone_and_last_and_never_added_up(
    results: Results, small_study: Study
) -> None:
    told = {row["scenario"]: row for row in results.order.iter_rows(named=True)}
    by_month = MONTHS * small_study.weight
    assert told["naloxone"]["alone"] == pytest.approx(2 * by_month)
    assert told["naloxone"]["last"] == pytest.approx((4 - 3) * by_month)
    assert results.order["alone"].sum() != pytest.approx(4 * by_month)


def test_who_is_spared_and_who_is_lost_is_told_person_by_person(
    results: Results, small_study: Study
) -> None:
    row = results.by_person.filter(scenario="naloxone").row(0, named=True)
    assert row["spared"] == pytest.approx(2 * small_study.weight)  # 2 and 3
    assert row["lost"] == pytest.approx(1 * small_study.weight)  # 4


def test_groups_are_compared_by_the_years_that_their_people_live(
    results: Results, small_study: Study
) -> None:
    row = results.by_group.filter(scenario="naloxone", group="without a home").row(0, named=True)
    years = 30 * 400 * MONTHS * 2 / 3 / DAYS_A_YEAR
    assert row["mean"] == pytest.approx(2 * MONTHS * 2 / 3 / years * 1000)
    assert row["people"] == pytest.approx(years * small_study.weight)


def test_groups_stand_in_their_own_order(small_results: Results) -> None:
    groups = small_results.by_group.filter(scenario="naloxone")["group"].to_list()
    assert groups[:3] == ["under 30", "30 to 49", "50 and over"]
    assert groups[-3:] == ["injecting", "smoking", "other"]


def test_a_ratio_of_cost_to_qalys_is_told_only_where_both_grow(results: Results) -> None:
    worth = {row["scenario"]: row for row in results.worth.iter_rows(named=True)}
    assert worth["naloxone"]["cost_per_qaly"] == pytest.approx(600 * 1.5 / 0.01)
    assert worth["naloxone"]["worth_it"] == 0
    assert worth["safer-supply"]["cost_per_qaly"] is None
    assert (worth["safer-supply"]["saves_both"], worth["safer-supply"]["worth_it"]) == (1, 1)


def test_no_ratio_is_told_where_other_people_are_counted(small_study: Study) -> None:
    def with_more_use(scenario: str, measure: str, draw: int, replicate: int) -> float:
        more = measure == "took_up" and scenario == "naloxone"
        return counts(scenario, measure, draw, replicate) + more

    worth = compare(small_study, made(small_study, with_more_use)).worth
    rows = {row["scenario"]: row for row in worth.iter_rows(named=True)}
    assert rows["naloxone"]["other_people"]
    assert (rows["naloxone"]["cost_per_qaly"], rows["naloxone"]["worth_it"]) == (None, None)
    assert not rows["safer-supply"]["other_people"]


def test_a_scenario_that_does_nothing_differs_by_nothing(small_study: Study) -> None:
    idle = made(
        small_study,
        lambda _scenario, measure, draw, replicate: counts(BASELINE, measure, draw, replicate),
    )
    results = compare(small_study, idle)
    differences = results.table.filter(pl.col("scenario") != BASELINE)
    assert differences.select(pl.col("more_mean", "more_error").abs().max()).row(0) == (0, 0)


def test_of_a_real_run_the_numbers_hang_together(small_results: Results) -> None:
    """Deaths by quarter and person by person are those counted; by group, those expected."""
    counted, expected = (
        small_results.found(BASELINE, each).mean for each in (DEATHS, EXPECTED_DEATHS)
    )
    by_quarter = small_results.over_time.filter(scenario=BASELINE)["mean"].sum()
    groups = small_results.by_group.filter(scenario="naloxone", dimension="gender")
    years = groups["people"] * small_results.study.years
    assert by_quarter == pytest.approx(counted)
    assert (groups["deaths"] * years / 1000).sum() == pytest.approx(expected)
    spared = small_results.by_person.filter(scenario="naloxone").row(0, named=True)
    averted = -small_results.more("naloxone", DEATHS).mean
    assert spared["spared"] - spared["lost"] == pytest.approx(averted)


def test_chance_moves_a_difference_of_expected_deaths_less(small_results: Results) -> None:
    expected, counted = (
        small_results.more("safer-supply", each).error or 0.0 for each in (EXPECTED_DEATHS, DEATHS)
    )
    assert 0 < expected < counted
