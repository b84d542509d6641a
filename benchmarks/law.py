"""assess() one by one and as columns, beside OpenFisca and a function by hand on one rule.

VEILLE_OPENFISCA names a Python that has openfisca-core; its dependencies are kept apart from ours.
"""

import json
import os
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from time import process_time

import msgspec
import polars as pl

from veille.law import Case, Place, Substance, assess_many, codes, known, read_cases
from veille.law.answer import to_json
from veille.law.case import PLACE_KINDS
from veille.law.columnar import assess_frame, frame_of, law_of
from veille.law.engine import forget_answers

from .tables import Measured, met, number

TARGET_A_SECOND = 100_000
CASES, CASES_SMALL = 200_000, 20_000
ROUNDS = 7
#: What people carry most: the benchmark's cases hold one to three of these.
CARRIED = ("fentanyl", "heroin", "cocaine", "crack", "methamphetamine", "mdma", "lsd", "cannabis")
SO = ("intent_to_traffic", "overdose_caller", "driving", "own_use_shown", "dependent")
FIRST = date(1998, 1, 1)
DAYS = 10_200
_EXCLUDED = ("school", "child_care", "airport", "coast_guard_vessel")
BEFORE, ADULT, MOST = date(2023, 1, 31), 18, Decimal("2.5")


def run(small: bool) -> list[Measured]:
    count = CASES_SMALL if small else CASES
    cases = some_cases(count)
    bc = [
        msgspec.structs.replace(case, jurisdiction="CA-BC", date=date(2023, 6, 1)) for case in cases
    ]
    text = msgspec.json.encode(cases[: count // 10])
    table = Measured(
        "assess(): the law, case by case, in bulk",
        f"{count:,} made-up cases over all {len(codes())} jurisdictions and "
        f"{DAYS // 365} years, one to three substances, one process; seconds of one core's time; "
        f"the best of {ROUNDS} rounds, since other work shares the cores. "
        "assess_frame takes a Polars frame and gives one: outcome, rule, section, why, maximum, "
        "fine, what is open; its rules are compiled anew in each round. OpenFisca and the "
        "function by hand do one rule of British Columbia (age, grams in all, place, not to sell), "
        "over the same cases of that day, and answer yes or no. OpenFisca works on whole columns "
        "of one day: its rate in one simulation is for a census, its rate one by one for a person "
        "who asks.",
        ["", "a second", "µs each", f"≥ {TARGET_A_SECOND:,}"],
        limit="one by one: Python, finding between which limits a case lies, then one look-up; as "
        "columns: some twenty comparisons of whole arrays for each stretch of days.",
    )
    _add(table, "assess_many: all jurisdictions, answers kept from before", cases, assess_many)
    _add(table, "… the first time, nothing kept", cases, _afresh, target=False)
    _add(table, "… British Columbia on one day", bc, assess_many)
    _add(
        table,
        "… from JSON to JSON (veille law assess)",
        [text] * (count // 10),
        _through_json,
        target=False,
    )
    _add(table, "one rule, a Python function by hand", bc, _by_hand, target=False)
    frame = frame_of(cases)
    _add(
        table,
        "assess_frame: the same cases, as columns, nothing kept",
        cases,
        lambda _: _columns(frame),
    )
    one_day = frame_of(bc)
    _add(table, "… British Columbia on one day", cases, lambda _: _columns(one_day))
    for what, rate in _openfisca(bc):
        table.add(
            what,
            rate if isinstance(rate, str) else number(rate),
            "" if isinstance(rate, str) else number(1e6 / rate),
            "",
        )
    return [table]


def _columns(frame: pl.DataFrame) -> object:
    law_of.cache_clear()
    return assess_frame(frame)


def some_cases(count: int) -> list[Case]:
    random = Random(1)
    return [
        Case(
            random.choice(codes()),
            FIRST + timedelta(days=random.randrange(DAYS)),
            random.randrange(14, 80),
            Place(random.choice(PLACE_KINDS)),  # type: ignore[arg-type]
            tuple(
                Substance(name, grams=Decimal(random.randrange(1, 6_000_000)) / 1_000_000)
                for name in random.sample(CARRIED, random.choice((1, 1, 1, 2, 2, 3)))
            ),
            (random.choice(SO),) if random.random() < 0.2 else (),  # type: ignore[arg-type]
        )
        for _ in range(count)
    ]


def _add(
    table: Measured,
    what: str,
    cases: list[object],
    act: Callable[[list[object]], object],
    *,
    target: bool = True,
) -> None:
    seconds = []
    for _round in range(ROUNDS if target else 2):
        began = process_time()
        act(cases)
        seconds.append((process_time() - began) / len(cases))
    each = min(seconds)
    verdict = met(1 / each >= TARGET_A_SECOND) if target else ""
    table.add(what, number(1 / each), number(each * 1e6), verdict)


def _afresh(cases: list[Case]) -> object:
    forget_answers()
    return assess_many(cases)


def _through_json(texts: list[bytes]) -> object:
    cases, _many = read_cases(texts[0], known())
    return to_json(assess_many(cases))


def _by_hand(cases: list[Case]) -> list[bool]:
    return [
        case.date >= BEFORE
        and case.age >= ADULT
        and sum([each.grams or 0 for each in case.substances]) <= MOST
        and case.place.kind not in _EXCLUDED
        and "intent_to_traffic" not in case.circumstances
        for case in cases
    ]


def _openfisca(cases: list[Case]) -> list[tuple[str, float | str]]:
    """The rule over the same cases, answered as Veille’s own rule answers each of them."""
    python = os.environ.get("VEILLE_OPENFISCA", "")
    names = ("OpenFisca: one rule, one simulation for all", "OpenFisca: one rule, one by one")
    if not python:
        return [(name, "not installed (VEILLE_OPENFISCA)") for name in names]
    script = Path(__file__).with_name("law_openfisca.py")
    told = [
        {
            "age": case.age,
            "grams": float(sum(each.grams or 0 for each in case.substances)),
            "excluded_place": case.place.kind in _EXCLUDED,
            "to_sell": "intent_to_traffic" in case.circumstances,
        }
        for case in cases
    ]
    done = subprocess.run(
        [python, script], input=json.dumps(told), capture_output=True, text=True, check=True
    )
    rates = json.loads(done.stdout)
    wanted = sum(_by_hand(cases))
    if rates["exempt"] != wanted:
        return [(name, f"answers {rates['exempt']}, not {wanted}") for name in names]
    return list(zip(names, (rates["in_one"], rates["one_by_one"]), strict=True))
