"""Stored words as a person reads them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language


def words_of(values: Iterable[str], choices: Any) -> str:
    """Stored values as a person reads them; one that this version does not know stays as it is."""
    known = dict(choices.choices)
    return ", ".join(str(known.get(value, value)) for value in values)


def minutes_since(then: datetime, now: datetime) -> int:
    return max(0, int((now - then).total_seconds() // 60))


def date_words(at: datetime, format: str = "DATETIME_FORMAT") -> str:
    """A moment by the clock on the wall, as the language in force writes it."""
    return date_format(timezone.localtime(at), format)


def language() -> str:
    return get_language() or "fr"
