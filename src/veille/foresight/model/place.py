"""A place: the margins that its people are made of, and the services that it already has."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType

from .levers import Lever

MOST_AREAS = 8


class PlaceFault(ValueError):
    """A place that cannot be; one line says which key and why."""


@dataclass(frozen=True)
class Area:
    """A part of a place; `share` of its people live there."""

    name: str
    share: float


@dataclass(frozen=True)
class Place:
    """Published margins of a place on the first day of a study.

    Shares are of all people who use unregulated drugs there, where nothing else is said.
    `sources` and `assumptions` say of each field where it comes from.
    """

    slug: str
    name_en: str
    name_fr: str
    population: int  # people who use unregulated opioids or stimulants
    mean_age: float
    age_sd: float
    women: float
    other_gender: float
    unhoused: float
    opioids: float  # take opioids, not stimulants
    stimulants: float  # take stimulants, not opioids; the rest take both
    injecting: float
    smoking: float  # the rest swallow or sniff
    uses_a_day: float  # mean, of people who are using
    alone: float  # of private uses: nobody near
    stopped: float
    on_agonist: float  # of people who use opioids
    on_safer: float  # of people who use opioids
    hcv: float  # chronic, of people who inject
    hiv: float  # of people who inject
    hiv_treated: float  # of people with HIV
    with_record: float
    police_year: float  # encounters with drugs found, a year, for each person with a home
    site_reach: float  # people that one fixed site is near to
    truck_reach: float  # people that one truck is near to
    fentanyl: tuple[tuple[date, float], ...]  # share of the opioid supply; straight between dates
    supply_log: tuple[tuple[date, float], ...] = ()  # log hazard of the opioid supply, as fitted
    services: tuple[Lever, ...] = ()
    areas: tuple[Area, ...] = (Area("all", 1.0),)
    closed: bool = False  # nobody joins or leaves: a cohort
    #: The year's overdose deaths that were counted about a day: whatever the parameters, a run has
    #: them before anything is changed (`engine.burn_in`). None: they are what the parameters make.
    counted: tuple[date, int] | None = None
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    assumptions: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Raises `PlaceFault` with the key at fault."""
        if self.population < 1:
            raise PlaceFault("population: a place needs people")
        for name in SHARES:
            if not 0 <= getattr(self, name) <= 1:
                raise PlaceFault(f"{name}: {getattr(self, name):g} is not a share from 0 to 1")
        for pair in (
            ("women", "other_gender"),
            ("opioids", "stimulants"),
            ("injecting", "smoking"),
        ):
            if sum(getattr(self, name) for name in pair) > 1 + 1e-9:
                raise PlaceFault(f"{' and '.join(pair)}: more than everybody")
        if not self.fentanyl:
            raise PlaceFault("fentanyl: at least one date with a share")
        if self.counted and self.counted[1] < 1:
            raise PlaceFault("counted: at least one death, or leave it out")
        if not 1 <= len(self.areas) <= MOST_AREAS:
            raise PlaceFault(f"areas: {len(self.areas)}, not from 1 to {MOST_AREAS}")
        if abs(sum(area.share for area in self.areas) - 1) > 1e-6:
            raise PlaceFault("areas: their shares do not add up to 1")
        names = {area.name for area in self.areas}
        for lever in self.services:
            if lever.place is not None and lever.place not in names:
                raise PlaceFault(f"services: {self.slug} has no area {lever.place!r}")


SHARES = (
    "women",
    "other_gender",
    "unhoused",
    "opioids",
    "stimulants",
    "injecting",
    "smoking",
    "alone",
    "stopped",
    "on_agonist",
    "on_safer",
    "hcv",
    "hiv",
    "hiv_treated",
    "with_record",
    "site_reach",
    "truck_reach",
)

FIELDS = tuple(field.name for field in fields(Place))
