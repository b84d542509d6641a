"""Years after a study's last day: who has how many left, and what they are worth."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from veille.foresight.engine.simulation import Result
from veille.foresight.evidence import Parameters
from veille.foresight.model.person import NOBODY_YET, Cause, Gender, Hcv, Hiv
from veille.foresight.study.later import Later, later

from .places import PLACE, central

START = date(2026, 1, 1)
#: Nobody dies, but of age; nobody leaves; nothing is worth less later.
KEPT = {
    "death_at_40_year": 1e-12,
    "untreated_hiv_death_year": 0.0,
    "discount_year": 0.0,
    "hcv_treatment_year": 0.0,
    "hiv_treatment_year": 0.0,
}
RATES = {"here_mean_age": 42.0, "here_leaving_slope": 0.0, "overdose_deaths_year": 0.0}
STAYS = replace(PLACE, on_agonist=0.0, stopped=0.0, unhoused=0.0)


def left(p: Parameters, rates: dict[str, float] = RATES, **person: int) -> Later:
    """Of one person of 40 after a run of no time at all."""
    one = {
        "cause": Cause.ALIVE,
        "died": NOBODY_YET,
        "born": -round(40 * 52.1786),
        "gender": Gender.MAN,
        "hcv": Hcv.NONE,
        "hiv": Hiv.NONE,
        "injured": 0,
        **person,
    }
    run = Result(
        months=[START],
        monthly={},
        person={name: np.array([value]) for name, value in one.items()},
        place=rates,
        days=0,
        clamps=0,
        person_days=0,
        seconds=0.0,
    )
    return later(run, STAYS, p)


def test_who_never_dies_lives_to_be_a_hundred_at_what_a_year_is_worth():
    p = central().replaced(**KEPT)
    found = left(p)
    assert found.life_years == pytest.approx(60, rel=1e-3)
    assert found.qalys == pytest.approx(60 * p["weight_using"], rel=1e-3)


def test_a_constant_hazard_leaves_its_inverse_in_years():
    p = central().replaced(**KEPT)
    found = left(p, {**RATES, "overdose_deaths_year": 0.2})
    assert found.life_years == pytest.approx(1 / 0.2, rel=1e-3)


def test_a_discount_makes_an_annuity_of_it():
    p = central().replaced(**{**KEPT, "discount_year": 0.015})
    assert left(p).life_years == pytest.approx((1 - 1.015**-60) / np.log(1.015), rel=1e-3)


def test_who_is_dead_has_nothing_left_and_who_left_is_spared_overdoses():
    p = central()
    rates = {**RATES, "overdose_deaths_year": 0.02}
    assert left(p, rates, cause=Cause.OVERDOSE, died=0) == Later(0.0, 0.0, 0.0)
    stays, away = left(p, rates), left(p, rates, cause=Cause.LEFT, died=0)
    assert away.life_years > stays.life_years > 0


@pytest.mark.parametrize(
    "state", [{"hiv": Hiv.TREATED}, {"hiv": Hiv.UNTREATED}, {"hcv": Hcv.CHRONIC}, {"injured": 1}]
)
def test_what_lasts_costs_and_takes_from_each_year(state: dict[str, int]):
    p = central()
    well, ill = left(p), left(p, **state)
    assert ill.cost > well.cost
    assert ill.qalys < well.qalys


def test_women_live_longer_and_the_old_less_long():
    p = central()
    assert left(p, gender=Gender.WOMAN).life_years > left(p).life_years
    assert left(p, born=-round(70 * 52.1786)).life_years < left(p).life_years / 2
