"""The drug supply: import, replay of a real file beside a simple rule, calibration of intervals.

The real file is British Columbia's, 2018 to 2020, in ../shared/data or where VEILLE_DATA says; it
is read and never copied. Without it, what needs it says so.
"""

import os
from datetime import date, timedelta
from pathlib import Path
from time import process_time

import numpy as np

from veille import tabular
from veille.supply.importing import open_with, samples
from veille.supply.records import Sample
from veille.supply.schemas import SAMPLES
from veille.supply.sequential import rising
from veille.supply.tested import share_tested
from veille.supply.triggers import (
    Draft,
    Kind,
    Trigger,
    drafts,
    load_triggers,
    shuffled,
    streams,
    two_within_a_week,
)
from veille.tabular import Profile, Table

from . import supply_calibration, supply_spectra
from .tables import Measured, met, number

TARGET_SAMPLES_A_SECOND = 5_000
TARGET_RESULT_MS = 100
RESULT_PAGES, RESULT_PAGES_SMALL = 200, 20
DATA = Path(os.environ.get("VEILLE_DATA", Path(__file__).parents[2] / "shared" / "data"))
FILE = DATA / "drug_checking_bc_2018_2020.csv"
TARGET_ROWS_A_SECOND = 50_000
SHUFFLES, SHUFFLES_SMALL = 200, 5
DAYS_A_YEAR = 365.25
#: An alert that compares nothing says in how many of how many tested in so many days.
DAYS_LOOKED_BACK = 28
#: Substance → the day by which a replay must have drafted an alert of it.
MUST_BE_THERE = {
    "etizolam": date(2019, 4, 30),
    "carfentanil": date(2019, 5, 31),
    "benzodiazepine": date(2020, 5, 31),
}


def run(small: bool) -> list[Measured]:
    tables = [
        supply_calibration.measured(small),
        *supply_spectra.measured(small),
    ]
    if not FILE.exists():
        tables.append(Measured("The real file", "Not there: set VEILLE_DATA.", ["", ""]))
        return tables
    table, profile = open_with(FILE, "bc-2018")
    began = process_time()
    dry = tabular.dry_run(table, SAMPLES, profile)
    dry_seconds = process_time() - began
    began = process_time()
    found = [sample for batch in samples(table, profile) for _row, _key, sample in batch]
    made_seconds = process_time() - began
    speed = Measured(
        "supply: a real file read",
        f"{dry.rows:,} samples of British Columbia, 2018 to 2020; seconds of one core’s time.",
        ["", "rows a second", f"≥ {TARGET_ROWS_A_SECOND:,}"],
    )
    a_second = dry.rows / dry_seconds
    speed.add("dry run", number(a_second), met(a_second >= TARGET_ROWS_A_SECOND))
    speed.add("… made into samples", number(len(found) / made_seconds), "")
    triggers = load_triggers()
    began = process_time()
    drafted = drafts(found, triggers)
    replay_seconds = process_time() - began
    shuffles = SHUFFLES_SMALL if small else SHUFFLES
    return [
        *tables,
        speed,
        _into_the_ledger(table, profile, small),
        _there(drafted, replay_seconds),
        _drafted(drafted, found),
        _false_alarms(found, triggers, shuffles),
    ]


