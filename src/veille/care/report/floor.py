"""What the floor counts: visits, visitors, consumptions, overdoses, waits.

One pass over the visits of a site, column by column. A `Split` says how a table deals out rows,
from the columns it looks at; the number and the list behind it are made by the same one.
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from veille.ledger.store import cursor

from ..records import joinings
from ..tables import SiteRow
from ..words import LeavingReason, Mode
from .bands import age_band, band_starts, dealt
from .floor_sections import _UNTOLD_GENDER, CONSUMED, DONE, HERE, OPEN, WITHOUT
from .period import Period, turn

#: Counts what was dealt out: the name of a number → how many.
Counts = Counter[str]
Rows = Sequence[Sequence[Any]]


class Columns:
    """Rows, column by column. `runs` are columns that stay the same over long stretches of them:
    each as values, and (from, to) of each value's rows."""

    def __init__(self, columns: dict[str, Sequence[Any]], **runs: Iterable["Run"]) -> None:
        self._columns = columns
        self._runs = {name: list(stretches) for name, stretches in runs.items()}
        self._tallies: dict[str, Counter[Any]] = {}

    def __getitem__(self, name: str) -> Sequence[Any]:
        if name not in self._columns:
            self._columns[name] = [
                value for value, (start, end) in self._runs[name] for _row in range(start, end)
            ]
        return self._columns[name]

    def tally(self, name: str) -> Counter[Any]:
        """How many rows hold each value."""
        if name not in self._tallies:
            if name in self._runs:
                tally: Counter[Any] = Counter()
                for value, (start, end) in self._runs[name]:
                    tally[value] += end - start
            else:
                tally = Counter(self._columns[name])
            self._tallies[name] = tally
        return self._tallies[name]

    def run(self, name: str) -> list[int]:
        """How many rows each stretch of such a column has."""
        return [end - start for _value, (start, end) in self._runs[name]]


Run = tuple[Any, tuple[int, int]]


@dataclass(frozen=True)
class Split:
    """`rows_of` gives the rows of `table` that something lies in, from this column of it."""

    table: str
    column: str
    rows_of: Callable[[Any], Iterable[str]]
    #: How often one counts that lies in a row.
    times: Callable[[Any], int] = lambda _value: 1

    def count(self, columns: Columns, counts: Counts) -> None:
        for value, number in columns.tally(self.column).items():
            for row in self.rows_of(value):
                counts[f"{self.table}.{row}"] += number * self.times(value)

    def where(self, columns: Columns, row: str) -> list[int]:
        """Where in the columns those stand that lie in `row`."""
        column = columns[self.column]
        inside = {value for value in columns.tally(self.column) if row in self.rows_of(value)}
        return [index for index, value in enumerate(column) if value in inside]


_SEPARATOR = "|"
# One text for all that is told of a visit: there are few different ones, so that dealing them out
# costs little however many visits there were.
_TOLD = f" || '{_SEPARATOR}' || ".join(
    (
        "mode",
        "CASE WHEN consumed THEN 'yes' WHEN NOT consumed THEN 'no' ELSE '' END",
        "reason",
        "CAST(episodes AS TEXT)",
        "CAST(substances AS TEXT)",
    )
)
_VISITS = (
    "SELECT {at}, person, {told}, waited_seconds{more} FROM care_visit "
    "WHERE site = %s AND arrived_at >= %s AND arrived_at < %s ORDER BY arrived_at"
)
_OVERDOSES = (
    "SELECT {at}, id, outcome, doses, CAST(steps AS TEXT), visit FROM care_overdose "
    "WHERE site = %s AND found_at >= %s AND found_at < %s ORDER BY found_at, id"
)


class Told(NamedTuple):
    """What was told of visits that are alike. `consumed` is yes, no, or empty of who is here."""

    mode: str
    consumed: str
    reason: str
    episodes: int
    substances: frozenset[str]


@lru_cache(maxsize=4096)
def _told(text: str) -> Told:
    mode, consumed, reason, episodes, substances = text.split(_SEPARATOR, 4)
    return Told(mode, consumed, reason, int(episodes), frozenset(json.loads(substances)))


def _ends(text: str) -> Iterable[str]:
    return ({"yes": CONSUMED, "no": WITHOUT, "": HERE}[_told(text).consumed],)


def _reasons(text: str) -> Iterable[str]:
    found = _told(text)
    return (found.reason or LeavingReason.OTHER.value,) if found.consumed == "no" else ()


def _episodes(text: str) -> int:
    return _told(text).episodes


