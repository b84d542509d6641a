"""Taking back what was said: correcting an entry of the commission, or striking it out.

The ledger keeps who said what, when, and what it said before (`ledger.recording.Pen.correct`);
here stands what a correction may not break.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger.facts import Body, Entry, Unknown
from veille.ledger.recording import Pen, entry, recording
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.vault import vault

from . import facts, intake, namesakes
from .area import CASE
from .words import CorrectionReason

#: What an entry keeps sealed beside its note, and can be said anew.
SEALED: Mapping[type[Body], Sequence[str]] = {facts.Received: ("name", "where", "contact", "what")}
#: Entries that cannot be corrected here, because what they did has left the house.
_FINAL = (facts.Transferred,)


def correct(
    *,
    by: str,
    entry_id: str,
    why: CorrectionReason,
    at: datetime | None = None,
    body: Body | None = None,
    words: str | None = None,
    sealed: Mapping[str, str] | None = None,
    note: str = "",
    submission: str | None = None,
) -> Any:
    """Say what an entry should have said: another time, another body of the same kind, or both.

    `words` are new words for the entry's note, `sealed` for what it keeps sealed beside (`SEALED`).
    An entry that was struck stands again once it is corrected, be it with what it said.
    """
    with recording(by=by, submission=submission) as pen:
        target = _target(pen, entry_id)
        before = pen.state(CASE, target.about) if isinstance(target.body, facts.Received) else None
        body = _told_anew(target, body or target.body, sealed or {}) or body
        if words is not None and words.strip() != words_of(target):
            body = _with_words(target, body or target.body, words)
        same = (at is None or at == target.at) and (body is None or body == target.body)
        if same and not target.struck:
            raise Malformed(_("Nothing was changed. Change the time or what it says, then save."))
        words_sealed = intake.sealed(target.about, note)
        state = pen.correct(target, why=why.value, at=at, body=body, note=words_sealed)
        if isinstance(target.body, facts.Received):
            namesakes.found_as_corrected(before, state)
        return state


def strike(
    *, by: str, entry_id: str, why: CorrectionReason, note: str = "", submission: str | None = None
) -> Any:
    """Say that what an entry says did not happen (a wrong tap). It stays visible, struck."""
    with recording(by=by, submission=submission) as pen:
        target = _target(pen, entry_id)
        if target.struck:
            raise Refused(_("This entry was struck out already. Nothing was written twice."))
        sealed = intake.sealed(target.about, note)
        return pen.strike(target, why=why.value, note=sealed)


def words_of(target: Entry) -> str:
    """What an entry's note says; empty where there is none, or where it was destroyed."""
    return vault().open(target.about, getattr(target.body, "note", None)) or ""


def sealed_of(target: Entry) -> dict[str, str]:
    """What an entry keeps sealed beside its note, opened; empty words where it says nothing."""
    fields = SEALED.get(type(target.body), ())  # type: ignore[arg-type]
    return {name: vault().open(target.about, getattr(target.body, name)) or "" for name in fields}


def _target(pen: Pen, entry_id: str) -> Entry:
    target = next((e for e in pen.entries(entry(entry_id).about) if e.id == entry_id), None)
    if target is None or not target.kind.startswith("diversion."):
        raise Absent(_("That entry is not in this ledger. Go back and open the page again."))
    if isinstance(target.body, _FINAL):
        raise Refused(
            _(
                "A transfer is not taken back here: the other commission sends the case back, with "
                "a transfer of its own. Nothing was written."
            ),
        )
    pen.place = target.place
    return target


def _with_words(target: Entry, body: Body | Unknown, words: str) -> Body:
    if not isinstance(body, Body) or not hasattr(body, "note"):
        raise Malformed(_("This entry has no note. Correct what it says instead."))
    return msgspec.structs.replace(body, note=intake.sealed(target.about, words))


def _told_anew(
    target: Entry, body: Body | Unknown, data: Mapping[str, str]
) -> facts.Received | None:
    """A referral with new words for what it keeps sealed; None where all of it reads as before.
    Raises Malformed where it would not be complete."""
    if not isinstance(body, facts.Received):
        return None
    said = sealed_of(target)
    says = {**said, **{name: words.strip() for name, words in data.items()}}
    if any(said.values()):  # else its key is not here
        reference = vault().open(target.about, body.reference) or ""
        intake.is_complete(
            service=body.service,
            reference=reference,
            where=says["where"],
            name=says["name"],
            contact_by=body.contact_by,
            contact=says["contact"],
        )
    changed = {name for name in says if says[name] != said[name]}
    if not changed:
        return None
    anew = {name: intake.sealed(target.about, says[name]) for name in changed}
    return msgspec.structs.replace(body, **anew)
