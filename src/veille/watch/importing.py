"""Read a publisher's file, or anyone's table of counts or events, into series.

What is wrong is found and said; nothing is guessed in silence. A date that can be read in two
ways, days and months that changed places, a year of nothing but zeros are questions: until they
are answered, those rows stay out.
"""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl

from veille.tabular import Mark, Order, Unread, Unreadable, open_table
from veille.tabular.dates import read_month, take_apart
from veille.tabular.marks import mark_of
from veille.tabular.source import Table, rows
from veille.tabular.swapped import swapped_places

from . import findings, profiles
from .profiles import Profile
from .series import Period, Series, Vintage

_QUARTER = re.compile(r"(\d{4})\s*[-/]?\s*[QqTt]([1-4])")
_YEAR = re.compile(r"\d{4}(?:\.0)?")
_PARTS = " · "
_MONTHS_A_QUARTER = 3
_NO_DATE_YET = date.min
Swapped = Literal["ask", "mend", "keep"]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the file leaves open."""

    #: The day on which it was published; today's for a file without vintages.
    as_of: date
    order: Order | None = None
    swapped: Swapped = "ask"
    #: Years whose zeros are absence of data.
    missing_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Imported:
    """`notes` say what was found, `questions` what is still open; `faults` counts rows left out."""

    profile: Profile
    series: tuple[Series, ...]
    rows: int
    notes: tuple[str, ...]
    questions: tuple[str, ...]
    faults: dict[str, int]
    #: Of a line list: (event, report) days, for a triangle.
    events: tuple[tuple[date, date], ...] = ()

    def frame(self) -> pl.DataFrame:
        """A row a series, vintage and period: `count`, or the `mark` that stands in its place."""
        kept = [
            (
                each.name,
                day,
                vintage.counts.get(day),
                str(vintage.marks.get(day, "")) or None,
                vintage.as_of,
                each.unit,
                each.period.value,
                each.rolling_months,
                each.exposure.get(day),
            )
            for each in self.series
            for vintage in each.vintages
            for day in sorted({*vintage.counts, *vintage.marks})
        ]
        schema = {
            "series": pl.String,
            "date": pl.Date,
            "count": pl.Float64,
            "mark": pl.String,
            "as_of": pl.Date,
            "unit": pl.String,
            "period": pl.String,
            "rolling_months": pl.Int64,
            "population": pl.Float64,
        }
        return pl.DataFrame(kept, schema=schema, orient="row")


@dataclass
class _Gathered:
    """What is read so far: values by series, vintage and day."""

    values: dict[tuple[str, str], dict[date, dict[date, float | Mark]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    periods: dict[tuple[str, str], Period] = field(default_factory=dict)
    exposure: dict[str, dict[date, float]] = field(default_factory=lambda: defaultdict(dict))
    faults: Counter[str] = field(default_factory=Counter)
    styles: Counter[str] = field(default_factory=Counter)
    twice: Counter[str] = field(default_factory=Counter)
    contradicted: set[tuple[tuple[str, str], date, date]] = field(default_factory=set)
    rows: int = 0


def read_file(path: Path, answers: Answers, profile: Profile | None = None) -> Imported:
    """Every series of a file. Raises Unreadable or WrongProfile with a sentence."""
    table = open_table(path)
    chosen = profile or profiles.for_headings(table.headings)
    wanted = [
        chosen.date,
        chosen.year,
        chosen.month,
        chosen.event,
        chosen.report,
        chosen.vintage,
        *chosen.values,
        *chosen.series,
        *chosen.only,
    ]
    lacking = [heading for heading in wanted if heading and heading not in table.headings]
    if lacking:
        raise profiles.WrongProfile(
            f"{path.name} has no column {', '.join(lacking)}, which {chosen.name} reads."
        )
    if chosen.is_line_list:
        return _line_list(table, chosen, answers)
    gathered = _gather(table, chosen, answers)
    return _concluded(gathered, chosen, answers)


def _cells(table: Table, profile: Profile) -> Iterator[dict[str, str]]:
    for page in rows(table):
        for cells in page.cells:
            row = {
                heading: _text(cell) for heading, cell in zip(table.headings, cells, strict=False)
            }
            if all(row.get(column, "") in words for column, words in profile.only.items()):
                yield row


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()


def _gather(table: Table, profile: Profile, answers: Answers) -> _Gathered:
    gathered = _Gathered()
    found = list(_cells(table, profile))
    gathered.rows = len(found)
    swaps = _swapped(found, profile, answers, gathered)
    for place, row in enumerate(found):
        when = _when(row, profile, answers, gathered, swaps.get(place))
        if when is None:
            continue
        day, period = when
        as_of = answers.as_of
        if profile.vintage:
            read = take_apart(row[profile.vintage])
            if isinstance(read, Unread):
                gathered.faults[f"“{row[profile.vintage]}” is no day of publication"] += 1
                continue
            as_of = date(read.year, read.month, read.day)
        parts = [row[column] for column in profile.series if row[column]]
        for heading in profile.values:
            names = [*parts, *([heading] if len(profile.values) > 1 or not parts else [])]
            key = _PARTS.join(names), period.value
            gathered.periods[key] = period
            _take(gathered, key, as_of, day, row.get(heading, ""), profile)
            if profile.exposure:
                exposure = _number(row.get(profile.exposure, ""), profile)
                if isinstance(exposure, float):
                    gathered.exposure[key[0]][day] = exposure
    return gathered


def _take(
    gathered: _Gathered, key: tuple[str, str], as_of: date, day: date, text: str, profile: Profile
) -> None:
    value = _number(text, profile)
    if isinstance(value, str) and not isinstance(value, Mark):
        gathered.faults[value] += 1
        return
    here = gathered.values[key][as_of]
    if day in here:
        gathered.twice[key[0]] += 1
        if here[day] != value:
            gathered.contradicted.add((key, as_of, day))
        return
    here[day] = value


def _number(text: str, profile: Profile) -> float | Mark | str:
    """A count, what stands in its place, or what is wrong with it."""
    if text in profile.marks:
        return profile.marks[text]
    marked = mark_of(text, number=True, never_negative=False)
    if marked is not None:
        return marked.mark
    plain = re.sub(r"(?<=\d)[\s,\u202f\u00a0](?=\d{3}\b)", "", text)
    try:
        value = float(plain)
    except ValueError:
        return f"“{text}” is no count"
    if value < 0:
        return f"{text} is negative"
    return value


def _when(
    row: dict[str, str],
    profile: Profile,
    answers: Answers,
    gathered: _Gathered,
    mended: date | None,
) -> tuple[date, Period] | None:
    """The first day of a row's period; None, and a fault, where it cannot be told."""
    if mended is not None:
        return None if mended == _NO_DATE_YET else (mended, profile.period or Period.MONTH)
    text = f"{row[profile.month]} {row[profile.year]}" if profile.year else row[profile.date]
    if profile.year and row[profile.month].isdigit():
        text = f"{row[profile.year]}-{int(row[profile.month]):02d}"
    if found := _QUARTER.fullmatch(text):
        return date(int(found[1]), _MONTHS_A_QUARTER * (int(found[2]) - 1) + 1, 1), Period.QUARTER
    if _YEAR.fullmatch(text):
        return date(int(text[:4]), 1, 1), Period.YEAR
    apart = take_apart(text)
    if isinstance(apart, Unread):
        part = " (" in text and text[:4].isdigit()
        gathered.faults["a part of a year is no period" if part else f"“{text}” is no date"] += 1
        return None
    gathered.styles[apart.style.value] += 1
    if profile.period is Period.MONTH:
        month = read_month(text, answers.order)
        if isinstance(month, Unread):
            gathered.faults["day and month can be read in two ways (--order)"] += 1
            return None
        return month.replace(day=1), Period.MONTH
    if apart.style.value == "03/04/2021" and answers.order is None:
        gathered.faults["day and month can be read in two ways (--order)"] += 1
        return None
    day, month_ = apart.day, apart.month
    if apart.style.value == "03/04/2021" and answers.order is Order.MONTH_FIRST:
        day, month_ = month_, day
    return date(apart.year, month_, day), profile.period or Period.DAY


