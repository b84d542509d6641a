"""A report as it is carried away: CSV and JSON (one long, tidy table), a workbook, plain text."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from veille.disclosure import WITHHELD, Cell, Place

from .tables import Report
from .view import Number, notes, parts, place_names

if TYPE_CHECKING:
    from xlsxwriter import Workbook

#: Figures are given with so many digits after the point.
_DIGITS = 1


@dataclass(frozen=True)
class Line:
    """One number at one place. `value` is empty where it was withheld, or where there is none."""

    period: str
    first_day: str
    last_day: str
    place: str
    place_name: str
    section: str
    table: str
    number: str
    row: str
    unit: str
    value: float | int | None
    withheld: bool
    rehearsal: bool
    inside: bool


@dataclass(frozen=True)
class Carried:
    """A report and how it is to be carried away: what is withheld (None: the inside version),
    for which places, and who asked for the inside version."""

    report: Report
    gone: frozenset[Cell] | None
    places: Sequence[Place]
    asked_by: str = ""

    def lines(self) -> Iterator[Line]:
        period, names = self.report.period, place_names(self.report, self.places)
        for part in parts(self.report, self.gone, self.places):
            for block in part.blocks:
                for row in block.rows:
                    for number, name in zip(row.numbers, names, strict=True):
                        yield Line(
                            period.name,
                            period.first.isoformat(),
                            period.days()[-1].isoformat(),
                            number.place or "network",
                            name,
                            str(part.title),
                            str(block.title),
                            number.name,
                            str(row.label),
                            str(row.unit),
                            _rounded(number.value),
                            number.withheld,
                            self.report.rehearsal,
                            self.gone is None,
                        )

    def notes(self) -> list[str]:
        return notes(self.report, self.gone, self.asked_by)

    def csv(self) -> bytes:
        """In UTF-8, with the mark by which spreadsheets know it."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(each.name for each in fields(Line))
        for line in self.lines():
            writer.writerow(_plain(value) for value in asdict(line).values())
        return ("\ufeff" + out.getvalue()).encode()

    def json(self) -> bytes:
        values = {
            "period": self.report.period.name,
            "inside": self.gone is None,
            "rehearsal": self.report.rehearsal,
            "notes": self.notes(),
            "numbers": [asdict(line) for line in self.lines()],
        }
        return json.dumps(values, ensure_ascii=False, indent=1).encode() + b"\n"

    def xlsx(self) -> bytes:
        """A workbook: one sheet to read, one with the tidy table."""
        import xlsxwriter  # a tenth of a second, which no other command waits for

        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            self._readable(book)
            tidy = book.add_worksheet(_("Numbers"))
            tidy.write_row(0, 0, [each.name for each in fields(Line)])
            for at, line in enumerate(self.lines(), 1):
                tidy.write_row(at, 0, [_plain(value) for value in asdict(line).values()])
            tidy.freeze_panes(1, 0)
        return out.getvalue()

    def _readable(self, book: "Workbook") -> None:
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "bottom": 1})
        whole = book.add_format({"num_format": "#,##0"})
        with_point = book.add_format({"num_format": "#,##0.0"})
        away = book.add_format({"align": "right", "italic": True})
        sheet = book.add_worksheet(_("Report"))
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, len(self.places), 16)
        sheet.write(0, 0, f"{_('Report')} {self.report.period.name}", bold)
        at = 1
        for note in self.notes():
            sheet.write(at, 0, note)
            at += 1
        for part in parts(self.report, self.gone, self.places):
            for block in part.blocks:
                title = f"{block.title} ({block.unit})" if block.unit else str(block.title)
                names = place_names(self.report, self.places)
                sheet.write_row(at + 1, 0, [title, *names], head)
                at += 2
                for row in block.rows:
                    label = str(row.label) if block.unit else f"{row.label} ({row.unit})"
                    sheet.write(at, 0, label)
                    for column, number in enumerate(row.numbers, 1):
                        if number.withheld:
                            sheet.write(at, column, WITHHELD, away)
                        elif number.value is not None:
                            form = with_point if isinstance(number.value, float) else whole
                            sheet.write_number(at, column, number.value, form)
                    at += 1

    def text(self) -> Iterator[str]:
        """For a terminal: what is not nought, in columns."""
        names = place_names(self.report, self.places)
        width = max(10, *(len(name) for name in names)) + 2
        yield f"{_('Report')} {self.report.period.name}"
        yield from self.notes()
        for part in parts(self.report, self.gone, self.places):
            if part.empty:
                continue
            yield ""
            yield str(part.title).upper() + "".join(name.rjust(width) for name in names)
            for block in part.blocks:
                if block.empty:
                    continue
                yield f"{block.title}"
                for row in block.rows:
                    if not row.empty:
                        found = "".join(_shown(number).rjust(width) for number in row.numbers)
                        yield f"  {row.label!s:<46}{found}"


def _rounded(value: float | int | None) -> float | int | None:
    return round(value, _DIGITS) if isinstance(value, float) else value


def _plain(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _shown(number: Number) -> str:
    if number.withheld:
        return WITHHELD
    if number.value is None:
        return "–"
    return f"{number.value:.{_DIGITS}f}" if isinstance(number.value, float) else str(number.value)
