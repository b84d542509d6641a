"""Published results beside what the model gives for the same question; and a forecast, scored.

Nothing is set to meet a published figure. British Columbia is fitted to its monthly deaths up to
2018-12 (VEILLE_DEATHS names the file, a month and a count a line); all else is the evidence.
VEILLE_STATSMODELS names a Python that has statsmodels, for the forecasts beside.
"""

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from veille.foresight import evidence
from veille.foresight.deaths import Deaths, read_deaths
from veille.foresight.fit import OVERDISPERSION, Posterior, fit
from veille.foresight.levers import Lever
from veille.foresight.money import accounts
from veille.foresight.people import populate
from veille.foresight.place import Place
from veille.foresight.place_file import read_place
from veille.foresight.simulate import Result, simulate

from .tables import Measured, number

DEATHS = Path(__file__).parents[2] / "shared" / "data" / "bc_monthly_deaths.csv"
SEED = 20190101
BC_FIRST, FIT_PAST, LAST = date(2012, 1, 1), date(2019, 1, 1), date(2022, 1, 1)
LEVELS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98)
THREADS = 2

#: What was done in British Columbia, in orders of magnitude: kits shipped by the take-home
#: naloxone programme, sites, people dispensed agonists. Assumed, not fitted.
BC_KITS = (
    Lever("naloxone_kits", 100, date(2012, 8, 1), ramp_days=365),
    Lever("naloxone_kits", 2_000, date(2015, 10, 1), ramp_days=365),
    Lever("naloxone_kits", 5_000, date(2017, 1, 1), ramp_days=180),
    Lever("naloxone_kits", 8_000, date(2019, 1, 1), ramp_days=365),
)
BC_SITES = (
    Lever("fixed_sites", 2),
    Lever("fixed_sites", 25, date(2016, 12, 8), ramp_days=90, options={"seats": 6, "hours": 12}),
)
BC_AGONIST = (
    Lever("agonist_capacity", 14_000),
    Lever("agonist_capacity", 23_000, date(2012, 1, 2), ramp_days=2_500),
)
BC_ELSE = (
    Lever("needle_exchange", 0.7),
    Lever("treatment_beds", 1_200),
    Lever("good_samaritan", 1, date(2017, 5, 4)),
    Lever("safer_supply_capacity", 3_500, date(2020, 3, 26), ramp_days=365),
)
BC_ALL = (*BC_KITS, *BC_SITES, *BC_AGONIST, *BC_ELSE)


def run(small: bool) -> list[Measured]:
    people, members, draws = (3_000, 12, 4) if small else (10_000, 24, 10)
    found = Path(os.environ.get("VEILLE_DEATHS", DEATHS))
    tables = []
    if found.exists():
        tables += _british_columbia(read_deaths(found), people, members)
    return [*tables, _toronto(draws), _montreal(draws), _insite(draws)]


def british_columbia() -> Place:
    """The province in 2012: fewer people who smoke and no kits yet; else the packaged place."""
    place, _sources = read_place("british-columbia")
    return replace(
        place, population=83_760, services=(), injecting=0.45, smoking=0.35, on_agonist=0.2,
        on_safer=0.0, kit_owners=0.02,
    )  # fmt: skip


