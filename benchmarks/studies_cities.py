"""Published results of three cities beside what the model gives for the same question."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from math import log

import numpy as np

from veille.foresight import evidence
from veille.foresight.engine.simulation import Result, simulate
from veille.foresight.evidence import Parameters
from veille.foresight.model.levers import LEVERS, Lever
from veille.foresight.model.life import YEAR_DAYS
from veille.foresight.model.outcomes import GROUPS
from veille.foresight.model.people import People, populate
from veille.foresight.model.person import Hcv, Hiv, Mode
from veille.foresight.model.place import Place
from veille.foresight.study.costs import accounts
from veille.foresight.study.place_file import read_place

from .tables import Measured, number

SEED = 20190101
THREADS = 2
START = date(2024, 1, 1)
#: A year, of the published model's baseline.
TORONTO_DEATHS = 295.4

#: What is taken of a run: a few numbers.
Outcome = Callable[[Result, Place, Sequence[Lever], Parameters], np.ndarray]


def cities(draws: int) -> list[Measured]:
    return [
        _toronto(draws),
        _toronto_naloxone(),
        _montreal_now(draws),
        _montreal(draws),
        _insite(draws),
    ]


def _uncounted(name: str) -> Place:
    """A place that is set to no count: these studies compare places with other services, each with
    its own deaths."""
    place, _sources = read_place(name)
    return replace(place, counted=None)


def interval(values: np.ndarray) -> str:
    """The mean, and where 95 % of the values lie."""
    low, high = np.quantile(values, [0.025, 0.975])
    return f"{number(float(values.mean()))} ({number(float(low))} to {number(float(high))})"


def _each(draws: int, one: Callable[[int], np.ndarray]) -> np.ndarray:
    with ThreadPoolExecutor(THREADS) as pool:
        return np.array(list(pool.map(one, range(draws))))


def _drawn(place: Place, people: int, draw: int) -> tuple[Parameters, People]:
    """A draw of the parameters, and the people, who are the same in every draw."""
    return evidence.load().values(draw, SEED), populate(place, SEED, people)


def _pairs(
    place: Place, draws: int, people: int, years: int, other: Place, outcome: Outcome
) -> np.ndarray:
    """`outcome` of `place` less that of `other`, by draw, each run of the same people and luck."""

    def one(draw: int) -> np.ndarray:
        p, some = _drawn(place, people, draw)
        days = int(years * YEAR_DAYS)
        told = [
            outcome(simulate(some, here, (), p, START, days, SEED + draw), here, (), p)
            for here in (place, other)
        ]
        return told[0] - told[1]

    return _each(draws, one)


def _toronto(draws: int) -> Measured:
    """The supply is set so that each draw has the published deaths; then each lever by itself.

    That is what the published model does with its own baseline; what is averted is set nowhere.
    """
    place = _uncounted("toronto")
    people, years = min(place.population, 20_000), 3
    scale = people / place.population * years
    lots = place.population
    levers = {
        "naloxone for everybody": [Lever("naloxone_kits", lots)],
        "agonist treatment for all who want it": [
            Lever("agonist_capacity", lots),
            Lever("agonist_access", LEVERS["agonist_access"].high),
        ],
        "sites everywhere, to inject and smoke": [
            Lever("fixed_sites", 100, options={"seats": 20, "smoking_seats": 20, "hours": 24})
        ],
        "everybody has drugs checked": [Lever("drug_checking", 1)],
    }

    def one(draw: int) -> np.ndarray:
        p, some = _drawn(place, people, draw)

        def run(here: Place, *pulled: Lever) -> tuple[float, float]:
            result = simulate(some, here, pulled, p, START, years * 365, SEED + draw)
            dead = _expected(result) / scale
            return dead, _overdoses(result) / scale - dead

        assumed = run(place)
        here = _with_deaths(place, lambda there: run(there)[0], TORONTO_DEATHS)
        dead, alive = run(here)
        clean = replace(here, fentanyl=((START, 0.0),))
        saved = [
            dead - run(clean)[0],
            *(dead - run(here, *pulled)[0] for pulled in levers.values()),
        ]
        return np.array([assumed[0], dead, alive, *saved])

    told = _each(draws, one)
    table = Measured(
        "Toronto: deaths a year, and averted at full scale-up",
        f"{draws} draws, {people:,} people, {years} years; mean (95 % of draws). Each draw's "
        "supply is set so that its deaths are the published baseline's, then each lever is pulled "
        "by itself; expected deaths. Published: Gallant and Lukeman 2024, PMC11321061.",
        ["", "published", "Veille"],
        limit="full scale-up means other things in the two models. Who wants treatment starts "
        "within weeks and leaves as often as now; an overdose is fatal half as often here, so that "
        "there are more of them. Why naloxone averts so much less here is in the next table.",
    )
    table.add("fatal overdoses, the place as it is assumed", "295", interval(told[:, 0]))
    table.add("… with the supply set", "295", interval(told[:, 1]))
    table.add("non-fatal overdoses", "3,691", interval(told[:, 2]))
    published = ("248", "290", "173", "124", "100")
    for column, (what, theirs) in enumerate(zip(("no fentanyl", *levers), published, strict=True)):
        table.add(f"averted: {what}", theirs, interval(told[:, 3 + column]))
    return table


def _toronto_naloxone() -> Measured:
    """What stands between its kits and the published model's: one thing changed at a time."""
    place = _uncounted("toronto")
    people, years = 10_000, 2
    scale = people / place.population * years
    carry = {"carriage_share": 1.0}
    seen = {**carry, "witnessed_private_factor": 1.0}
    (now,) = [each.level for each in place.services if each.kind == "naloxone_kits"]
    table = Measured(
        "Toronto: naloxone for everybody, one thing changed at a time",
        f"Central parameters, {people:,} people, {years} years, one run each; in each line the "
        "supply is set so that the deaths are the published baseline's. Of the overdoses off site "
        "that somebody sees, the share with naloxone is before kits for everybody.",
        ["", "seen, with naloxone", "averted: naloxone for everybody"],
        limit="the published 290 of 295 needs nearly every overdose seen and treated.",
    )
    for what, kits, changed in (
        (f"{now:,.0f} kits a month, as the place is assumed to hand out", now, {}),
        ("1,200 kits a month", 1_200, {}),
        ("300 kits a month", 300, {}),
        ("… and everybody who may carry a kit does", 300, carry),
        ("… and private overdoses are seen as often as public ones", 300, seen),
    ):
        p = evidence.load().values().replaced(**changed)
        services = (each for each in place.services if each.kind != "naloxone_kits")
        given = replace(place, services=(*services, Lever("naloxone_kits", kits)))
        some = populate(given, SEED, people)

        def run(here: Place, *pulled: Lever, p: Parameters = p, some: People = some) -> Result:
            return simulate(some, here, pulled, p, START, years * 365, SEED)

        here = _with_deaths(given, lambda there: _expected(run(there)) / scale, TORONTO_DEATHS)
        before, after = run(here), run(here, Lever("naloxone_kits", place.population))
        share = before.monthly["naloxone_given"].sum() / before.monthly["overdoses_witnessed"].sum()
        table.add(what, f"{share:.0%}", number((_expected(before) - _expected(after)) / scale))
    return table


