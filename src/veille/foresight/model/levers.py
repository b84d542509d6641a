"""What a policy can pull: services, law, enforcement. Each with dates, a level and a ramp."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np

from .person import FAR_DAY

WEEK_DAYS = 7


class LeverFault(ValueError):
    """A lever that cannot be; one line says which key and why."""


@dataclass(frozen=True)
class Option:
    """A further number of a lever: its value where none is told, and its range."""

    default: float
    low: float
    high: float
    unit: str
    en: str
    fr: str


@dataclass(frozen=True)
class Kind:
    """One lever: what its level counts. `default` is the level where nobody pulls it."""

    name: str
    unit: str
    low: float
    high: float
    default: float
    en: str
    fr: str
    options: Mapping[str, Option] = field(default_factory=lambda: MappingProxyType({}))
    #: The level counts things in the whole place: it shrinks with a sample of the people.
    scales: bool = False


def _seats(seats: int, hours: int) -> Mapping[str, Option]:
    return MappingProxyType(
        {
            "seats": Option(
                seats, 0, 60, "seats", "seats to inject, each", "places pour s’injecter, chacun"
            ),
            "smoking_seats": Option(
                0, 0, 60, "seats", "seats to smoke, each", "places pour fumer, chacun"
            ),
            "hours": Option(hours, 0, 24, "hours a day", "open", "ouverture"),
        }
    )


_LAW = MappingProxyType(
    {
        "threshold_g": Option(
            2.5, 0, 100, "g", "most that is not charged", "quantité maximale non accusée"
        ),
        "age": Option(18, 0, 99, "years", "from this age", "à partir de cet âge"),
        "public": Option(1, 0, 1, "share", "holds in public places too", "vaut aussi en public"),
    }
)

#: Every lever, in the order in which the page about the model tells them.
LEVERS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind(
                "fixed_sites",
                "sites",
                0,
                100,
                0,
                "Supervised consumption sites",
                "Sites de consommation supervisée",
                _seats(12, 12),
                scales=True,
            ),
            Kind(
                "mobile_sites",
                "trucks",
                0,
                50,
                0,
                "Mobile sites",
                "Unités mobiles",
                _seats(2, 8),
                scales=True,
            ),
            Kind(
                "needle_exchange",
                "share of injections",
                0,
                1,
                0,
                "Needle exchange",
                "Échange de seringues",
            ),
            Kind(
                "naloxone_kits",
                "kits a month",
                0,
                1e6,
                0,
                "Naloxone kits handed out",
                "Trousses de naloxone distribuées",
                scales=True,
            ),
            Kind(
                "drug_checking", "share of people", 0, 1, 0, "Drug checking", "Analyse de drogues"
            ),
            Kind(
                "agonist_capacity",
                "places",
                0,
                1e7,
                0,
                "Places of agonist treatment",
                "Places de traitement par agonistes opioïdes",
                scales=True,
            ),
            Kind(
                "agonist_demand",
                "times the usual share",
                0,
                5,
                1,
                "People who want agonist treatment",
                "Demande de traitement par agonistes",
            ),
            Kind(
                "agonist_access",
                "times the usual rate",
                0,
                50,
                1,
                "How soon who wants agonist treatment starts",
                "Accès au traitement par agonistes",
            ),
            Kind(
                "agonist_retention",
                "times the usual time",
                0.1,
                20,
                1,
                "Time in agonist treatment",
                "Rétention en traitement par agonistes",
            ),
            Kind(
                "safer_supply_capacity",
                "places",
                0,
                1e7,
                0,
                "Safer supply",
                "Approvisionnement plus sécuritaire",
                scales=True,
            ),
            Kind(
                "treatment_beds",
                "beds",
                0,
                1e6,
                0,
                "Detox and treatment beds",
                "Lits de désintoxication et de traitement",
                scales=True,
            ),
            Kind(
                "decriminalization",
                "share of police who follow it",
                0,
                1,
                0,
                "Decriminalization of possession",
                "Décriminalisation de la possession",
                _LAW,
            ),
            Kind(
                "commission",
                "share of encounters not charged",
                0,
                1,
                0,
                "Dissuasion commission",
                "Commission de dissuasion",
            ),
            Kind(
                "possession_policing",
                "times the usual",
                0,
                10,
                1,
                "Policing of possession",
                "Application de la loi sur la possession",
            ),
            Kind(
                "operations",
                "operations a month",
                0,
                100,
                0,
                "Police operations on the supply",
                "Opérations policières contre l’approvisionnement",
            ),
            Kind(
                "mail_interdiction",
                "share of mailed supply stopped",
                0,
                1,
                0,
                "Mail interdiction",
                "Interception du courrier",
            ),
            Kind(
                "homes",
                "homes offered a month",
                0,
                1e5,
                0,
                "Supported homes offered",
                "Logements avec soutien offerts",
                scales=True,
            ),
            Kind(
                "uptake",
                "times the usual",
                0.2,
                5,
                1,
                "Taking up drugs (claim C8)",
                "Début de la consommation (affirmation C8)",
            ),
            Kind(
                "good_samaritan", "0 or 1", 0, 1, 0, "Good Samaritan law", "Loi du bon samaritain"
            ),
        )
    }
)


@dataclass(frozen=True)
class Lever:
    """One pull. The level holds from `start` (None: since ever) until `end` (None: for good).

    It is reached in a straight line over `ramp_days`, from the level before. A later lever of the
    same kind and place takes over; after `end` the level is again what it was before `start`.
    `place` names one area of the study's place; None is all of them.
    """

    kind: str
    level: float
    start: date | None = None
    end: date | None = None
    ramp_days: int = 0
    place: str | None = None
    options: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Raises `LeverFault` with the key at fault."""
        kind = LEVERS.get(self.kind)
        if kind is None:
            raise LeverFault(
                f"kind: there is no lever {self.kind!r}; there are {', '.join(LEVERS)}"
            )
        _check("level", self.level, kind.low, kind.high, kind.unit)
        if self.start and self.end and self.end <= self.start:
            raise LeverFault(f"end: {self.end} is not after the start, {self.start}")
        if not 0 <= self.ramp_days <= FAR_DAY:
            raise LeverFault(f"ramp_days: {self.ramp_days} is not from 0 to {FAR_DAY}")
        for name, value in self.options.items():
            option = kind.options.get(name)
            if option is None:
                known = ", ".join(kind.options) or "none"
                raise LeverFault(f"{name}: {self.kind} has no such option; it has: {known}")
            _check(name, value, option.low, option.high, option.unit)

    def __hash__(self) -> int:
        return hash((self.kind, self.level, self.start, self.end, self.ramp_days, self.place))


