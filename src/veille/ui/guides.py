"""Health text: from a named, dated guide, replaced by a network's own where it has one."""

import logging
import os
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .words import language

_log = logging.getLogger("veille.guides")


@dataclass(frozen=True)
class Guide:
    """`words` is what the file says in one language. `approved_by` is empty where no clinician has
    put their name under it."""

    words: dict[str, Any]
    guide: str
    approved_by: str
    approved_on: str


def guide(packaged: Path, variable: str) -> Guide:
    """The file that the environment variable names, else the packaged one, in the language in
    force."""
    own = os.environ.get(variable, "")
    try:
        text = _read_now(Path(own)) if own else _read_now(packaged)
        words = text[language()]
    except (OSError, ValueError, KeyError) as why:
        # It was there at the start. What is not packaged may be gone; the page must stay.
        _log.error("%s (%s) cannot be read, and the packaged text stands: %r", own, variable, why)
        text = _read_now(packaged)
        words = text[language()]
    return Guide(
        words=words,
        guide=words["guide"],
        approved_by=text.get("approved_by", ""),
        approved_on=text.get("approved_on", ""),
    )


def has_words(packaged: Path, variable: str, language: str) -> bool:
    """Whether the file that `guide` reads speaks this language."""
    own = os.environ.get(variable, "")
    try:
        return language in _read_now(Path(own) if own else packaged)
    except (OSError, ValueError):
        return language in _read_now(packaged)


def _read_now(path: Path) -> dict[str, Any]:
    return _read(path, path.stat().st_mtime_ns)


@lru_cache
def _read(path: Path, _changed: int) -> dict[str, Any]:
    """Read anew where the file was changed since: corrected words go out at once."""
    return tomllib.loads(path.read_text(encoding="utf-8"))
