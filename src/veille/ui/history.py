"""A thing's entries as a person reads them: one line each, with what it said before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from veille.ledger.facts import Body, Entry, Forgotten, NodeBegan, Sealed, Unknown, Wording
from veille.ledger.vault import vault

from .names import name_of
from .rooms import can_be_corrected, kind_of, room_of
from .words import words_of


@dataclass(frozen=True)
class Before:
    """One correction: what the entry said until then, who changed it, when and why."""

    at: datetime
    words: str
    by: str
    noted: datetime
    why: str
    note: str
    time_changed: bool
    words_changed: bool
    struck: bool


@dataclass(frozen=True)
class Line:
    """One entry in a timeline."""

    entry: Entry
    at: datetime
    words: str
    note: str
    by: str
    is_overdose: bool
    before: list[Before]
    late_minutes: int
    correctable: bool


#: An entry noted this long after it happened was filled in afterwards, and says so.
_LATE_MINUTES = 2


def lines(entries: Iterable[Entry], subject: str) -> list[Line]:
    """Entries by the time they happened. `subject` is whose key seals their words; what an entry
    said while it was taken for somebody else's is sealed with theirs."""
    entries = sorted(entries, key=lambda e: (e.at, e.noted))
    subjects = tuple(dict.fromkeys([subject, *_formerly(entries)]))
    return [_line(entry, subjects) for entry in entries]


def _formerly(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        for wording in entry.earlier:
            person = getattr(wording.body, "person", None)
            if person is not None:
                yield person or entry.about


def _opened(subjects: Sequence[str], sealed: Sealed | None) -> str | None:
    return next((words for one in subjects if (words := vault().open(one, sealed))), None)


def _line(entry: Entry, subjects: Sequence[str]) -> Line:
    wordings = [*entry.earlier, entry.latest] if entry.latest else []
    room = room_of(entry.kind)
    kind = kind_of(entry.body)
    reasons = room.reasons if room else None
    befores = [_before(old, new, subjects, reasons) for old, new in pairwise(wordings)]
    first_noted = entry.noted
    return Line(
        entry,
        entry.at,
        in_words(entry.body),
        _note(entry.body, subjects),
        name_of(entry.by) if entry.by else "",
        kind is not None and kind.urgent,
        befores,
        int((first_noted - entry.at).total_seconds() // 60)
        if (first_noted - entry.at).total_seconds() >= _LATE_MINUTES * 60
        else 0,
        can_be_corrected(entry),
    )


def _before(
    old: Wording, new: Wording, subjects: Sequence[str], reasons: type[TextChoices] | None
) -> Before:
    sealed, now = _sealed_in(old.body, subjects), _sealed_in(new.body, subjects)
    said, says = _in_full(old.body, subjects), _in_full(new.body, subjects)
    if new.body is None or sealed != now:
        said = " · ".join([said, *(part for part in sealed if part not in now)])
        says = " · ".join([says, *(part for part in now if part not in sealed)])
    if old.body is None:
        said = _("struck out")
    return Before(
        old.at,
        said,
        name_of(new.by),
        new.noted,
        words_of([new.why], reasons) if new.why and reasons else new.why,
        _opened(subjects, new.note) or "",
        old.at != new.at,
        new.body is not None and said != says,
        new.body is None,
    )


def _in_full(body: Body | Unknown | None, subjects: Sequence[str]) -> str:
    """What an entry says, its note or handle included."""
    words = in_words(body)
    note = _note(body, subjects)
    return _quoted(words, note) if note else words


def _sealed_in(body: Body | Unknown | None, subjects: Sequence[str]) -> list[str]:
    """What else it keeps sealed, opened: told where a correction changed it."""
    room = room_of(body.kind) if isinstance(body, Body) else None
    return [
        _quoted(what, _opened(subjects, words) or _("forgotten"))
        for what, words in (room.sealed_in(body) if room and isinstance(body, Body) else ())
        if words
    ]


def _quoted(what: str, words: str) -> str:
    return _("%(entry)s: “%(words)s”") % {"entry": what, "words": words}


def _note(body: Body | Unknown | None, subjects: Sequence[str]) -> str:
    """What an entry keeps sealed, opened; “forgotten” where its key is gone."""
    sealed = getattr(body, "handle", None) or getattr(body, "note", None)
    if not sealed:
        return ""
    return _opened(subjects, sealed) or _("forgotten")


def in_words(body: Body | Unknown | None) -> str:
    """What one entry says, in the reader's language."""
    match body:
        case Forgotten():
            return _("Forgotten at their request")
        case NodeBegan():
            return _("Node began: %(name)s") % {"name": body.name}
        case Unknown():
            return _("Written by a later version; kept as it is")
        case Body():
            kind = kind_of(body)
            return kind.words(body) if kind else ""
        case None:
            return ""