def daily(name: str, pulls: Iterable[Lever], start: date, days: int) -> np.ndarray:
    """The level of a lever on each day, shape (days,). `pulls` are of that kind, in any order."""
    levels = np.full(days, float(LEVERS[name].default))
    for pull in _in_order(pulls):
        first, past = _span(pull, start, days)
        if first >= days or past <= 0 or past <= first:
            continue
        span = slice(max(first, 0), past)
        since = np.arange(span.start, past) - first + 1
        reached = np.minimum(since / max(pull.ramp_days, 1), 1.0) if pull.start else 1.0
        before = levels[span].copy()
        levels[span] = before + (pull.level - before) * reached
    return levels


def weekly(name: str, pulls: Iterable[Lever], start: date, weeks: int) -> np.ndarray:
    """The mean level of each week, shape (weeks,)."""
    levels = daily(name, pulls, start, weeks * WEEK_DAYS)
    return np.asarray(levels.reshape(weeks, WEEK_DAYS).mean(axis=1))


def weekly_option(
    name: str, option: str, pulls: Iterable[Lever], start: date, weeks: int
) -> np.ndarray:
    """An option's value in each week, shape (weeks,): of the last lever that holds by its end."""
    found = LEVERS[name].options[option]
    values = np.full(weeks, float(found.default))
    for pull in _in_order(pulls):
        first, past = _span(pull, start, weeks * WEEK_DAYS)
        first_week, past_week = max(first, 0) // WEEK_DAYS, -(-past // WEEK_DAYS)
        if past > 0 and first < weeks * WEEK_DAYS:
            values[first_week:past_week] = pull.options.get(option, found.default)
    return values


def _in_order(pulls: Iterable[Lever]) -> list[Lever]:
    return sorted(pulls, key=lambda pull: pull.start or date.min)


def _span(pull: Lever, start: date, days: int) -> tuple[int, int]:
    """First day of a lever and the day past its last, counted from `start`."""
    first = (pull.start - start) // timedelta(days=1) if pull.start else 0
    past = (pull.end - start) // timedelta(days=1) if pull.end else days
    return first, min(past, days)


def _check(key: str, value: float, low: float, high: float, unit: str) -> None:
    if not low <= value <= high:
        raise LeverFault(f"{key}: {value:g} is not from {low:g} to {high:g} ({unit})")
