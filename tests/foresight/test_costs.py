"""Money and health: linear in what was counted, discounted, by who pays."""

import numpy as np
import pytest

from veille.foresight.model.levers import Lever
from veille.foresight.study.costs import Accounts, Payer, accounts

from .places import PEOPLE, PLACE, START, YEAR, bare, central, run, total


def _of(*levers: Lever, **values: float) -> Accounts:
    p = central().replaced(**values)
    place = bare()
    return accounts(run(*levers, place=place, p=p), place, levers, p, START, PEOPLE)


def test_life_years_are_days_lived():
    lived = total(run(place=bare()), "person_days") / 365.25

    assert _of(discount_year=0).life_years.sum() == pytest.approx(lived)


def test_a_year_is_worth_less_than_a_life_year_in_full_health():
    account = _of()

    assert 0 < account.qalys.sum() < account.life_years.sum()


def test_discounting_lowers_later_months_more():
    plain, discounted = _of(discount_year=0), _of(discount_year=0.05)
    ratio = discounted.life_years / plain.life_years

    assert np.all(np.diff(ratio) < 0)
    assert ratio[11] == pytest.approx(1.05 ** -(11.5 / 12))


#: A lever, who pays more, and how many dollars a day of the whole place it costs by itself.
SERVICES = [
    (
        Lever("fixed_sites", 2, options={"seats": 10, "hours": 12}),
        Payer.HEALTH,
        2 * 10 * 12 * central()["cost_seat_hour"],
    ),
    (Lever("operations", 3), Payer.JUSTICE, 3 * central()["cost_operation"] * 12 / 365.25),
]


@pytest.mark.parametrize(("lever", "payer", "a_day"), SERVICES)
def test_services_cost_what_they_are_open_for(lever: Lever, payer: Payer, a_day: float):
    """Beside what their effects cost or save; a sample of the people carries its part."""
    free = {"cost_seat_hour": 0.0, "cost_operation": 0.0, "discount_year": 0.0}
    paid = _of(lever, discount_year=0).costs[payer].sum()
    unpaid = _of(lever, **free).costs[payer].sum()

    assert paid - unpaid == pytest.approx(a_day * YEAR * PEOPLE / PLACE.population)


def test_twice_the_price_is_twice_the_cost():
    once = _of(cost_prison_day=100, cost_charge=0, cost_encounter=0)
    twice = _of(cost_prison_day=200, cost_charge=0, cost_encounter=0)

    assert twice.costs[Payer.JUSTICE].sum() == pytest.approx(2 * once.costs[Payer.JUSTICE].sum())