def _british_columbia(deaths: Deaths, people: int, members: int) -> list[Measured]:
    place = british_columbia()
    known = deaths.between(BC_FIRST, FIT_PAST)
    posterior = fit(
        place, known.months, [int(count) for count in known.counts], evidence.load(),
        levers=BC_ALL, people=people, members=members, seed=SEED, threads=THREADS,
    )  # fmt: skip
    later = deaths.between(FIT_PAST, LAST)
    whole = posterior.extended(len(later.months))
    days = (LAST - BC_FIRST).days

    def under(*levers: Lever) -> np.ndarray:
        """Deaths a month of each member, shape (members, months), of the whole province."""

        def one(n: int) -> np.ndarray:
            here, values = whole.member(n, place, evidence.load())
            some = populate(place, SEED, people)
            result = simulate(some, here, levers, values, BC_FIRST, days, SEED * 1_000_003 + n)
            scale = people / place.population
            return np.asarray(result.monthly["overdose_deaths"].sum(axis=1) / scale)

        with ThreadPoolExecutor(THREADS) as pool:
            return np.array(list(pool.map(one, range(members))))

    really = under(*BC_ALL)
    no_kits = under(*BC_SITES, *BC_AGONIST, *BC_ELSE)
    no_sites = under(*BC_KITS, *BC_AGONIST, *BC_ELSE)
    no_agonist = under(*BC_KITS, *BC_SITES, *BC_ELSE)
    nothing = under(*BC_ELSE)
    fitted = _fit_table(posterior, people, members)
    irvine = Measured(
        "British Columbia: deaths averted",
        f"{members} members of the fit, {people:,} people each, scaled to {place.population:,}; "
        "mean (95 % of members). Averted: without the service since 2012, less with what "
        "was done. Parts "
        "do not add up to the whole. Published: Irvine et al., Lancet Public Health "
        "2018;3:e218 and "
        "Addiction 2019;114:1602.",
        ["", "published", "Veille"],
        limit="what was done is known in orders of magnitude only; here without a service since "
        "2012, there since the window began; kits reach people evenly, not those at risk first.",
    )
    early, span = slice(0, 58), slice(51, 72)
    irvine.add("2012-01 to 2016-10: deaths", "2,121", _interval(really[:, early].sum(axis=1)))
    saved = no_kits - really
    irvine.add("… naloxone averted", "298 (91–474)", _interval(saved[:, early].sum(axis=1)))
    irvine.add("… of them in 2016", "226 (125–340)", _interval(saved[:, 48:58].sum(axis=1)))
    irvine.add("2016-04 to 2017-12: deaths", "2,177", _interval(really[:, span].sum(axis=1)))
    for what, told, without in (
        ("… take-home naloxone averted", "1,580", no_kits),
        ("… overdose prevention sites averted", "230", no_sites),
        ("… agonist treatment averted", "590", no_agonist),
        ("… all three averted", "3,030 (2,900–3,240)", nothing),
    ):
        irvine.add(what, told, _interval((without - really)[:, span].sum(axis=1)))
    return [fitted, irvine, _forecasts(deaths, really[:, len(known.months) :], len(known.months))]


def _fit_table(posterior: Posterior, people: int, members: int) -> Measured:
    table = Measured(
        "British Columbia: fit to monthly deaths, 2012-01 to 2018-12",
        f"{members} members, {people:,} people each. Spread of log values before and after: what "
        "keeps its spread, the deaths do not identify.",
        ["", "before", "after"],
    )
    for name, before in posterior.prior_sd.items():
        table.add(f"spread of {name}", number(before), number(posterior.posterior_sd[name]))
    table.add("months in the 95 % interval", "", f"{posterior.coverage():.0%}")
    table.add("effective members", members, number(posterior.effective_members()))
    table.add("not identified", "", ", ".join(posterior.unidentified()) or "–")
    return table


