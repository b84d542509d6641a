"""The verbs of the log of seizures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille import tabular
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Note, Noted, recording
from veille.ledger.refusal import Refused
from veille.tabular import Profile, Record, Table

from ..days import noon_or_now
from ..importing import unread_headings
from ..naming import is_known
from ..schemas import SEIZURES
from ..words import CorrectionReason, SeizureKind
from . import facts, policies
from .state import Seizure
from .tables import SeizedRow, SeizureRow
from .things import SEIZURE

_ROWS_AT_ONCE = 500


def log(
    *,
    by: str,
    day: date,
    what: SeizureKind,
    place: str,
    source: str,
    amounts: Sequence[facts.Amount],
    reference: str = "",
    again: bool = False,
    submission: str | None = None,
) -> Seizure:
    """Log a seizure or an operation of a day that is not to come; `again` where it is another one
    than that of the same day, place and amounts."""
    policies.check_day(day)
    body = _checked(what, place, source, amounts, reference)
    with recording(by=by, submission=submission) as pen:
        id = _id_of(body.source, body.reference) if body.reference else new_id()
        if pen.state(SEIZURE, id) is not None:
            raise Refused(
                _("%(source)s %(reference)s is in the log already."),
                source=body.source,
                reference=body.reference,
            )
        if not again:
            at = noon_or_now(day)
            policies.check_is_another(body.amounts, _of_day(body, at))
        return pen.note(SEIZURE, id, body, at=noon_or_now(day))


def strike(*, by: str, seizure: str, submission: str | None = None) -> None:
    """Say that a seizure was logged by mistake: it counts in nothing, and the ledger keeps that it
    was logged. One that was wrong in a part is struck out and logged anew."""
    with recording(by=by, submission=submission) as pen:
        if pen.state(SEIZURE, check_id(seizure)) is None:
            raise Refused(_("This seizure was struck out already. Nothing was written twice."))
        for entry in pen.entries(seizure):
            if not entry.struck:
                pen.strike(entry, why=CorrectionReason.TYPED.value)


def _of_day(body: facts.SeizureLogged, at: datetime) -> list[list[SeizedRow]]:
    """What is logged of this day, place and source."""
    rows = SeizureRow.objects.filter(at__date=at.date(), place=body.place, source=body.source)
    return [list(SeizedRow.objects.filter(seizure=row.id)) for row in rows]


def _checked(
    what: SeizureKind,
    place: str,
    source: str,
    amounts: Sequence[facts.Amount],
    reference: str,
) -> facts.SeizureLogged:
    return facts.SeizureLogged(
        what=what,
        place=policies.check_place(place),
        source=policies.check_source(source),
        amounts=policies.check_amounts(amounts),
        reference=policies.check_reference(reference),
    )


def _id_of(source: str, key: str) -> str:
    return sha256(f"{SEIZURE.name}:{source}:{key}".encode()).hexdigest()[:32]


@dataclass
class Logged:
    """What became of a file’s rows. `refused` are rows that were left out, each with why; `unread`
    are headings that no field is read from, `unknown` names that the dictionary lacks."""

    new: int = 0
    changed: int = 0
    here: int = 0
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    faults: list[tabular.Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unknown: dict[str, None] = field(default_factory=dict)


def log_file(*, by: str, source: str, table: Table, profile: Profile) -> Logged:
    """Every row that can be read; one substance a row. Rows of one reference are one seizure.

    A row without a reference is known again by all that stands in it.
    """
    done = Logged(unread=unread_headings(table, profile))
    name = policies.check_source(source)
    rows: dict[str, list[tuple[int, Record]]] = {}
    for page in tabular.pages(table, SEIZURES, profile):
        done.faults += [fault for fault in page.faults if fault.row not in set(page.rows)]
        for row, key, record in page.records():
            reference = record.get("reference")
            known = f"ref:{reference}" if isinstance(reference, str) else key
            rows.setdefault(_id_of(name, known.removeprefix("ref:")), []).append((row, record))
    notes: list[Note] = []
    for id, of in rows.items():
        try:
            notes.append((id, *_read(name, [record for _row, record in of])))
        except Refused as refusal:
            done.refused.append((of[0][0], refusal))
            continue
        named = [_text(record, "substance") for _row, record in of]
        done.unknown |= {name: None for name in named if not is_known(name)}
    for first in range(0, len(notes), _ROWS_AT_ONCE):
        with recording(by=by) as pen:
            noted = pen.note_new(SEIZURE, notes[first : first + _ROWS_AT_ONCE])
        done.new += noted.count(Noted.NEW)
        done.changed += noted.count(Noted.CHANGED)
        done.here += noted.count(Noted.HERE)
    return done


def _read(source: str, records: Sequence[Record]) -> tuple[facts.SeizureLogged, datetime]:
    first = records[0]
    day = first["day"]
    assert isinstance(day, date)
    amounts = [
        facts.Amount(_text(one, "substance"), _number(one.get("grams")), _whole(one.get("units")))
        for one in records
    ]
    what = SeizureKind(_text(first, "what") or SeizureKind.STREET)
    place, reference = _text(first, "place"), _text(first, "reference")
    return _checked(what, place, source, amounts, reference), noon_or_now(day)


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, Decimal) else None


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, Decimal) else None