def _expected(result: Result) -> float:
    """Overdose deaths, expected of the overdoses."""
    return float(result.monthly["expected_deaths"].sum())


def _with_deaths(place: Place, deaths: Callable[[Place], float], wanted: float) -> Place:
    """The place with its supply raised or lowered for all time, so that so many die a year."""
    level = 0.0
    for _ in range(4):
        here = replace(place, supply_log=((START, level),))
        level += log(wanted / max(deaths(here), 1))
    return replace(place, supply_log=((START, level),))


def _montreal_now(draws: int) -> Measured:
    place = _uncounted("montreal")
    people, years = place.population, 3
    sites = sum(lever.level for lever in place.services if "sites" in lever.kind)

    def one(draw: int) -> np.ndarray:
        p, some = _drawn(place, people, draw)
        result = simulate(some, place, (), p, START, years * 365, SEED + draw)
        even = p.replaced(site_risk_ratio=1.0)
        no_riskier = simulate(some, place, (), even, START, years * 365, SEED + draw)
        visits = float(result.monthly["site_visits"].sum())
        injects = (result.person["using"] == 1) & (result.person["died"] < 0)
        injects &= np.arange(GROUPS)[result.person["group"]] % len(Mode) == Mode.INJECTING
        injecting_years = float(result.monthly["injecting_days"].sum()) / YEAR_DAYS
        return np.array(
            [
                visits / sites / years / 365,
                _on_site_per_1000(result),
                _on_site_per_1000(no_riskier),
                100
                * result.monthly["hcv_infections"].sum()
                / (injecting_years * np.mean(result.person["hcv"][injects] != Hcv.CHRONIC)),
                100
                * result.monthly["hiv_infections"].sum()
                / (injecting_years * np.mean(result.person["hiv"][injects] == Hiv.NONE)),
            ]
        )

    told = _each(draws, one)
    table = Measured(
        "Montréal as it is: what the place gives beside what was measured there",
        f"{draws} draws, {people:,} people, {years} years; mean (95 % of draws). Published: visits "
        "and interventions, all four sites 2018-03 to 2022-10 (Int J Drug Policy 2025;137:104711); "
        "hepatitis C, HEPCO cohort 2019; HIV, SurvUDI 2018 (doi:10.1016/j.drugpo.2024.104483).",
        ["", "published", "Veille"],
        limit="sites count what staff did (oxygen, an assessment), the model overdoses; how much "
        "riskier the uses are that people take to a site is an assumption as wide as that "
        "difference. Sharing is read back from the two incidences, the rest is not.",
    )
    table.add("visits a day and site", "18", interval(told[:, 0]))
    table.add("overdoses on site per 1,000 visits", "8.16 (7.66–8.68)", interval(told[:, 1]))
    table.add("… if the uses there were no riskier", "", interval(told[:, 2]))
    table.add("hepatitis C per 100 person-years", "3.8 (2.0–6.9)", interval(told[:, 3]))
    table.add("HIV per 100 person-years", "0.4", interval(told[:, 4]))
    return table