def _consumptions(text: str) -> Iterable[str]:
    return ("all",) if _episodes(text) else ()


def _modes(text: str) -> Iterable[str]:
    return (_told(text).mode,) if _episodes(text) else ()


def _substances(text: str) -> Iterable[str]:
    return _told(text).substances if _episodes(text) else ()


def _substances_by(mode: str) -> Callable[[str], Iterable[str]]:
    return lambda text: _substances(text) if _told(text).mode == mode else ()


def _all(_value: Any) -> Iterable[str]:
    return ("all",)


OF_VISITS = (
    Split("visits", "band", _all),
    Split("visits.band", "band", lambda band: (band,)),
    Split("visits.weekday", "weekday", lambda day: (day,)),
    Split("visits.known", "known", lambda known: ("known" if known else "anonymous",)),
    Split("visits.end", "told", _ends),
    Split("visits.without", "told", _reasons),
    Split("consumptions", "told", _consumptions, _episodes),
    Split("consumed.mode", "told", _modes, _episodes),
    Split("consumed.substance", "told", _substances, _episodes),
    *(
        Split(f"consumed.by_{mode}", "told", _substances_by(mode), _episodes)
        for mode in Mode.values
    ),
)
OF_PEOPLE = (
    Split("people", "new", _all),
    Split("people.gender", "gender", lambda gender: (gender or _UNTOLD_GENDER,)),
    Split("people.age", "age", lambda age: (age_band(age),)),
    Split("people.first", "new", lambda new: ("new" if new else "before",)),
)
OF_OVERDOSES = (
    Split("overdoses", "outcome", _all),
    Split("overdoses.outcome", "outcome", lambda outcome: (outcome or OPEN,)),
    Split("overdoses.done", "done", lambda done: done),
)
SPLITS = {split.table: split for split in (*OF_VISITS, *OF_PEOPLE, *OF_OVERDOSES)}


def stored(moment: datetime) -> Any:
    """A moment as the database at hand keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)


def as_stored(column: str) -> str:
    """A column of moments, read as it is kept: they are compared here, and few ever shown.
    Turning a year's into datetimes would cost as much as all the counting."""
    return f"CAST({column} AS TEXT)" if connection.vendor == "sqlite" else column


def visits(site: SiteRow, period: Period, *, identified: bool = False) -> Columns:
    """The site's visits of the period, in the order of arrival; with `id`, where asked for."""
    return visits_of_each(site, [period], identified=identified)[0]


def visits_of_each(
    site: SiteRow, periods: Sequence[Period], *, identified: bool = False
) -> list[Columns]:
    """As `visits`, of each of some periods that follow one another: read once for them all."""
    sql = _VISITS.format(at=as_stored("arrived_at"), told=_TOLD, more=", id" if identified else "")
    return [
        _visits(site, period, rows, identified=identified)
        for period, rows in _of_each(site, periods, sql)
    ]


def overdoses(site: SiteRow, period: Period) -> Columns:
    return overdoses_of_each(site, [period])[0]


def overdoses_of_each(site: SiteRow, periods: Sequence[Period]) -> list[Columns]:
    sql = _OVERDOSES.format(at=as_stored("found_at"))
    return [_overdoses(rows) for _period, rows in _of_each(site, periods, sql)]


def _of_each(site: SiteRow, periods: Sequence[Period], sql: str) -> Iterator[tuple[Period, Rows]]:
    """Each period with its rows, which begin with the moment by which they are in order."""
    spans = [[stored(moment) for moment in period.span(site)] for period in periods]
    with cursor() as c:
        c.execute(sql, [site.slug, spans[0][0], spans[-1][1]])
        rows = c.fetchall()
    at = [row[0] for row in rows]
    for period, (begins, ends) in zip(periods, spans, strict=True):
        yield period, rows[bisect_left(at, begins) : bisect_left(at, ends)]


def _visits(site: SiteRow, period: Period, rows: Rows, *, identified: bool) -> Columns:
    # Column by column: `zip(*rows)` would make an iterator of every row.
    arrived, person, found, waited, *ids = (
        [row[n] for row in rows] for n in range(5 if identified else 4)
    )
    bands, starts_of_bands = _bands(connection.vendor, site.time_zone, period)
    weekdays, starts_of_days = _days(
        connection.vendor, site.time_zone, site.day_starts_hour, period
    )
    return Columns(
        {
            "arrived": arrived,
            "person": person,
            "told": found,
            "waited": waited,
            "known": [each != "" for each in person],
            "id": ids[0] if ids else (),
        },
        band=zip(bands, dealt(arrived, starts_of_bands), strict=True),
        weekday=zip(weekdays, dealt(arrived, starts_of_days), strict=True),
    )


