"""Taking back what was said: correcting an entry, striking it out, forgetting a visitor.

Verbs as in `actions.py`, and by the same rules: who, when and what it said before stay visible.
"""

from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.facts import Body, Entry, Unknown
from veille.ledger.ids import check_id
from veille.ledger.recording import Pen, entry, recording
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.vault import vault
from veille.ledger.words import Words

from . import facts, policies, reads
from .actions import sealed
from .area import PERSON
from .handles import know_by, read_handle, unknow_by
from .records import records_of
from .words import CorrectionReason


def correct(
    *,
    by: str,
    entry_id: str,
    why: Words,
    at: datetime | None = None,
    body: Body | None = None,
    words: str | None = None,
    note: str = "",
    submission: str | None = None,
) -> Any:
    """Say what an entry should have said: another time, another body of the same kind, or both.

    `words` are new words for what the entry keeps sealed: its note, or a visitor's handle.
    What it said before, who changed it and when stay visible. An entry that was struck
    stands again once it is corrected, be it with what it said.
    """
    with recording(by=by, submission=submission) as pen:
        target = _target(pen, entry_id)
        subject = pen.words_key(target.about)
        before = _words_of(target, subject)
        renamed = words is not None and words.strip() != before
        if words is not None and renamed:
            body = _with_words(
                pen=pen, target=target, body=body or target.body, subject=subject, words=words
            )
        same = (at is None or at == target.at) and (body is None or body == target.body)
        if same and not target.struck:
            raise Malformed(_("Nothing was changed. Change the time or what it says, then save."))
        state = pen.correct(
            target, why=why.value, at=at, body=body, note=sealed(pen, subject, note)
        )
        if isinstance(body, facts.PersonWelcomed) and words is not None and renamed:
            unknow_by(subject, before)
            know_by(subject, words)
        return state


def strike(
    *, by: str, entry_id: str, why: Words, note: str = "", submission: str | None = None
) -> Any:
    """Say that what an entry says did not happen (a wrong tap). It stays visible, struck."""
    with recording(by=by, submission=submission) as pen:
        target = _target(pen, entry_id)
        if target.struck:
            raise Refused(_("This entry was struck out already. Nothing was written twice."))
        subject = pen.words_key(target.about)
        return pen.strike(target, why=why.value, note=sealed(pen, subject, note))


def undo(*, by: str, entry_id: str, submission: str | None = None) -> Any:
    """Take back one's own tap of a moment ago: it is struck out, and the history shows it."""
    with recording(by=by, submission=submission) as pen:
        target = _target(pen, entry_id)
        policies.check_can_undo(target, pen.entries(target.about), by, clock.now())
        return pen.strike(target, why=CorrectionReason.TYPED.value)


def forget(*, by: str, person: str, submission: str | None = None) -> None:
    """Forget a visitor for good, by every record of theirs: nobody can read or find their handles
    or words any more."""
    with recording(by=by, submission=submission) as pen:
        known = pen.state(PERSON, check_id(person))
        if known is None:
            raise Absent(_("That visitor is not in this ledger."))
        if known.forgotten:
            raise Refused(_("This visitor was forgotten already."))
        if reads.open_visit_of(person) is not None:
            raise Refused(_("This visitor is still here. Record that they left, then forget."))
        for record in records_of(person):
            also = pen.state(PERSON, record)
            if also is not None and not also.forgotten:
                pen.forget(record)


def _words_of(target: Entry, subject: str) -> str:
    """What an entry keeps sealed, in plain words."""
    sealed = getattr(target.body, "handle", None) or getattr(target.body, "note", None)
    return vault().open(subject, sealed) or ""


def _with_words(pen: Pen, target: Entry, body: Body | Unknown, subject: str, words: str) -> Body:
    """`body` with other sealed words."""
    if isinstance(body, facts.PersonWelcomed):
        chosen = read_handle(words)
        handle = vault().seal(subject, chosen.text)
        return msgspec.structs.replace(
            body,
            handle=handle,
            gender=chosen.gender or body.gender,
            birth_year=chosen.birth_year or body.birth_year,
        )
    assert isinstance(body, Body), "only what is known can be corrected"
    note = sealed(pen, subject, words)
    if note is None and _needs_note(body):
        raise Malformed(_("There is nothing in the note. Write it, or strike the entry out."))
    return msgspec.structs.replace(body, note=note)


def _needs_note(body: Body) -> bool:
    """Whether a body says nothing but its note."""
    return any(f.name == "note" and f.required for f in msgspec.structs.fields(body))


def _target(pen: Pen, entry_id: str) -> Entry:
    target = next((e for e in pen.entries(entry(entry_id).about) if e.id == entry_id), None)
    if target is None:
        raise Absent(_("That entry is not in this ledger. Go back and open the page again."))
    pen.place = reads.site(target.place).slug  # what a commission wrote is corrected there
    return target
