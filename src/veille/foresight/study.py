"""A study: a place, some years, and scenarios that are compared with its baseline. TOML files."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .levers import Lever
from .place import Place
from .words import NO_WORDS, Words

if TYPE_CHECKING:
    from .deaths import Deaths
    from .fit import Posterior
    from .results import Results
    from .run import Running

_HERE = Path(__file__).parent
STUDIES = _HERE / "studies"
PLACES = _HERE / "places"

BASELINE = "baseline"
TOGETHER = "together"
#: Before the key of the component that a scenario leaves out of all of them together.
WITHOUT = "together-without-"


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
    posterior: "Posterior | None" = None
    deaths: "Deaths | None" = None

    @classmethod
    def load(cls, name: str | Path) -> "Study":
        """A packaged study by its name, or one of your own by the path of its TOML file.

        Raises `place_file.Faulty`, with one line for each fault, before anything runs.
        """
        from . import check

        return check.read_study(name)

    def run(self, out: Path | None = None, running: "Running | None" = None) -> "Results":
        """Run all pieces that are not there yet, and compare. `out` keeps them for another time."""
        from . import run

        return run.run(self, out, running)

    def sized(
        self,
        *,
        people: int | None = None,
        years: int | None = None,
        draws: int | None = None,
        replicates: int | None = None,
    ) -> "Study":
        """The same study, larger or smaller. Raises `place_file.Faulty` for one out of limits."""
        from . import check

        sized = replace(
            self,
            people=people or self.people,
            years=years or self.years,
            draws=draws or self.draws,
            replicates=replicates or self.replicates,
        )
        check.check_size(sized)
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
