"""The past comes in: how fast a register of visits is tried, and taken in."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time

from veille.care import reads
from veille.care.importing import Where, import_file, importer_named, open_with, try_file

from . import installations
from .tables import Measured, met, number

TARGET_ROWS_A_SECOND = 5_000
VISITS, VISITS_SMALL = 100_000, 2_000
PEOPLE, PEOPLE_SMALL = 3_000, 200
_MODES, _DRUGS = ("inj", "fumé", "nasal"), ("crack", "dilaudid, coke", "fentanyl", "héroïne")


def run(small: bool) -> list[Measured]:
    visits, people = (VISITS_SMALL, PEOPLE_SMALL) if small else (VISITS, PEOPLE)
    table = Measured(
        "import: a register of visits",
        f"{visits:,} made-up visits of {people:,} people, a third anonymous, as a French CSV; each "
        "row read, its visitor looked up, times and duplicates checked. Processor time of one "
        "process.",
        ["", "rows a second", f"≥ {TARGET_ROWS_A_SECOND:,}"],
        limit="Python: a row is read, checked and keyed one by one; taken in, it is hashed and "
        "stored as a fact and as a row.",
    )
    here = installations.new(installations.FOLDER / "past")
    folder, handles = installations.FOLDER, _handles(people)
    with here.use():
        where = Where(site=reads.site(installations.SITE), by="", source="register")
        register = folder / "people.csv"
        register.write_text(
            "code;première visite\n" + "".join(f"{h};2023-01-01\n" for h in handles)
        )
        _take_in("people", register, where)
        file = folder / "visits.csv"
        file.write_text("".join(_visits(handles, visits)), "utf-8-sig")
        began = process_time()
        importer = importer_named("visits")
        source, profile = open_with(file, importer, where)
        dry, _reading = try_file(source, profile, importer, where)
        rate = visits / (process_time() - began)
        assert (dry.ready, dry.faulty) == (visits, 0), dry.faults[:3]
        table.add("tried (a dry run)", number(rate), met(rate >= TARGET_ROWS_A_SECOND))
        table.add("taken in", number(visits / _take_in("visits", file, where)), "")
        table.add("the same file again", number(visits / _take_in("visits", file, where, 0)), "")
    here.close()
    return [table]


def _take_in(kind: str, file: Path, where: Where, new: int | None = None) -> float:
    """Processor seconds."""
    importer = importer_named(kind)
    table, profile = open_with(file, importer, where)
    began = process_time()
    done = import_file(importer=importer, where=where, table=table, profile=profile)
    assert new is None or done.new == new
    assert not done.faulty
    return process_time() - began


def _handles(count: int) -> list[str]:
    chance = random.Random(1)
    letters = ("".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=4)) for _each in range(count))
    return [f"{chance.choice('FMX')}-{of}-{chance.randint(1960, 2000)}" for of in set(letters)]


def _visits(handles: list[str], count: int) -> Iterator[str]:
    chance, at = random.Random(2), datetime(2023, 4, 1, 10)  # as a file has it
    yield "code;arrivée;départ;voie;substance;place\n"
    for _each in range(count):
        at += timedelta(minutes=chance.randint(1, 9))
        if at.month in (3, 11) or at.hour < 4:  # no change of the clock, which would be asked
            at += timedelta(days=30 * (at.month in (3, 11)), hours=4 * (at.hour < 4))
        who = chance.choice(handles) if chance.random() < 0.67 else ""
        left = at + timedelta(minutes=30)
        yield (
            f"{who};{at:%Y-%m-%d %H:%M};{left:%Y-%m-%d %H:%M};{chance.choice(_MODES)};"
            f"{chance.choice(_DRUGS)};{chance.randint(1, 12)}\n"
        )