def _into_the_ledger(table: Table, profile: Profile, small: bool) -> Measured:
    from . import installations

    made = installations.new(installations.FOLDER / "supply")
    with made.use():
        from django.test import Client
        from django.urls import reverse
        from tests.supply.scene import open_lot, read, take_in

        from veille.supply import actions
        from veille.supply.facts import Component, Finding
        from veille.supply.imports.actions import import_file
        from veille.supply.words import LabMethod, Strip

        written = Measured(
            "supply: into the ledger, and out on a phone",
            "Each sample one fact in a hash chain, in parts of 500 that are committed, with its "
            "read tables; seconds of one core's time. The result’s page has five strips, a "
            "spectrum and a laboratory’s answer.",
            ["", "", "", ""],
        )
        for what in ("import of the real file", "… the same file again, which adds nothing"):
            began = process_time()
            done = import_file(by="", source="bc", table=table, profile=profile)
            seconds = process_time() - began
            a_second = (done.new + done.here) / seconds
            enough = met(a_second >= TARGET_SAMPLES_A_SECOND)
            target = f"≥ {TARGET_SAMPLES_A_SECOND:,}"
            written.add(what, f"{number(a_second)} a second", target, enough)
        sample = take_in()
        for strip in Strip:
            sample = read(sample, open_lot(strip, number=f"B-{strip}"))
        named = [Component("caffeine", 42.0), Component("fentanyl", 12.0)]
        sample = actions.read_spectrum(by="", sample=sample.id, components=named)
        sample = actions.answer_from_laboratory(
            by="",
            sample=sample.id,
            laboratory="Santé Canada",
            method=LabMethod.GC_MS,
            findings=[Finding("fentanyl", share_percent=11.0), Finding("bromazolam")],
        )
        for what, name, arguments in (
            ("result page", "result-fr", [sample.label]),
            ("… in Arabic", "result-further", ["ar", sample.label]),
        ):
            client, times = Client(), []
            address = reverse(name, args=arguments)
            client.get(address)
            for _ in range(RESULT_PAGES_SMALL if small else RESULT_PAGES):
                began = process_time()
                assert client.get(address).status_code == 200
                times.append(process_time() - began)
            each = 1e3 * float(np.quantile(times, 0.95))
            written.add(
                f"{what}, 95th percentile",
                f"{number(each)} ms",
                f"≤ {TARGET_RESULT_MS} ms",
                met(each <= TARGET_RESULT_MS),
            )
    made.close()
    return written


def _there(drafted: list[Draft], seconds: float) -> Measured:
    table = Measured(
        "supply: what a replay of the real file must have drafted",
        f"Day by day, as it was known on that day; {seconds:.1f} s of one core for all of it.",
        ["", "drafted", "by", "due", ""],
    )
    for substance, due in MUST_BE_THERE.items():
        of = [each for each in drafted if each.substance == substance]
        first = min(of, key=lambda each: each.on, default=None)
        table.add(
            substance,
            first.on.isoformat() if first else "never",
            first.trigger if first else "",
            due.isoformat(),
            met(first is not None and first.on <= due),
        )
    return table


def _drafted(drafted: list[Draft], found: list[Sample]) -> Measured:
    table = Measured(
        "supply: what would have been alerted, and on how many tested",
        "All of British Columbia together; strips positive in stimulants are left out here: "
        f"{sum(each.trigger == 'strip-in-stimulants' for each in drafted)} drafts. Shares are of "
        "those tested; the probability is that of as many where nothing changed.",
        ["on", "trigger", "substance", "sold as", "of those tested", "before", "p"],
    )
    for each in drafted:
        if each.trigger == "strip-in-stimulants":
            continue
        since = each.on - timedelta(days=DAYS_LOOKED_BACK - 1)
        share = each.share or share_tested(
            found, each.substance, each.sold_as, since=since, until=each.on
        )
        before = f"{each.before.positive} of {each.before.tested}" if each.before else ""
        table.add(
            each.on.isoformat(),
            each.trigger,
            each.substance,
            each.sold_as,
            f"{share.positive} of {share.tested}",
            before,
            f"{each.p:.1e}" if each.p is not None else "",
        )
    return table


def _false_alarms(found: list[Sample], triggers: tuple[Trigger, ...], times: int) -> Measured:
    table = Measured(
        "supply: false alarms a year where nothing changes",
        f"Each stream of the real file with its results dealt out anew over its days, {times} "
        "times: within one substance and what it was sold as, all places together. Beside it the "
        "rule that people use: any two positives within seven days, then as long quiet.",
        ["", "tested", "exact test", "promised", "", "two within a week"],
        limit="Bonferroni over looks that overlap: far fewer than promised.",
    )
    chance = np.random.default_rng(1)
    for trigger in triggers:
        if trigger.kind is not Kind.RISING:
            continue
        assert trigger.rising is not None
        promised = trigger.rising.false_alarms_a_year
        for stream in streams(found, trigger):
            days = [day for day, _, _ in stream.tests]
            years = ((max(days) - min(days)).days + 1) / DAYS_A_YEAR
            exact = simple = 0
            for _ in range(times):
                dealt = shuffled(stream, chance)
                exact += len(rising(*dealt.daily(), trigger.rising))
                simple += len(two_within_a_week(dealt, trigger.rising.quiet_days))
            each, other = exact / times / years, simple / times / years
            table.add(
                f"{stream.substance} in {stream.sold_as}s",
                f"{len(days):,}",
                number(each),
                number(promised),
                met(each <= promised),
                number(other),
            )
    return table
