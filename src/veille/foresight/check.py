"""Reads studies and places, and says what is wrong with them before anything runs.

Every fault is one line: the file, the key, what is wrong.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import Any

from .deaths import NotMonthlyDeaths, read_deaths
from .levers import Lever, LeverFault
from .place import Area, Place, PlaceFault
from .study import (
    BASELINE,
    PLACES,
    STUDIES,
    TOGETHER,
    WITHOUT,
    Scenario,
    Source,
    Study,
    packaged,
)
from .words import NO_WORDS, Words

#: What may be simulated; more is refused as a slip of the pen rather than run for weeks.
LIMITS: Mapping[str, tuple[int, int]] = {
    "years": (1, 40),
    "people": (100, 2_000_000),
    "draws": (1, 10_000),
    "replicates": (1, 1_000),
    "seed": (0, 2**63 - 1),
}
_STUDY_KEYS = {"name", "says", "place", "start", "deaths", "levers",
               "baseline", "scenarios", "together", *LIMITS}  # fmt: skip
_SCENARIO_KEYS = {"key", "name", "says", "adds", "claims"}
_TOGETHER_KEYS = {"name", "says", "of", "claims"}
_LEVER_KEYS = {each.name for each in fields(Lever)}
_PROVENANCE = {"source", "url", "assumption", "why"}
#: Fields of a place that are written apart from its numbers.
_APART = {"slug", "name_en", "name_fr", "services", "areas", "sources", "assumptions"}
_NUMBERS = [each for each in fields(Place) if each.name not in _APART]


class Faulty(ValueError):
    """A study that cannot run; `faults` has one line for each thing that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def read_study(name: str | Path) -> Study:
    """See `Study.load`."""
    path = _found(str(name))
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise Faulty([f"{path}: {error.strerror or error}"]) from None
    return _Reading(path, text).study()


def read_place(name: str | Path) -> tuple[Place, tuple[Source, ...]]:
    """A packaged place by its name, or one of your own by its path. Raises `Faulty`."""
    path = PLACES / f"{name}.toml"
    path = path if path.exists() else Path(name)
    faults: list[str] = []
    made = _place(path, faults)
    if made is None or faults:
        raise Faulty(faults)
    return made


def _found(name: str) -> Path:
    within = STUDIES / f"{name}.toml"
    if within.exists():
        return within
    path = Path(name)
    if path.suffix != ".toml" and not path.exists():
        raise Faulty([f"{name}: there is no such study; there are: {', '.join(packaged())}; or "
                      "give the path of a TOML file"])  # fmt: skip
    return path


