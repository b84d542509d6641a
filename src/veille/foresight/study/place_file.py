"""Reads a place, and a lever, from their tables; each fault is a line: file, key, what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from ..model.levers import Lever, LeverFault
from ..model.place import Area, Place, PlaceFault
from .counted import published
from .shapes import PlaceShape, read_toml
from .study import PLACES, Faulty, Source

_LEVER_KEYS = {each.name for each in fields(Lever)}
_PROVENANCE = {"source", "url", "assumption", "why"}
#: Fields of a place that are written apart from its numbers.
_APART = {"slug", "name_en", "name_fr", "services", "areas", "sources", "assumptions"} | {
    "closed",
    "counted",
}
_NUMBERS = [each for each in fields(Place) if each.name not in _APART]


def read_place(name: str | Path) -> tuple[Place, tuple[Source, ...]]:
    """A packaged place by its name, or one of your own by its path. Raises `Faulty`."""
    path = PLACES / f"{name}.toml"
    path = path if path.exists() else Path(name)
    faults: list[str] = []
    made = read(path, faults)
    if made is None or faults:
        raise Faulty(faults)
    return made


def names() -> list[str]:
    return sorted(path.stem for path in PLACES.glob("*.toml"))


def lever(data: object, at: str, faults: list[str]) -> Lever | None:
    """A pull from its table; `at` is the file and the key."""
    if not isinstance(data, dict):
        faults.append(f"{at}: is a table: kind, level, start, end, ramp_days, place, options")
        return None
    unknown = [key for key in data if key not in _LEVER_KEYS]
    if unknown:
        faults.append(
            f"{at}.{unknown[0]}: is no key of a lever; there are: {', '.join(sorted(_LEVER_KEYS))}"
        )
        return None
    try:
        return Lever(**{**data, "options": dict(data.get("options", {}))})
    except LeverFault as fault:
        faults.append(f"{at}.{fault}")
    except TypeError as error:
        missing = [key for key in ("kind", "level") if key not in data]
        faults.append(f"{at}: {f'{missing[0]} is needed' if missing else error}")
    return None


def read(path: Path, faults: list[str]) -> tuple[Place, tuple[Source, ...]] | None:
    """A place from its file: each number a table with its source, or `assumption = true`."""
    said = read_toml(path, None, PlaceShape, faults)
    if said is None:
        return None
    before = len(faults)
    known = {"name", "areas", "services", *(each.name for each in _NUMBERS)}
    faults += [f"{path.name}: {key}: is no key of a place" for key in said if key not in known]
    sources = list(_sources(path, said, faults))
    services = [
        lever(
            {k: v for k, v in each.items() if k not in _PROVENANCE},
            f"{path.name}: services.{number}",
            faults,
        )
        for number, each in enumerate(said.get("services", []))
    ]
    name = said.get("name", {})
    if not (isinstance(name, dict) and set(name) == {"en", "fr"}):
        faults.append(f"{path.name}: name: is needed, in both languages")
    if len(faults) > before:
        return None
    numbers: dict[str, Any] = {each.key: each.value for each in sources if "." not in each.key}
    areas = tuple(Area(**each) for each in said.get("areas", [])) or (Area("all", 1.0),)
    told = published().get(path.stem) if path.parent == PLACES else None
    try:
        for key in ("fentanyl", "supply_log"):
            if key in numbers:
                numbers[key] = tuple((day, float(value)) for day, value in numbers[key])
        place = Place(
            slug=path.stem,
            name_en=name["en"],
            name_fr=name["fr"],
            areas=areas,
            services=tuple(each for each in services if each),
            sources={},
            counted=(told.on, told.deaths) if told else None,
            **numbers,
        )
    except (PlaceFault, TypeError, ValueError) as fault:
        faults.append(f"{path.name}: {fault}")
        return None
    return place, tuple(sources)


def _sources(path: Path, said: Mapping[str, Any], faults: list[str]) -> Iterator[Source]:
    for each in _NUMBERS:
        if each.name in said:
            yield from _source(path, each.name, said[each.name], faults)
        elif each.default is MISSING:
            faults.append(
                f"{path.name}: {each.name}: a place needs it: "
                '{ value = …, source = "…" }, or assumption = true'
            )
    for number, found in enumerate(said.get("services", [])):
        key = f"services.{found.get('kind', number)}"
        yield from _source(path, key, {**found, "value": found.get("level")}, faults)


def _source(path: Path, key: str, data: object, faults: list[str]) -> Iterator[Source]:
    if not isinstance(data, dict) or "value" not in data:
        faults.append(f'{path.name}: {key}: is a table: {{ value = …, source = "…" }}')
        return
    unknown = set(data) - _PROVENANCE - {"value"} - (_LEVER_KEYS if "." in key else set())
    if unknown:
        faults.append(f"{path.name}: {key}.{min(unknown)}: is no key here")
    assumption = data.get("assumption", False)
    words = data.get("why" if assumption else "source")
    if not words:
        faults.append(f"{path.name}: {key}: needs a source, or assumption = true and why")
        return
    url = f" ({data['url']})" if "url" in data else ""
    yield Source(key, data["value"], f"{words}{url}", bool(assumption))
