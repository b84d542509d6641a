"""A table as it lies in a file: CSV or a workbook, row by row, in pages."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path

from .dialect import Dialect, key_of, scan
from .folding import folded
from .messages import Message, Unreadable

#: A cell as the file holds it: text, or what a workbook knows to be a number, a day, a time.
Cell = str | float | date | datetime | time
PAGE_ROWS = 5_000
#: Above the headings stand a title and a note or two, never more than this.
_HEADINGS_WITHIN = 20
#: A workbook is unpacked as a whole: a larger one must come as CSV.
LARGEST_WORKBOOK_BYTES = 400_000_000
_WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_END = "\x00end of file"
_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001  # of any day: only its time is used


@dataclass(frozen=True)
class Table:
    """What `open_table` found. `headings_row` counts from 1, as a spreadsheet does; `examples`
    holds the first rows. `key` is the same for two files that hold the same bytes.

    `without_result` are cells of a formula whose result the file does not hold (row, column).
    """

    path: Path
    headings: tuple[str, ...]
    headings_row: int
    examples: tuple[tuple[Cell, ...], ...]
    key: str
    size_bytes: int
    dialect: Dialect | None = None
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    ends_with_newline: bool = True
    notes: tuple[Message, ...] = ()
    without_result: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows in their order. `share` of the file is read by then, 0 to 1."""

    numbers: Sequence[int]
    cells: Sequence[Sequence[Cell]]
    share: float
    cut_short: bool = False


def open_table(
    path: Path, *, sheet: str = "", known_headings: frozenset[str] = frozenset()
) -> Table:
    """Find the table of a file: its dialect, its headings, some rows.

    `known_headings` (folded) help to tell headings from a title above them. `sheet` is of a
    workbook: the first one that holds something, where none is named. Raises Unreadable.
    """
    if path.is_dir():
        raise Unreadable(
            Message(
                f"{path.name} is a folder. Give a file in it.",
                f"{path.name} est un dossier. Donnez un fichier qui s’y trouve.",
            )
        )
    if not path.is_file():
        raise Unreadable(
            Message(f"There is no file {path.name}.", f"Il n’y a pas de fichier {path.name}.")
        )
    table = _workbook(path, sheet) if _is_workbook(path) else _text(path)
    first = list(
        islice(
            chain.from_iterable(
                zip(rows.numbers, rows.cells, strict=True) for rows in _all_rows(table)
            ),
            200,
        )
    )
    filled = [(number, cells) for number, cells in first if any(_written(c) for c in cells)]
    if not filled:
        raise Unreadable(Message("The file holds no row.", "Le fichier ne contient aucune ligne."))
    at = _headings_at([cells for _, cells in filled[:_HEADINGS_WITHIN]], known_headings)
    number, headings = filled[at]
    return replace(
        table,
        headings=_named(headings),
        headings_row=number,
        examples=tuple(tuple(cells) for _, cells in filled[at + 1 : at + 101]),
        notes=(*table.notes, *_notes(table, headings, [c for _, c in filled[at + 1 :]])),
    )


def rows(table: Table, page_rows: int = PAGE_ROWS) -> Iterator[Rows]:
    """The rows below the headings, in pages; empty ones are left out. Memory holds one page."""
    for page in _all_rows(table, page_rows):
        kept = [
            (number, cells)
            for number, cells in zip(page.numbers, page.cells, strict=True)
            if number > table.headings_row and any(cells)
        ]
        yield Rows([n for n, _ in kept], [c for _, c in kept], page.share, page.cut_short)


def _all_rows(table: Table, page_rows: int = PAGE_ROWS) -> Iterator[Rows]:
    return _text_rows(table, page_rows) if table.dialect else _workbook_rows(table, page_rows)


# Text


def _text(path: Path) -> Table:
    found = scan(path)
    return Table(
        path,
        (),
        0,
        (),
        found.key,
        found.size_bytes,
        found.dialect,
        ends_with_newline=found.ends_with_newline,
    )