def _swapped(
    data: Sequence[dict[str, str]], profile: Profile, answers: Answers, gathered: _Gathered
) -> dict[int, date]:
    """Rows whose day and month changed places → the date they take; date.min while it is open."""
    if not profile.date or answers.swapped == "keep":
        return {}
    days: dict[int, date] = {}
    for place, row in enumerate(data):
        apart = take_apart(row[profile.date])
        if isinstance(apart, Unread) or apart.style.value != "2021-04-03":
            continue
        days[place] = date(apart.year, apart.month, apart.day)
    if profile.period is Period.MONTH:
        off = [place for place, day in days.items() if day.day != 1]
        swaps = {
            place: date(days[place].year, days[place].day, days[place].month)
            for place in off
            if days[place].month == 1 and days[place].day <= 12
        }
    else:
        places = list(days)
        found = swapped_places(array("i", [days[place].toordinal() for place in places]))
        swaps = {
            places[at]: date(days[places[at]].year, days[places[at]].day, days[places[at]].month)
            for at in found
        }
    if swaps and answers.swapped == "ask":
        example = days[next(iter(swaps))]
        gathered.faults[
            f"day and month seem to have changed places, as in {example} (--swapped mend or keep)"
        ] += len(swaps)
        return dict.fromkeys(swaps, _NO_DATE_YET)
    return swaps


