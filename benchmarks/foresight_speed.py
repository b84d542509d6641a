"""The simulator's speed: person-days a second and bytes a person, beside Starsim and Mesa.

VEILLE_STARSIM names a Python that has starsim and mesa; its dependencies are kept apart from ours.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from math import log1p
from pathlib import Path

import numpy as np

from veille.foresight import evidence
from veille.foresight.compiler import compiled
from veille.foresight.engine.simulation import Result, simulate
from veille.foresight.engine.weeks import bytes_a_person
from veille.foresight.evidence import Parameters
from veille.foresight.model.people import populate
from veille.foresight.model.place import Place
from veille.foresight.streams import philox
from veille.foresight.study.place_file import read_place

from .tables import Measured, met, number, share

START, DAYS = date(2026, 1, 1), 3_650
SIZES, SMALL = (20_000, 100_000, 1_000_000), (20_000,)
TARGET_A_SECOND, TARGET_BYTES, TARGET_RATIO, TARGET_START = 300e6, 64, 20, 5.0
MILLION = 1e6
#: Days of the peers' runs by people: as many as take some seconds.
PEER_DAYS = {20_000: 1_000, 100_000: 400, 1_000_000: 60}
MESA_PEOPLE, MESA_DAYS = 20_000, 30
#: Chances a day of the process that all three run.
RATES = {"stop": 0.00027, "relapse": 0.0011, "overdose": 0.00066, "fatal": 0.0588, "other": 2e-5}


def run(small: bool) -> list[Measured]:
    sizes = SMALL if small else SIZES
    place, _sources = read_place("montreal")
    simulate(populate(place, 1, 100), place, [], evidence.load().values(), START, 7, 1)
    return [_full(place, sizes), _limits(place), _beside(place, sizes)]


def _full(place: Place, sizes: tuple[int, ...]) -> Measured:
    table = Measured(
        "Foresight: the full model, ten years",
        f"Montréal's place and services, all purposes of a day, {DAYS:,} days; wall time "
        "of the run "
        "without making its people. Process seconds say what the run took of the cores: other "
        "work shared them.",
        [
            "people, threads",
            "million person-days a second",
            "… a process second",
            "≥ 300 M/s",
            "bytes a person",
        ],
        limit="looking at days that are not quiet: about one in fifty.",
    )
    p = evidence.load().values()
    for people in sizes:
        some = populate(place, 1, people)
        for threads in (1, 2):
            cpu = time.process_time()
            result = simulate(some, place, [], p, START, DAYS, 1, threads=threads)
            cpu = time.process_time() - cpu
            rate = result.person_days / result.seconds
            table.add(
                f"{people:,}, {threads}",
                number(rate / MILLION),
                number(result.person_days / cpu / MILLION),
                met(rate >= TARGET_A_SECOND),
                f"{bytes_a_person()}, {met(bytes_a_person() <= TARGET_BYTES)}",
            )
    seconds = _first_result()
    table.add("from start to first result, s", number(seconds), "", met(seconds < TARGET_START), "")
    return table


def _first_result() -> float:
    """Seconds of a new process, compiled code on disk, to a result of 1,000 people and 30 days."""
    code = (
        "from datetime import date\n"
        "from veille.foresight import evidence\n"
        "from veille.foresight.engine import simulation\n"
        "from veille.foresight.model import people\n"
        "from veille.foresight.study import place_file\n"
        "place = place_file.read_place('montreal')[0]\n"
        "some = people.populate(place, 1, 1000)\n"
        "simulation.simulate(some, place, [], evidence.load().values(), date(2026, 1, 1), 30, 1)\n"
    )
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


@compiled
def _only_draws(people, weeks, k0, k1):  # type: ignore[no-untyped-def]
    """The draws of quiet weeks and nothing else: the arithmetic that no day can do without."""
    least = np.uint64(0xFFFFFFFF)
    for week in range(weeks):
        for person in range(people):
            for page in range(2):
                a, b, c, d = philox(
                    np.uint64(person),
                    np.uint64(2 * week + page),
                    np.uint64(0),
                    np.uint64(0),
                    k0,
                    k1,
                )
                least = min(least, min(min(a, b), min(c, d)))
    return least


def _limits(place: Place) -> Measured:
    """What the machine allows, measured in the same run on one core."""
    people, weeks = 100_000, 52
    key = np.uint64(1)
    _only_draws(10, 1, key, key)
    began = time.process_time()
    _only_draws(people, weeks, key, key)
    draws = people * weeks * 7 / (time.process_time() - began)
    memory = np.zeros(2**24)
    began = time.process_time()
    for _ in range(5):
        memory.sum()
    bandwidth = 5 * memory.nbytes / (time.process_time() - began)
    cpu = time.process_time()
    result = simulate(
        populate(place, 1, people), place, [], evidence.load().values(), START, 364, 1
    )
    rate = result.person_days / (time.process_time() - cpu)
    # A quiet week reads the bounds of a person once.
    by_memory = bandwidth / 12 * 7
    table = Measured(
        "Foresight: share of what one core allows",
        "Draws alone: two Philox calls a person and week. Memory: 12 bytes read a person and week "
        "at the bandwidth of a sum over 128 MB. Process seconds.",
        ["", "million person-days a second", "share reached"],
    )
    table.add("the full model", number(rate / MILLION), "")
    table.add("arithmetic: the draws alone", number(draws / MILLION), share(rate, draws))
    table.add("memory bandwidth", number(by_memory / MILLION), share(rate, by_memory))
    return table


def _beside(place: Place, sizes: tuple[int, ...]) -> Measured:
    table = Measured(
        "Foresight beside Starsim and Mesa: one reduced process",
        "People stop and take up again, overdose while using, die of a share of overdoses and of "
        "other causes; a draw a person and day in Veille, one for each question in the others. "
        "Starsim 3.7.2 with its common random numbers on, Mesa 3.3.1; Veille on one thread and on "
        "two. Overdoses per 1,000 person-years, in as many days as the peer runs, say that it "
        "is the same process.",
        ["", "million person-days a second", "overdoses per 1,000 person-years", "times Starsim"],
        limit="the peers' runs are shorter, since they are slower, and leave out making their "
        "people; Veille's are ten years, with the first bounds of all people.",
    )
    bare, p = _reduced(place)
    for people in sizes:
        some = populate(bare, 1, people)
        theirs = _peer("starsim", people, PEER_DAYS[people])
        short = simulate(some, bare, [], p, START, PEER_DAYS[people], 1)
        overdoses = _per_1000(_overdoses(short), short.person_days)
        for threads in (1, 2):
            result = simulate(some, bare, [], p, START, DAYS, 1, threads=threads)
            rate = result.person_days / result.seconds
            times = rate / theirs["rate"] if theirs else 0
            verdict = f", {met(times >= TARGET_RATIO)}" if people == SIZES[-1] else ""
            table.add(
                f"Veille, {people:,}, {threads} thread{'s' * (threads > 1)}",
                number(rate / MILLION),
                overdoses,
                f"{times:.1f}{verdict}" if theirs else "",
            )
        table.add(f"Starsim, {people:,}", *_told(theirs), "")
    table.add(f"Mesa, {MESA_PEOPLE:,}", *_told(_peer("mesa", MESA_PEOPLE, MESA_DAYS)), "")
    return table


def _reduced(place: Place) -> tuple[Place, Parameters]:
    """Veille with every other rate zero and no difference between people."""
    zero = (
        "untreated_hiv_death_year",
        "switch_substance_year",
        "to_smoking_year",
        "to_injecting_year",
        "lose_home_year",
        "gain_home_year",
        "agonist_leave_year",
        "safer_start_year",
        "safer_leave_year",
        "bed_start_year",
        "hcv_treatment_year",
        "hiv_treatment_year",
        "sharing_day",
        "death_age_slope",
        "frequency_power",
        "injury_share",
    )
    one = (
        "injecting_ratio",
        "other_mode_ratio",
        "stimulant_ratio",
        "prior_overdose_ratio",
        "relapse_ratio",
        "women_death_ratio",
        "other_death_ratio",
        "unhoused_death_ratio",
        "agonist_ratio",
        "safer_ratio",
    )
    bare = replace(
        place,
        services=(),
        closed=True,
        police_year=0,
        stopped=0,
        on_agonist=0,
        on_safer=0,
        fentanyl=((START, 0.0),),
    )
    p = (
        evidence.load()
        .values()
        .replaced(
            **dict.fromkeys(zero, 0.0),
            **dict.fromkeys(one, 1.0),
            stop_year=-log1p(-RATES["stop"]) * 365.25,
            relapse_year=-log1p(-RATES["relapse"]) * 365.25,
            overdose_month=1 - (1 - RATES["overdose"]) ** (365.25 / 12),
            fatality_unaided=RATES["fatal"],
            ambulance_ratio=1.0,
            supply_log_sd=1e-9,
            batch_log_sd=1e-9,
            death_at_40_year=-log1p(-RATES["other"]) * 365.25,
        )
    )
    return bare, p


def _overdoses(result: Result) -> int:
    return int(result.person["overdoses"].sum())


def _per_1000(overdoses: float, person_days: float) -> str:
    return number(overdoses / person_days * 365.25 * 1_000)


def _peer(which: str, people: int, days: int) -> dict[str, float]:
    python = os.environ.get("VEILLE_STARSIM", "")
    if not python:
        return {}
    script = Path(__file__).with_name("foresight_peers.py")
    told = [python, str(script), which, str(people), str(days), json.dumps(RATES)]
    done = subprocess.run(told, capture_output=True, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    lived = people * days
    return {"rate": lived / answer["seconds"], "overdoses": answer["overdoses"], "lived": lived}


def _told(peer: dict[str, float]) -> tuple[str, str]:
    if not peer:
        return "not installed (VEILLE_STARSIM)", ""
    return number(peer["rate"] / MILLION), _per_1000(peer["overdoses"], peer["lived"])
