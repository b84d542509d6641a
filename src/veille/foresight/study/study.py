"""A study: a place, some years, and scenarios that are compared with its baseline. TOML files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..model.levers import Lever
from ..model.place import Place
from ..words import NO_WORDS, Words
from .deaths import Deaths
from .posterior import Posterior

_FORESIGHT = Path(__file__).parents[1]
STUDIES = _FORESIGHT / "studies"
PLACES = _FORESIGHT / "places"

BASELINE = "baseline"
TOGETHER = "together"
#: Before the key of the component that a scenario leaves out of all of them together.
WITHOUT = "together-without-"

#: What may be simulated; more is refused as a slip of the pen rather than run for weeks.
LIMITS: Mapping[str, tuple[int, int]] = {
    "years": (1, 40),
    "people": (100, 2_000_000),
    "draws": (1, 10_000),
    "replicates": (1, 1_000),
    "seed": (0, 2**63 - 1),
}


class Faulty(ValueError):
    """A study that cannot run; `faults` has one line for each thing that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def out_of_limits(value: int, key: str) -> str:
    """What is wrong with a size, or nothing."""
    low, high = LIMITS[key]
    return "" if low <= value <= high else f"{value:,} is not from {low:,} to {high:,}"


def check_size(study: "Study") -> None:
    """Raises `Faulty` for a size outside `LIMITS`."""
    faults = [
        f"{study.key}: {key}: {fault}"
        for key in LIMITS
        if (fault := out_of_limits(getattr(study, key), key))
    ]
    if faults:
        raise Faulty(faults)


@dataclass(frozen=True)
class Scenario:
    """What is done, beside what all scenarios have; `claims`: which of `claims.toml` it answers."""

    key: str
    name: Words
    levers: tuple[Lever, ...]
    says: Words = NO_WORDS
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where a number of a place is from; `assumption` where nobody has measured it."""

    key: str
    value: Any
    said: str
    assumption: bool


@dataclass(frozen=True)
class Study:
    """Everything that decides the numbers of a study, but for the evidence and the code.

    Each of `draws` is one draw of all uncertain parameters; each of `replicates` is other people
    and other luck under the same draw. `people` are simulated and stand for the place's
    population. Where there is a `posterior`, draw d is its member d. `components`: the
    scenarios of which the scenario `together` is made, in its order. `deaths` are those seen, to
    be drawn beside the simulated ones.
    """

    key: str
    name: Words
    says: Words
    place: Place
    sources: tuple[Source, ...]
    start: date
    years: int
    people: int
    draws: int
    replicates: int
    seed: int
    scenarios: tuple[Scenario, ...]
    components: tuple[str, ...]
    text: str
    posterior: Posterior | None = None
    deaths: Deaths | None = None

    def sized(
        self,
        *,
        people: int | None = None,
        years: int | None = None,
        draws: int | None = None,
        replicates: int | None = None,
    ) -> "Study":
        """The same study, larger or smaller. Raises `Faulty` for a size out of `LIMITS`."""
        sized = replace(
            self,
            people=people or self.people,
            years=years or self.years,
            draws=draws or self.draws,
            replicates=replicates or self.replicates,
        )
        check_size(sized)
        return sized

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def end(self) -> date:
        """The first day that is not simulated."""
        year = self.start.year + self.years
        try:
            return self.start.replace(year=year)
        except ValueError:  # 29 February
            return date(year, 3, 1)

    @property
    def weight(self) -> float:
        """People of the place for one simulated person."""
        return self.place.population / self.people

    def scenario(self, key: str) -> Scenario:
        return next(each for each in self.scenarios if each.key == key)

    @property
    def seen(self) -> list[tuple[date, int]]:
        """Months and the deaths counted in them: of the study's file, else of the fit."""
        if self.deaths:
            return list(zip(self.deaths.months, map(int, self.deaths.counts), strict=True))
        if self.posterior:
            months = self.posterior.months[: len(self.posterior.deaths)]
            return list(zip(months, self.posterior.deaths, strict=True))
        return []

    @property
    def shown(self) -> tuple[Scenario, ...]:
        """The scenarios that a reader compares: without those made only to leave one out."""
        return tuple(each for each in self.scenarios if not each.key.startswith(WITHOUT))


def packaged() -> Iterator[str]:
    """Names of the studies that come with Veille."""
    yield from sorted(path.stem for path in STUDIES.glob("*.toml"))
