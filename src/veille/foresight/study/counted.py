"""Deaths that were counted in a place: the one baseline that every run of it stands on."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "fit" / "published.toml"


@dataclass(frozen=True)
class Published:
    """Deaths of a year about the day `on`, and what was counted."""

    deaths: int
    on: date
    counted: str
    source: str


@cache
def published() -> Mapping[str, Published]:
    """By packaged place."""
    return {key: Published(**each) for key, each in tomllib.loads(_FILE.read_text("utf-8")).items()}
