"""What a fact costs in a young ledger and in one of a million facts, side by side."""

from collections import defaultdict
from time import perf_counter, thread_time

from veille.care import actions, reads
from veille.care.words import LeavingReason
from veille.ledger import store

from . import history
from .installations import SITE, Installation
from .night import Night
from .tables import Measured, met, middle, number

YOUNG_VISITS = 200
OLD_VISITS_SMALL = 10_000
ACTIONS, ACTIONS_SMALL = 4_000, 600
WARM_UP = 300
PEOPLE = 60
ALLOWED = 1.20


def run(small: bool) -> list[Measured]:
    visits = OLD_VISITS_SMALL if small else history.VISITS
    ledgers = {
        "young": history.copied(history.year(YOUNG_VISITS).site, "young"),
        "old": history.copied(history.year(visits).site, "old"),
    }
    began_with = {name: _facts(ledger) for name, ledger in ledgers.items()}
    nights = {}
    for name, ledger in ledgers.items():
        with ledger.use():
            for visit in reads.on_floor(SITE):
                actions.leave(
                    by="",
                    visit=visit.id,
                    consumed=bool(visit.seated_at),
                    reason=LeavingReason.CLOSING,
                )
            nights[name] = Night(people=PEOPLE)
    wall: dict[tuple[str, str], list[float]] = defaultdict(list)
    cpu: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number_ in range(WARM_UP + (ACTIONS_SMALL if small else ACTIONS)):
        order = list(ledgers) if number_ % 2 else list(ledgers)[::-1]
        for name in order:
            with ledgers[name].use():
                step = next(iter(nights[name]))
                began, cpu_began = perf_counter(), thread_time()
                step.act()
                seconds, cpu_seconds = perf_counter() - began, thread_time() - cpu_began
            if number_ >= WARM_UP:
                for what in (step.name, "all"):
                    wall[name, what].append(seconds * 1e6)
                    cpu[name, what].append(cpu_seconds * 1e6)
    table = Measured(
        "Cost of a fact as the ledger grows",
        f"The same actions on two ledgers in turn, one that began with "
        f"{began_with['young']:,} facts and one that began with {began_with['old']:,}; medians of "
        f"{len(wall['old', 'all']):,} each.",
        ["action", "young, µs", "old, µs", "old / young", "of processor time", f"≤ {ALLOWED}"],
        limit="a level more in each index; ids rise with time, so that indexes grow at their ends.",
    )
    for what in dict.fromkeys(what for _name, what in wall):
        a, b = middle(wall["young", what]), middle(wall["old", what])
        cpu_ratio = middle(cpu["old", what]) / middle(cpu["young", what])
        verdict = met(b / a <= ALLOWED) if what == "all" else ""
        table.add(what, number(a), number(b), f"{b / a:.2f}", f"{cpu_ratio:.2f}", verdict)
    for ledger in ledgers.values():
        ledger.close()
    return [table]


def _facts(ledger: Installation) -> int:
    with ledger.use(), store.cursor() as cursor:
        return store.count(cursor)
