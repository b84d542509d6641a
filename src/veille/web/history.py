"""A thing's entries as a person reads them: one line each, with what it said before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from veille.care import facts
from veille.care.corrections import words_key
from veille.care.words import (
    Assistant,
    Company,
    CorrectionReason,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Sharing,
    Sign,
    Substance,
)
from veille.ledger.facts import Body, Entry, Forgotten, NodeBegan, Unknown, Wording
from veille.ledger.vault import vault

from .board import words_of
from .corrections import can_be_corrected
from .names import name_of
from .rooms import room_of


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
    """Entries by the time they happened. `subject` is whose key seals their words."""
    return [_line(entry, subject) for entry in sorted(entries, key=lambda e: (e.at, e.noted))]


def _line(entry: Entry, subject: str) -> Line:
    wordings = [*entry.earlier, entry.latest] if entry.latest else []
    room = room_of(entry.kind)
    reasons = room.reasons if room else CorrectionReason
    befores = [_before(old, new, subject, reasons) for old, new in pairwise(wordings)]
    first_noted = entry.noted
    return Line(
        entry,
        entry.at,
        in_words(entry.body),
        _note(entry.body, subject),
        name_of(entry.by) if entry.by else "",
        isinstance(entry.body, facts.OverdoseFound | facts.OverdoseEnded),
        befores,
        int((first_noted - entry.at).total_seconds() // 60)
        if (first_noted - entry.at).total_seconds() >= _LATE_MINUTES * 60
        else 0,
        can_be_corrected(entry),
    )


def _before(old: Wording, new: Wording, subject: str, reasons: type[TextChoices]) -> Before:
    said = _in_full(old.body, subject) if old.body is not None else _("struck out")
    says = _in_full(new.body, subject) if new.body is not None else ""
    return Before(
        old.at,
        said,
        name_of(new.by),
        new.noted,
        words_of([new.why], reasons) if new.why else "",
        vault().open(subject, new.note) or "",
        old.at != new.at,
        new.body is not None and said != says,
        new.body is None,
    )


def _in_full(body: Body | Unknown, subject: str) -> str:
    """What an entry says, its sealed words included."""
    room = room_of(body.kind) if isinstance(body, Body) else None
    told = [in_words(body)]
    if sealed := _note(body, subject):
        told = [_quoted(told[0], sealed)]
    for what, words in room.sealed_in(body) if room and isinstance(body, Body) else ():
        if words:
            told.append(_quoted(what, vault().open(subject, words) or _("forgotten")))
    return " · ".join(told)


def _quoted(what: str, words: str) -> str:
    return _("%(entry)s: “%(words)s”") % {"entry": what, "words": words}


def _note(body: Body | Unknown, subject: str) -> str:
    """What an entry keeps sealed, opened; “forgotten” where its key is gone."""
    sealed = getattr(body, "handle", None) or getattr(body, "note", None)
    if not sealed:
        return ""
    return vault().open(subject, sealed) or _("forgotten")


def sealed_words(entry: Entry) -> str:
    """What an entry keeps sealed (a note, a handle), in plain words; empty where it has none."""
    sealed = getattr(entry.body, "handle", None) or getattr(entry.body, "note", None)
    return vault().open(words_key(entry.kind, entry.about), sealed) or ""


def in_words(body: Body | Unknown | None) -> str:
    """What one entry says, in the reader's language."""
    match body:
        case facts.Arrived():
            told = [
                words_of([body.mode], Mode),
                words_of(body.substances, Substance),
                words_of([body.company], Company),
            ]
            if body.sharing is not Sharing.NONE:
                told.append(words_of([body.sharing], Sharing))
            if body.help:
                told.append(_("asks for help with %(help)s") % {"help": words_of(body.help, Help)})
            return _("Arrived: %(told)s") % {"told": " · ".join(told)}
        case facts.Seated():
            return _("Seat %(seat)s") % {"seat": body.seat}
        case facts.Assisted():
            return _("Assisted by %(who)s") % {"who": words_of([body.assistant], Assistant)}
        case facts.SentToAftercare():
            return _("To the aftercare room")
        case facts.SentBack():
            return _("Back to the waiting room")
        case facts.Left():
            if body.consumed:
                return _("Left")
            why = words_of([body.reason], LeavingReason) if body.reason else ""
            return _("Left without consuming: %(why)s") % {"why": why}
        case facts.Noted():
            return _("Note")
        case facts.OverdoseFound():
            signs = words_of(body.signs, Sign)
            return _("Overdose: %(signs)s") % {"signs": signs} if signs else _("Overdose")
        case facts.Intervened():
            return _intervention(body)
        case facts.OverdoseEnded():
            return _("Outcome: %(outcome)s") % {"outcome": words_of([body.outcome], Outcome)}
        case facts.PersonWelcomed():
            return _("First visit: agreed to the terms")
        case facts.SiteOpened():
            return _("Site set up: %(name)s") % {"name": body.name}
        case facts.SiteChanged():
            return _("Site changed: %(told)s") % {"told": _site_changes(body)}
        case facts.DutyBegan():
            return _("On duty: %(name)s") % {"name": name_of(body.account)}
        case facts.DutyEnded():
            return _("Off duty")
        case Forgotten():
            return _("Forgotten at their request")
        case NodeBegan():
            return _("Node began: %(name)s") % {"name": body.name}
        case Unknown():
            return _("Written by a later version; kept as it is")
        case Body():
            room = room_of(body.kind)
            return room.in_words(body) if room else ""
        case None:
            return ""


def _site_changes(body: facts.SiteChanged) -> str:
    told = []
    if body.name is not None:
        told.append(body.name)
    if body.seats is not None:
        seats = ", ".join(seat.number for seat in body.seats)
        told.append(_("seats %(seats)s") % {"seats": seats})
    if body.seat_minutes is not None:
        told.append(_("%(minutes)s min in a seat") % {"minutes": body.seat_minutes})
    return " · ".join(told)


def _intervention(body: facts.Intervened) -> str:
    words = [words_of([body.what], Intervention)]
    if body.dose_mg is not None:
        # Never 8.0: without its point it would be read as 80.
        words.append(f"{number_format(Decimal(f'{body.dose_mg:g}'))}\u00a0mg")
    if body.route is not None:
        words.append(words_of([body.route], Route))
    return " ".join(words)
