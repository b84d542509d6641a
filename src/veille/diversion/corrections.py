"""Taking back what was said: correcting an entry of the commission, or striking it out.

The ledger keeps who said what, when, and what it said before (`ledger.recording.Pen.correct`);
here stands what a correction may not break.
"""

from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger.facts import Body, Entry, Unknown
from veille.ledger.recording import Pen, entry, recording
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.vault import vault

from . import facts, policies, receiving
from .holding import case_holds, is_free
from .standing import Commission, TreatmentPlace
from .state import Case
from .words import CorrectionReason, Status

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
    note: str = "",
    form: str | None = None,
) -> Any:
    """Say what an entry should have said: another time, another body of the same kind, or both.

    `words` are new words for the entry's note. An entry that was struck stands again once it is
    corrected, be it with what it said.
    """
    with recording(by=by, form=form) as pen:
        target = _target(pen, entry_id)
        if words is not None and words.strip() != words_of(target):
            body = _with_words(target, body or target.body, words)
        same = (at is None or at == target.at) and (body is None or body == target.body)
        if same and not target.struck:
            raise Malformed(_("Nothing was changed. Change the time or what it says, then save."))
        sealed = receiving.sealed(target.about, note)
        state = pen.correct(target, why=why.value, at=at, body=body, note=sealed)
        _must_hold(pen, target, state)
        return state


def strike(
    *, by: str, entry_id: str, why: CorrectionReason, note: str = "", form: str | None = None
) -> Any:
    """Say that what an entry says did not happen (a wrong tap). It stays visible, struck."""
    with recording(by=by, form=form) as pen:
        target = _target(pen, entry_id)
        if target.struck:
            raise Refused(_("This entry was struck out already. Nothing was written twice."))
        sealed = receiving.sealed(target.about, note)
        state = pen.strike(target, why=why.value, note=sealed)
        _must_hold(pen, target, state)
        return state


def words_of(target: Entry) -> str:
    """What an entry's note says; empty where there is none, or where it was destroyed."""
    return vault().open(target.about, getattr(target.body, "note", None)) or ""


def _target(pen: Pen, entry_id: str) -> Entry:
    target = next((e for e in pen.entries(entry(entry_id).about) if e.id == entry_id), None)
    if target is None or not target.kind.startswith("diversion."):
        raise Absent(_("That entry is not in this ledger. Go back and open the page again."))
    if isinstance(target.body, _FINAL):
        raise Refused(
            _("A transfer is not taken back here: the other commission sends the case back, with "
              "a transfer of its own. Nothing was written."),
        )  # fmt: skip
    pen.place = target.place
    return target


def _with_words(target: Entry, body: Body | Unknown, words: str) -> Body:
    if not isinstance(body, Body) or not hasattr(body, "note"):
        raise Malformed(_("This entry has no note. Correct what it says instead."))
    return msgspec.structs.replace(body, note=receiving.sealed(target.about, words))


def _must_hold(pen: Pen, target: Entry, state: Any) -> None:
    """A correction may break no rule that the first wording had to keep."""
    if state is None:
        others = [e for e in pen.entries(target.about) if e.id != target.id and not e.struck]
        if others:
            raise Refused(
                _("Other entries follow from this one. Strike those out first, the last one "
                  "first; nothing was changed."),
            )  # fmt: skip
    elif isinstance(state, Case):
        if state.status is Status.DESTROYED:
            raise Refused(_("The record of this case was destroyed: nothing more is done with it."))
        policies.seizure_holds(state.seized)
        policies.was_found_before(state.found_at, state.received_at)
        case_holds(pen, state)
        is_free(state)
    elif isinstance(state, Commission):
        policies.commission_holds(state.slug, state.details)
    elif isinstance(state, TreatmentPlace):
        policies.place_holds(state.details)
        policies.wait_holds(state.wait_days)
