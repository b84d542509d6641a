"""What the lab lets people pull, what a place has now, and what each lever rests on.

Read from the tables of the model as they stand, without NumPy: the site shows them before, and
where, nothing can be computed.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from veille.reports.notation import typeset

from ..words import Words

_HERE = Path(__file__).parent
_FORESIGHT = _HERE.parent
#: Levers of the model whose level stands where nobody pulls them; the others are at 0.
_USUAL = {"agonist_access": 1.0, "agonist_retention": 1.0}


@dataclass(frozen=True)
class LabLever:
    """One slider. `most` is its end, or `times` what the place has now, whichever is more."""

    key: str
    name: Words
    #: In the name of a scenario: {} is its level.
    short: Words
    unit: Words
    says: Words
    kind: str
    least: float
    most: float
    times: float
    step: float
    #: It takes no fractions.
    whole: bool
    rests_on: tuple[str, ...]
    of_place: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """What an effect stands on: a number of the evidence or of a place, measured or assumed."""

    key: str
    what: str
    value: str
    said: str
    url: str
    assumed: bool


@dataclass(frozen=True)
class LabPlace:
    """`services` are its own, by kind: as its TOML has them."""

    slug: str
    name: Words
    population: int
    services: Mapping[str, Mapping[str, Any]]
    numbers: Mapping[str, Any]
    counted: Mapping[str, Any]

    def now(self, lever: LabLever) -> float:
        """What the place has already, in the lever's own unit."""
        service = self.services.get(lever.kind, {})
        if lever.key == "smoking_seats":
            return float(service.get("options", {}).get("smoking_seats", 0))
        return float(service.get("level", _USUAL.get(lever.kind, 0.0)))

    def most(self, lever: LabLever) -> float:
        """The end of the lever's slider here."""
        return max(lever.most, lever.times * self.now(lever))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _words(said: Mapping[str, str]) -> Words:
    return Words(said["en"], typeset(said["fr"], "fr"))


@cache
def _declared() -> dict[str, Any]:
    return read(_HERE / "levers.toml")


def start() -> date:
    """The first simulated day, on which levers begin to move."""
    said: date = _declared()["start"]
    return said


def ramp_days() -> int:
    return int(_declared()["ramp_days"])


@cache
def levers() -> Mapping[str, LabLever]:
    """Every slider by its key, in the order of the page."""
    return {
        key: LabLever(
            key=key,
            name=_words(said["name"]),
            short=_words(said["short"]),
            unit=_words(said["unit"]),
            says=_words(said["says"]),
            kind=said["kind"],
            least=said["least"],
            most=said["most"],
            times=said["times"],
            step=said["step"],
            whole=said.get("whole", False),
            rests_on=tuple(said["rests_on"]),
            of_place=tuple(said["place"]),
        )
        for key, said in _declared()["levers"].items()
    }


@cache
def places() -> Mapping[str, LabPlace]:
    """The packaged places by their slug, Montréal first."""
    counted = read(_FORESIGHT / "fit" / "published.toml")
    slugs = sorted(path.stem for path in (_FORESIGHT / "places").glob("*.toml"))
    slugs.sort(key=lambda slug: slug != "montreal")
    return {slug: _place(slug, counted.get(slug, {})) for slug in slugs}


def _place(slug: str, counted: Mapping[str, Any]) -> LabPlace:
    said = read(_FORESIGHT / "places" / f"{slug}.toml")
    return LabPlace(
        slug=slug,
        name=_words(said["name"]),
        population=said["population"]["value"],
        services={each["kind"]: each for each in said.get("services", ())},
        numbers=said,
        counted=counted,
    )


@cache
def _evidence() -> dict[str, Any]:
    return read(_FORESIGHT / "evidence" / "evidence.toml")


def grounds(lever: LabLever, place: LabPlace) -> list[Ground]:
    """What a lever's effect rests on: what the place has now, its people, then the evidence."""
    found = []
    service = place.services.get(lever.kind)
    if service:
        found.append(_ground(lever.kind, "What the place has now", service["level"], service))
    for key in lever.of_place:
        said = place.numbers[key]
        found.append(_ground(key, f"In this place: {key.replace('_', ' ')}", said["value"], said))
    for key in lever.rests_on:
        said = _evidence()[key]
        interval = f"{said['value']:g} ({said['low']:g} to {said['high']:g}) {said['unit']}"
        found.append(_ground(key, said["definition"], interval, said))
    return found


def _ground(key: str, what: str, value: object, said: Mapping[str, Any]) -> Ground:
    assumed = bool(said.get("assumption"))
    return Ground(
        key=key,
        what=what,
        value=f"{value}",
        said=said.get("why", "") if assumed else said.get("source", ""),
        url=said.get("url", ""),
        assumed=assumed,
    )
