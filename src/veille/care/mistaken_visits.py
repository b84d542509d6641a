"""A visit that was let in by the wrong handle is given to whoever it was, or to nobody known.

It is a correction like another: each entry of the visit that names the wrong person, or whose words
are sealed with their key, is corrected. Who did it, when, and what it said stay visible.
"""

from dataclasses import dataclass
from typing import get_args

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger.facts import Body, Entry, Sealed
from veille.ledger.ids import check_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent, Refused
from veille.ledger.vault import vault

from . import policies, reads
from .actions import sealed
from .area import VISIT, is_alive, is_known, things_with
from .state import Visit
from .words import CorrectionReason


def give_visit(
    *,
    by: str,
    visit: str,
    person: str,
    why: CorrectionReason = CorrectionReason.PERSON,
    note: str = "",
    submission: str | None = None,
) -> Visit:
    """Say whose visit it was; `person` is empty for somebody anonymous.

    The arrival, notes, overdoses and what rooms wrote on it go with it (`area.go_with_visits`).
    """
    with recording(by=by, submission=submission) as pen:
        now = pen.state(VISIT, check_id(visit))
        if now is None:
            raise Absent(_("That visit is not in this ledger. Go back and open the page again."))
        pen.place = now.site
        if now.person == person:
            raise Refused(_("The visit is theirs already. Nothing was written."))
        if person:
            is_known(pen, person)
            is_alive(pen, person, now.at)
        policies.check_was_nowhere_else(now, [] if not person else reads.visits_of(person))
        key = person or now.id
        giving = _Giving(now.person, now.words_key, person, key, why, sealed(pen, key, note))
        for thing in things_with(now.id):
            for entry in list(pen.entries(thing)):
                _give(pen, entry, giving)
        given = pen.state(VISIT, now.id)
        assert given is not None  # its arrival still stands
        return given


@dataclass(frozen=True)
class _Giving:
    """From whom and to whom, with the keys that seal their words."""

    person: str
    key: str
    other: str
    other_key: str
    why: CorrectionReason
    note: Sealed | None


def _give(pen: Pen, entry: Entry, giving: _Giving) -> None:
    """Correct one entry, where it says something of the person or keeps words with their key."""
    body = entry.body
    if entry.struck or not isinstance(body, Body):
        return
    changes: dict[str, str] = {}
    for field in msgspec.structs.fields(body):
        said = getattr(body, field.name)
        if field.name == "person" and said == giving.person:
            changes["person"] = giving.other
        elif said and Sealed in (field.type, *get_args(field.type)):
            opened = vault().open(giving.key, said)
            if opened is not None:
                changes[field.name] = vault().seal(giving.other_key, opened)
    if changes:
        given = msgspec.structs.replace(body, **changes)
        pen.correct(entry, why=giving.why.value, body=given, note=giving.note)
