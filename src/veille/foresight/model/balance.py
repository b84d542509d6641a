"""What a place's margins make of the rates: with everything held constant, nothing drifts.

A margin that a place publishes (who is in treatment, without a home, of what age) and the rates at
which people move in and out of it come from other studies, and do not balance by themselves. Here
the rates of both ways are moved apart by the same factor until they keep the margin; how many join
and leave, and of what age, is what keeps number and ages; and what has no margin (kits at hand,
overdoses before, the weeks after a change) starts where the rates lead to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import exp, pi, sqrt

import numpy as np
from scipy.special import ndtr

from ..compiler import compiled
from ..evidence import Parameters
from ..streams import JOINING, STARTING, table_of_uniforms
from .life import (
    OLDEST_YEARS,
    YEAR_DAYS,
    YOUNGEST_YEARS,
    exits,
    other_death_hazard,
    succeed,
)
from .overdose import (
    expected_fatality,
    expected_kits,
    overdose_hazard,
    overdoses_on_site,
    susceptibility,
)
from .people import USES_LOG_SD, People, age_law
from .person import FAR_DAY, NEVER_DAY, Cause, Mode, Substance, Window
from .place import Place
from .programmes import LEFT_AGONIST_DAYS, MONTH_DAYS, STARTED_AGONIST_DAYS
from .world import given

#: What this file adds to the parameters: rates of the place, and a few of its margins.
DERIVED = (
    "here_uses_a_day",
    "here_stop_year",
    "here_relapse_year",
    "here_lose_home_year",
    "here_gain_home_year",
    "here_to_smoking_year",
    "here_to_injecting_year",
    "here_opioids",
    "here_stimulants",
    "here_agonist_start_year",
    "here_mean_age",
    "here_leaving_slope",
    "here_joins_with_record",
    "here_keeps_hcv",
    "here_brings_hcv",
    "here_keeps_hiv",
    "here_comes_treated",
)
_ROUNDS = 8
_FIRST_TURNOVER = 0.06
_PAGES = 3
_QUANTILES = 65_536
_STIMULANTS = int(Substance.STIMULANTS)
_INJECTING, _SMOKING = int(Mode.INJECTING), int(Mode.SMOKING)


@dataclass(frozen=True)
class Balance:
    """`values` are those of `DERIVED`; `joining_year` is of each person of the place. Who joins is
    like who leaves or dies: `leaving` adds up, person by person, how likely each is to do so,
    `from_overdose` is the part of an overdose in it. `deaths_year` are overdose deaths of each
    person of the place, as expected on the first day.
    """

    values: Mapping[str, float]
    joining_year: float
    leaving: np.ndarray
    from_overdose: np.ndarray
    deaths_year: float
    #: By how much a draw's supply was raised, of the log hazard, to have the deaths counted.
    supply: float = 0.0

    def record(self, p: Parameters) -> np.ndarray:
        """Parameters and what is derived from them, as compiled code reads them."""
        return Parameters({**p.values, **self.values}, p.draw).record()


def settled(
    people: People, place: Place, p: Parameters, start: date, seed: int
) -> tuple[np.ndarray, Balance]:
    """People on the first day with the history that the rates give them, and the place's rates."""
    records = people.records.copy()
    drawn = table_of_uniforms(people.seed, range(len(records)), 1, STARTING, _PAGES).T
    steady = p.replaced(supply_log_sd=1e-9)
    world = given(place, [], steady, start, 1, seed, len(records))[0]
    _seats(world, p)
    using = records["using"] == 1
    none = np.arange(1.0, len(records) + 1)
    balance = _balance(place, p, _FIRST_TURNOVER, none, 0.0)
    used_day, before = 0.0, np.zeros(len(records))
    for _ in range(_ROUNDS):
        _kits(records, p, drawn, world, used_day)
        first, fatality, other, kits = _rates(records, world, balance.record(steady))
        first = first * (1 - place.stopped) * _treated(records, place, p, balance)
        again = first * p["prior_overdose_ratio"]
        dies = _death_at_mean_age(p, place, other)
        rest = _young_a_year(place) + dies
        # Who joins has had none; who moves (home, substance, way of use) takes what they had along.
        comes = first * (1 - fatality)
        goes = np.maximum(rest + again * fatality, 1e-9)
        moves, others = _moving(records, place, p, balance, before)
        before = (comes + moves * others) / (comes + goes + moves)
        overdoses = first * (1 - before) + again * before
        deaths = fatality * overdoses
        mean = float(deaths.mean())
        used_day = float((overdoses * kits).sum()) / YEAR_DAYS
        leaving = np.cumsum(rest + deaths)
        balance = _balance(place, p, max(rest + mean, 1e-9), leaving, mean)
    records["overdosed_before"] = drawn[2] < before
    _treatment(records, place, p, balance, drawn, using)
    return records, balance