def _concluded(gathered: _Gathered, profile: Profile, answers: Answers) -> Imported:
    for key, as_of, day in gathered.contradicted:
        gathered.values[key][as_of].pop(day, None)
    made = []
    for key, vintages in gathered.values.items():
        name = key[0]
        if sum(other[0] == name for other in gathered.values) > 1 and not profile.period:
            name = f"{name}{_PARTS}{key[1]}"
        series = Series(
            name=name,
            unit=profile.unit,
            period=gathered.periods[key],
            source=profile.source,
            rolling_months=profile.rolling_months,
            exposure=gathered.exposure.get(key[0], {}),
        )
        for as_of, found in vintages.items():
            counts = {day: value for day, value in found.items() if isinstance(value, float)}
            marks = {day: value for day, value in found.items() if isinstance(value, Mark)}
            for day in [day for day in counts if day.year in answers.missing_years]:
                del counts[day]
                marks[day] = Mark.MISSING
            series = series.with_vintage(Vintage(as_of, counts, marks))
        made.append(series)
    notes = [*_said(gathered), *(note for each in made for note in findings.notes(each))]
    questions = [text for text in gathered.faults if "--" in text]
    questions += [question for each in made for question in findings.questions(each)]
    return Imported(
        profile,
        tuple(made),
        gathered.rows,
        tuple(notes),
        tuple(dict.fromkeys(questions)),
        dict(gathered.faults),
    )


def _said(gathered: _Gathered) -> Iterator[str]:
    if len(gathered.styles) > 1:
        found = ", ".join(f"{count} as {style}" for style, count in gathered.styles.most_common())
        yield f"Dates are written in several ways: {found}."
    if gathered.twice:
        many, apart = sum(gathered.twice.values()), len(gathered.contradicted)
        yield (
            f"{many} rows repeat a period"
            + (f"; {apart} periods with different counts are left out." if apart else ", alike.")
        )


def _line_list(table: Table, profile: Profile, answers: Answers) -> Imported:
    """Events with the day of their report; a series of their days."""
    faults: Counter[str] = Counter()
    pairs = []
    found = list(_cells(table, profile))
    for row in found:
        days = [take_apart(row[column]) for column in (profile.event, profile.report)]
        if any(isinstance(day, Unread) or day.style.value == "03/04/2021" for day in days):
            faults["a date is missing or can be read in two ways"] += 1
            continue
        event, report = (date(day.year, day.month, day.day) for day in days)  # type: ignore[union-attr]
        if report < event:
            faults["the report comes before its event"] += 1
            continue
        pairs.append((event, report))
    counts = Counter(event for event, report in pairs if report <= answers.as_of)
    first, last = min(counts, default=answers.as_of), max(counts, default=answers.as_of)
    whole = {
        date.fromordinal(day): float(counts[date.fromordinal(day)])
        for day in range(first.toordinal(), last.toordinal() + 1)
    }
    series = Series(name=profile.event, period=Period.DAY, source=profile.source)
    series = series.with_vintage(Vintage(answers.as_of, whole if counts else {}))
    return Imported(
        replace(profile),
        (series,),
        len(found),
        tuple(findings.notes(series)),
        (),
        dict(faults),
        tuple(pairs),
    )


__all__ = ["Answers", "Imported", "Swapped", "Unreadable", "read_file"]
