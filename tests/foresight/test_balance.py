"""With everything held constant nothing drifts; extremes have the signs and limits they must."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from veille.foresight import evidence
from veille.foresight.engine.burn_in import burnt_in
from veille.foresight.engine.simulation import Result, simulate
from veille.foresight.fit.level import expected_deaths
from veille.foresight.model.levers import Lever
from veille.foresight.model.people import populate
from veille.foresight.model.person import Gender, Hcv, Hiv, Mode
from veille.foresight.study.counted import published
from veille.foresight.study.place_file import names, read_place

from .places import PLACE, YEAR, central, run, some, total
from .steady import FIRST, LAST, PEOPLE, START, moved, steady


@pytest.mark.parametrize("name", names())
def test_expected_deaths_of_a_place_in_its_steady_state_stay_what_they_are(name: str):
    """Of 30,000 overdoses and more in each five years: chance moves their ratio by about 1.4 %."""
    assert moved(name, "expected_deaths") == pytest.approx(1, abs=0.033)


def test_expected_deaths_of_all_places_together_neither_rise_nor_fall():
    """Chance moves this mean by about 0.6 %; over the three seeds of `steady` it is 0.987."""
    ratios = [moved(name, "expected_deaths") for name in names()]

    assert np.mean(ratios) == pytest.approx(1, abs=0.023)


@pytest.mark.parametrize("virus", ["hcv_days", "hiv_days"])
def test_viruses_stay_as_common_as_they_are(virus: str):
    """What infections, cures and deaths make of them, who comes makes up for: without that there
    were a fifth more with HIV and a fifth fewer with hepatitis C. Chance moves a place's HIV by
    about 4 %."""
    ratios = [moved(name, virus) for name in names()]

    assert ratios == pytest.approx([1] * len(ratios), abs=0.12)
    assert np.mean(ratios) == pytest.approx(1, abs=0.05)


def test_the_first_year_is_like_those_after():
    """Nothing settles down only after a run has begun: kits, treatment and the weeks after a
    relapse are from the first day what they stay. Chance moves this mean by about 0.6 %."""
    ratios = []
    for name in names():
        monthly = steady(name).monthly["expected_deaths"].sum(axis=1)
        ratios.append(5 * monthly[:12].sum() / monthly[FIRST].sum())

    assert np.mean(ratios) == pytest.approx(1, abs=0.018)


@pytest.mark.parametrize("name", names())
def test_deaths_that_are_counted_move_by_no_more_than_chance(name: str):
    monthly = steady(name).monthly["overdose_deaths"].sum(axis=1)
    early, late = int(monthly[FIRST].sum()), int(monthly[LAST].sum())

    assert abs(late - early) < 2.5 * np.sqrt(early + late)


@pytest.mark.parametrize("name", names())
def test_expected_deaths_are_those_that_are_counted_but_for_luck(name: str):
    """What luck adds to an overdose's chance of death has mean zero, and at most the variance of a
    count."""
    counted, expected = (
        float(steady(name).monthly[each].sum()) for each in ("overdose_deaths", "expected_deaths")
    )

    assert abs(counted - expected) < 3 * np.sqrt(expected)


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize(
    "outcome", ["person_days", "using_days", "agonist_days", "unhoused_days", "injecting_days"]
)
def test_margins_of_a_place_stay_what_they_are(name: str, outcome: str):
    assert moved(name, outcome) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("name", names())
def test_people_with_a_lasting_injury_stay_as_many(name: str):
    assert moved(name, "injured_days") == pytest.approx(1, abs=0.1)


def test_the_published_margins_are_those_of_a_place_burnt_in():
    """Burning in moves none of them away."""
    people = populate(PLACE, 1, PEOPLE)
    records, _balance = burnt_in(people, PLACE, central(), START, 1)
    ages = -records["born"] / 52.1775
    injects = records["mode"] == Mode.INJECTING

    assert len(records) == PEOPLE
    assert ages.mean() == pytest.approx(PLACE.mean_age, abs=0.4)
    assert ages.std() == pytest.approx(PLACE.age_sd, abs=0.3)
    for share, margin in (
        ((records["housed"] == 0).mean(), PLACE.unhoused),
        (injects.mean(), PLACE.injecting),
        ((records["using"] == 0).mean(), PLACE.stopped),
        ((records["hcv"] == Hcv.CHRONIC)[injects].mean(), PLACE.hcv),
        ((records["hiv"] != Hiv.NONE)[injects].mean(), PLACE.hiv),
        ((records["gender"] == Gender.WOMAN).mean(), PLACE.women),
    ):
        assert share == pytest.approx(margin, abs=0.015)


def test_scenarios_begin_with_the_same_people():
    first, second = (burnt_in(some(), PLACE, central(), START, 1)[0] for _ in range(2))
    first["using"] = 9

    assert not np.array_equal(first, second)
    assert np.array_equal(second, burnt_in(some(), PLACE, central(), START, 1)[0])


@pytest.mark.parametrize("name", list(published()))
def test_a_place_has_the_deaths_that_were_counted_there(name: str):
    place, _sources = read_place(name)
    told = published()[name]

    assert expected_deaths(place, central(), told.on, 20_000) == pytest.approx(
        told.deaths, rel=0.03
    )


@pytest.mark.parametrize("name", list(published()))
def test_people_who_are_simulated_die_as_often_as_was_counted(name: str):
    """Not by the rates, but one by one, with the swings of the supply: the mean of three runs."""
    place, _sources = read_place(name)
    told, of = published()[name], 20_000
    start = told.on - timedelta(days=YEAR // 2)
    years = [
        deaths(simulate(populate(place, seed, of), place, [], central(), start, YEAR, seed))
        for seed in (1, 2, 3)
    ]

    assert np.mean(years) * place.population / of == pytest.approx(told.deaths, rel=0.1)


@pytest.mark.parametrize("draw", range(4))
def test_every_draw_of_the_parameters_begins_with_the_deaths_that_were_counted(draw: int):
    """However far its hazards are from the central ones: one baseline, wherever it is shown. What
    a run then expects is more, or less, by its swings of the supply alone."""
    place, _sources = read_place("montreal")
    p, told = evidence.load().values(draw, 5), published()["montreal"]
    people = populate(place, draw, 8_000)
    _records, balance = burnt_in(people, place, p, START, draw)
    of_place = balance.deaths_year * place.population
    still = p.replaced(supply_log_sd=1e-9, batch_log_sd=1e-9)
    result = simulate(people, place, [], still, START, 3 * YEAR, draw)
    run_year = result.monthly["expected_deaths"].sum() / 3 * place.population / 8_000

    assert abs(of_place - told.deaths) < 2.5 * np.sqrt(told.deaths)
    assert run_year == pytest.approx(of_place, rel=0.06)


def deaths(result: Result) -> int:
    return total(result, "overdose_deaths")


#: What is done in full, as parameters and levers; the overdose deaths that are left, at most.
EXTREMES = {
    "everybody is seen and has naloxone": (
        {"witnessed_public": 1, "witnessed_private_factor": 1, "carriage_share": 1},
        [Lever("naloxone_kits", 100_000)],
        {"alone": 0.0},
        0.35,
    ),
    "everybody who takes opioids is in treatment and stays": (
        {"agonist_wanted_share": 1},
        [
            Lever("agonist_access", 50),
            Lever("agonist_retention", 20),
            Lever("agonist_capacity", 100_000),
        ],
        {},
        0.65,
    ),
    "no fentanyl": ({}, [], {"fentanyl": ((START, 0.0),)}, 0.4),
    "homes for all": ({}, [Lever("homes", 10_000)], {}, 0.99),
}


@pytest.mark.parametrize("extreme", EXTREMES)
def test_what_is_done_in_full_averts_deaths(extreme: str):
    values, levers, margins, most = EXTREMES[extreme]
    usual = deaths(run(days=3 * YEAR))
    place = replace(PLACE, **margins)
    of = populate(place, 1, len(some()))
    done = run(*levers, place=place, of=of, p=central().replaced(**values), days=3 * YEAR)

    assert deaths(done) < most * usual


def test_without_kits_nobody_has_naloxone_and_more_die():
    services = tuple(each for each in PLACE.services if each.kind != "naloxone_kits")
    without = run(place=replace(PLACE, services=services), days=3 * YEAR)

    assert total(without, "naloxone_given") == total(without, "kits_used") == 0
    assert deaths(without) > deaths(run(days=3 * YEAR))


def test_nobody_dies_where_no_overdose_kills():
    p = central().replaced(fatality_unaided=0, fatality_naloxone=0, site_fatality=0)

    assert deaths(run(p=p)) == 0


def test_kits_used_are_those_of_overdoses_with_naloxone():
    result = run()

    assert total(result, "kits_used") == total(result, "naloxone_given") > 0
    assert total(result, "witness_kits_used") < total(result, "kits_used")


def test_an_ambulance_adds_nothing_to_naloxone():
    """Its ratio was measured where none was used."""
    place = replace(PLACE, alone=0.0, closed=True)
    values = {"witnessed_public": 1, "witnessed_private_factor": 1, "carriage_share": 1}
    with_kits = [Lever("naloxone_kits", 1_000_000)]
    useless, useful = (
        run(*with_kits, place=place, p=central().replaced(**values, ambulance_ratio=ratio))
        for ratio in (1.0, 0.1)
    )

    assert deaths(useful) == pytest.approx(deaths(useless), rel=0.25)
