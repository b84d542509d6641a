"""Runs: nobody is lost, luck is the same everywhere, and the closed forms are met."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from scipy import stats

from veille.foresight.engine import burn_in
from veille.foresight.engine.simulation import Result, RunFault
from veille.foresight.evidence import Parameters
from veille.foresight.model import people
from veille.foresight.model.balance import settled
from veille.foresight.model.levers import Lever
from veille.foresight.model.outcomes import GROUPS, OUTCOMES, group_labels, group_number

from .places import PEOPLE, PLACE, YEAR, bare, central, run, some, total

EVERYTHING = (
    Lever("safer_supply_capacity", 500),
    Lever("mobile_sites", 2),
    Lever("drug_checking", 0.3),
    Lever("decriminalization", 1),
    Lever("commission", 0.5),
    Lever("operations", 2),
    Lever("homes", 20),
    Lever("good_samaritan", 1),
)


def same(one: Result, other: Result) -> bool:
    parts = [(one.monthly, other.monthly), (one.person, other.person)]
    return all(np.array_equal(left[name], right[name]) for left, right in parts for name in left)


class TestNobodyIsLost:
    def test_people_in_are_people_out(self):
        result = run()
        there = result.person["joined"] < YEAR

        assert there.sum() == PEOPLE + total(result, "took_up")
        died = result.person["died"] >= 0
        gone = ("overdose_deaths", "other_deaths", "left")
        assert died.sum() == sum(total(result, name) for name in gone)

    def test_days_lived_are_those_of_each_person(self):
        person = run().person
        until = np.where(person["died"] >= 0, person["died"], YEAR)

        assert total(run(), "person_days") == (until - person["joined"]).sum()

    def test_a_state_is_never_held_by_fewer_than_nobody(self):
        result = run(*EVERYTHING)

        assert all((by_group >= 0).all() for by_group in result.monthly.values())

    def test_overdoses_are_those_of_each_person(self):
        result = run()
        where = ("overdoses_private", "overdoses_public", "overdoses_on_site")

        assert sum(total(result, name) for name in where) == result.person["overdoses"].sum()

    def test_months_are_those_of_the_calendar(self):
        result = run(days=YEAR)

        assert len(result.months) == 13
        assert result.monthly["person_days"].shape == (len(result.months), GROUPS)


class TestLuckIsTheSame:
    def test_on_one_thread_and_on_two(self):
        assert same(run(*EVERYTHING), run(*EVERYTHING, threads=2))

    @pytest.mark.parametrize("block", [1, 97, 10**6])
    def test_in_blocks_of_any_size(self, block: int):
        assert same(run(days=84), run(days=84, block=block, threads=2))

    def test_whether_quiet_days_are_skipped(self):
        assert same(run(*EVERYTHING), run(*EVERYTHING, skip=False))

    def test_with_a_lever_at_its_usual_level(self):
        usual = [Lever("possession_policing", 1), Lever("uptake", 1), Lever("homes", 0)]

        assert same(run(), run(*usual))

    def test_until_a_lever_begins(self):
        late = Lever("naloxone_kits", 20_000, start=run().months[6])
        before, after = run(), run(late)

        for name in before.monthly:
            assert np.array_equal(before.monthly[name][:5], after.monthly[name][:5]), name
        assert total(after, "kits_given") > 2 * total(before, "kits_given")

    def test_in_another_run_it_is_another(self):
        assert not same(run(seed=7), run(seed=8))

    def test_of_a_person_does_not_hang_on_how_many_there_are(self):
        few, many = some(500).records, some(1000).records

        assert np.array_equal(few, many[:500])


def test_hardly_a_chance_is_cut():
    """Only of people who use most often, in the worst of batches."""
    result = run(*EVERYTHING)

    assert result.clamps < 1e-5 * result.person_days


def quiet(**but: float) -> dict[str, float]:
    """Every rate zero, but for those told."""
    names = (
        "overdose_month",
        "death_at_40_year",
        "untreated_hiv_death_year",
        "stop_year",
        "relapse_year",
        "switch_substance_year",
        "to_smoking_year",
        "to_injecting_year",
        "lose_home_year",
        "gain_home_year",
        "agonist_leave_year",
        "safer_start_year",
        "safer_leave_year",
        "bed_start_year",
        "hcv_treatment_year",
        "hiv_treatment_year",
        "sharing_day",
    )
    return {**dict.fromkeys(names, 0.0), **but}


class TestClosedForms:
    def test_with_one_hazard_left_deaths_are_exponential(self):
        yearly = 0.3
        p = central().replaced(
            **quiet(death_at_40_year=yearly),
            death_age_slope=0,
            women_death_ratio=1,
            other_death_ratio=1,
            unhoused_death_ratio=1,
        )
        result = run(place=bare(closed=True, police_year=0), p=p, days=3 * YEAR)
        died = result.person["died"]
        alive = np.exp(-yearly * 3 * YEAR / 365.25)

        assert stats.binomtest(int((died < 0).sum()), PEOPLE, alive).pvalue > 1e-3
        # A death on day d lies between d and d + 1.
        days = died[died >= 0] + 0.5
        rate = yearly / 365.25
        law = stats.truncexpon(b=rate * 3 * YEAR, scale=1 / rate)
        assert stats.kstest(days, law.cdf).pvalue > 1e-3

    def test_overdoses_come_at_the_hazard_of_the_evidence(self):
        p = central().replaced(
            **quiet(overdose_month=0.02),
            prior_overdose_ratio=1,
            frequency_power=0,
            injecting_ratio=1,
            other_mode_ratio=1,
            stimulant_ratio=1,
            fatality_unaided=0,
            fatality_naloxone=0,
            supply_log_sd=1e-9,
            batch_log_sd=1e-9,
            stimulant_contamination=0,
            agonist_ratio=1,
        )
        place = bare(closed=True, police_year=0, stopped=0, fentanyl=((PLACE.fentanyl[0][0], 0),))
        result = run(place=place, p=p)
        expected = PEOPLE * YEAR * (1 - np.exp(np.log(1 - 0.02) / (365.25 / 12)))
        seen = int(result.person["overdoses"].sum())

        assert abs(seen - expected) < 4 * np.sqrt(expected)

    def test_one_event_a_day_at_most_bends_no_rate(self):
        """Two hazards as high as any: each comes as often as it does alone."""
        rates = {"stop_year": 6.0, "relapse_year": 6.0}
        place = bare(closed=True, police_year=0, stopped=0.5)
        alone = run(place=place, p=central().replaced(**quiet(**rates)))
        busy = run(
            place=place, p=central().replaced(**quiet(**rates, lose_home_year=5, gain_home_year=5))
        )
        turns = [total(result, "stopped") + total(result, "relapses") for result in (alone, busy)]

        expected = PEOPLE * YEAR * (1 - np.exp(-6.0 / 365.25))
        assert turns[0] == turns[1]
        assert abs(turns[0] - expected) < 4 * np.sqrt(expected)

    def test_rare_chances_are_not_rounded(self):
        p = central().replaced(
            **quiet(death_at_40_year=2e-3),
            death_age_slope=0,
            women_death_ratio=1,
            other_death_ratio=1,
            unhoused_death_ratio=1,
        )
        many = people.populate(PLACE, 1, 40_000)
        result = run(place=bare(closed=True, police_year=0), p=p, days=5 * YEAR, of=many)
        expected = 40_000 * (1 - np.exp(-2e-3 * 5 * YEAR / 365.25))

        assert abs((result.person["died"] >= 0).sum() - expected) < 4 * np.sqrt(expected)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(low=st.floats(0.01, 0.1), more=st.floats(1, 5), seed=st.integers(0, 2**32))
@example(low=0.0625, more=2.0, seed=0)
def test_deadlier_overdoses_kill_everybody_that_milder_ones_do(low: float, more: float, seed: int):
    """Exact, person by person, where nobody's death changes another's day: the people and the
    rates at which they come to use and leave it are those of the milder place in both."""
    place, of = bare(hcv=0, hiv=0, closed=True), some(1500)

    def with_fatality(fatality: float) -> Parameters:
        return central().replaced(fatality_unaided=fatality, prior_overdose_ratio=1)

    def as_in_the_milder(people: Any, place: Any, _p: Any, start: Any, seed: int) -> Any:
        return settled(people, place, with_fatality(low), start, seed)

    with patch.object(burn_in, "settled", as_in_the_milder):
        mild, deadly = (
            run(place=place, of=of, seed=seed, p=with_fatality(fatality))
            for fatality in (low, min(low * more, 1))
        )
    killed = [result.person["cause"] == 1 for result in (mild, deadly)]

    assert not (killed[0] & ~(killed[1] | (deadly.person["cause"] > 0))).any()


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(kits=st.integers(0, 3000), more=st.integers(1, 5000), seed=st.integers(0, 2**32))
def test_more_naloxone_adds_no_deaths(kits: int, more: int, seed: int):
    """Survivors share the kits and overdose again: exact but for a few of them."""
    few, many = (
        total(run(Lever("naloxone_kits", level), of=some(1500), seed=seed), "overdose_deaths")
        for level in (kits, kits + more)
    )

    assert many <= few + 2


def test_groups_have_labels_that_differ():
    assert len({tuple(group_labels(number).items()) for number in range(GROUPS)}) == GROUPS
    assert group_labels(group_number(2, 1, 0, 1)) == {
        "age": "50 and over",
        "gender": "man",
        "housing": "without a home",
        "mode": "smoking",
    }


def test_every_outcome_has_words_in_both_languages():
    assert all(told.en and told.fr and told.unit for told in OUTCOMES.values())
    assert len({told.column for told in OUTCOMES.values()}) == len(OUTCOMES)


@pytest.mark.parametrize("days", [0, -5, 40_000])
def test_a_run_of_no_days_or_too_many_is_refused(days: int):
    with pytest.raises(RunFault, match=f"days: {days} is not from 1"):
        run(days=days)


def test_areas_have_levers_of_their_own():
    from veille.foresight.model.place import Area

    place = replace(bare(), areas=(Area("centre", 0.5), Area("rest", 0.5)))
    of = people.populate(place, 1, PEOPLE)
    here = of.records["area"] == 0
    lever = Lever("naloxone_kits", 5_000, place="centre")
    result = run(lever, place=place, of=of)

    assert total(result, "kits_given") > 0
    assert 0.4 < here.mean() < 0.6
    both = run(Lever("naloxone_kits", 5_000), place=place, of=of)
    assert total(both, "kits_given") == pytest.approx(total(result, "kits_given"), rel=0.1)