def observed(
    records: np.ndarray, world: np.ndarray, place: Place, p: Parameters, balance: Balance
) -> tuple[Balance, np.ndarray]:
    """The same rates, with joining and deaths as these people have them now, in a `world` of shape
    (areas,): who dies or leaves in a year is made up for, one for one and kind by kind. And the
    chance that each of them has a lasting injury, shape (people,)."""
    made = np.zeros((3, len(records)))
    _expect(records, world, balance.record(p), made)
    gone = made[0] + made[1]
    leaving = np.cumsum(gone)
    here = replace(
        balance,
        joining_year=0.0 if place.closed else float(leaving[-1]) / len(records),
        leaving=leaving,
        from_overdose=made[1] / np.maximum(gone, 1e-12),
        deaths_year=float(made[1].mean()),
    )
    # Over a life, other exits are those of all ages.
    exits_a_year = made[0].mean() + made[1]
    return here, np.asarray(made[2] / np.maximum(made[2] + exits_a_year, 1e-12))


def gone_a_year(
    records: np.ndarray, world: np.ndarray, p: Parameters, balance: Balance
) -> np.ndarray:
    """How often, a year, each of these people dies or leaves, shape (people,)."""
    made = np.zeros((3, len(records)))
    _expect(records, world, balance.record(p), made)
    return np.asarray(made[0] + made[1])


def deaths_a_year(records: np.ndarray, world: np.ndarray, p: Parameters, balance: Balance) -> float:
    """Overdose deaths of each person, as expected of people and `world` (areas,) as they are."""
    made = np.zeros((3, len(records)))
    _expect(records, world, balance.record(p), made)
    return float(made[1].mean())


def newcomers(
    records: np.ndarray, balance: Balance, p: np.ndarray, seed: int, count: int
) -> np.ndarray:
    """Array of PERSON for who joins later than `records`, each in the place of somebody who dies or
    leaves: by how likely they are to do so on the first day."""
    numbers = range(len(records), len(records) + count)
    u = table_of_uniforms(seed, numbers, 0, JOINING, 1).T
    like = np.searchsorted(balance.leaving, u[0] * balance.leaving[-1])
    like = np.minimum(like, len(records) - 1)
    late: np.ndarray = records[like]
    late["died"] = 0
    late["cause"] = np.where(u[1] < balance.from_overdose[like], Cause.OVERDOSE, Cause.LEFT)
    _succeed(late, len(records), p, np.uint64(seed))
    return late


@compiled
def _succeed(people, first, ps, seed):
    for i in range(len(people)):
        succeed(people[i], first + i, 0, ps[0], seed)


@compiled
def _expect(people, world, ps, made):
    """A year: dying or leaving but by overdose, death by overdose, and a lasting injury."""
    p = ps[0]
    for i in range(len(people)):
        person = people[i]
        w = world[person.area]
        supply = 1 + w.stimulant_supply if person.substance == _STIMULANTS else w.opioid_supply
        overdoses = overdose_hazard(person, supply, w, p) * YEAR_DAYS
        fatality = expected_fatality(person, 0, w, p)
        unaided = 1 - overdoses_on_site(person, w, p) - expected_kits(person, 0, w, p)
        made[0, i] = exits(person, 0, p)[0]
        made[1, i] = overdoses * fatality
        made[2, i] = overdoses * (1 - fatality) * unaided * p.injury_share


