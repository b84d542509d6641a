"""What to do, from a named and dated guide: each network's own where it has one."""

import os
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from veille.ui.words import language


@dataclass(frozen=True)
class Advice:
    """`approved_by` is empty where no clinician has put their name under it."""

    steps: tuple[str, ...]
    guide: str
    approved_by: str
    approved_on: str


def advice() -> Advice:
    """In the language in force."""
    text = _read(os.environ.get("VEILLE_SUPPLY_HEALTH", ""))
    return Advice(
        steps=tuple(text[language()]["do"]),
        guide=text[language()]["guide"],
        approved_by=text.get("approved_by", ""),
        approved_on=text.get("approved_on", ""),
    )


@lru_cache
def _read(own: str) -> dict[str, Any]:
    path = Path(own) if own else Path(__file__).with_name("health.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
