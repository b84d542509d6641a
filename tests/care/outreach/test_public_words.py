"""Profile, hours and dates of their own; and people counted in bulk. On both databases."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from veille.care import corrections
from veille.care.outreach import actions, facts, reads
from veille.care.outreach.facts import Counted, DaySaid, ProfileSaid, Span
from veille.care.outreach.tables import CountRow, DayRow, HoursRow, ProfileRow
from veille.care.outreach.words import Done, Offer, Setting
from veille.care.reads import site as site_row
from veille.care.words import CorrectionReason
from veille.ledger import clock, replay
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused

from .scene import AUTUMN, EVENING, FIRST, TRUCK, ZONE, at

pytestmark = pytest.mark.usefixtures("stops")

ROWS = (ProfileRow, HoursRow, DayRow, CountRow)
SAID = ProfileSaid(
    "rue Berger, près de Sainte-Catherine",
    "514-555-0142",
    "Sonnez.",
    "Ring the bell.",
    (Offer.INJECTION, Offer.NALOXONE),
)
NIGHTS = tuple((Span(14 * 60, 6 * 60),) for _day in range(7))
#: The fixture's place serves here too: a site that keeps hours and has a truck as well.
PLACE = {"by": "isa", "place": TRUCK}


def say_hours(week: facts.Week = NIGHTS, first: date = FIRST) -> Any:
    return actions.say_hours(first=first, week=week, **PLACE)


def test_the_last_profile_holds() -> None:
    actions.say_profile(said=SAID, **PLACE)
    actions.say_profile(said=msgspec.structs.replace(SAID, phone=""), **PLACE)
    row = reads.profile(TRUCK)
    assert row is not None
    assert (row.phone, row.offers, ProfileRow.objects.count()) == (
        "",
        ["injection", "naloxone"],
        1,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": " "},
        {"address": "x" * 121},
        {"phone": "call us"},
        {"phone": "1"},
        {"way_en": ""},
        {"way_fr": ""},
        {"way_fr": "x" * 301},
    ],
    ids=str,
)
def test_a_profile_that_cannot_be_read_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        actions.say_profile(said=msgspec.structs.replace(SAID, **wrong), **PLACE)
    assert not ProfileRow.objects.exists()


@pytest.mark.parametrize(
    "week",
    [
        NIGHTS[:6],
        ((Span(0, 1440),), *NIGHTS[1:]),
        ((Span(14 * 60, 15 * 60), Span(14 * 60 + 30, 16 * 60)), *NIGHTS[1:]),
        ((Span(14 * 60, 6 * 60),), (Span(5 * 60, 7 * 60),), *NIGHTS[2:]),
        ((Span(5 * 60, 7 * 60),), *NIGHTS[1:6], (Span(20 * 60, 6 * 60),)),
    ],
    ids=["six days", "at 24:00", "over each other", "into Tuesday", "Sunday into Monday"],
)
def test_hours_that_cannot_be_are_refused(week: facts.Week) -> None:
    with pytest.raises(Malformed):
        say_hours(week)


def local(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def test_a_date_of_its_own_and_back_to_the_week() -> None:
    say_hours()
    day = EVENING.date()
    actions.say_day(day=day, spans=(), word_fr="Congé", word_en="Holiday", **PLACE)
    assert reads.doors(site_row(TRUCK), local(day, 15)).until is None
    assert [(row.day, row.word_en) for row in reads.days(TRUCK, FIRST)] == [(day, "Holiday")]
    actions.say_day(day=day, spans=(Span(14 * 60, 20 * 60),), **PLACE)
    assert reads.doors(site_row(TRUCK), local(day, 15)).until == local(day, 20)
    actions.keep_day(day=day, **PLACE)
    assert reads.doors(site_row(TRUCK), local(day, 15)).until == local(day + timedelta(days=1), 6)
    assert not DayRow.objects.exists()
    with pytest.raises(Absent):
        actions.keep_day(day=day, **PLACE)


@pytest.mark.parametrize(
    "wrong",
    [
        DaySaid(FIRST, (Span(600, 700), Span(650, 800))),
        DaySaid(FIRST, (Span(-1, 700),)),
        DaySaid(FIRST, (), "Congé", ""),
        DaySaid(FIRST, (), "x" * 121, "y"),
    ],
)
def test_a_date_that_cannot_be_is_refused(wrong: DaySaid) -> None:
    with pytest.raises(Malformed):
        actions.say_day(
            day=wrong.day, spans=wrong.spans, word_fr=wrong.word_fr, word_en=wrong.word_en, **PLACE
        )


def test_hours_open_of_a_site_follow_its_weeks_its_dates_and_the_clock() -> None:
    """Of a place without stops in that time: 16 hours a night, 17 where the clock is set back."""
    for stop in reads.stops(TRUCK):
        actions.end_stop(by="isa", stop=stop.id, last=FIRST)
    say_hours()
    monday = local(date(2026, 10, 26), 7)
    week = reads.hours_open(TRUCK, monday, monday + timedelta(days=7))
    assert week == {n: 17.0 if n == AUTUMN.weekday() else 16.0 for n in range(7)}
    say_hours(tuple((Span(9 * 60, 17 * 60),) for _day in range(7)), date(2026, 10, 30))
    actions.say_day(day=date(2026, 10, 27), spans=(), **PLACE)
    week = reads.hours_open(TRUCK, monday, monday + timedelta(days=7))
    assert list(week.values()) == [16, 0, 16, 16, 8, 8, 8]


# People met outside.


def count(people: int = 3, setting: Setting = Setting.STREET, **other: Any) -> Any:
    return actions.count(people=people, setting=setting, **{**PLACE, **other})


def test_people_are_counted_when_they_were_met() -> None:
    with clock.pretending(at(23)):
        count(3, done=[Done.TALKED, Done.EQUIPMENT, Done.TALKED])
        count(2, Setting.DOOR, at=at(21))
        count(4, Setting.STREET, by="dany", at=at(22))
        assert reads.last_count_by(TRUCK, "dany").people == 4
        assert reads.last_count_by(TRUCK, "nobody") is None
    assert reads.bulk_contacts(TRUCK, at(12), at(6)) == 9
    assert reads.bulk_contacts(TRUCK, at(21), at(22)) == 2
    assert reads.bulk_contacts("cactus", at(12), at(6)) == 0
    assert reads.contacts_by_setting(TRUCK, at(12), at(6)) == {"street": 7, "door": 2}
    assert [row.people for row in reads.counts(TRUCK, at(12), at(6))] == [3, 4, 2]


@pytest.mark.parametrize("people", [0, -1, 501])
def test_a_number_that_nobody_can_have_met_is_refused(people: int) -> None:
    with pytest.raises(Malformed):
        count(people)
    assert not CountRow.objects.exists()


def test_a_count_is_corrected_and_struck() -> None:
    counted = count(30)
    (entry,) = entries(counted.id)
    with pytest.raises(Refused):
        corrections.correct(
            by="isa", entry_id=entry.id, why=CorrectionReason.TYPED, body=Counted(0, Setting.STREET)
        )
    corrections.correct(
        by="isa", entry_id=entry.id, why=CorrectionReason.TYPED, body=Counted(3, Setting.STREET)
    )
    assert CountRow.objects.get().people == 3
    corrections.strike(by="isa", entry_id=entry.id, why=CorrectionReason.TYPED)
    assert not CountRow.objects.exists()


def test_tables_are_what_the_facts_say() -> None:
    actions.say_profile(said=SAID, **PLACE)
    say_hours()
    for day in (FIRST, FIRST + timedelta(days=1)):
        actions.say_day(day=day, spans=(Span(600, 700),), **PLACE)
    actions.keep_day(day=FIRST, **PLACE)
    count()
    before = [list(model.objects.order_by("pk").values()) for model in ROWS]
    replay.rebuild()
    assert before == [list(model.objects.order_by("pk").values()) for model in ROWS]
