"""Read a publisher's file, or anyone's table of counts or events, into series.

What is wrong is found and said with its row; nothing is guessed in silence. A date or a number
that can be read in two ways, days and months that changed places, a year of nothing but zeros are
questions: until they are answered, those rows stay out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from veille.tabular import Fault, Mark, Message, Unread, Unreadable, open_table
from veille.tabular.dates import read_day, take_apart
from veille.tabular.source import Table, rows

from . import findings, headings, profiles
from .figures import Figures
from .imported import Answers, Imported, Swapped
from .period_cells import period_of, read_period, styles, swapped
from .profiles import Profile
from .refusal import WrongInput
from .series import Period, Series, Vintage

_PARTS = " · "
_SEMICOLON = ";"


@dataclass(frozen=True)
class Row:
    """By heading; `number` is the spreadsheet's own."""

    number: int
    cells: dict[str, str]


@dataclass
class _Gathered:
    """What is read so far: values by series, vintage and day."""

    values: dict[tuple[str, str], dict[date, dict[date, float | Mark]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    periods: dict[tuple[str, str], Period] = field(default_factory=dict)
    exposure: dict[str, dict[date, float]] = field(default_factory=lambda: defaultdict(dict))
    faults: list[Fault] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    #: The row in which a period was read first; rows that repeat it; the first that says otherwise.
    first: dict[tuple[tuple[str, str], date, date], int] = field(default_factory=dict)
    twice: list[int] = field(default_factory=list)
    contradicted: dict[tuple[tuple[str, str], date, date], int] = field(default_factory=dict)
    rows: int = 0

    def leave_out(self, row: int, heading: str, text: str, why: Unread) -> None:
        self.faults.append(Fault(row, heading, text, why.code, why.message))


def read_file(path: Path, answers: Answers, profile: Profile | None = None) -> Imported:
    """Every series of a file. Raises Unreadable or WrongProfile with a sentence."""
    table = open_table(path, known_headings=headings.KNOWN)
    chosen = _answered(profile or profiles.for_headings(table.headings), answers)
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
    lacking = ", ".join(name for name in wanted if name and name not in table.headings)
    if lacking:
        raise profiles.WrongProfile(
            f"{path.name} has no column {lacking}, which {chosen.name} reads.",
            f"{path.name} n’a pas de colonne {lacking}, que lit {chosen.name}.",
        )
    gathered = _Gathered(notes=list(table.notes))
    found = list(_rows(table, chosen, gathered))
    gathered.rows = len(found)
    if not found:
        raise WrongInput(
            f"{path.name} has headings and no rows: there is nothing to read.",
            f"{path.name} a des titres et aucune ligne : il n’y a rien à lire.",
        )
    if chosen.is_line_list:
        return _line_list(found, chosen, answers, gathered)
    _gather(found, table, chosen, answers, gathered)
    return _concluded(gathered, chosen, answers)


def _answered(profile: Profile, answers: Answers) -> Profile:
    rolling = answers.rolling_months
    return replace(
        profile,
        unit=answers.unit or profile.unit,
        rolling_months=profile.rolling_months if rolling is None else rolling,
    )


def _rows(table: Table, profile: Profile, gathered: _Gathered) -> Iterator[Row]:
    for page in rows(table):
        for number, cells in zip(page.numbers, page.cells, strict=True):
            texts = [_text(cell) for cell in cells]
            texts += [""] * (len(table.headings) - len(texts))
            row = dict(zip(table.headings, texts, strict=False))
            if all(row.get(column, "") in words for column, words in profile.only.items()):
                yield Row(number, row)
        if page.cut_short:
            gathered.notes.append(
                Message(
                    "A quotation mark is opened and never closed: the last row swallowed the rest "
                    "of the file.",
                    "Un guillemet ouvert n’est jamais fermé : la dernière ligne a avalé le reste "
                    "du fichier.",
                )
            )


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()


def _gather(
    found: Sequence[Row], table: Table, profile: Profile, answers: Answers, gathered: _Gathered
) -> None:
    figures = Figures(
        (row.cells[heading] for row in found for heading in profile.values),
        marks=profile.marks,
        whole=profile.unit == "number",
        decimal=answers.decimal or profile.decimal,
        spoken="fr" if profile.unit == "number" or _has_semicolons(table) else "en",
    )
    dates = [_period_text(row, profile) for row in found]
    gathered.notes += _on_styles(dates)
    period = answers.period or profile.period
    if period is None and (period := period_of(dates, answers.order)):
        gathered.notes.append(_inferred(period))
    turned = _swapped(found, dates, period, profile, answers, gathered)
    for place, (row, text) in enumerate(zip(found, dates, strict=True)):
        if place in turned and turned[place] is None:
            continue
        mended = turned.get(place)
        when = (
            (mended, period or Period.DAY) if mended else read_period(text, period, answers.order)
        )
        if isinstance(when, Unread):
            gathered.leave_out(row.number, profile.date or profile.month, text, when)
            continue
        as_of = _as_of(row, profile, answers)
        if isinstance(as_of, Unread):
            gathered.leave_out(row.number, profile.vintage, row.cells[profile.vintage], as_of)
            continue
        _take_row(gathered, row, profile, figures, as_of, when)


def _has_semicolons(table: Table) -> bool:
    return table.dialect is not None and table.dialect.delimiter == _SEMICOLON


def _period_text(row: Row, profile: Profile) -> str:
    if not profile.year:
        return row.cells[profile.date]
    year, month = row.cells[profile.year], row.cells[profile.month]
    return f"{year}-{int(month):02d}" if month.isdecimal() else f"{month} {year}"


def _as_of(row: Row, profile: Profile, answers: Answers) -> date | Unread:
    """The day on which a row was published."""
    if not profile.vintage:
        return answers.as_of
    return read_day(row.cells[profile.vintage], answers.order)


def _take_row(
    gathered: _Gathered,
    row: Row,
    profile: Profile,
    figures: Figures,
    as_of: date,
    when: tuple[date, Period],
) -> None:
    day, period = when
    parts = [row.cells[column] for column in profile.series if row.cells[column]]
    for heading in profile.values:
        names = [*parts, *([heading] if len(profile.values) > 1 or not parts else [])]
        key = _PARTS.join(names), period.value
        value = figures.read(row.cells[heading])
        if isinstance(value, Unread):
            gathered.leave_out(row.number, heading, row.cells[heading], value)
            continue
        if day > as_of:  # a publisher's empty line for a month to come is no fault
            if isinstance(value, float):
                gathered.leave_out(row.number, heading, str(day), _to_come(day, as_of))
            continue
        gathered.periods[key] = period
        _take(gathered, key, as_of, day, value, row.number)
        if profile.exposure:
            exposure = figures.read(row.cells.get(profile.exposure, ""))
            if isinstance(exposure, float):
                gathered.exposure[key[0]][day] = exposure


def _take(
    gathered: _Gathered,
    key: tuple[str, str],
    as_of: date,
    day: date,
    value: float | Mark,
    row: int,
) -> None:
    here = gathered.values[key][as_of]
    if day not in here:
        here[day] = value
        gathered.first[key, as_of, day] = row
    elif here[day] == value:
        gathered.twice.append(row)
    else:
        gathered.contradicted.setdefault((key, as_of, day), row)


def _swapped(
    found: Sequence[Row],
    dates: Sequence[str],
    period: Period | None,
    profile: Profile,
    answers: Answers,
    gathered: _Gathered,
) -> dict[int, date | None]:
    """Rows whose day and month changed places → the date they take; None while it is open."""
    if not profile.date or answers.swapped == "keep":
        return {}
    swaps = swapped(dates, period)
    if answers.swapped == "mend":
        return {place: turned for place, (_day, turned) in swaps.items()}
    for place, (day, turned) in swaps.items():
        message = Message(
            f"Day and month seem to have changed places: is {day} meant as {turned}? "
            "(--swapped mend or keep)",
            f"Le jour et le mois semblent inversés : {day} veut-il dire {turned}? "
            "(--swapped mend ou keep)",
        )
        gathered.leave_out(
            found[place].number, profile.date, dates[place], Unread("swapped", message)
        )
    return dict.fromkeys(swaps)


def _concluded(gathered: _Gathered, profile: Profile, answers: Answers) -> Imported:
    for (key, as_of, day), row in gathered.contradicted.items():
        gathered.values[key][as_of].pop(day, None)
        first = gathered.first[key, as_of, day]
        message = Message(
            f"It says otherwise than row {first} of the same period: both are left out.",
            f"Elle contredit la ligne {first}, de la même période : les deux sont écartées.",
        )
        gathered.leave_out(row, profile.values[0], str(day), Unread("contradicted", message))
    made = [_series(key, gathered, profile, answers) for key in gathered.values]
    notes = [*gathered.notes, *_on_repeats(gathered)]
    notes += [note for each in made for note in findings.notes(each)]
    return Imported(
        profile=profile,
        series=tuple(made),
        rows=gathered.rows,
        notes=tuple(notes),
        questions=tuple(
            question
            for each in made
            for question in findings.questions(
                each,
                zeros_known=answers.zero_years,
                rolling_known=answers.rolling_months is not None,
            )
        ),
        faults=tuple(sorted(gathered.faults, key=lambda fault: fault.row)),
    )


def _series(
    key: tuple[str, str], gathered: _Gathered, profile: Profile, answers: Answers
) -> Series:
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
    for as_of, found in gathered.values[key].items():
        counts = {day: value for day, value in found.items() if isinstance(value, float)}
        marks = {day: value for day, value in found.items() if isinstance(value, Mark)}
        for day in [day for day in counts if day.year in answers.missing_years]:
            del counts[day]
            marks[day] = Mark.MISSING
        series = series.with_vintage(Vintage(as_of, counts, marks))
    return series


def _on_styles(dates: Sequence[str]) -> Iterator[Message]:
    found = styles(dates).most_common()
    if len(found) > 1:
        en = ", ".join(f"{count} as {style}" for style, count in found)
        fr = ", ".join(f"{count} comme {style}" for style, count in found)
        yield Message(
            f"Dates are written in several ways: {en}.",
            f"Les dates sont écrites de plusieurs façons : {fr}.",
        )


def _inferred(period: Period) -> Message:
    en, fr = findings.PERIODS[period]
    return Message(
        f"Each row is read as a {en}: its dates lie so. --period day reads days.",
        f"Chaque ligne est lue comme une période d’un type : {fr}. --period day lit des jours.",
    )


def _on_repeats(gathered: _Gathered) -> Iterator[Message]:
    """Rows that say again what was read already."""
    again = [str(row) for row in gathered.twice]
    if not again:
        return
    shown = ", ".join(again[: findings.SHOWN]) + (" …" if len(again) > findings.SHOWN else "")
    if len(again) == 1:
        yield Message(
            f"Row {shown} repeats a period that was read already.",
            f"La ligne {shown} répète une période déjà lue.",
        )
    else:
        yield Message(
            f"{len(again):,} rows repeat a period that was read already: {shown}.",
            f"{len(again)} lignes répètent une période déjà lue : {shown}.",
        )


def _line_list(
    found: Sequence[Row], profile: Profile, answers: Answers, gathered: _Gathered
) -> Imported:
    """Events with the day of their report; a series of their days."""
    pairs = []
    for row in found:
        days = []
        for column in (profile.event, profile.report):
            text = row.cells[column]
            day = read_period(text, Period.DAY, answers.order)
            if isinstance(day, Unread) or isinstance(take_apart(text), Unread):
                why = day if isinstance(day, Unread) else _no_day(text)
                gathered.leave_out(row.number, column, text, why)
                break
            days.append(day[0])
        if len(days) < 2:
            continue
        event, report = days
        if event > answers.as_of:
            gathered.leave_out(
                row.number, profile.event, row.cells[profile.event], _to_come(event, answers.as_of)
            )
            continue
        if report < event:
            gathered.leave_out(
                row.number, profile.report, row.cells[profile.report], _before_its_event(event)
            )
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
        profile=profile,
        series=(series,),
        rows=gathered.rows,
        notes=(*gathered.notes, *findings.notes(series)),
        questions=(),
        faults=tuple(gathered.faults),
        events=tuple(pairs),
    )


def _to_come(day: date, as_of: date) -> Unread:
    """A period that had not begun on the day on which its count was known."""
    return Unread(
        "after_as_of",
        Message(
            f"{day} comes after {as_of}, the day on which this was known: correct the date, or say "
            "--as-of.",
            f"Le {day} vient après le {as_of}, jour où ceci était connu : corrigez la date, ou "
            "précisez --as-of.",
        ),
    )


def _no_day(text: str) -> Unread:
    return Unread("no_date", Message(f"“{text}” is no day.", f"« {text} » n’est pas un jour."))


def _before_its_event(event: date) -> Unread:
    return Unread(
        "before_event",
        Message(
            f"The report comes before its event of {event}.",
            f"Le signalement précède l’événement du {event}.",
        ),
    )


__all__ = ["Answers", "Imported", "Swapped", "Unreadable", "read_file"]
