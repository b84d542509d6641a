"""The past comes in: a site's files of visits, people, equipment or stock, into its ledger.

Each room says what it can take in by an `Importer`. A file is read in one pass by a `Reading`,
which knows the site and what is in the ledger already; what it writes is marked as imported and
bears the true dates. Whatever ends an import half-way, the same file again goes on.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from veille import tabular
from veille.hours import Twice, moment_shown
from veille.ledger import clock, store
from veille.ledger.areas import Thing
from veille.ledger.facts import Body
from veille.ledger.recording import Note, Noted, Pen, recording
from veille.ledger.refusal import Absent, Malformed, Refused, check_text
from veille.ledger.words import Words
from veille.tabular import Field, Marked, Message, Profile, Record, Schema, Table

from . import reads
from .tables import SiteRow

#: Rows that are written at once: others wait for the ledger no longer than for so many.
ROWS_AT_ONCE = 500
EARLIEST, LATEST = date(1970, 1, 1), date(2100, 1, 1)
LONGEST_SOURCE = 60
_NOON = time(12)


def _said_by(text: Callable[[], str]) -> str:
    return text()


_lazy_text = lazy(_said_by, str)


#: One row of a file: its number, its key, what stands in it.
Row = tuple[int, str, Record]


@dataclass(frozen=True, kw_only=True)
class Where:
    """Whose past it is: the site, the records that it comes from (`source`), who brings it in.

    `repeated` is "first" or "second": which of both, where the clock showed an hour twice. Empty,
    such a row is a fault.
    """

    site: SiteRow
    by: str
    source: str
    repeated: str = ""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.time_zone)


class Reading(ABC):
    """One pass over a file. `schema` refuses what the ledger would refuse, row by row."""

    schema: Schema

    def __init__(self, where: Where) -> None:
        self.where = where
        self.now = clock.now()
        self.repeats_an_hour = 0

    @abstractmethod
    def known(self, keys: Iterable[str]) -> set[str]:
        """Which of these rows are here already."""

    @abstractmethod
    def write(self, rows: Sequence[Row]) -> Counter[Noted]:
        """Take in some rows, all or none. Raises Refused."""

    # What readings of every kind ask of a row.

    def happened(self, row: Record, whole: str, day: str, hour: str) -> datetime | None:
        """A moment written in one cell (`whole`), or as a day and a time; None where it is not
        said. Raises Malformed for one that the clock never showed, or that has not come."""
        found = row.get(whole)
        if isinstance(found, datetime):
            return self.moment(found)
        of_day, at = row.get(day), row.get(hour)
        if not isinstance(of_day, date):
            return None
        if isinstance(at, time):
            return self.moment(datetime.combine(of_day, at))
        return self.of_day(of_day)

    def of_day(self, day: date) -> datetime:
        """What bears no hour was at noon; of today, before noon, when the day began."""
        noon = datetime.combine(day, _NOON, self.where.zone)
        return self.moment(datetime.combine(day, _NOON if noon <= self.now else time()))

    def moment(self, shown: datetime) -> datetime:
        try:
            at = moment_shown(shown.replace(tzinfo=None), self.where.zone, self.where.repeated)
        except Twice:
            self.repeats_an_hour += 1
            raise
        at = at.astimezone(UTC)  # two times of one zone are compared by what the clock showed
        if at > self.now:
            raise Malformed(_("That time has not come yet. Enter the time when it happened."))
        return at


@dataclass(frozen=True, kw_only=True)
class Importer:
    """What a room can take in: `name` is said to the command, `reading` reads a file of a site.

    `needs` is the name of the page that one must be allowed to change for it, besides that of
    imports; empty where there is none.
    """

    name: str
    label: str | Promise
    reading: Callable[[Where], Reading]
    needs: str = ""


_importers: dict[str, Importer] = {}


def can_import(importer: Importer) -> None:
    """Let a room take a kind of file in, from now on."""
    _importers[importer.name] = importer


def importers() -> list[Importer]:
    return list(_importers.values())


def importer_named(name: str) -> Importer:
    try:
        return _importers[name]
    except KeyError:
        raise Absent(
            _("There are no files of “%(name)s”. There are: %(all)s."),
            name=name[:40],
            all=", ".join(_importers),
        ) from None


class FactsReading(Reading):
    """A pass whose rows each become one fact, about a thing of their own."""

    thing: ClassVar[Thing[Any]]

    def __init__(self, where: Where) -> None:
        super().__init__(where)
        #: What rows of the last pages say: each is asked when it is checked, known, and written.
        self._said: dict[tuple[Any, ...], tuple[Body, datetime]] = {}

    def said(self, row: Record) -> tuple[Body, datetime]:
        """As `body`, asked once of rows that are alike."""
        cells = tuple(row.values())
        found = self._said.get(cells)
        if found is None:
            if len(self._said) > 2 * tabular.PAGE_ROWS:
                self._said.clear()
            found = self._said[cells] = self.body(row)
        return found

    @abstractmethod
    def body(self, row: Record) -> tuple[Body, datetime]:
        """What a row says, and when it happened. Raises Refused."""

    def checked(self, row: Record) -> Message | None:
        try:
            self.said(row)
        except Refused as refused:
            return in_both(refused)
        return None

    def id_of(self, key: str) -> str:
        said = f"{self.thing.name}:{self.where.site.slug}:{key}"
        return sha256(said.encode()).hexdigest()[:32]

    def known(self, keys: Iterable[str]) -> set[str]:
        ids = {self.id_of(key): key for key in keys}
        with store.cursor() as cursor:
            return {ids[id] for id in store.facts_about_each(cursor, list(ids))}

    def write(self, rows: Sequence[Row]) -> Counter[Noted]:
        here = self.known(key for _row, key, _record in rows)
        notes: list[Note] = [
            (self.id_of(key), *self.said(record)) for _row, key, record in rows if key not in here
        ]
        with recording(by=self.where.by, place=self.where.site.slug) as pen:
            done = Counter(self.note(pen, notes))
        done[Noted.HERE] += len(here)
        return done

    def note(self, pen: Pen, notes: Sequence[Note]) -> list[Noted]:
        """Write what rows say; what became of each."""
        return pen.note_new(self.thing, notes)


@dataclass
class Done:
    """Rows that are new, that were here, that have a fault. `row` is the last one that was gone
    through, `ended` whether it is the last of all."""

    new: int = 0
    here: int = 0
    faulty: int = 0
    row: int = 0
    ended: bool = False
    faults: list[tabular.Fault] = field(default_factory=list)


def open_with(
    path: Path, importer: Importer, where: Where, profile: str = ""
) -> tuple[Table, Profile]:
    """The table of a file, and how it is read: by a profile (TOML), else as its headings propose.
    Raises tabular.Unreadable."""
    schema = importer.reading(where).schema
    found = tabular.read_profile(profile, schema) if profile else None
    table = tabular.open_table(
        path, sheet=found.sheet if found else "", known_headings=tabular.headings_of(schema)
    )
    if found is None:
        found = tabular.from_proposals(
            tabular.propose(table, schema),
            schema,
            name=importer.name,
            language="fr" if tabular.language_of(table, schema) == "fr" else "en",
            sheet=table.sheet,
        )
    return table, found


def try_file(
    table: Table,
    profile: Profile,
    importer: Importer,
    where: Where,
    progress: Callable[[float], object] | None = None,
) -> tuple[tabular.DryRun, Reading]:
    """What would come of a file, and the pass that says so; nothing is written."""
    reading = importer.reading(where)
    dry = tabular.dry_run(table, reading.schema, profile, known=reading.known, progress=progress)
    return dry, reading


def import_file(
    *,
    importer: Importer,
    where: Where,
    table: Table,
    profile: Profile,
    after_row: int = 0,
    go: Callable[[float], bool] = lambda _share: True,
) -> Done:
    """Every row that can be read, after a row, is taken in. After each part, `go` is called with
    the share that is read; where it answers False, the import stops there. Raises Malformed for
    a source without a name."""
    check_source(where.source)
    reading, done = importer.reading(where), Done()
    for page in tabular.pages(table, reading.schema, profile):
        faults = [fault for fault in page.left_out() if fault.row > after_row]
        done.faulty += len({one.row for one in faults})
        done.faults += faults
        rows = [row for row in page.records() if row[0] > after_row]
        for first in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[first : first + ROWS_AT_ONCE]
            counted = reading.write(part)
            done.new += counted[Noted.NEW]
            done.here += counted[Noted.HERE] + counted[Noted.CHANGED]
            done.row = part[-1][0]
            if not go(page.share):
                return done
    done.ended = True
    return done


def check_source(source: str) -> str:
    """The name of other records, tidied. Raises Malformed for none, or one too long."""
    name = " ".join(source.split())
    if not 0 < len(name) <= LONGEST_SOURCE:
        raise Malformed(
            _(
                "Say in a few words from which records the file comes, such as “paper register”: "
                "1 to %(longest)s characters."
            ),
            longest=LONGEST_SOURCE,
        )
    check_text(name)
    return name


def in_both(refused: Refused) -> Message:
    """What a refusal says, in both languages."""
    return Message(*_twice(refused))


def words_in_both(words: type[TextChoices], **also: Sequence[str]) -> dict[str, str]:
    """What people write for each word of a vocabulary: itself, its label in each language, and
    `also`, by the name of the member."""
    found: dict[str, str] = {}
    for language in ("en", "fr"):
        with override(language):
            for word in words:
                if word.value:
                    found.setdefault(str(word.label).strip("“”«» \u00a0\u202f"), word.value)
    for word in words:
        for written in (word.value, *also.get(word.name, ())):
            if written:
                found.setdefault(written, word.value)
    return found


def labels_of(word: Words) -> tuple[str, str]:
    """What a word is called, in English and in French."""
    return _twice(word.label)


def _twice(sentence: object) -> tuple[str, str]:
    """In English and in French."""
    with override("en"):
        english = str(sentence)
    with override("fr"):
        return english, str(sentence)


def said_text(row: Record, name: str) -> str:
    """A cell's text; empty where a mark stands there, such as “n/a”."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def said_words(row: Record, name: str) -> tuple[str, ...]:
    value = row.get(name)
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()