def _text_rows(table: Table, page_rows: int) -> Iterator[Rows]:
    dialect = table.dialect
    assert dialect is not None
    with table.path.open("rb") as raw:
        text = io.TextIOWrapper(raw, dialect.encoding, dialect.errors, newline="")
        for _ in range(dialect.skip):
            text.readline()
        # Where a quotation mark is never closed, the last cell swallows this line.
        reader = csv.reader(chain(text, [_END]), delimiter=dialect.delimiter)
        number = 1 + dialect.skip
        while True:
            page: list[list[str]] = []
            broken = False
            try:
                page.extend(islice(reader, page_rows))
            except csv.Error:
                broken = True
            ended = broken or len(page) < page_rows
            swallowed = bool(page) and ended and page[-1] != [_END] and not broken
            if page and page[-1] == [_END]:
                page.pop()
                ended = True
            if swallowed and page[-1]:
                page[-1][-1] = page[-1][-1].replace(_END, "").rstrip("\r\n")
            share = min(1.0, raw.tell() / (table.size_bytes or 1))
            yield Rows(
                range(number, number + len(page)),
                page,
                1.0 if ended else share,
                cut_short=broken or swallowed,
            )
            number += len(page)
            if ended:
                return


# Workbooks


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(8)
    packed = head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    if path.suffix.lower() in _WORKBOOKS and head and not packed:
        return False  # what calls itself a workbook is often a text
    return packed


def _workbook(path: Path, sheet: str) -> Table:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                if sum(each.file_size for each in packed.infolist()) > LARGEST_WORKBOOK_BYTES:
                    raise Unreadable(_TOO_LARGE)
        with CalamineWorkbook.from_path(path) as book:
            names = tuple(book.sheet_names)
            if sheet and sheet not in names:
                raise Unreadable(
                    Message(
                        f"There is no sheet “{sheet}”; there are: {', '.join(names)}.",
                        f"Il n’y a pas de feuille « {sheet} »; il y a : {', '.join(names)}.",
                    )
                )
            filled = [name for name in names if book.get_sheet_by_name(name).height]
            chosen = sheet or next(iter(filled), "")
            merged = bool(chosen and book.get_sheet_by_name(chosen).merged_cell_ranges)
    except PasswordError:
        raise Unreadable(_LOCKED) from None
    except (CalamineError, zipfile.BadZipFile, OSError):
        raise Unreadable(_BROKEN) from None
    if not chosen:
        raise Unreadable(Message("The workbook is empty.", "Le classeur est vide."))
    notes = (
        [
            Message(
                "Merged cells: what stands in one is read in each of its rows and columns.",
                "Cellules fusionnées : leur contenu est lu dans chaque ligne et colonne.",
            )
        ]
        if merged
        else []
    )
    others = [name for name in filled if name != chosen]
    if others and not sheet:
        notes.append(
            Message(
                f"Read from the sheet “{chosen}”; there is more in: {', '.join(others)}.",
                f"Lu dans la feuille « {chosen} »; il y en a davantage dans : {', '.join(others)}.",
            )
        )
    return Table(
        path,
        (),
        0,
        (),
        key_of(path),
        path.stat().st_size,
        None,
        chosen,
        names,
        notes=tuple(notes),
        without_result=_without_result(path, names.index(chosen)),
    )


def _workbook_rows(table: Table, page_rows: int) -> Iterator[Rows]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(table.path) as book:
        sheet = book.get_sheet_by_name(table.sheet)
        _top, left = sheet.start or (0, 0)
        height = (sheet.end or (0, 0))[0] + 1
        spans = _spans(sheet.merged_cell_ranges or [])
        corners: dict[tuple[int, int], Cell] = {}
        before, lines = 0, iter(sheet.iter_rows())
        while page := [[*[""] * left, *map(_plain, line)] for line in islice(lines, page_rows)]:
            for row, cells in enumerate(page, before):
                for column, corner in spans.get(row, ()):
                    if (row, column) == corner:
                        corners[corner] = cells[column]
                    elif column < len(cells):
                        cells[column] = corners.get(corner, "")
            numbers = range(before + 1, before + 1 + len(page))
            before += len(page)
            yield Rows(numbers, page, before / height)


def _plain(value: object) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return float(value)
    if isinstance(value, timedelta):
        within_a_day = timedelta(0) <= value < timedelta(1)
        return (_MIDNIGHT + value).time() if within_a_day else str(value)
    assert isinstance(value, str | float | date | time)
    return value


