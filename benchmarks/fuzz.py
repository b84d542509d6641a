"""Wild requests, or wild commands, for as long as is wanted: `python -m benchmarks.fuzz pages`.

    python -m benchmarks.fuzz pages --to 100000      each form and address, as each role
    python -m benchmarks.fuzz command --to 20000     each command, with wild arguments and files

Goes on where it ended (build/fuzz-….json); `--from 0` begins anew. Exits with 1 where anything
broke: with a server error, or a traceback. Each fault is printed once, with the number that
repeats it.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

from rich.progress import track

from . import installations

STATE = Path(__file__).parent.parent / "build"
#: Then everything is made anew: what was sent has changed much of it.
WORLD = 2_000

Ask = Callable[[int], str]
#: The installation in use.
_world_now = ExitStack()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("what", choices=("pages", "command"))
    parser.add_argument("--from", dest="first", type=int, help="begin with this number")
    parser.add_argument("--to", type=int, default=100_000)
    told = parser.parse_args()
    file = STATE / f"fuzz-{told.what}.json"
    seen: Counter[str] = Counter()
    first = told.first
    if first is None:
        before = json.loads(file.read_text()) if file.exists() else {"next": 0, "faults": {}}
        first, seen = before["next"], Counter(before["faults"])
    STATE.mkdir(exist_ok=True)
    try:
        _go_on(told.what, first, told.to, seen, file)
    finally:
        installations.remove_all()
    print(f"{told.to:,} asked; {seen.total()} broke, in {len(seen)} ways.")
    sys.exit(bool(seen))


def _go_on(what: str, first: int, to: int, seen: Counter[str], file: Path) -> None:
    ask: Ask | None = None
    for number in track(range(first, to), f"{what}, from {first:,}"):
        if ask is None or number % WORLD == 0:
            ask = _pages(number) if what == "pages" else _commands(number)
        if wrong := ask(number):
            fault = _named(wrong)
            if fault not in seen:
                print(f"\n{number}: {wrong}")
            seen[fault] += 1
        if number % 50 == 0:
            file.write_text(json.dumps({"next": number + 1, "faults": seen}))
    file.write_text(json.dumps({"next": to, "faults": seen}))


def _named(wrong: str) -> str:
    """One fault, whatever led to it: its last line, and our own line nearest to it."""
    lines = wrong.strip().splitlines()
    ours = [line.strip() for line in lines if "veille/" in line and "File" in line]
    return " @ ".join([lines[-1][:120], *ours[-1:]])


def _world(number: int) -> installations.Installation:
    made = installations.Installation(installations.FOLDER / f"world-{number}")
    _world_now.close()
    _world_now.enter_context(made.use())
    installations.migrate()
    installations.begin_node("fuzz")
    os.chdir(made.folder)
    return made


def _pages(number: int) -> Ask:
    from tests.web.night import Night
    from tests.web.wild_pages import Pages
    from tests.wild import Wild

    folder = _world(number).folder
    pages = Pages(Night(), Wild(Random(number), folder))
    return lambda n: pages.ask(Random(n))


def _commands(number: int) -> Ask:
    from tests.cli.wild_commands import tried
    from tests.wild import Wild

    folder = _world(number).folder
    installations.actions.open_site(
        by="",
        slug="cactus",
        name="CACTUS",
        kind=installations.SiteKind.FIXED,
        seats=installations.seats(),
    )
    return lambda n: tried(Wild(Random(n), folder))


if __name__ == "__main__":
    main()