class _Reading:
    """One file's way into a Study; collects the faults as it goes."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text
        self.faults: list[str] = []

    def study(self) -> Study:
        try:
            said = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise Faulty([f"{self.path.name}: is no TOML: {error}"]) from None
        self._unknown(said, _STUDY_KEYS, "")
        placed = self._place(said)
        start = self._start(said)
        sizes = {key: self._whole(said, key) for key in LIMITS}
        levers = self._levers(said, placed)
        scenarios = self._scenarios(said, levers)
        components = self._together(said, scenarios)
        name = self._words(said, "name", "name")
        self._deaths(said)
        if self.faults or placed is None or start is None:
            raise Faulty(self.faults)
        place, sources = placed
        return Study(
            key=self.path.stem, name=name, says=self._words(said, "says", "says", needed=False),
            place=place, sources=sources, start=start, years=sizes["years"],
            people=sizes["people"], draws=sizes["draws"], replicates=sizes["replicates"],
            seed=sizes["seed"], scenarios=tuple(scenarios),
            components=components, text=self.text,
        )  # fmt: skip

    def _place(self, said: dict[str, Any]) -> tuple[Place, tuple[Source, ...]] | None:
        name = said.get("place")
        if not isinstance(name, str):
            self._fault("place", f"is needed: one of {', '.join(_places())}, or a path")
            return None
        path = PLACES / f"{name}.toml"
        if not path.exists():
            path = self.path.parent / name
        if not path.is_file():
            self._fault("place", f"there is no place “{name}”; there are {', '.join(_places())}; "
                        "or give a path beside the study")  # fmt: skip
            return None
        return _place(path, self.faults)

    def _start(self, said: dict[str, Any]) -> date | None:
        start = said.get("start")
        if type(start) is date:
            return start
        self._fault("start", "is needed, and is a day: start = 2026-01-01")
        return None

    def _whole(self, said: dict[str, Any], key: str) -> int:
        value = said.get(key)
        low, high = LIMITS[key]
        if type(value) is not int:
            self._fault(key, "is needed, and is a whole number")
        elif not low <= value <= high:
            self._fault(key, f"{value:,} is not from {low:,} to {high:,}")
        else:
            return value
        return low

    def _levers(
        self, said: dict[str, Any], placed: tuple[Place, tuple[Source, ...]] | None
    ) -> dict[str, tuple[Lever, ...]]:
        """A name may stand for several pulls: an array of tables."""
        levers = {}
        for name, told in said.get("levers", {}).items():
            pulls = told if isinstance(told, list) else [told]
            made = [_lever(pull, f"{self.path.name}: levers.{name}", self.faults)
                    for pull in pulls]  # fmt: skip
            areas = {area.name for area in placed[0].areas} if placed else set()
            for each in made:
                if each and placed and each.place is not None and each.place not in areas:
                    self._fault(f"levers.{name}.place", f"there is no “{each.place}” in the place; "
                                f"there are {', '.join(sorted(areas))}")  # fmt: skip
            levers[name] = tuple(each for each in made if each)
        return levers

    def _scenarios(
        self, said: dict[str, Any], levers: dict[str, tuple[Lever, ...]]
    ) -> list[Scenario]:
        baseline = said.get("baseline", {})
        self._unknown(baseline, {"name", "adds", "says"}, "baseline.")
        name = self._words(baseline, "name", "baseline.name", needed=False)
        everywhere = self._added(baseline, "baseline", levers)
        made = [Scenario(BASELINE, name if name.en else Words("Baseline", "Référence"), everywhere,
                         self._words(baseline, "says", "baseline.says", needed=False))]  # fmt: skip
        told = said.get("scenarios", [])
        if not told:
            self._fault("scenarios", "is needed: at least one to compare with the baseline")
        for number, each in enumerate(told):
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
            if set(adds) <= set(everywhere):
                self._fault(f"{at}.adds", "is the same as the baseline: add a lever, or leave the "
                            "scenario out")  # fmt: skip
            made.append(Scenario(
                key, self._words(each, "name", f"{at}.name"), everywhere + adds,
                self._words(each, "says", f"{at}.says", needed=False),
                tuple(each.get("claims", ())),
            ))  # fmt: skip
        return made

    def _added(
        self, told: dict[str, Any], at: str, levers: dict[str, tuple[Lever, ...]]
    ) -> tuple[Lever, ...]:
        added: tuple[Lever, ...] = ()
        for name in told.get("adds", []):
            if name not in levers:
                known = ", ".join(levers) or "none"
                self._fault(
                    f"{at}.adds", f"there is no lever “{name}” in [levers]; there are: {known}"
                )
            added += levers.get(name, ())
        return added

    def _together(self, said: dict[str, Any], scenarios: list[Scenario]) -> tuple[str, ...]:
        """Adds the scenario of all components, and one without each of them."""
        told = said.get("together")
        if told is None:
            return ()
        self._unknown(told, _TOGETHER_KEYS, "together.")
        known = {each.key: each for each in scenarios[1:]}
        of = tuple(told.get("of", ()))
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
            return everywhere + tuple(added)  # fmt: skip

        name = self._words(told, "name", "together.name")
        scenarios.append(Scenario(
            TOGETHER, name, joined(of), self._words(told, "says", "together.says", needed=False),
            tuple(told.get("claims", ())),
        ))  # fmt: skip
        for key in of:
            others = tuple(each for each in of if each != key)
            scenarios.append(Scenario(WITHOUT + key, name, joined(others)))
        return of

    def _words(self, told: dict[str, Any], key: str, at: str, *, needed: bool = True) -> Words:
        words = told.get(key)
        if isinstance(words, str):
            return Words(words, words)
        if isinstance(words, dict) and set(words) == {"en", "fr"}:
            return Words(words["en"], words["fr"])
        if needed or words is not None:
            self._fault(at, 'is needed, in both languages: { en = "…", fr = "…" }')
        return NO_WORDS

    def _deaths(self, said: dict[str, Any]) -> None:
        """Observed deaths, where the study names a file of them."""
        if "deaths" not in said:
            return
        try:
            read_deaths(self.path.parent / str(said["deaths"]))
        except OSError as error:
            self._fault("deaths", f"{said['deaths']}: {error.strerror or error}")
        except NotMonthlyDeaths as fault:
            self._fault("deaths", f"{said['deaths']}: {fault}")

    def _unknown(self, told: object, known: set[str], at: str) -> None:
        if not isinstance(told, dict):
            self._fault(at.rstrip("."), "is a table of keys")
            return
        for key in told:
            if key not in known:
                self._fault(f"{at}{key}", f"is no key here; there are: {', '.join(sorted(known))}")

    def _fault(self, key: str, what: str) -> None:
        self.faults.append(f"{self.path.name}: {key}: {what}")


def _places() -> list[str]:
    return sorted(path.stem for path in PLACES.glob("*.toml"))


def _lever(told: object, at: str, faults: list[str]) -> Lever | None:
    """A pull from its table; `at` is the file and the key."""
    if not isinstance(told, dict):
        faults.append(f"{at}: is a table: kind, level, start, end, ramp_days, place, options")
        return None
    unknown = [key for key in told if key not in _LEVER_KEYS]
    if unknown:
        faults.append(f"{at}.{unknown[0]}: is no key of a lever; there are: "
                      f"{', '.join(sorted(_LEVER_KEYS))}")  # fmt: skip
        return None
    try:
        return Lever(**{**told, "options": dict(told.get("options", {}))})
    except LeverFault as fault:
        faults.append(f"{at}.{fault}")
    except TypeError as error:
        missing = [key for key in ("kind", "level") if key not in told]
        faults.append(f"{at}: {f'{missing[0]} is needed' if missing else error}")
    return None


def _place(path: Path, faults: list[str]) -> tuple[Place, tuple[Source, ...]] | None:
    """A place from its file: each number a table with its source, or `assumption = true`."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        faults.append(f"{path}: {error.strerror or error}")
        return None
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{path.name}: is no TOML: {error}")
        return None
    before = len(faults)
    known = {"name", "areas", "services", *(each.name for each in _NUMBERS)}
    faults += [f"{path.name}: {key}: is no key of a place" for key in said if key not in known]
    sources = list(_sources(path, said, faults))
    services = [_lever({k: v for k, v in each.items() if k not in _PROVENANCE},
                       f"{path.name}: services.{number}", faults)
                for number, each in enumerate(said.get("services", []))]  # fmt: skip
    name = said.get("name", {})
    if not (isinstance(name, dict) and set(name) == {"en", "fr"}):
        faults.append(f"{path.name}: name: is needed, in both languages")
    if len(faults) > before:
        return None
    numbers: dict[str, Any] = {each.key: each.value for each in sources if "." not in each.key}
    for key in ("fentanyl", "supply_log"):
        if key in numbers:
            numbers[key] = tuple((day, float(value)) for day, value in numbers[key])
    areas = tuple(Area(**each) for each in said.get("areas", [])) or (Area("all", 1.0),)
    try:
        place = Place(
            slug=path.stem, name_en=name["en"], name_fr=name["fr"], areas=areas,
            services=tuple(each for each in services if each), sources={}, **numbers,
        )  # fmt: skip
    except (PlaceFault, TypeError, ValueError) as fault:
        faults.append(f"{path.name}: {fault}")
        return None
    return place, tuple(sources)