def _overdoses(rows: Rows) -> Columns:
    found, id, outcome, doses, steps, visit = list(zip(*rows, strict=True)) or [()] * 6
    done = [tuple(sorted({step["what"] for step in json.loads(each)})) for each in steps]
    shown = {each.value for each in DONE}
    return Columns(
        {
            "id": id,
            "found": found,
            "outcome": outcome,
            "doses": doses,
            "visit": visit,
            "done": [tuple(what for what in each if what in shown) for each in done],
        }
    )


# Where a year's days and bands begin is found once for the sites of one wall clock. `_vendor`
# keeps two databases' ways of writing a moment apart.


@lru_cache(maxsize=32)
def _bands(_vendor: str, time_zone: str, period: Period) -> tuple[list[str], list[Any]]:
    pairs = list(band_starts(time_zone, period.first, period.until))
    return [band for band, _start in pairs], [stored(start) for _band, start in pairs]


@lru_cache(maxsize=32)
def _days(_vendor: str, time_zone: str, hour: int, period: Period) -> tuple[list[str], list[Any]]:
    days, zone = period.days(), ZoneInfo(time_zone)
    starts = [datetime(day.year, day.month, day.day, hour, tzinfo=zone) for day in days]
    return [str(day.weekday()) for day in days], [stored(start) for start in starts]


def first_visits(columns: Columns) -> dict[str, Any]:
    """Each known visitor's first arrival among these visits."""
    first = dict(zip(reversed(columns["person"]), reversed(columns["arrived"]), strict=True))
    first.pop("", None)
    return first


class People:
    """Who the visitors of a period are: gender, year of birth, first visit of all."""

    def __init__(self) -> None:
        with cursor() as c:
            welcomed = as_stored("welcomed_at")
            c.execute(f"SELECT id, gender, birth_year, {welcomed} FROM care_person")
            self._known = {row[0]: row[1:] for row in c.fetchall()}
        #: Record to all records of its visitor, of those who have several.
        self._records: dict[str, set[str]] = {}
        for records in joinings():
            told = _told_together([self._known[id] for id in sorted(records & set(self._known))])
            for id in records:
                self._records[id], self._known[id] = records, told

    def counted(self, first: Mapping[str, Any], site: SiteRow, period: Period) -> Counts:
        return count(OF_PEOPLE, self.columns(first, site, period))

    def columns(self, first: Mapping[str, Any], site: SiteRow, period: Period) -> Columns:
        """One row a person, whatever the number of their records: that by which they came first. A
        visit's year is that of the site's day on which it began."""
        first = self._of_each_once(first)
        begins = stored(period.span(site)[0])
        new_year = stored(turn(site, date(period.first.year + 1, 1, 1)))
        nobody = ("", None, None)
        known = [self._known.get(id, nobody) for id in first]
        return Columns(
            {
                "id": list(first),
                "first": list(first.values()),
                "gender": [gender for gender, _year, _welcomed in known],
                "age": [
                    None if born is None else period.first.year + (at >= new_year) - born
                    for at, (_gender, born, _at) in zip(first.values(), known, strict=True)
                ],
                "new": [at is not None and at >= begins for _gender, _year, at in known],
            }
        )

    def _of_each_once(self, first: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self._records:
            return first
        once: dict[str, Any] = {}
        for id, at in first.items():
            records = self._records.get(id, {id}) & first.keys()
            if id == min(records, key=lambda one: (first[one], one)):
                once[id] = at
        return once


def _told_together(told: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Gender, year of birth and first visit of a visitor with several records: what any of them
    says, the earliest record first."""
    genders, years, welcomed = zip(*told, strict=True) if told else ((), (), ())
    return (
        next((gender for gender in genders if gender), ""),
        next((year for year in years if year is not None), None),
        min((at for at in welcomed if at is not None), default=None),
    )


def count(splits: Iterable[Split], columns: Columns) -> Counts:
    counts: Counts = Counter()
    for split in splits:
        split.count(columns, counts)
    return counts


def percentile(waits: Counter[int | None], percent: int) -> float | None:
    """Minutes that this many percent of those who had a seat did not wait longer than."""
    ordered = sorted((seconds, n) for seconds, n in waits.items() if seconds is not None)
    total, so_far = sum(n for _seconds, n in ordered), 0
    for seconds, number in ordered:
        so_far += number
        if so_far * 100 >= total * percent:
            return seconds / 60
    return None
