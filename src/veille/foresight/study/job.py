"""A job: all that one piece of a study is made of, and what comes out of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from ..model.levers import Lever
from ..model.place import Place

_FORESIGHT = Path(__file__).parents[1]
#: Files that decide a number of a piece.
_DECIDE_NUMBERS = (
    "compiler.py",
    "streams.py",
    "evidence/*.py",
    "model/*.py",
    "engine/*.py",
    "study/costs.py",
    "study/job.py",
    "study/later.py",
    "study/measures.py",
    "study/piece.py",
    "study/pieces.py",
)


class OtherVersion(RuntimeError):
    """A machine that would compute a piece has another version of the model or its evidence."""


@dataclass(frozen=True)
class Job:
    """All that a piece is made of; it travels to another machine as it is.

    The parameters are one draw of the evidence, but for those `fitted` to deaths.
    """

    scenario: str
    draw: int
    replicate: int
    place: Place
    levers: tuple[Lever, ...]
    start: date
    days: int
    people: int
    study_seed: int
    parameters_draw: int
    parameters_seed: int
    fitted: tuple[tuple[str, float], ...]
    evidence: str
    code: str

    @property
    def key(self) -> str:
        """Of the content: everything but the scenario's name."""
        values = {name: value for name, value in _plain(self).items() if name != "scenario"}
        text = json.dumps(values, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def seed(self) -> int:
        """Of people and luck: the same in every scenario, another in each draw and replicate."""
        words = np.random.SeedSequence((self.study_seed, self.draw, self.replicate))
        return int(words.generate_state(1, np.uint64)[0] >> np.uint64(1))


@dataclass(frozen=True)
class Piece:
    """What one job counted.

    `counts`: a row for each month of everybody, and one for each group over all months (month 0):
    month, dimension, group, and a column for each of `measures.MEASURES`. `dead`: the number of
    each person whom an overdose killed (column person).
    """

    counts: pl.DataFrame
    dead: pl.DataFrame
    clamps: int
    person_days: int


@cache
def code_hash() -> str:
    """Of the source of everything that decides a number."""
    hashed = hashlib.sha256()
    for path in sorted(path for each in _DECIDE_NUMBERS for path in _FORESIGHT.glob(each)):
        hashed.update(path.relative_to(_FORESIGHT).as_posix().encode() + path.read_bytes())
    return hashed.hexdigest()


def _plain(value: object) -> Any:
    """For a text that is the same for the same content."""
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a job holds a {type(value).__name__}, which has no text")
