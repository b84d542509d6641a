"""A place in its steady state: people who have lived so long under its rates that nothing drifts.

What the margins and rates of a place make of each person alone (`balance.settled`) leaves out how
things hang together: who was just in an overdose is seldom in treatment, who relapsed is soon in
a bed, kits go with those who die. So its people live on in the same compiled weeks, with services
and supply as on the first day, and everybody who dies or leaves is followed at once by somebody of
the same kind. What they are then is where a run begins.
"""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from threading import Lock

import numpy as np
from scipy.special import ndtri

from ..evidence import Parameters
from ..model.balance import Balance, deaths_a_year, observed, settled
from ..model.infections import with_viruses
from ..model.levers import WEEK_DAYS
from ..model.people import People
from ..model.person import FAR_DAY, NEVER_DAY, NOBODY_YET, Where, Window
from ..model.place import Place
from ..model.supply import raised
from ..model.world import given
from ..streams import COUNTED, STARTING, table_of_uniforms
from .course import Course
from .weeks import follow

BURN_IN_YEARS = 5
_BURN_IN_WEEKS = BURN_IN_YEARS * 52
#: Luck of these years is none of a run's.
_OTHER_LUCK = 0x5851F42D4C957F2D
#: Scenarios of a study begin with the same people: so many such beginnings are kept.
_KEPT = 6
_NO_SWINGS = 1e-9
#: The supply is set to the count every quarter, half way each time: what is missing is chance too.
_SET_WEEKS, _PART = 13, 0.5
#: It is left alone in the last year.
_SETTLING_WEEKS = _BURN_IN_WEEKS - 52
#: So much more die in the steady state than `settled` sees.
_UNSEEN = 1.04
#: Before that, with so many people, in so many steps.
_FEW, _GUESSES = 2_000, 4
_FARTHEST = 5.0
_SUPPLY = ["opioid_supply", "stimulant_supply", "stimulants_opioid_share"]


@dataclass
class _Begun:
    """The place is held, so that no other one can have its identity."""

    place: Place
    lock: Lock = field(default_factory=Lock)
    found: tuple[np.ndarray, Balance] | None = None


_begun: OrderedDict[tuple[object, ...], _Begun] = OrderedDict()
_lock = Lock()


def burnt_in(
    people: People, place: Place, p: Parameters, start: date, seed: int
) -> tuple[np.ndarray, Balance]:
    """People on the first day of a run, as many as `people`, and the place's rates.

    A closed place, which nobody joins or leaves, is a cohort and has no steady state: its people
    begin with the history that `settled` gives them.
    """
    if place.closed:
        return settled(people, place, p, start, seed)
    key = (id(place), people.seed, len(people), p.record().tobytes(), start, seed)
    with _lock:
        begun = _begun.setdefault(key, _Begun(place))
        _begun.move_to_end(key)
        while len(_begun) > _KEPT:
            _begun.popitem(last=False)
    with begun.lock:
        if begun.found is None:
            begun.found = _lived(people, place, p, start, seed)
        records, balance = begun.found
    return records.copy(), balance


def _lived(
    people: People, place: Place, p: Parameters, start: date, seed: int
) -> tuple[np.ndarray, Balance]:
    steady = p.replaced(supply_log_sd=_NO_SWINGS, batch_log_sd=_NO_SWINGS)
    level = _Level(people, place, p, start, seed)
    records, balance = settled(people, level.place, p, start, seed)
    days = _BURN_IN_WEEKS * WEEK_DAYS
    course = Course(
        records=records,
        present=np.concatenate([[0], np.full(_BURN_IN_WEEKS, len(records))]),
        world=np.repeat(level.world(steady, start), _BURN_IN_WEEKS, axis=0),
        parameters=balance.record(steady),
        start=start - timedelta(days=days),
        days=days,
        seed=seed ^ _OTHER_LUCK,
    )
    for week in range(_BURN_IN_WEEKS):
        course.week(week, len(records), None)
        course.now["day"] = (week + 1) * WEEK_DAYS
        course.blocks(follow, [(0, len(records))], course.world[week], 0)
        if level.counted and week % _SET_WEEKS == _SET_WEEKS - 1 and week < _SETTLING_WEEKS:
            # What people make of a week (kits, places) stands in it; the supply of the count's day.
            world = course.world[week].copy()
            world[_SUPPLY] = level.world(steady, level.counted[0])[0][_SUPPLY]
            level.set_to(deaths_a_year(records, world, p, balance), _PART)
            course.world[week + 1 :] = level.world(steady, start)
    _begin_anew(records, days)
    balance = with_viruses(people, records, course.world[-1], p, balance)
    balance, injuries = observed(records, course.world[-1], place, p, balance)
    # They last for life: no few years of burning in bring as many as there will be.
    drawn = table_of_uniforms(people.seed, range(len(records)), 2, STARTING, 1)[:, 0]
    records["injured"] = drawn < injuries
    return records, replace(balance, supply=level.log)


class _Level:
    """The supply of a place, moved until its people have the deaths that were counted there. A
    count has chance as well: each draw of the parameters meets another one of the same mean."""

    def __init__(self, people: People, place: Place, p: Parameters, start: date, seed: int) -> None:
        self._given, self._start, self._seed, self._many = place, start, seed, len(people)
        self.counted, self.log, self._wanted = place.counted, 0.0, 0.0
        if self.counted is None:
            return
        on, deaths = self.counted
        u = 0.5 if p.draw is None else table_of_uniforms(0, [p.draw], 0, COUNTED, 1)[0, 0]
        chance = ndtri(u) / np.sqrt(deaths)
        self._wanted = deaths / place.population * np.exp(chance - 0.5 / deaths)
        few = People(place, people.seed, people.records[:_FEW])
        for _ in range(_GUESSES):
            _records, balance = settled(few, self.place, p, on, seed)
            self.set_to(balance.deaths_year * _UNSEEN)

    @property
    def place(self) -> Place:
        return raised(self._given, self.log, self._start) if self.counted else self._given

    def world(self, p: Parameters, day: date) -> np.ndarray:
        """Its first week, shape (1, areas)."""
        return given(self.place, [], p, day, 1, self._seed, self._many)

    def set_to(self, deaths_year: float, part: float = 1.0) -> None:
        """Raise it by a part of what these deaths of each person lack."""
        self.log += part * float(np.log(self._wanted / max(deaths_year, 1e-9)))
        self.log = min(max(self.log, -_FARTHEST), _FARTHEST)


def _begin_anew(records: np.ndarray, days: int) -> None:
    """Today is the first day; nobody has been counted yet."""
    records["born"] -= days // WEEK_DAYS
    for until, lasts in (
        ("window_until", records["window"] != Window.NONE),
        ("away_until", records["where"] != Where.COMMUNITY),
        ("kit_until", records["kit_until"] != NEVER_DAY),
    ):
        left = np.maximum(records[until].astype(np.int64) - days, 1)
        records[until] = np.where(lasts, left, NEVER_DAY if until == "kit_until" else FAR_DAY)
    records["died"] = NOBODY_YET
    for counted in ("joined", "cause", "overdoses", "prison_days", "arrests", "referrals"):
        records[counted] = 0
