"""The rows of a file as its profile says, page by page; memory holds one page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import itemgetter

from .cells import Reader, reader
from .columns import Column, OnFault, Swapped
from .marks import Marked
from .messages import Message, Unread
from .profile import Fit, Profile, fit
from .repeats import Repeats
from .schema import Field, Schema, Value
from .source import PAGE_ROWS, Cell, Rows, Table, rows
from .survey import KEPT_READINGS, Survey, survey
from .swapped import swap


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell, or one row, that could not be read. `row` is the spreadsheet’s own number."""

    row: int
    heading: str
    text: str
    code: str
    message: Message


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, column by column: `columns[field][i]` is of the row `rows[i]`.

    Only rows without a fault are in it. `keys[i]` is the row’s own: the same row of the same
    content has it in any file, and the second of two equal rows has another one.
    """

    rows: Sequence[int]
    columns: Mapping[str, Sequence[Value]]
    keys: Sequence[str]
    faults: Sequence[Fault]
    share: float

    def records(self) -> Iterator[tuple[int, str, dict[str, Value]]]:
        """(row, key, its values by field)."""
        names, columns = list(self.columns), list(self.columns.values())
        for place, row in enumerate(self.rows):
            values = {name: column[place] for name, column in zip(names, columns, strict=True)}
            yield row, self.keys[place], values

    def left_out(self) -> list[Fault]:
        """The faults for which a row is not in it; others left a cell out alone."""
        kept = set(self.rows)
        return [fault for fault in self.faults if fault.row not in kept]


def pages(
    table: Table,
    schema: Schema,
    profile: Profile,
    *,
    page_rows: int = PAGE_ROWS,
    surveyed: Survey | None = None,
) -> Iterator[Page]:
    """Every row that can be read, and every fault, in the order of the file.

    What `profile` leaves open stays a fault (“can be read in two ways”): see `dry_run`.
    """
    surveyed = surveyed or survey(table, schema, profile)
    fitted = fit(surveyed.settle(profile), table.headings)
    reading = _Reading(table, schema, profile, fitted, surveyed)
    for page in rows(table, page_rows):
        yield reading.page(page)


class _Reading:
    """One run over a file: a reader for each column, and what it read so far."""

    def __init__(
        self, table: Table, schema: Schema, profile: Profile, fitted: Fit, surveyed: Survey
    ) -> None:
        self._table, self._schema = table, schema
        self._columns = [
            _ColumnReading(place, column, schema.field(column.field), profile, surveyed)
            for place, column in enumerate(fitted.columns)
            if column is not None and column.field
        ]
        here = {column.field.name for column in self._columns}
        self._missing = [f for f in schema.fields if f.required and f.name not in here]
        self._repeats = Repeats(schema.name)

    def page(self, page: Rows) -> Page:
        numbers, cells, faults = _even(page, self._table)
        if self._missing and len(numbers):
            faults.append(_no_column(numbers[0], self._missing))
            return Page([], {}, [], faults, page.share)
        bad: set[int] = {fault.row for fault in faults}
        columns: dict[str, list[Value]] = {}
        plain: dict[str, list[str]] = {}
        for column in self._columns:
            values, found = column.read(numbers, cells)
            columns[column.field.name] = values
            plain[column.field.name] = column.plain
            faults += found
            if column.column.on_fault is OnFault.LEAVE_ROW_OUT:
                bad.update(fault.row for fault in found)
        if self._schema.checks:
            faults += self._checked(numbers, columns, bad)
        keys = self._keys(numbers, columns, bad, plain)
        if bad:
            kept = [place for place, number in enumerate(numbers) if number not in bad]
            columns = {name: [of[place] for place in kept] for name, of in columns.items()}
            numbers = [numbers[place] for place in kept]
        faults.sort(key=lambda fault: fault.row)
        return Page(numbers, columns, keys, faults, page.share)

    def _checked(
        self, numbers: Sequence[int], columns: Mapping[str, list[Value]], bad: set[int]
    ) -> list[Fault]:
        found = []
        for number, record in zip(numbers, _rows(columns), strict=True):
            if number in bad:
                continue
            for check in self._schema.checks:
                message = check(record)
                if message is not None:
                    found.append(Fault(number, "", "", "row", message))
                    bad.add(number)
                    break
        return found

    def _keys(
        self,
        numbers: Sequence[int],
        columns: Mapping[str, list[Value]],
        bad: set[int],
        plain: Mapping[str, Sequence[str]],
    ) -> list[str]:
        """Of each row that is kept."""
        known_by = self._schema.known_by
        if known_by is not None:
            read = zip(numbers, _rows(columns), strict=True)
            return [self._repeats.key(known_by(row)) for number, row in read if number not in bad]
        names = [name for name in self._schema.key if name in plain] or sorted(plain)
        numbered = not (self._schema.key and set(self._schema.key) <= plain.keys())
        rows = zip(*(plain[name] for name in names), strict=True)
        return [
            self._repeats.key("\x1f".join(row), numbered=numbered)
            for number, row in zip(numbers, rows, strict=True)
            if number not in bad
        ]


def _rows(columns: Mapping[str, Sequence[Value]]) -> Iterator[dict[str, Value]]:
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


class _ColumnReading:
    def __init__(
        self, place: int, column: Column, field: Field, profile: Profile, surveyed: Survey
    ) -> None:
        self.place, self.column, self.field = place, column, field
        self._read: Reader = reader(field, column, profile.language)
        self._known: dict[Cell, Value | Unread] = {}
        self._plain: dict[Cell, str] = {}
        #: The values of the last page as a row’s key takes them: the same however written.
        self.plain: list[str] = []
        self._unread = False
        self._mend = surveyed.swapped_rows(column.heading)

    def read(
        self, numbers: Sequence[int], rows: Sequence[Sequence[Cell]]
    ) -> tuple[list[Value], list[Fault]]:
        cells: list[Cell] = list(map(itemgetter(self.place), rows))
        known = self._known
        if len(known) > KEPT_READINGS:
            known.clear()
            self._plain.clear()
            self._unread = False
        for cell in set(cells).difference(known):
            value = self._read(cell)
            known[cell] = value
            self._plain[cell] = plain_text(value)
            self._unread = self._unread or isinstance(value, Unread)
        values = [known[cell] for cell in cells]
        plain = self._plain
        self.plain = [plain[cell] for cell in cells]
        faults: list[Fault] = []
        if self._unread:
            for at, value in enumerate(values):
                if isinstance(value, Unread):
                    faults.append(
                        Fault(
                            numbers[at],
                            self.column.heading,
                            _text(cells[at]),
                            value.code,
                            value.message,
                        )
                    )
                    values[at] = None
        if self._mend:
            faults += self._mended(numbers, cells, values)
        return values, faults  # type: ignore[return-value]  # what was unread is None by now

    def _mended(
        self, numbers: Sequence[int], cells: Sequence[Cell], values: list[Value | Unread]
    ) -> list[Fault]:
        """Days whose day and month changed places: put right, or asked about."""
        faults = []
        for at, number in enumerate(numbers):
            if number not in self._mend or self.column.swapped is Swapped.KEEP:
                continue
            value = values[at]
            other = swap(value) if isinstance(value, date) else None
            if isinstance(value, date) and other and self.column.swapped is Swapped.MEND:
                values[at] = value.replace(month=other.month, day=other.day)
                self.plain[at] = plain_text(values[at])
            else:
                faults.append(
                    Fault(
                        number,
                        self.column.heading,
                        _text(cells[at]),
                        "swapped",
                        _seems_swapped(_text(cells[at]), other),
                    )
                )
        return faults


def _even(page: Rows, table: Table) -> tuple[Sequence[int], list[Sequence[Cell]], list[Fault]]:
    """The rows of a page, each as wide as the headings; those that are not, and cells of a
    formula without a result, as faults."""
    width = len(table.headings)
    faults: list[Fault] = []
    if all(len(cells) == width for cells in page.cells) and not table.without_result:
        numbers, kept = page.numbers, list(page.cells)
    else:
        numbers, kept = [], []
        for number, cells in zip(page.numbers, page.cells, strict=True):
            fault = _uneven(number, cells, width, table)
            if fault is None:
                numbers.append(number)
                kept.append((*cells[:width], *[""] * (width - len(cells))))
            else:
                faults.append(fault)
    if page.cut_short and len(numbers):
        number = numbers[-1]
        numbers, kept = numbers[:-1], kept[:-1]
        faults.append(Fault(number, "", "", "cut_short", _CUT_IN_QUOTES))
    if page.share >= 1 and faults and not table.ends_with_newline:
        faults = [
            replace(f, code="cut_short", message=_CUT_SHORT)
            if f.code == "few_cells" and f.row == max(page.numbers)
            else f
            for f in faults
        ]
    return numbers, kept, faults


_DELIMITERS = {
    ",": Message("a comma", "une virgule"),
    ";": Message("a semicolon", "un point-virgule"),
    "\t": Message("a tab", "une tabulation"),
}


def _parted(filled: int, width: int, delimiter: str) -> Message:
    """Of a row with more cells than headings: what may have parted one of them."""
    by = _DELIMITERS.get(delimiter, Message(f"“{delimiter}”", f"«\u202f{delimiter}\u202f»"))
    if not delimiter:
        return Message(
            f"{filled} cells, but {width} headings.", f"{filled} cellules, mais {width} titres."
        )
    return Message(
        f"{filled} cells, but {width} headings: is {by.en} inside a cell, without quotation marks "
        "around it?",
        f"{filled} cellules, mais {width} titres\u00a0: y a-t-il {by.fr} dans une cellule, sans "
        "guillemets autour\u202f?",
    )


def _uneven(number: int, cells: Sequence[Cell], width: int, table: Table) -> Fault | None:
    filled = len(cells)
    while filled and cells[filled - 1] == "":
        filled -= 1
    if filled > width:
        return Fault(
            number,
            "",
            "",
            "many_cells",
            _parted(filled, width, table.dialect.delimiter if table.dialect else ""),
        )
    if table.dialect is not None and len(cells) < width and filled < width:
        return Fault(
            number,
            "",
            "",
            "few_cells",
            Message(
                f"{len(cells)} cells, but {width} headings.",
                f"{len(cells)} cellules, mais {width} titres.",
            ),
        )
    for place in range(width):
        if (number, place) in table.without_result:
            return Fault(number, table.headings[place], "", "no_result", _NO_RESULT)
    return None


def _no_column(row: int, missing: Sequence[Field]) -> Fault:
    en = ", ".join(field.label.en for field in missing)
    fr = ", ".join(field.label.fr for field in missing)
    return Fault(
        row,
        "",
        "",
        "no_column",
        Message(
            f"No column of the file is: {en}. Say which one it is.",
            f"Aucune colonne du fichier n’est : {fr}. Précisez laquelle.",
        ),
    )


def _seems_swapped(text: str, other: object) -> Message:
    return Message(
        f"“{text}” lies far from the rows around it; {other} would not. Day and month seem to have "
        "changed places.",
        f"« {text} » est loin des lignes voisines; le {other} ne le serait pas. Le jour et le mois "
        "semblent inversés.",
    )


def _text(cell: Cell) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def plain_text(value: Value | Unread) -> str:
    """A value as one text, the same however its cell was written: 2,50 and 2.5 are one."""
    match value:
        case None | Unread():
            return ""
        case str():
            return value
        case Decimal():
            return format(value.normalize(), "f")
        case tuple():
            return "\x1e".join(value)
        case Marked():
            return f"\x1d{value.mark} {value.written}"
        case _:
            return str(value)


_CUT_SHORT = Message(
    "The file seems cut short: its last row is not whole.",
    "Le fichier semble tronqué : sa dernière ligne est incomplète.",
)
_CUT_IN_QUOTES = Message(
    "A quotation mark opens here and never closes: the rest of the file cannot be read.",
    "Un guillemet s’ouvre ici et ne se ferme jamais : le reste du fichier est illisible.",
)
_NO_RESULT = Message(
    "The cell holds a formula whose result was never saved. Open the workbook, save it, and choose "
    "it again.",
    "La cellule contient une formule dont le résultat n’a jamais été enregistré. Ouvrez le "
    "classeur, enregistrez-le et choisissez-le de nouveau.",
)