def _balance(
    place: Place, p: Parameters, turnover: float, leaving: np.ndarray, deaths: float
) -> Balance:
    stays = _stays_a_year(place, p)
    by_beds = stays * p["bed_stop_share"]
    # People stop after a stay too, and of those who join nobody has stopped.
    stop, relapse = _apart(
        p["stop_year"] + by_beds, p["relapse_year"] + turnover, 1 - place.stopped, place.stopped
    )
    if p["stop_year"] > 0:
        stop, relapse = max(stop - by_beds, 0.0), max(relapse - turnover, 0.0)
    else:
        stop, relapse = p["stop_year"], p["relapse_year"]
    lose, gain = _apart(
        p["lose_home_year"] * (1 + place.with_record * (p["record_home_ratio"] - 1)),
        p["gain_home_year"],
        1 - place.unhoused,
        place.unhoused,
    )
    lose /= 1 + place.with_record * (p["record_home_ratio"] - 1)
    to_smoking, to_injecting = _apart(
        p["to_smoking_year"], p["to_injecting_year"], place.injecting, place.smoking
    )
    power = p["frequency_power"]
    charged = place.police_year * p["charge_share"]
    with_record = place.with_record - charged * (1 - place.with_record) / turnover
    centre, spread = age_law(place.mean_age, place.age_sd)
    return Balance(
        values={
            # The mean of a log-normal's power: somebody of this frequency has the mean hazard.
            "here_uses_a_day": place.uses_a_day * exp((power - 1) * USES_LOG_SD**2 / 2),
            "here_stop_year": stop,
            "here_relapse_year": relapse,
            "here_lose_home_year": lose,
            "here_gain_home_year": gain,
            "here_to_smoking_year": to_smoking,
            "here_to_injecting_year": to_injecting,
            "here_opioids": place.opioids,
            "here_stimulants": place.stimulants,
            "here_agonist_start_year": _agonist_start(place, p, stop, turnover),
            "here_mean_age": centre,
            "here_leaving_slope": 0.0 if place.closed else 1 / spread**2,
            "here_joins_with_record": min(max(with_record, 0.0), 1.0),
            # `infections` says how these differ where a place has viruses.
            "here_keeps_hcv": 1.0,
            "here_brings_hcv": 0.0,
            "here_keeps_hiv": 1.0,
            "here_comes_treated": place.hiv_treated,
        },
        joining_year=0.0 if place.closed else turnover,
        leaving=leaving,
        from_overdose=np.zeros(len(leaving)),
        deaths_year=deaths,
    )


def _stays_a_year(place: Place, p: Parameters) -> float:
    """Stays in treatment beds a year, of each person who uses: as many as want one, or fit."""
    beds = sum(each.level for each in place.services if each.kind == "treatment_beds")
    using = place.population * (1 - place.stopped)
    return min(p["bed_start_year"], beds * YEAR_DAYS / p["bed_days"] / max(using, 1))


def _apart(out: float, back: float, here: float, there: float) -> tuple[float, float]:
    """Both rates, moved by one factor either way until `here` and `there` keep their people."""
    if min(out, back, here, there) <= 0:
        return out, back
    factor = sqrt(there * back / (here * out))
    return out * factor, back / factor


def _agonist_start(place: Place, p: Parameters, stop: float, turnover: float) -> float:
    """Of those who want it and are not in treatment, a year: keeps `on_agonist`."""
    leaving = p["agonist_leave_year"]
    ends = leaving + stop + turnover + p["switch_substance_year"] * place.stimulants
    if place.on_agonist <= 0:
        return leaving
    return place.on_agonist * ends / (_wanting(place, p) - place.on_agonist)


def _young_a_year(place: Place) -> float:
    """Of people below the mean age the normal density grows with age: so many join for it."""
    if place.closed:
        return 0.0
    centre, spread = age_law(place.mean_age, place.age_sd)
    of_all = ndtr((OLDEST_YEARS - centre) / spread) - ndtr((YOUNGEST_YEARS - centre) / spread)
    return float(1 / (spread * sqrt(2 * pi) * of_all))


