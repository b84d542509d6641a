"""Taking back what was said: correcting an entry, striking it out, forgetting a visitor.

Verbs as in `actions.py`, and by the same rules: who, when and what it said before stay visible.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger.facts import Body, Entry, Unknown
from veille.ledger.ids import check_id
from veille.ledger.recording import Pen, entry, recording
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.vault import vault

from . import facts, policies, reads
from .actions import is_known, is_not_here, sealed, site_of, times_on_floor
from .area import OVERDOSE, PERSON, VISIT
from .handles import read_handle
from .state import Duty, Overdose, Person, Visit
from .words import CorrectionReason, Stage


@dataclass(frozen=True)
class Rules:
    """What a room of care says of corrections of its entries. Registered with `rule`.

    `kinds` is how its kinds begin. `words_key` tells whose key seals what is written about a
    thing. `hold` raises Refused where a corrected thing would break a rule that its first
    wording had to keep; its state is None where everything was struck out.
    """

    kinds: str
    words_key: Callable[[str], str]
    hold: Callable[[Pen, Entry, Any], None]


_rules: dict[str, Rules] = {}


def rule(rules: Rules) -> None:
    """Keep to a room's rules from now on."""
    _rules[rules.kinds] = rules


def _rules_of(kind: str) -> Rules:
    return next((r for kinds, r in _rules.items() if kind.startswith(kinds)), _FLOOR)


def words_key(kind: str, about: str) -> str:
    """Whose key seals words about a thing: a person's, or its own."""
    return _rules_of(kind).words_key(about)


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

    `words` are new words for what the entry keeps sealed: its note, or a visitor's handle.
    What it said before, who changed it and when stay visible. An entry that was struck
    stands again once it is corrected, be it with what it said.
    """
    with recording(by=by, form=form) as pen:
        target = _target(pen, entry_id)
        subject = words_key(target.kind, target.about)
        before = _words_of(target, subject)
        renamed = words is not None and words.strip() != before
        if words is not None and renamed:
            body = _with_words(pen, target, body or target.body, subject, words)
        same = (at is None or at == target.at) and (body is None or body == target.body)
        if same and not target.struck:
            raise Malformed(_("Nothing was changed. Change the time or what it says, then save."))
        state = pen.correct(
            target, why=why.value, at=at, body=body, note=sealed(pen, subject, note)
        )
        _rules_of(target.kind).hold(pen, target, state)
        if isinstance(body, facts.PersonWelcomed) and words is not None and renamed:
            vault().unknow(subject, before)
            vault().know(subject, words)
        return state


def strike(
    *, by: str, entry_id: str, why: CorrectionReason, note: str = "", form: str | None = None
) -> Any:
    """Say that what an entry says did not happen (a wrong tap). It stays visible, struck."""
    with recording(by=by, form=form) as pen:
        target = _target(pen, entry_id)
        if target.struck:
            raise Refused(_("This entry was struck out already. Nothing was written twice."))
        subject = words_key(target.kind, target.about)
        if isinstance(target.body, facts.Arrived) and reads.overdose_ids_of(target.about):
            raise Refused(
                _("An overdose belongs to this visit: the arrival cannot be struck out. Strike the "
                  "overdose out first, if it did not happen either."),
            )  # fmt: skip
        state = pen.strike(target, why=why.value, note=sealed(pen, subject, note))
        _rules_of(target.kind).hold(pen, target, state)
        return state


def forget(*, by: str, person: str, form: str | None = None) -> None:
    """Forget a visitor for good: nobody can read or find their handle or words any more."""
    with recording(by=by, form=form) as pen:
        known = pen.state(PERSON, check_id(person))
        if known is None:
            raise Absent(_("That visitor is not in this ledger."))
        if known.forgotten:
            raise Refused(_("This visitor was forgotten already."))
        if reads.open_visit_of(person) is not None:
            raise Refused(_("This visitor is still here. Record that they left, then forget."))
        pen.forget(person)


def _must_hold(pen: Pen, target: Entry, state: Any) -> None:
    """A correction may break no rule that the first wording had to keep."""
    if isinstance(state, Visit):
        policies.visit_holds(state, times_on_floor(pen, state))
        if isinstance(target.body, facts.Arrived) and state.person not in ("", target.body.person):
            is_known(pen, state.person)
        if state.stage is Stage.LEFT:
            policies.leaving_holds(state, state.consumed, state.reason)
        else:
            is_not_here(pen, state.person, but=state.id)
        if state.seat:
            here = state.stage is Stage.SEATED
            taken = here and reads.seat_is_taken(state.site, state.seat, but_by=state.id)
            policies.seat_fits(state, site_of(pen, state.site), state.seat, taken)
        for id in reads.overdose_ids_of(state.id):
            policies.overdose_holds(pen.state(OVERDOSE, id), state)
    elif isinstance(state, Overdose):
        visit = pen.state(VISIT, state.visit)
        if visit is not None:
            policies.overdose_holds(state, visit)
    elif isinstance(state, Duty):
        policies.duty_holds(state)
    elif isinstance(state, Person) and state.forgotten:
        raise Refused(_("This visitor was forgotten already."))


_FLOOR = Rules("care.", reads.words_key, _must_hold)


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
            body, handle=handle, gender=chosen.gender or body.gender,
            birth_year=chosen.birth_year or body.birth_year,
        )  # fmt: skip
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
    if target is None or not target.kind.startswith("care."):
        raise Absent(_("That entry is not in this ledger. Go back and open the page again."))
    pen.place = target.place
    return target
