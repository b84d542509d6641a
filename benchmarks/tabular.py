"""Reading other people's tables: how fast a dry run is, and whether its memory grows."""

import csv
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter, process_time

import xlsxwriter

from veille import tabular
from veille.tabular import Field, Kind, Message, Schema

from .tables import Measured, met, number

TARGET_ROWS_A_SECOND = 50_000
ROWS, ROWS_SMALL = 100_000, 5_000
LARGE_BYTES, LARGE_BYTES_SMALL = 200_000_000, 2_000_000
#: Memory may differ by so much between a tenth of the file and all of it.
FLAT = 1.3
_MB = 1_000_000

_WORDS = {"heroin": "heroin", "fentanyl": "fentanyl", "cocaine": "cocaine", "MDMA": "mdma"}


def _field(name: str, kind: Kind = Kind.TEXT, **more: object) -> Field:
    return Field(name=name, label=Message(name, name), kind=kind, **more)  # type: ignore[arg-type]


SCHEMA = Schema(
    name="benchmark.samples",
    label=Message("samples", "échantillons"),
    fields=(
        _field("sample"),
        _field("date", Kind.DATE, required=True),
        _field("site"),
        _field("city"),
        _field("sold as", Kind.WORD, words=_WORDS, several=";"),
        _field("fentanyl strip", Kind.WORD, words={"Positive": "positive", "Negative": "negative"}),
        _field("share", Kind.NUMBER, unit="%", least=Decimal(0), most=Decimal(100)),
        _field("mass", Kind.NUMBER, unit="mg"),
        _field("overdose", Kind.YES_NO),
        _field("notes"),
    ),
)


def run(small: bool) -> list[Measured]:
    count = ROWS_SMALL if small else ROWS
    table = Measured(
        "tabular: a dry run over somebody’s samples",
        f"{count:,} made-up rows of {len(SCHEMA.fields)} columns, one process; the survey of dates "
        "and numbers, every cell read, every row’s key, faults gathered. Each sample has a label "
        "of its own and a mass that is seldom written twice. Wall time.",
        ["", "rows a second", "µs a row", f"≥ {TARGET_ROWS_A_SECOND:,}"],
        limit="Python: reading a text that was not seen before; others are one look-up.",
    )
    with tempfile.TemporaryDirectory() as folder:
        comma, semicolon = Path(folder) / "comma.csv", Path(folder) / "semicolon.csv"
        _write(comma, count)
        _write(semicolon, count, french=True)
        _add(table, "CSV: UTF-8, comma, ISO dates", comma, count)
        _add(table, "… Windows, semicolon, decimal commas, dd/mm/yyyy", semicolon, count)
        book = Path(folder) / "book.xlsx"
        _write_book(book, comma)
        _add(table, "… as an XLSX", book, count, target=False)
        began = perf_counter()
        with comma.open(newline="") as file:
            for _row in csv.reader(file):
                pass
        spent = (perf_counter() - began) / count
        table.add(
            "peer: csv.reader alone, nothing read", number(1 / spent), number(spent * 1e6), ""
        )
        return [table, _memory(Path(folder), LARGE_BYTES_SMALL if small else LARGE_BYTES)]


def _write(path: Path, count: int, *, french: bool = False) -> None:
    chance = random.Random(1)
    sign, encoding = (";", "cp1252") if french else (",", "utf-8")
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=sign)
        writer.writerow([field.name for field in SCHEMA.fields])
        for place in range(count):
            writer.writerow(_row(chance, place, french))


def _row(chance: random.Random, place: int, french: bool) -> list[str]:
    day = date(2018, 1, 1) + timedelta(days=place % 2_500)
    share, mass = f"{chance.random() * 100:.1f}", f"{chance.random() * 90:.2f}"
    if french:
        share, mass = share.replace(".", ","), mass.replace(".", ",")
    return [
        f"{place:012x}",
        day.strftime("%d/%m/%Y") if french else day.isoformat(),
        chance.choice(("Walk-in", "Mail-in", "Fixe")),
        chance.choice(("Québec", "Montréal", "Gatineau")),
        ";".join(chance.sample(tuple(_WORDS), chance.choice((1, 1, 2))))
        .replace(";", "," if french else ";")
        .replace(",", ";"),
        chance.choice(("Positive", "Negative", "n/a")),
        share,
        mass,
        chance.choice(("oui", "non") if french else ("yes", "no")),
        "",
    ]


def _write_book(path: Path, comma: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    with comma.open(newline="") as file:
        for place, row in enumerate(csv.reader(file)):
            sheet.write_row(place, 0, row)
    book.close()


def _add(table: Measured, what: str, path: Path, count: int, *, target: bool = True) -> None:
    spent = []
    for _round in range(3):
        began = perf_counter()
        done = dry(path)
        spent.append((perf_counter() - began) / count)
        assert done.rows == count, (done.rows, done.faults[:3])
    each = min(spent)
    verdict = met(1 / each >= TARGET_ROWS_A_SECOND) if target else ""
    table.add(what, number(1 / each), number(each * 1e6), verdict)


def dry(path: Path) -> tabular.DryRun:
    table = tabular.open_table(path)
    language = "fr" if table.dialect and table.dialect.delimiter == ";" else "en"
    profile = tabular.from_proposals(
        tabular.propose(table, SCHEMA), SCHEMA, name="benchmark", language=language
    )
    return tabular.dry_run(table, SCHEMA, profile)


_MEASURE = """
import resource, sys
from pathlib import Path
from benchmarks.tabular import dry
dry(Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def _memory(folder: Path, size: int) -> Measured:
    table = Measured(
        "tabular: memory, by the size of the file",
        "The largest memory of a process of its own that dry-runs a CSV of that size, Python and "
        "the modules included. Four bytes a row for each column of dates are kept, and a page.",
        ["", "rows", "seconds of processor", "MB at most", f"≤ × {FLAT} of a tenth"],
        limit="16 MiB note which rows were seen; the rest is Python.",
    )
    a_row = 95
    peaks = []
    for part in (10, 1):
        path = folder / f"large{part}.csv"
        count = size // part // a_row
        _write(path, count)
        began = process_time()
        done = subprocess.run(
            [sys.executable, "-c", _MEASURE, path],
            capture_output=True,
            text=True,
            check=True,
            env=_environment(),
        )
        spent = process_time() - began
        peaks.append(int(done.stdout))
        flat = met(peaks[-1] <= FLAT * peaks[0]) if part == 1 else ""
        table.add(
            f"{path.stat().st_size / _MB:,.0f} MB",
            f"{count:,}",
            number(spent),
            number(peaks[-1] / _MB),
            flat,
        )
        path.unlink()
    return table


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