def _death_at_mean_age(p: Parameters, place: Place, other: np.ndarray) -> float:
    """A year, other causes, at the mean age; `other` are those of everybody, at theirs."""
    spread = p["death_age_slope"] * place.age_sd
    return float(other.mean()) * exp(-(spread**2) / 2)


def _wanting(place: Place, p: Parameters) -> float:
    """Share of people who use opioids that would take agonist treatment: more than are in it."""
    return max(min(p["agonist_wanted_share"], 1.0), place.on_agonist + 0.05)


def _treated(records: np.ndarray, place: Place, p: Parameters, balance: Balance) -> np.ndarray:
    """Ratio of a person's hazard over the years against that off treatment, shape (people,)."""
    share = _wanting(place, p)
    on = place.on_agonist / share
    start = balance.values["here_agonist_start_year"]
    started = min(start * (1 - on) / max(on, 1e-9) * STARTED_AGONIST_DAYS / YEAR_DAYS, 1.0)
    left = min(p["agonist_leave_year"] * on / (1 - on) * LEFT_AGONIST_DAYS / YEAR_DAYS, 1.0)
    in_it = p["agonist_ratio"] * (1 + started * (p["started_agonist_ratio"] - 1))
    out_of_it = 1 + left * (p["left_agonist_ratio"] - 1)
    opioids = records["substance"] != Substance.STIMULANTS
    wants = opioids & (records["seeks"] < share * _QUANTILES)
    safer = place.on_safer / max(1 - place.on_agonist, 1e-9)
    with_safer = np.where(opioids, 1 - safer * (1 - p["safer_ratio"]), 1.0)
    days = p["relapse_window_days"] / YEAR_DAYS
    relapsed = 1 + _relapses_a_year(place, p, balance) * days * (p["relapse_ratio"] - 1)
    away = 1 - _stays_a_year(place, p) * p["bed_days"] / YEAR_DAYS
    return (
        np.where(wants, on * in_it + (1 - on) * out_of_it * with_safer, with_safer)
        * relapsed
        * away
    )


def _relapses_a_year(place: Place, p: Parameters, balance: Balance) -> float:
    """Of each person who uses: after a pause, or a stay that did not end use."""
    after_pause = balance.values["here_relapse_year"] * place.stopped / max(1 - place.stopped, 1e-9)
    return after_pause + _stays_a_year(place, p) * (1 - p["bed_stop_share"])


def _treatment(
    records: np.ndarray,
    place: Place,
    p: Parameters,
    balance: Balance,
    drawn: np.ndarray,
    using: np.ndarray,
) -> None:
    """Who is in a programme, or in the weeks after a change."""
    opioids = using & (records["substance"] != Substance.STIMULANTS)
    share = _wanting(place, p)
    wants = opioids & (records["seeks"] < share * _QUANTILES)
    agonist = wants & (drawn[0] < place.on_agonist / share)
    records["agonist"] = agonist
    room = 1 - place.on_agonist
    records["safer"] = (
        opioids & ~agonist & (drawn[1] < (place.on_safer / room if room > 0 else 0.0))
    )
    on = place.on_agonist / share
    start = balance.values["here_agonist_start_year"]
    relapsed = _relapses_a_year(place, p, balance)
    for who, rate, window, days in (
        (using, relapsed, Window.RELAPSED, int(p["relapse_window_days"])),
        (agonist, start * (1 - on) / max(on, 1e-9), Window.STARTED_AGONIST, STARTED_AGONIST_DAYS),
        (
            wants & ~agonist,
            p["agonist_leave_year"] * on / (1 - on),
            Window.LEFT_AGONIST,
            LEFT_AGONIST_DAYS,
        ),
    ):
        within = who & (drawn[4] < rate * days / YEAR_DAYS)
        records["window"][within] = window
        records["window_until"][within] = 1 + (drawn[5][within] * days).astype(np.int16)


