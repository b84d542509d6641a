"""The verbs of the log of seizures."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from veille import tabular
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Note, Noted, recording
from veille.ledger.refusal import Refused
from veille.tabular import Profile, Record, Table

from ..days import noon_or_now
from ..importing import unread_headings
from ..naming import is_known, key_of
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
            policies.check_is_another(body, _alike(day, day)(body, day))
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


def _alike(first: date, last: date) -> Callable[[facts.SeizureLogged, date], list[list[SeizedRow]]]:
    """What is in the log of a day of this span, and of the place and the kind of another one. Not
    what its own source gave another number."""
    amounts: dict[str, list[SeizedRow]] = defaultdict(list)
    begun: dict[tuple[date, str, str], list[SeizureRow]] = defaultdict(list)
    rows = SeizureRow.objects.filter(at__date__gte=first, at__date__lte=last)
    for row in rows:
        begun[localdate(row.at), key_of(row.place), row.what].append(row)
    for one in SeizedRow.objects.filter(seizure__in=rows.values("id")):
        amounts[one.seizure].append(one)

    def of(body: facts.SeizureLogged, day: date) -> list[list[SeizedRow]]:
        there = begun[day, key_of(body.place), body.what.value]
        return [amounts[row.id] for row in there if not _numbered_apart(row, body)]

    return of


def _numbered_apart(row: SeizureRow, body: facts.SeizureLogged) -> bool:
    return bool(row.reference and body.reference) and row.source == body.source


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
    """What became of a file’s rows. `refused` are rows that were left out, each with why, `alike`
    how many of them look like a seizure that is in the log; `unread` are headings that no field is
    read from, `unknown` names that the dictionary lacks."""

    new: int = 0
    changed: int = 0
    here: int = 0
    alike: int = 0
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    faults: list[tabular.Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unknown: dict[str, None] = field(default_factory=dict)


def log_file(
    *, by: str, source: str, table: Table, profile: Profile, again: bool = False
) -> Logged:
    """Every row that can be read; one substance a row. Rows of one reference are one seizure.

    A row without a reference is known again by all that stands in it. One that looks like another
    in the log is left out and told, as the form asks about it; `again` where it is another one.
    """
    done = Logged(unread=unread_headings(table, profile))
    name = policies.check_source(source)
    rows: dict[str, list[tuple[int, Record]]] = {}
    for page in tabular.pages(table, SEIZURES, profile):
        done.faults += page.left_out()
        for row, key, record in page.records():
            reference = record.get("reference")
            known = reference if isinstance(reference, str) else key
            rows.setdefault(_id_of(name, known), []).append((row, record))
    days = [day for of in rows.values() if isinstance(day := of[0][1]["day"], date)]
    alike = _alike(min(days), max(days)) if days and not again else None
    there = set(SeizureRow.objects.filter(id__in=rows).values_list("id", flat=True))
    notes: list[Note] = []
    for id, of in rows.items():
        try:
            body, at = _read(name, [record for _row, record in of])
            if alike is not None and id not in there:
                policies.check_is_another(body, alike(body, localdate(at)))
            notes.append((id, body, at))
        except Refused as refusal:
            done.alike += isinstance(refusal, policies.LooksTheSame)
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
