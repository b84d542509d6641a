"""Parts of a sentence that are put into words when it is read, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import get_language

from veille.law.answer import Words

from .words import FileVerb, TreatmentVerb, Verb


@dataclass(frozen=True)
class On:
    """A moment with its day of the week, in a sentence."""

    at: datetime

    def __str__(self) -> str:
        local = timezone.localtime(self.at)
        day = formats.date_format(local, "l"), formats.date_format(local, "MONTH_DAY_FORMAT")
        return f"{day[0]} {day[1]}, {formats.time_format(local, 'H:i')}"


@dataclass(frozen=True)
class InWords:
    """Words of the law, in the reader's language."""

    words: Words

    def __str__(self) -> str:
        return self.words[(get_language() or "fr")[:2]]


@dataclass(frozen=True)
class Verbs:
    """Verbs, in a sentence."""

    verbs: Sequence[Verb | TreatmentVerb | FileVerb]

    def __str__(self) -> str:
        return ", ".join(f"“{verb.label}”" for verb in self.verbs)