def _spans(
    ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> dict[int, list[tuple[int, tuple[int, int]]]]:
    """By row: each of its merged columns, and the corner that holds what stands there."""
    found: dict[int, list[tuple[int, tuple[int, int]]]] = {}
    for (top, left), (bottom, right) in ranges:
        for row in range(top, bottom + 1):
            found.setdefault(row, []).extend((c, (top, left)) for c in range(left, right + 1))
    return found


_FORMULA = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f(?:>[^<]*</f>|[^>]*/>|[^>]*>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v></v>)?\s*</c>"
)


def _without_result(path: Path, sheet: int) -> frozenset[tuple[int, int]]:
    """Cells of an .xlsx that hold a formula, and no result of it."""
    if not zipfile.is_zipfile(path):
        return frozenset()
    with zipfile.ZipFile(path) as packed:
        name = f"xl/worksheets/sheet{sheet + 1}.xml"
        if name not in packed.namelist():
            return frozenset()
        content = packed.read(name)
        if b"<f" not in content:
            return frozenset()
        return frozenset((int(row), _column(letters)) for letters, row in _FORMULA.findall(content))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# Headings


def _headings_at(first: Sequence[Sequence[Cell]], known: frozenset[str]) -> int:
    """Which of the first rows holds the headings: the one with most that are known, else the
    first that fills most of the width with different words."""

    def fits(cells: Sequence[Cell]) -> tuple[int, bool]:
        words = [folded(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
        width = max(sum(_written(c) for c in row) for row in first)
        full = len(words) > width * 0.5 and len(set(words)) > len(words) * 0.8
        return sum(word in known for word in words), full

    scores = [fits(cells) for cells in first]
    best = max(scores)
    return scores.index(best)


def _named(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Every column has a name, and no two the same."""
    named: list[str] = []
    cells = list(cells)
    while cells and not _written(cells[-1]):
        cells.pop()
    for place, cell in enumerate(cells):
        name = " ".join(str(cell).replace("\ufeff", "").split()) or f"({_letters(place)})"
        count = sum(each == name or each.startswith(f"{name} (") for each in named)
        named.append(f"{name} ({count + 1})" if name in named else name)
    return tuple(named)


def _letters(place: int) -> str:
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(65 + place % 26)


def _written(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True


def _notes(
    table: Table, headings: Sequence[Cell], examples: Sequence[Sequence[Cell]]
) -> Iterator[Message]:
    words = [str(cell) for row in [headings, *examples] for cell in row if isinstance(cell, str)]
    accented = next((word for word in words if any(letter > "\x7f" for letter in word)), "")
    if any("Ã©" in word or "Ã¨" in word or "Ã‰" in word for word in words):
        yield Message(
            "Accents were lost before this file was saved: “Ã©” stands for “é”.",
            "Des accents ont été perdus avant l’enregistrement : « Ã© » est un « é ».",
        )
    elif table.dialect is not None and table.dialect.guessed and accented:
        yield Message(
            f"Accents were read as Windows writes them: is “{accented[:40]}” right?",
            f"Accents lus comme Windows les écrit : « {accented[:40]} » est-il juste?",
        )
    repeated = [name for name in _named(headings) if re.search(r" \(\d+\)$", name)]
    if repeated:
        yield Message(
            f"Two columns have the same heading: {', '.join(repeated)}.",
            f"Deux colonnes ont le même titre : {', '.join(repeated)}.",
        )


_LOCKED = Message(
    "The workbook is locked with a password. Save it without one, then choose it again.",
    "Le classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis "
    "choisissez-le de nouveau.",
)
_BROKEN = Message(
    "The workbook cannot be opened: it is cut short, or is no workbook. Save it again as XLSX or "
    "CSV.",
    "Le classeur ne s’ouvre pas : il est tronqué, ou n’est pas un classeur. Enregistrez-le de "
    "nouveau en XLSX ou en CSV.",
)
_TOO_LARGE = Message(
    "The workbook is too large to be unpacked here. Save it as CSV: that is read at any size.",
    "Le classeur est trop grand pour être ouvert ici. Enregistrez-le en CSV : il sera lu quelle "
    "que soit sa taille.",
)
