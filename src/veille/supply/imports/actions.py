"""A file of another programme into the ledger, some hundreds of rows at a time.

Each part is in the ledger whole, or not at all. Whatever ends an import half-way, the same file
again goes on: what is here is passed over.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any

from veille import tabular
from veille.ledger.areas import Thing
from veille.ledger.facts import Body
from veille.ledger.recording import Note, Noted, recording
from veille.tabular import Profile, Record, Table

from .. import policies
from ..days import noon_or_before
from ..importing import Detail, sample_of, with_laboratory
from ..records import Component, Method, Outcome, Sample
from ..schemas import COUNTED, MONTHS, SAMPLES
from ..words import Abundance, Instrument, Seen, Strip
from . import facts
from .things import IMPORTED_MONTH, IMPORTED_SAMPLE

#: Rows that are written at once: others wait for the ledger no longer than for so many.
ROWS_AT_ONCE = 500
_PERCENT = 100
_STRIPS = {strip.value: strip for strip in Strip}
_SEEN: dict[Outcome, Seen] = {
    outcome: Seen(outcome.value) for outcome in Outcome if outcome is not Outcome.NOT_DONE
}
_INSTRUMENTS = {method: Instrument(method.value) for method in Method}

#: Called after each part with the share of the file that is read, 0 to 1. Where it answers False,
#: the import stops there.
Go = Callable[[float], bool]


@dataclass
class Imported:
    """Rows that are new here, that say something else than before, that were here, and that have a
    fault. `twice` are rows whose label stood in an earlier row of the file, with that label.
    `row` is the last one that was gone through; `ended` says whether it is the last of all."""

    new: int = 0
    changed: int = 0
    here: int = 0
    faulty: int = 0
    twice: list[tuple[int, str]] = field(default_factory=list)
    row: int = 0
    ended: bool = False

    def add(self, noted: Sequence[Noted], row: int) -> None:
        counted = Counter(noted)
        self.new += counted[Noted.NEW]
        self.changed += counted[Noted.CHANGED]
        self.here += counted[Noted.HERE]
        self.row = row


def import_file(
    *,
    by: str,
    source: str,
    table: Table,
    profile: Profile,
    detail: Detail | None = None,
    after_row: int = 0,
    go: Go = lambda _share: True,
) -> Imported:
    """Every row that can be read, after a row, becomes a sample or a month of `source`.

    A row is known again by its label within the source, else by all that stands in it. Raises
    Malformed for a source without a name.
    """
    name = policies.check_name(source)
    months = profile.schema == MONTHS.name
    thing: Thing[Any] = IMPORTED_MONTH if months else IMPORTED_SAMPLE
    read = _month if months else partial(_sample, detail or {})
    done, seen = Imported(), set[str]()
    for page in tabular.pages(table, MONTHS if months else SAMPLES, profile):
        done.faulty += len({fault.row for fault in page.left_out() if fault.row > after_row})
        notes = []
        for row, key, record in page.records():
            id = id_of(thing, name, key)
            if id in seen:
                done.twice.append((row, str(record.get("label", ""))))
            elif row > after_row:
                notes.append((row, (id, *read(name, record, key))))
            seen.add(id)
        for part in _parts(notes):
            with recording(by=by) as pen:
                done.add(pen.note_new(thing, [note for _row, note in part]), part[-1][0])
            if not go(page.share):
                return done
    done.ended = True
    return done


def id_of(thing: Thing[Any], source: str, key: str) -> str:
    """The identity of what a row of a source says; `key` is the row’s own (tabular.Page)."""
    return sha256(f"{thing.name}:{source}:{key}".encode()).hexdigest()[:32]


def _parts(notes: Sequence[tuple[int, Note]]) -> Iterator[Sequence[tuple[int, Note]]]:
    for first in range(0, len(notes), ROWS_AT_ONCE):
        yield notes[first : first + ROWS_AT_ONCE]


def _sample(detail: Detail, source: str, record: Record, key: str) -> tuple[Body, datetime | None]:
    label = record.get("label")
    sample = sample_of(record, label=label if isinstance(label, str) else key[:12])
    return _body_of(with_laboratory(sample, detail), source), noon_or_before(
        sample.collected
    ) if sample.collected else None


def _body_of(sample: Sample, source: str) -> facts.SampleRead:
    return facts.SampleRead(
        source=source,
        label=sample.label,
        expected=sample.sold_as_written,
        town=sample.place,
        programme=sample.site,
        undated=sample.collected is None,
        strips=tuple(
            facts.StripSeen(_STRIPS[each.target], _SEEN[each.outcome]) for each in sample.readings
        ),
        instruments=tuple(_INSTRUMENTS[each] for each in Method if each in sample.methods),
        named=tuple(map(_named, sample.components)),
    )


def _named(component: Component) -> facts.Named:
    return facts.Named(
        substance=component.written or component.substance,
        instrument=_INSTRUMENTS[component.method],
        abundance=Abundance.TRACE if component.trace else Abundance.PRIMARY,
        share_percent=None if component.share is None else component.share * _PERCENT,
        how=component.how,
    )


def _month(source: str, record: Record, _key: str) -> tuple[Body, datetime | None]:
    month = record["month"]
    assert isinstance(month, date)
    tested = record["tested"]
    assert isinstance(tested, Decimal)
    body = facts.MonthRead(
        source=source,
        month=f"{month:%Y-%m}",
        tested=int(tested),
        counted=tuple(
            facts.Counted(name, int(value))
            for name in COUNTED
            if isinstance(value := record.get(name), Decimal)
        ),
    )
    return body, noon_or_before(month)
