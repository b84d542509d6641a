"""Run the benchmarks, or those named; docs/benchmarks.md takes in what was measured."""

import argparse
import importlib
import os
import re
from datetime import date
from pathlib import Path

from rich.console import Console

from . import installations, machine
from .tables import Measured

NAMES = (
    "record",
    "transfer",
    "sync",
    "growth",
    "board",
    "crowd",
    "report",
    "law",
    "tabular",
    "past",
    "supply",
    "foresight_speed",
    "studies",
    "watch_equal",
    "watch_speed",
    "watch_useful",
    "watch_alarms",
)
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--small", action="store_true", help="small sizes, nothing written")
    parser.add_argument(
        "--keep", action="store_true", help="with --small: written all the same, and marked"
    )
    told = parser.parse_args()
    unknown = [name for name in told.names if name not in NAMES]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    console = Console(highlight=False, width=120)
    parts = parts_of(PAGE.read_text()) if PAGE.exists() else {}
    try:
        for name in told.names or NAMES:
            load = os.getloadavg()[0]
            tables: list[Measured] = importlib.import_module(f"benchmarks.{name}").run(told.small)
            for table in tables:
                table.show(console)
            parts[name] = _part(tables, load, small=told.small)
    finally:
        installations.remove_all()
    if not told.small or told.keep:
        PAGE.write_text(page(parts))


def _part(tables: list[Measured], load: float, *, small: bool) -> str:
    """One benchmark's tables; `load` is how many processes wanted a core when it began."""
    sizes = " Small sizes (`--small --keep`)." if small else ""
    when = f"*On {date.today().isoformat()}; load when it began: {load:.1f}.{sizes}*"
    return "\n\n".join([when, *(table.markdown() for table in tables)])


_MARK = "<!-- part: {} -->"


def parts_of(text: str) -> dict[str, str]:
    """The parts of a page as `page` wrote it, by name."""
    found = re.split(r"^<!-- part: (\w+) -->\n", text, flags=re.M)[1:]
    return {name: part.strip() for name, part in zip(found[::2], found[1::2], strict=True)}


def page(parts: dict[str, str]) -> str:
    lines = [f"| {what} | {value} |" for what, value in machine.described()]
    head = f"""# Benchmarks

Written by `make benchmarks`, or by `python -m benchmarks NAME` for one part; do not edit. Each
number stands beside its peer or limit, measured in the same run. Where the load is above 1, the
machine was busy with other work: read the ratios.

| | |
| --- | --- |
{chr(10).join(lines)}"""
    ordered = [f"{_MARK.format(name)}\n{parts[name]}" for name in NAMES if name in parts]
    return "\n\n".join([head, *ordered]) + "\n"


if __name__ == "__main__":
    main()