def _montreal(draws: int) -> Measured:
    place = _uncounted("montreal")
    people, years = place.population, 5

    def told(result: Result, here: Place, levers: Sequence[Lever], p: Parameters) -> np.ndarray:
        free = p.replaced(discount_year=0.0)
        account = accounts(result, here, levers, free, START, people)
        without_seats = accounts(
            result, here, levers, free.replaced(cost_seat_hour=0.0), START, people
        )
        infections = [
            float(result.monthly[f"{virus}_infections"].sum()) for virus in ("hiv", "hcv")
        ]
        return np.array([*infections, without_seats.cost, account.cost - without_seats.cost])

    saved = _pairs(_with_sites(place, 0), draws, people, years, _with_sites(place, 1), told)
    table = Measured(
        "Montréal: what the first site averts",
        f"{draws} draws, {people:,} people, {years} years; mean (95 % of draws). Benefit: all "
        "other costs averted within these years, over the site's own. Published: Jozaghi, Reid and "
        "Andresen, Subst Abuse Treat Prev Policy 2013;8:25.",
        ["", "published", "Veille"],
        limit="the published model multiplies all sharing by a site's visits, and counts the "
        "lifetime cost of each infection; here one site is near few people, who bring a share of "
        "their uses, and HIV is treated.",
    )
    table.add("HIV infections a year", "11", interval(saved[:, 0] / years))
    table.add("hepatitis C infections a year", "65", interval(saved[:, 1] / years))
    table.add("benefit to cost", "1.21", interval(saved[:, 2] / -saved[:, 3]))
    return table


def _insite(draws: int) -> Measured:
    place = _uncounted("vancouver-dtes")
    people, years = place.population, 10

    def health(result: Result, here: Place, levers: Sequence[Lever], p: Parameters) -> np.ndarray:
        account = accounts(result, here, levers, p.replaced(discount_year=0.05), START, people)
        return np.array([account.cost / 1e6, -float(account.life_years.sum())])

    saved = _pairs(_with_sites(place, 0), draws, people, years, _with_sites(place, 1), health)
    table = Measured(
        "One site in the Downtown Eastside, ten years",
        f"{draws} draws, {people:,} people, discounted at 5 % as published; mean (95 % of draws). "
        "Published: Bayoumi and Zaric, CMAJ 2008;179:1143.",
        ["", "published", "Veille"],
        limit="published are lifetimes, counted from infections averted; here ten years, and "
        "deaths averted on site, with today's supply and treatments.",
    )
    table.add("saved, millions of dollars", "14 to over 18", interval(saved[:, 0]))
    table.add("life-years", "920 to 1,175", interval(saved[:, 1]))
    return table


def _with_sites(place: Place, sites: int) -> Place:
    others = tuple(lever for lever in place.services if "sites" not in lever.kind)
    if sites:
        others = (*others, Lever("fixed_sites", sites))
    return replace(place, services=others)


def _on_site_per_1000(result: Result) -> float:
    """Overdoses on site in 1,000 visits."""
    visits = float(result.monthly["site_visits"].sum())
    return 1_000 * float(result.monthly["overdoses_on_site"].sum()) / max(visits, 1)


def _overdoses(result: Result) -> float:
    every = ("overdoses_private", "overdoses_public", "overdoses_on_site")
    return float(sum(result.monthly[name].sum() for name in every))
