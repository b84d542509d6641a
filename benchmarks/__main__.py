"""Run the benchmarks, or those named; a full run writes docs/benchmarks.md."""

import argparse
import importlib
from datetime import date
from pathlib import Path

from rich.console import Console

from . import installations, machine
from .tables import Measured

NAMES = ("record", "transfer", "growth", "board", "report", "law")
REPORT = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--small", action="store_true", help="small sizes, nothing written")
    told = parser.parse_args()
    unknown = [name for name in told.names if name not in NAMES]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    console = Console(highlight=False, width=120)
    tables: list[Measured] = []
    try:
        for name in told.names or NAMES:
            for table in importlib.import_module(f"benchmarks.{name}").run(told.small):
                table.show(console)
                tables.append(table)
    finally:
        installations.remove_all()
    if not told.small and not told.names:
        REPORT.write_text(report(tables))


def report(tables: list[Measured]) -> str:
    lines = [f"| {what} | {value} |" for what, value in machine.described()]
    head = f"""# Benchmarks

Written by `make benchmarks` on {date.today().isoformat()}; do not edit. Each number stands beside
its peer or limit, measured in the same run. The machine was busy with other work: read the ratios.

| | |
| --- | --- |
{chr(10).join(lines)}"""
    return "\n\n".join([head, *(table.markdown() for table in tables)]) + "\n"


if __name__ == "__main__":
    main()