def _forecasts(deaths: Deaths, members: np.ndarray, known: int) -> Measured:
    """2019 to 2021 forecast in one go from 2018-12; scored by WIS and coverage."""
    past = deaths.between(BC_FIRST, FIT_PAST).counts.astype(float)
    seen = deaths.between(FIT_PAST, LAST).counts.astype(float)
    random = np.random.default_rng(SEED)
    means = np.maximum(members[:, : len(seen)], 0.1)
    drawn = random.negative_binomial(
        means / (OVERDISPERSION - 1), 1 / OVERDISPERSION, (50, *means.shape)
    ).reshape(-1, len(seen))
    steps = np.diff(np.log(past + 0.5))
    walks = np.cumsum(random.choice(steps, (4_000, len(seen))), axis=1)
    forecasts = {
        "Veille, fitted, under what was really done": np.quantile(drawn, LEVELS, axis=0),
        "random walk of the log": np.quantile(past[-1] * np.exp(walks), LEVELS, axis=0),
        **_statsmodels(past, len(seen)),
    }
    table = Measured(
        "British Columbia: deaths of 2019, 2020 and 2021, forecast at the end of 2018",
        "Mean weighted interval score a month (Bracher et al., PLoS Comput Biol 2021;17:e1008618; "
        "lower is better), share of months in the 95 % interval, and deaths in all. All saw "
        f"{known} months.",
        ["", "WIS", "coverage of 95 %", "2019", "2020", "2021"],
        limit="nobody knew of 2020; a forecast from monthly deaths alone cannot.",
    )
    wide = (LEVELS.index(0.02), LEVELS.index(0.98))
    middle = np.array([seen[year * 12 : year * 12 + 12].sum() for year in range(3)])
    table.add("what came", "", "", *(number(float(count)) for count in middle))
    for name, quantiles in forecasts.items():
        if isinstance(quantiles, str):
            table.add(name, quantiles, "", "", "", "")
            continue
        inside = (quantiles[wide[0]] <= seen) & (seen <= quantiles[wide[1]])
        median = np.median(quantiles, axis=0)
        years = [float(median[year * 12 : year * 12 + 12].sum()) for year in range(3)]
        table.add(name, number(_wis(quantiles, seen)), f"{inside.mean():.0%}", *map(number, years))
    return table


def _wis(quantiles: np.ndarray, seen: np.ndarray) -> float:
    """Mean of twice the quantile loss over levels and months; `quantiles` (levels, months)."""
    levels = np.array(LEVELS)[:, None]
    below = seen[None, :] - quantiles
    return float(np.mean(2 * np.maximum(levels * below, (levels - 1) * below)))


def _statsmodels(past: np.ndarray, months: int) -> dict[str, np.ndarray | str]:
    python = os.environ.get("VEILLE_STATSMODELS", "")
    names = ("ETS (additive damped trend, log)", "ARIMA(1,1,1) of the log")
    if not python:
        return dict.fromkeys(names, "not installed (VEILLE_STATSMODELS)")
    script = Path(__file__).with_name("studies_statsmodels.py")
    told = json.dumps({"past": past.tolist(), "months": months, "levels": LEVELS})
    done = subprocess.run([python, script], input=told, capture_output=True, text=True, check=True)
    return dict(zip(names, map(np.array, json.loads(done.stdout)), strict=True))


def _pairs(
    place: Place, draws: int, people: int, years: int, levers: Sequence[Lever], other: Place,
    others: Sequence[Lever], outcome: Callable[[Result, Place, Sequence[Lever], int], np.ndarray],
) -> np.ndarray:  # fmt: skip
    """`outcome` of the first less the second, by draw, each run of the same people and luck."""
    start = date(2024, 1, 1)

    def one(draw: int) -> np.ndarray:
        p = evidence.load().values(draw, SEED)
        some = populate(place, SEED, people)
        days = int(years * 365.25)
        told = [
            outcome(simulate(some, here, pulled, p, start, days, SEED + draw), here, pulled, draw)
            for here, pulled in ((place, levers), (other, others))
        ]
        return told[0] - told[1]

    with ThreadPoolExecutor(THREADS) as pool:
        return np.array(list(pool.map(one, range(draws))))


def _counts(*names: str) -> Callable[[Result, Place, Sequence[Lever], int], np.ndarray]:
    def counts(result: Result, _place: Place, _levers: Sequence[Lever], _draw: int) -> np.ndarray:
        return np.array([float(result.monthly[name].sum()) for name in names])

    return counts