def _moving(
    records: np.ndarray, place: Place, p: Parameters, balance: Balance, before: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How often, a year, a person's kind is left for another, and the share `before` of those who
    come from there, shape (people,) each."""
    substance, mode, housed = (records[name] for name in ("substance", "mode", "housed"))
    total, many = np.zeros((3, 3, 2)), np.zeros((3, 3, 2))
    np.add.at(total, (substance, mode, housed), before)
    np.add.at(many, (substance, mode, housed), 1)
    share = total / np.maximum(many, 1)
    rates = balance.values
    by_home = np.where(housed == 1, rates["here_lose_home_year"], rates["here_gain_home_year"])
    ways = (rates["here_to_smoking_year"], rates["here_to_injecting_year"], 0.0)
    by_mode = np.array(ways)[mode]
    mix = np.array([place.opioids, place.stimulants, 1 - place.opioids - place.stimulants])
    from_substances = np.einsum("s,smh->mh", mix, share)[mode, housed]
    other_mode = np.where(
        mode == _INJECTING, _SMOKING, np.where(mode == _SMOKING, _INJECTING, mode)
    )
    by_substance = p["switch_substance_year"]
    moves = by_home + by_mode + by_substance
    others = (
        by_home * share[substance, mode, 1 - housed]
        + by_mode * share[substance, other_mode, housed]
        + by_substance * from_substances
    )
    return moves, others / np.maximum(moves, 1e-9)


def _kits(
    records: np.ndarray, p: Parameters, drawn: np.ndarray, world: np.ndarray, used_day: float
) -> None:
    """Kits come at the place's rate, last an exponential time, and are gone once one is used:
    `used_day` in all. Since then, and at most for their life, they have gathered."""
    life = p["kit_life_months"] * MONTH_DAYS
    owners = max(int((records["kit_until"] != NEVER_DAY).sum()), 1)
    since = -np.log(drawn[6]) / max(used_day / owners, 1e-9)
    records["kit_until"] = NEVER_DAY
    for area, w in enumerate(world):
        here = (records["area"] == area) & (records["using"] == 1)
        many = max(int(here.sum()), 1)
        mean = w["kits_given_day"] / many * life * -np.expm1(-since / life)
        owns = here & (drawn[3] > np.exp(-mean))
        # Of the longest-lasting one: P(it ends by t) = exp(−mean · exp(−t / life)).
        ends = -life * np.log(-np.log(drawn[3][owns]) / mean[owns])
        records["kit_until"][owns] = np.clip(ends, 1, FAR_DAY - 1).astype(np.int16)
        world[area]["kit_share"] = owns.sum() / many


def _seats(world: np.ndarray, p: Parameters) -> None:
    """Share of uses at a site on the first day: as if nobody were turned away."""
    for kind, sites, seats in (
        ("fixed", "fixed_sites", ("fixed_seats", "fixed_smoking_seats")),
        ("truck", "trucks", ("truck_seats", "truck_smoking_seats")),
    ):
        share = p["site_use_share"] * world[f"{kind}_hours"] / 24 * (world[sites] > 0)
        for mode, name in zip(("inject", "smoke"), seats, strict=True):
            world[f"{kind}_{mode}"] = share * (world[name] >= 1)


def _rates(
    records: np.ndarray, world: np.ndarray, p: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A year and person who uses, off treatment, shape (people,) each: a first overdose, the chance
    that an overdose kills, death from other causes, and the chance that an overdose takes a kit."""
    made = np.zeros((4, len(records)))
    _fill(records.copy(), world, p, made)
    return made[0], made[1], made[2], made[3]


@compiled
def _fill(people, world, ps, made):
    p = ps[0]
    for i in range(len(people)):
        person = people[i]
        w = world[person.area]
        person.using = 1
        person.overdosed_before = 0
        supply = 1 + w.stimulant_supply if person.substance == _STIMULANTS else w.opioid_supply
        made[0, i] = susceptibility(person, p) * supply * YEAR_DAYS
        made[1, i] = expected_fatality(person, 0, w, p)
        made[3, i] = expected_kits(person, 0, w, p)
        made[2, i] = other_death_hazard(person, 0, p) * YEAR_DAYS