def _sources(path: Path, said: Mapping[str, Any], faults: list[str]) -> Iterator[Source]:
    for each in _NUMBERS:
        if each.name in said:
            yield from _source(path, each.name, said[each.name], faults)
        elif each.default is MISSING:
            faults.append(f"{path.name}: {each.name}: a place needs it: "
                          '{ value = …, source = "…" }, or assumption = true')  # fmt: skip
    for number, told in enumerate(said.get("services", [])):
        key = f"services.{told.get('kind', number)}"
        yield from _source(path, key, {**told, "value": told.get("level")}, faults)


def _source(path: Path, key: str, told: object, faults: list[str]) -> Iterator[Source]:
    if not isinstance(told, dict) or "value" not in told:
        faults.append(f'{path.name}: {key}: is a table: {{ value = …, source = "…" }}')
        return
    unknown = set(told) - _PROVENANCE - {"value"} - (_LEVER_KEYS if "." in key else set())
    if unknown:
        faults.append(f"{path.name}: {key}.{min(unknown)}: is no key here")
    assumption = told.get("assumption", False)
    words = told.get("why" if assumption else "source")
    if not words:
        faults.append(f"{path.name}: {key}: needs a source, or assumption = true and why")
        return
    url = f" ({told['url']})" if "url" in told else ""
    yield Source(key, told["value"], f"{words}{url}", bool(assumption))
