"""The log of seizures: of places and substances, never of people; a series for the event study."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.conf import settings
from django.utils.timezone import localdate

from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused
from veille.supply.importing import open_with
from veille.supply.rehearsed import TOWNS, DrugChecking
from veille.supply.schemas import SEIZURES
from veille.supply.seizures import actions, reads
from veille.supply.seizures.actions import Logged
from veille.supply.seizures.facts import Amount
from veille.supply.seizures.state import Seizure
from veille.supply.words import SeizureKind
from veille.watch.dates import day_of
from veille.watch.event_study import event_study

from .scene import SITE

pytestmark = pytest.mark.usefixtures("bench")

HEADINGS = "date,lieu,type,drogue,grammes,référence\n"


def log(**said: object) -> Seizure:
    told = {
        "by": "noor",
        "day": date(2026, 3, 2),
        "what": SeizureKind.STREET,
        "place": "Longueuil",
        "source": "SPAL",
        "amounts": [Amount("fentanyl", 20.5)],
    }
    return actions.log(**{**told, **said})  # type: ignore[arg-type]


def logged(folder: Path, rows: str, headings: str = HEADINGS, *, again: bool = False) -> Logged:
    path = folder / "saisies.csv"
    path.write_text(headings + rows, "utf-8")
    table, profile = open_with(path, "", SEIZURES)
    return actions.log_file(by="noor", source="SPAL", table=table, profile=profile, again=again)


def test_a_seizure_is_of_a_day_a_place_and_what_was_seized(either: None):
    log(amounts=[Amount("fentanyl", 20.5), Amount("cocaine", None, 12)])
    ((row, amounts),) = reads.latest()
    assert (row.at.date(), row.place, row.what) == (date(2026, 3, 2), "Longueuil", "street")
    assert [(one.substance, one.grams, one.units) for one in amounts] == [
        ("fentanyl", 20.5, None),
        ("cocaine", None, 12),
    ]


@pytest.mark.parametrize(
    "place",
    ["310, rue du Tamarac", "12 Main", "H2X 1Y4", "514 555-0113", "jean@example.org"],
)
def test_what_looks_like_somebodys_address_is_refused(place: str):
    with pytest.raises(Malformed, match="nothing here may lead to a person"):
        log(place=place)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"amounts": []}, "at least one substance"),
        ({"amounts": [Amount("fentanyl", -1.0)]}, "fentanyl: a mass is above zero"),
        ({"amounts": [Amount("fentanyl", None, 0)]}, "number of units is above zero"),
        ({"reference": "seized from Jean"}, "no words"),
        ({"day": date(2999, 1, 1)}, "has not come yet"),
        ({"source": " "}, "Write the name"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(said: dict[str, object], sentence: str):
    with pytest.raises(Malformed, match=sentence):
        log(**said)
    assert reads.latest() == []


@pytest.mark.parametrize(
    "said",
    [
        {"place": "chez Jean Tremblay"},
        {"place": "coin Ontario et Saint-Denis"},
        {"place": "3e étage"},
        {"source": "Jean 514-555-1234"},
        {"source": "jean@example.org"},
        {"day": date(1970, 1, 1)},
    ],
)
def test_what_leads_to_a_person_or_to_no_day_is_refused(said: dict[str, object]):
    with pytest.raises(Malformed):
        log(**said)


def test_the_same_again_is_asked_about():
    log(amounts=[Amount("fentanyl", 20.5)])
    with pytest.raises(Refused, match="in the log already"):
        log(amounts=[Amount("Fentanyl", 20.5)])
    log(amounts=[Amount("fentanyl", 20.5)], again=True)
    log(amounts=[Amount("fentanyl", 21)])
    assert len(reads.latest()) == 3


def test_what_looks_like_one_in_the_log_is_asked_about_from_a_file_as_from_the_form(
    tmp_path: Path,
):
    log(amounts=[Amount("fentanyl", 20)], source="a newspaper")
    with pytest.raises(Refused, match="in the log already"):
        log(amounts=[Amount("fentanyl", 20)], place="longueuil")
    rows = "2026-03-02,Longueuil,rue,fentanyl,20,A1\n2026-03-02,Longueuil,rue,fentanyl,20,A2\n"
    asked = logged(tmp_path, rows)
    assert (asked.new, asked.alike, [row for row, _why in asked.refused]) == (0, 2, [2, 3])
    # Its source gave them two numbers: they are two.
    assert logged(tmp_path, rows, again=True).new == 2
    assert (logged(tmp_path, rows).here, logged(tmp_path, rows).alike) == (2, 0)
    log(amounts=[Amount("fentanyl", 20)], what=SeizureKind.MAIL)
    assert len(reads.latest()) == 4


def test_todays_seizure_is_logged_in_the_morning_too():
    today = localdate(clock.now())
    assert log(day=today).at.date() == today


def test_one_reference_is_one_seizure():
    log(reference="2026-0314")
    with pytest.raises(Refused, match="in the log already"):
        log(reference="2026-0314")


def test_rows_of_one_reference_are_one_seizure_and_a_bad_row_stops_nothing(tmp_path: Path):
    done = logged(
        tmp_path,
        "2026-03-02,Longueuil,rue,fentanyl,20,A1\n"
        "2026-03-02,Longueuil,rue,cocaïne,5,A1\n"
        "2026-02-30,Longueuil,rue,fentanyl,1,A2\n"
        '2026-03-05,"310, rue du Tamarac",rue,fentanyl,1,A3\n'
        "2026-03-09,Mirabel,douane,méthamphétamine,-4,A4\n"
        "2026-03-09,Mirabel,douane,méthamphétamine,400,A5\n",
    )
    assert (done.new, done.here) == (2, 0)
    assert [fault.row for fault in done.faults] == [4, 6]
    assert [(row, "address" in str(why)) for row, why in done.refused] == [(5, True)]
    assert [row.place for row, _amounts in reads.latest()] == ["Mirabel", "Longueuil"]


def test_the_headings_that_the_page_announces_are_read_and_others_are_named(tmp_path: Path):
    headings = "date,lieu,genre,substance,masse en grammes,unités,référence,commentaire\n"
    rows = "2025-03-14,Laval,rue,xylasine,12.5,3,2025-1,rien"
    done = logged(tmp_path, rows, headings)
    assert (done.new, done.unread, list(done.unknown)) == (1, ["commentaire"], ["xylasine"])
    ((_row, amounts),) = reads.latest()
    assert [(one.grams, one.units) for one in amounts] == [(12.5, 3)]


def test_the_same_file_twice_adds_nothing_and_a_new_amount_changes_its_seizure(tmp_path: Path):
    row = "2026-03-02,Longueuil,rue,fentanyl,20,A1\n"
    logged(tmp_path, row)
    assert (logged(tmp_path, row).new, logged(tmp_path, row).here) == (0, 1)
    assert logged(tmp_path, row.replace("20,A1", "25,A1")).changed == 1
    ((_row, (amount,)),) = reads.latest()
    assert amount.grams == 25


def test_the_series_is_what_the_event_study_of_watch_reads():
    first = date(2025, 1, 6)
    rng = np.random.default_rng(1)
    events = [first + timedelta(days=int(day)) for day in rng.choice(330, 14, replace=False)]
    for day in events:
        log(day=day)
    log(day=first, amounts=[Amount("cannabis", 1.0)])
    series = reads.series("fentanyl")
    assert [row[0] for row in series] == sorted(day.isoformat() for day in events)
    days = np.arange(day_of(first), day_of(first) + 364)
    at = [day_of(date.fromisoformat(str(row[0]))) for row in series]
    after = {day + lag for day in at for lag in range(1, 8)}
    counts = rng.poisson([6.0 if day in after else 2.0 for day in days])
    week = event_study(days, counts, at, windows=((1, 7),), moves=99)[0]
    assert week.rate_ratio > 2


def test_the_rehearsal_has_seizures_of_its_towns():
    staff = [SimpleNamespace(account="noor", site=SITE, role="nurse")]
    played = DrugChecking(SimpleNamespace(staff=staff), "a seed")
    for _time in range(20):
        played._seizure()
    assert {row.place for row, _amounts in reads.latest()} <= set(TOWNS)
    assert len(reads.latest()) == 20


def test_in_the_evening_tomorrow_has_not_come_though_it_has_in_utc():
    zone = ZoneInfo(settings.TIME_ZONE)
    evening = datetime.combine(localdate(clock.now()), time(20, 30), zone)
    today, tomorrow = evening.date(), evening.date() + timedelta(days=1)
    with clock.pretending(evening):
        assert clock.now().astimezone(UTC).date() == tomorrow
        with pytest.raises(Malformed, match="That day has not come yet"):
            log(day=tomorrow)
        assert log(day=today).at.astimezone(zone).date() == today
