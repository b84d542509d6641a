"""Reads studies and places, and says what is wrong with them before anything runs.

Every fault is one line: the file, the key, what is wrong.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..model.levers import LEVERS, Lever
from ..model.place import Place
from ..words import NO_WORDS, Words
from . import place_file
from .deaths import Deaths, NotMonthlyDeaths, read_deaths
from .shapes import StudyShape, read_toml
from .study import (
    BASELINE,
    LIMITS,
    PLACES,
    STUDIES,
    TOGETHER,
    WITHOUT,
    Faulty,
    Scenario,
    Source,
    Study,
    out_of_limits,
    packaged,
)

_STUDY_KEYS = {
    "name",
    "says",
    "place",
    "start",
    "deaths",
    "levers",
    "baseline",
    "scenarios",
    "together",
    *LIMITS,
}
_SCENARIO_KEYS = {"key", "name", "says", "adds", "claims"}
_TOGETHER_KEYS = {"name", "says", "of", "claims"}


def read_study(name: str | Path) -> Study:
    """A packaged study by its name, or one of your own by the path of its TOML file.

    Raises `Faulty`, with one line for each fault, before anything runs.
    """
    path = _found(str(name))
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise Faulty([f"{path}: {error.strerror or error}"]) from None
    except UnicodeDecodeError as error:
        raise Faulty([f"{path.name}: is no text in UTF-8: see byte {error.start + 1}"]) from None
    return _Reading(path, text).study()


def _found(name: str) -> Path:
    within = STUDIES / f"{name}.toml"
    if within.exists():
        return within
    path = Path(name)
    if path.suffix != ".toml" and not path.exists():
        raise Faulty(
            [
                f"{name}: there is no such study; there are: {', '.join(packaged())}; or "
                "give the path of a TOML file"
            ]
        )
    return path


@dataclass(frozen=True)
class _There:
    """What a place does already, and the days of a study: [start, end)."""

    services: tuple[Lever, ...]
    start: date
    end: date

    def unmoved(self, everywhere: tuple[Lever, ...], added: tuple[Lever, ...]) -> bool:
        """Whether none of the levers added changes anything on any day."""
        return all(self._idle(each, (*self.services, *everywhere)) for each in added)

    def _idle(self, lever: Lever, there: tuple[Lever, ...]) -> bool:
        if (lever.start and lever.start >= self.end) or (lever.end and lever.end <= self.start):
            return True
        alike = [each for each in there if (each.kind, each.place) == (lever.kind, lever.place)]
        if len(alike) > 1 or any(each.start or each.end for each in alike):
            return False
        kind = LEVERS[lever.kind]
        level = alike[0].level if alike else kind.default
        return lever.level == level and (
            level == 0 or _options(lever) == (_options(alike[0]) if alike else {})
        )


def _options(lever: Lever) -> dict[str, float]:
    of = LEVERS[lever.kind].options
    return {name: lever.options.get(name, each.default) for name, each in of.items()}


class _Reading:
    """One file's way into a Study; collects the faults as it goes."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text
        self.faults: list[str] = []

    def study(self) -> Study:
        said = read_toml(self.path, self.text, StudyShape, self.faults)
        if said is None:
            raise Faulty(self.faults)
        self._unknown(said, _STUDY_KEYS, "")
        placed = self._place(said)
        start = self._start(said)
        sizes = {key: self._whole(said, key) for key in LIMITS}
        levers = self._levers(said, placed)
        ends = start and date(start.year + sizes["years"], start.month, 1)
        there = _There(placed[0].services, start, ends) if placed and start and ends else None
        scenarios = self._scenarios(said, levers, there)
        components = self._together(said, scenarios)
        name = self._words(said, "name", "name")
        deaths = self._deaths(said, start, ends)
        if self.faults or placed is None or start is None:
            raise Faulty(self.faults)
        place, sources = placed
        return Study(
            key=self.path.stem,
            name=name,
            says=self._words(said, "says", "says", needed=False),
            place=place,
            sources=sources,
            start=start,
            years=sizes["years"],
            people=sizes["people"],
            draws=sizes["draws"],
            replicates=sizes["replicates"],
            seed=sizes["seed"],
            scenarios=tuple(scenarios),
            components=components,
            text=self.text,
            deaths=deaths,
        )

    def _place(self, said: dict[str, Any]) -> tuple[Place, tuple[Source, ...]] | None:
        name = said.get("place")
        if not isinstance(name, str):
            self._fault("place", f"is needed: one of {', '.join(place_file.names())}, or a path")
            return None
        path = PLACES / f"{name}.toml"
        if not path.exists():
            path = self.path.parent / name
        if not path.is_file():
            there = ", ".join(place_file.names())
            self._fault(
                "place",
                f"there is no place “{name}”; there are {there}; or give a path beside the study",
            )
            return None
        return place_file.read(path, self.faults)

    def _start(self, said: dict[str, Any]) -> date | None:
        start = said.get("start")
        if type(start) is date:
            if start.year + LIMITS["years"][1] <= date.max.year:
                return start
            self._fault("start", f"{start}: the study would go on beyond the year {date.max.year}")
            return None
        self._fault("start", "is needed, and is a day: start = 2026-01-01")
        return None

    def _whole(self, said: dict[str, Any], key: str) -> int:
        value = said.get(key)
        if type(value) is not int:
            self._fault(key, "is needed, and is a whole number")
        elif outside := out_of_limits(value, key):
            self._fault(key, outside)
        else:
            return value
        return LIMITS[key][0]

    def _levers(
        self, said: dict[str, Any], placed: tuple[Place, tuple[Source, ...]] | None
    ) -> dict[str, tuple[Lever, ...]]:
        """A name may stand for several pulls: an array of tables."""
        levers = {}
        for name, found in said.get("levers", {}).items():
            pulls = found if isinstance(found, list) else [found]
            made = [
                place_file.lever(pull, f"{self.path.name}: levers.{name}", self.faults)
                for pull in pulls
            ]
            areas = {area.name for area in placed[0].areas} if placed else set()
            for each in made:
                if each and placed and each.place is not None and each.place not in areas:
                    self._fault(
                        f"levers.{name}.place",
                        f"there is no “{each.place}” in the place; "
                        f"there are {', '.join(sorted(areas))}",
                    )
            levers[name] = tuple(each for each in made if each)
        return levers

    def _scenarios(
        self, said: dict[str, Any], levers: dict[str, tuple[Lever, ...]], there: "_There | None"
    ) -> list[Scenario]:
        baseline = said.get("baseline", {})
        self._unknown(baseline, {"name", "adds", "says"}, "baseline.")
        name = self._words(baseline, "name", "baseline.name", needed=False)
        everywhere = self._added(baseline, "baseline", levers)
        made = [
            Scenario(
                BASELINE,
                name if name.en else Words("Baseline", "Référence"),
                everywhere,
                self._words(baseline, "says", "baseline.says", needed=False),
            )
        ]
        found = said.get("scenarios", [])
        if not found:
            self._fault("scenarios", "is needed: at least one to compare with the baseline")
        for number, each in enumerate(found):
            key = each.get("key", "")
            at = f"scenarios.{key or number}"
            self._unknown(each, _SCENARIO_KEYS, f"{at}.")
            if not isinstance(key, str) or not key.replace("-", "").isalnum():
                self._fault(f"{at}.key", "is needed: letters, digits and hyphens")
                continue
            if key in {BASELINE, TOGETHER} or key.startswith(WITHOUT):
                self._fault(f"{at}.key", f"“{key}” is taken by the study itself")
                continue
            if any(key == other.key for other in made):
                self._fault(f"{at}.key", f"there are two scenarios “{key}”")
                continue
            adds = self._added(each, at, levers)
            told_in_full = all(levers.get(name) for name in each.get("adds", []))
            if told_in_full and (
                set(adds) <= set(everywhere) or (there and there.unmoved(everywhere, adds))
            ):
                self._fault(
                    f"{at}.adds",
                    "is the same as the baseline: add a lever, or leave the scenario out",
                )
            made.append(
                Scenario(
                    key,
                    self._words(each, "name", f"{at}.name"),
                    everywhere + adds,
                    self._words(each, "says", f"{at}.says", needed=False),
                    tuple(each.get("claims", ())),
                )
            )
        return made

    def _added(
        self, data: dict[str, Any], at: str, levers: dict[str, tuple[Lever, ...]]
    ) -> tuple[Lever, ...]:
        added: tuple[Lever, ...] = ()
        for name in data.get("adds", []):
            if name not in levers:
                known = ", ".join(levers) or "none"
                self._fault(
                    f"{at}.adds", f"there is no lever “{name}” in [levers]; there are: {known}"
                )
            added += levers.get(name, ())
        return added

    def _together(self, said: dict[str, Any], scenarios: list[Scenario]) -> tuple[str, ...]:
        """Adds the scenario of all components, and one without each of them."""
        found = said.get("together")
        if found is None:
            return ()
        self._unknown(found, _TOGETHER_KEYS, "together.")
        known = {each.key: each for each in scenarios[1:]}
        of = tuple(found.get("of", ()))
        for key in of:
            if key not in known:
                self._fault(
                    "together.of", f"there is no scenario “{key}”; there are: {', '.join(known)}"
                )
        if len(of) < 2:
            self._fault("together.of", "needs two scenarios or more")
        if self.faults:
            return ()
        everywhere = scenarios[0].levers

        def joined(keys: tuple[str, ...]) -> tuple[Lever, ...]:
            added = [lever for key in keys for lever in known[key].levers[len(everywhere) :]]
            return everywhere + tuple(added)

        name = self._words(found, "name", "together.name")
        scenarios.append(
            Scenario(
                TOGETHER,
                name,
                joined(of),
                self._words(found, "says", "together.says", needed=False),
                tuple(found.get("claims", ())),
            )
        )
        for key in of:
            others = tuple(each for each in of if each != key)
            scenarios.append(Scenario(WITHOUT + key, name, joined(others)))
        return of

    def _words(self, data: dict[str, Any], key: str, at: str, *, needed: bool = True) -> Words:
        words = data.get(key)
        if isinstance(words, str):
            return Words(words, words)
        if isinstance(words, dict) and set(words) == {"en", "fr"}:
            return Words(words["en"], words["fr"])
        if needed or words is not None:
            self._fault(at, 'is needed, in both languages: { en = "…", fr = "…" }')
        return NO_WORDS

    def _deaths(self, said: dict[str, Any], start: date | None, end: date | None) -> Deaths | None:
        """Observed deaths, where the study names a file of them."""
        if "deaths" not in said:
            return None
        try:
            deaths = read_deaths(self.path.parent / str(said["deaths"]))
            if start and end and not any(start <= month < end for month in deaths.months):
                self._fault("deaths", f"{said['deaths']}: has no month of the study's years")
            return deaths
        except OSError as error:
            self._fault("deaths", f"{said['deaths']}: {error.strerror or error}")
        except NotMonthlyDeaths as fault:
            self._fault("deaths", f"{said['deaths']}: {fault}")
        return None

    def _unknown(self, data: object, known: set[str], at: str) -> None:
        if not isinstance(data, dict):
            self._fault(at.rstrip("."), "is a table of keys")
            return
        for key in data:
            if key not in known:
                self._fault(f"{at}{key}", f"is no key here; there are: {', '.join(sorted(known))}")

    def _fault(self, key: str, what: str) -> None:
        self.faults.append(f"{self.path.name}: {key}: {what}")
