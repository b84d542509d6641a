"""Published results beside what the model gives for the same question; and a forecast, scored.

Nothing is set to meet a published figure. British Columbia is fitted to its monthly deaths up to
2018-12 (VEILLE_DEATHS names the file, a month and a count a line); all else is the evidence.
VEILLE_STATSMODELS names a Python that has statsmodels, for the forecasts beside.
"""

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from veille.foresight import evidence
from veille.foresight.engine.simulation import simulate
from veille.foresight.fit.inference import fit
from veille.foresight.model.levers import Lever
from veille.foresight.model.people import populate
from veille.foresight.model.place import Place
from veille.foresight.study.deaths import Deaths, read_deaths
from veille.foresight.study.place_file import read_place
from veille.foresight.study.posterior import OVERDISPERSION, Posterior

from .studies_cities import SEED, THREADS, cities, interval
from .tables import Measured, number

DEATHS = Path(__file__).parents[2] / "shared" / "data" / "bc_monthly_deaths.csv"
BC_FIRST, FIT_PAST, LAST = date(2012, 1, 1), date(2019, 1, 1), date(2022, 1, 1)
LEVELS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98)

#: Kits handed out by British Columbia's take-home naloxone programme, each year's mean a month:
#: 5,200 in 2013–15 and 16,500 in 2016 (CBC News, story 1.3940485); 240,606 in
#: 2017–2020 (Lei et al., Subst Abuse Treat Prev Policy 2022, doi:10.1186/s13011-022-00452-8).
BC_KITS = (
    Lever("naloxone_kits", 5_200 / 36, date(2012, 8, 31), ramp_days=120),
    Lever("naloxone_kits", 16_500 / 12, date(2016, 1, 1)),
    Lever("naloxone_kits", 240_606 / 48, date(2017, 1, 1)),
)
#: What else was done there, in orders of magnitude: sites, people dispensed agonists. Assumed.
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
#: What is taken from each run, in this order.
COUNTED = ("overdose_deaths", "kits_given", "naloxone_given")
BC_ALL = (*BC_KITS, *BC_SITES, *BC_AGONIST, *BC_ELSE)


def run(small: bool) -> list[Measured]:
    people, members, draws = (5_000, 12, 4) if small else (40_000, 24, 10)
    found = Path(os.environ.get("VEILLE_DEATHS", DEATHS))
    tables = []
    if found.exists():
        tables += _british_columbia(read_deaths(found), people, members)
    return [*tables, *cities(draws)]


def british_columbia() -> Place:
    """The province in 2012: fewer people who smoke and no kits yet; else the packaged place."""
    place, _sources = read_place("british-columbia")
    return replace(
        place,
        population=83_760,
        services=(),
        injecting=0.45,
        smoking=0.35,
        on_agonist=0.2,
        on_safer=0.0,
        counted=None,
    )


def _british_columbia(deaths: Deaths, people: int, members: int) -> list[Measured]:
    place = british_columbia()
    known = deaths.between(BC_FIRST, FIT_PAST)
    posterior = fit(
        place,
        known.months,
        [int(count) for count in known.counts],
        evidence.load(),
        levers=BC_ALL,
        people=people,
        members=members,
        seed=SEED,
        threads=THREADS,
    )
    later = deaths.between(FIT_PAST, LAST)
    whole = posterior.extended(len(later.months))
    days = (LAST - BC_FIRST).days

    def under(*levers: Lever) -> dict[str, np.ndarray]:
        """COUNTED of each member, shape (members, months), of the whole province."""

        def one(n: int) -> list[np.ndarray]:
            here, values = whole.member(n, place, evidence.load())
            some = populate(place, SEED, people)
            result = simulate(some, here, levers, values, BC_FIRST, days, SEED * 1_000_003 + n)
            scale = people / place.population
            return [result.monthly[name].sum(axis=1) / scale for name in COUNTED]

        with ThreadPoolExecutor(THREADS) as pool:
            counted = np.array(list(pool.map(one, range(members))))
        return {name: counted[:, place_of] for place_of, name in enumerate(COUNTED)}

    done = under(*BC_ALL)
    really, kits, used = (done[name] for name in COUNTED)
    no_kits = under(*BC_SITES, *BC_AGONIST, *BC_ELSE)["overdose_deaths"]
    no_sites = under(*BC_KITS, *BC_AGONIST, *BC_ELSE)["overdose_deaths"]
    no_agonist = under(*BC_KITS, *BC_SITES, *BC_ELSE)["overdose_deaths"]
    nothing = under(*BC_ELSE)["overdose_deaths"]
    fitted = _fit_table(posterior, people, members)
    irvine = Measured(
        "British Columbia: deaths averted",
        f"{members} members of the fit, {people:,} people each, scaled to {place.population:,}; "
        "mean (95 % of members). Averted: without the service since 2012, less with what "
        "was done. Parts do not add up to the whole. Kits used: published are those handed out in "
        "place of one used, here overdoses to which a bystander brought naloxone. Published: "
        "Irvine et al., Lancet Public Health 2018;3:e218 and Addiction 2019;114:1602; kits: Lei et "
        "al. 2022, doi:10.1186/s13011-022-00452-8.",
        ["", "published", "Veille"],
        limit="an overdose without aid kills 5.9 % here (as people report) and about 10 % there "
        "(ambulance records), so that a kit used averts half as much; kits reach people evenly, "
        "not those at risk first; here without a service since 2012, there since the window "
        "began; sites and treatment are known in orders of magnitude only.",
    )
    early, span, years_of_kits = slice(0, 58), slice(51, 72), slice(60, 108)
    irvine.add("2012-01 to 2016-10: deaths", "2,121", interval(really[:, early].sum(axis=1)))
    saved = no_kits - really
    irvine.add("… naloxone averted", "298 (91–474)", interval(saved[:, early].sum(axis=1)))
    irvine.add("… of them in 2016", "226 (125–340)", interval(saved[:, 48:58].sum(axis=1)))
    per_ten = 10 * saved[:, early].sum(axis=1) / np.maximum(used[:, early].sum(axis=1), 1)
    irvine.add("… averted for each 10 kits used", "about 1", interval(per_ten))
    irvine.add("2016-04 to 2017-12: deaths", "2,177", interval(really[:, span].sum(axis=1)))
    for what, told, without in (
        ("… take-home naloxone averted", "1,580", no_kits),
        ("… overdose prevention sites averted", "230", no_sites),
        ("… agonist treatment averted", "590", no_agonist),
        ("… all three averted", "3,030 (2,900–3,240)", nothing),
    ):
        irvine.add(what, told, interval((without - really)[:, span].sum(axis=1)))
    for what, told, counted in (
        ("2017-01 to 2020-12: kits handed out", "240,606", kits),
        ("… kits used", "90,011", used),
    ):
        irvine.add(what, told, interval(counted[:, years_of_kits].sum(axis=1)))
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
