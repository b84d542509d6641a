"""The claims and their numbers, as a page shows them."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from veille.reports import notation

from ..words import NO_WORDS, Words

_HERE = Path(__file__).parent
NUMBERS = _HERE / "numbers.json"
#: Whose numbers they are.
STUDY_FILE = _HERE / "study.toml"
_CLAIMS = _HERE / "claims.toml"
#: Those that the report of a study tells too: who said it, and what.
_TOLD = _HERE.parent / "report" / "claims.toml"


@dataclass(frozen=True)
class Study:
    """A published study, on one side of a claim or on neither; `url` where it is read."""

    says: Words
    url: str


@dataclass(frozen=True)
class Counted:
    """A published count of one year's deaths; `beside` is what they are compared with."""

    year: int
    deaths: int
    what: Words
    source: Words
    beside: bool


@dataclass(frozen=True)
class Number:
    """The difference that a scenario makes, over all years; `told` from no difference. Of deaths it
    is that of expected ones; `counted` and `counted_error` are of those counted one by one in the
    same runs."""

    scenario: str
    outcome: str
    mean: float
    low: float
    high: float
    error: float
    told: bool
    baseline: float
    counted: float | None = None
    counted_error: float | None = None

    @property
    def nearly_told(self) -> bool:
        """The interval leaves zero out, but by less than chance alone may move its ends."""
        return not self.told and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Claim:
    """`needs`: what would have to be true; `changes`: what would change the answer. `number` is
    None where nothing can be computed yet: `instead` then says why. `limits`: what the number does
    not say."""

    key: str
    who: Words
    claim: Words
    needs: Words
    limits: Words
    instead: Words
    changes: Words
    supports: tuple[Study, ...]
    against: tuple[Study, ...]
    neither: tuple[Study, ...]
    counted: tuple[Counted, ...]
    number: Number | None
    lab: str


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _words(said: Mapping[str, str] | None) -> Words:
    return Words(said["en"], notation.typeset(said["fr"], "fr")) if said else NO_WORDS


@cache
def committed() -> dict[str, Any]:
    """What `run` found, with the hashes of what decided it."""
    said: dict[str, Any] = json.loads(NUMBERS.read_text("utf-8"))
    return said


@cache
def claims() -> Mapping[str, Claim]:
    """C1 to C12, in their order."""
    told = _read(_TOLD)
    return {key: _claim(key, {**told.get(key, {}), **said}) for key, said in _read(_CLAIMS).items()}


def _claim(key: str, said: Mapping[str, Any]) -> Claim:
    return Claim(
        key=key,
        who=_words(said["who"]),
        claim=_words(said["claim"]),
        needs=_words(said["needs"]),
        limits=_words(said.get("limits")),
        instead=_words(said.get("instead")),
        changes=_words(said["changes"]),
        supports=_studies(said, "supports"),
        against=_studies(said, "against"),
        neither=_studies(said, "neither"),
        counted=tuple(map(_counted, said.get("counted", ()))),
        number=None if "instead" in said else _number(said["answered"]),
        lab=said.get("lab", ""),
    )


def _counted(said: Mapping[str, Any]) -> Counted:
    return Counted(
        year=said["year"],
        deaths=said["deaths"],
        what=_words(said),
        source=_words(said["source"]),
        beside=said.get("beside", False),
    )


def _studies(said: Mapping[str, Any], side: str) -> tuple[Study, ...]:
    return tuple(Study(_words(each), each.get("url", "")) for each in said.get(side, ()))


def _number(answered: Mapping[str, str]) -> Number:
    scenario, outcome = answered["scenario"], answered["outcome"]
    found = committed()["numbers"]
    deaths = outcome == "overdose_deaths"
    shown = "expected_deaths" if deaths else outcome
    counted = found[scenario][outcome] if deaths else {}
    return Number(
        scenario=scenario,
        outcome=outcome,
        baseline=found["baseline"][shown]["mean"],
        counted=counted.get("mean"),
        counted_error=counted.get("error"),
        **found[scenario][shown],
    )