def said_number(row: Record, name: str) -> int | None:
    value = row.get(name)
    return int(value) if isinstance(value, Decimal) else None


def is_said(row: Record, name: str) -> bool:
    return row.get(name) is not None and not isinstance(row[name], Marked)


def needed(row: Record, name: str, schema: Schema) -> Any:
    """A cell that must say something. Raises Malformed for a mark in its place, such as “n/a”."""
    value = row.get(name)
    if isinstance(value, Marked):
        label = schema.field(name).label
        raise Malformed(
            _("%(field)s: “%(mark)s” stands there, and this must be known."),
            field=_lazy_text(lambda: label.in_words("fr" if get_language() == "fr" else "en")),
            mark=value.written[:40],
        )
    return value


class People:
    """Who is known by the handles of a file, each looked up once."""

    def __init__(self) -> None:
        self._found: dict[str, list[str]] = {}

    def known_by(self, handle: str) -> list[str]:
        if handle not in self._found:
            self._found[handle] = list(reads.known_by(handle))
        return self._found[handle]

    def by_handle(self, handle: str) -> str:
        """The one who is known by it; nobody, where it is empty. Raises Malformed."""
        if not handle:
            return ""
        found = self.known_by(handle)
        if not found:
            raise Malformed(
                _(
                    "Nobody is known here by “%(handle)s”. Import the people first; or leave the "
                    "cell empty, and the visitor stays anonymous."
                ),
                handle=handle[:40],
            )
        if len(found) > 1:
            raise Malformed(
                _(
                    "%(count)s people are known here by “%(handle)s”, and the file does not say "
                    "which one it was. Enter this row by hand, or leave the cell empty."
                ),
                count=len(found),
                handle=handle[:40],
            )
        return found[0]


def field_of(name: str, en: str, fr: str, *also: str, **more: Any) -> Field:
    return Field(name=name, label=Message(en, fr), also=also, **more)