def _toronto(draws: int) -> Measured:
    place, _sources = read_place("toronto")
    people, years = min(place.population, 20_000), 3
    scale = people / place.population * years
    nothing = replace(place, fentanyl=((date(2024, 1, 1), 0.0),))
    told = _counts("overdose_deaths")
    table = Measured(
        "Toronto: deaths a year, and averted at full scale-up",
        f"{draws} draws, {people:,} people, {years} years; mean (95 % of draws). "
        "Published: Gallant "
        "and Lukeman 2024, PMC11321061: 295.4 deaths a year.",
        ["", "published", "Veille"],
        limit="full scale-up means other things in the two models; the place is "
        "assumed, not fitted. "
        "Free places add nothing where starting, not places, limits treatment; kits need "
        "a witness.",
    )
    start = date(2024, 1, 1)
    results = []
    for draw in range(draws):
        p = evidence.load().values(draw, SEED)
        some = populate(place, SEED, people)
        results.append(simulate(some, place, [], p, start, years * 365, SEED + draw))
    deaths = np.array([r.monthly["overdose_deaths"].sum() for r in results])
    every = ("overdoses_private", "overdoses_public", "overdoses_on_site")
    overdoses = np.array([sum(r.monthly[name].sum() for name in every) for r in results])
    table.add("fatal overdoses", "295", _interval(deaths / scale))
    table.add("non-fatal overdoses", "3,691", _interval((overdoses - deaths) / scale))
    lots = place.population
    for what, published, other, levers in (
        ("naloxone for everybody", "290", place, [Lever("naloxone_kits", lots)]),
        ("no fentanyl", "248", nothing, []),
        ("agonist treatment for all who want it", "173", place, [Lever("agonist_capacity", lots)]),
        ("sites everywhere, to inject and smoke", "124", place,
         [Lever("fixed_sites", 100, options={"seats": 20, "smoking_seats": 20, "hours": 24})]),
        ("everybody has drugs checked", "100", place, [Lever("drug_checking", 1)]),
    ):  # fmt: skip
        saved = _pairs(place, draws, people, years, [], other, levers, told)[:, 0]
        table.add(f"averted: {what}", published, _interval(saved / scale))
    return table


def _montreal(draws: int) -> Measured:
    place, _sources = read_place("montreal")
    bare = _with_sites(place, 0)
    people, years = min(place.population, 20_000), 5
    scale = people / place.population * years
    saved = _pairs(
        bare, draws, people, years, [], _with_sites(place, 1), [],
        _counts("hiv_infections", "hcv_infections"),
    ) / scale  # fmt: skip
    table = Measured(
        "Montréal: infections a year that the first site averts",
        f"{draws} draws, {people:,} people, {years} years; mean (95 % of draws). "
        "Published: Jozaghi, "
        "Reid and Andresen, Subst Abuse Treat Prev Policy 2013;8:25.",
        ["", "published", "Veille"],
        limit="the published model multiplies all sharing by a site's visits; here "
        "one site is near "
        "few people, who bring a share of their uses, and HIV is treated.",
    )
    table.add("HIV", "11", _interval(saved[:, 0]))
    table.add("hepatitis C", "65", _interval(saved[:, 1]))
    return table


def _insite(draws: int) -> Measured:
    place, _sources = read_place("vancouver-dtes")
    people, years = place.population, 10

    def health(result: Result, here: Place, levers: Sequence[Lever], draw: int) -> np.ndarray:
        p = evidence.load().values(draw, SEED).replaced(discount_year=0.05)
        account = accounts(result, here, levers, p, date(2024, 1, 1), people)
        return np.array([account.cost / 1e6, -float(account.life_years.sum())])

    saved = _pairs(
        _with_sites(place, 0), draws, people, years, [], _with_sites(place, 1), [], health
    )
    table = Measured(
        "One site in the Downtown Eastside, ten years",
        f"{draws} draws, {people:,} people, discounted at 5 % as published; mean (95 % of draws). "
        "Published: Bayoumi and Zaric, CMAJ 2008;179:1143.",
        ["", "published", "Veille"],
        limit="published are lifetimes, counted from infections averted; here ten "
        "years, and deaths "
        "averted on site, with today's supply and treatments.",
    )
    table.add("saved, millions of dollars", "14 to over 18", _interval(saved[:, 0]))
    table.add("life-years", "920 to 1,175", _interval(saved[:, 1]))
    return table


def _with_sites(place: Place, sites: int) -> Place:
    others = tuple(lever for lever in place.services if "sites" not in lever.kind)
    if sites:
        others = (*others, Lever("fixed_sites", sites))
    return replace(place, services=others)


def _interval(values: np.ndarray) -> str:
    low, high = np.quantile(values, [0.025, 0.975])
    return f"{number(float(values.mean()))} ({number(float(low))} to {number(float(high))})"
