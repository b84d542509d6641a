"""The site's day: it turns in the morning, and has 23 or 25 hours where the clocks change."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from veille.care import actions, facts, reads
from veille.care.tables import SiteRow
from veille.care.words import LeavingReason, Mode, Outcome
from veille.ledger import clock
from veille.ledger.refusal import Absent, Malformed, Refused

from .scene import SITE, ago, arrive, end, find, leave, welcome

TORONTO = ZoneInfo("America/Toronto")
KATHMANDU = ZoneInfo("Asia/Kathmandu")


def _local(text: str, zone: ZoneInfo = TORONTO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


#: A moment, the date of the site's day that it belongs to, and that day's hours.
DAYS = [
    ("2026-03-07T06:59", "2026-03-06", 24),
    ("2026-03-07T07:00", "2026-03-07", 23),
    ("2026-03-08T01:59", "2026-03-07", 23),
    ("2026-03-08T03:00", "2026-03-07", 23),
    ("2026-03-08T07:00", "2026-03-08", 24),
    ("2026-10-31T23:59", "2026-10-31", 25),
    ("2026-11-01T01:30", "2026-10-31", 25),
    ("2026-11-01T06:59", "2026-10-31", 25),
    ("2026-11-01T07:00", "2026-11-01", 24),
]


@pytest.mark.parametrize(("moment", "date", "hours"), DAYS)
def test_a_day_begins_and_ends_on_the_wall_clock(moment: str, date: str, hours: int) -> None:
    site = SiteRow(time_zone="America/Toronto", day_starts_hour=7)
    for at in (_local(moment), _local(moment).astimezone(KATHMANDU)):
        day = reads.day_of(site, at)
        assert day.date.date().isoformat() == date
        assert (day.begins.hour, day.ends.hour) == (7, 7)
        assert day.ends.timestamp() - day.begins.timestamp() == hours * 3600
        assert day.begins.timestamp() <= at.timestamp() < day.ends.timestamp()


def test_the_hour_that_comes_twice_is_of_one_day() -> None:
    site = SiteRow(time_zone="America/Toronto", day_starts_hour=7)
    first = _local("2026-11-01T01:30")
    assert reads.day_of(site, first) == reads.day_of(site, first.replace(fold=1))


@pytest.mark.usefixtures("site")
def test_visits_are_counted_on_the_day_when_they_happened() -> None:
    """Typed in late or not: the night of the clock change counts its 25 hours."""
    for moment in (
        "2026-10-31T06:59",
        "2026-10-31T07:00",
        "2026-11-01T01:30",
        "2026-11-01T06:59",
        "2026-11-01T07:00",
    ):
        arrive(at=_local(moment))
    twice = _local("2026-11-01T01:30").replace(fold=1)
    arrive(at=twice)
    site = reads.site(SITE)
    counted = {
        date: reads.day_counts(site, reads.day_of(site, _local(f"{date}T12:00"))).visits
        for date in ("2026-10-30", "2026-10-31", "2026-11-01")
    }
    assert counted == {"2026-10-30": 1, "2026-10-31": 4, "2026-11-01": 1}
    day = reads.day_of(site, twice)
    assert [visit.arrived_at.timestamp() for visit in reads.visits_of_day(site, day)][1] == (
        twice.timestamp()
    )


@pytest.mark.usefixtures("site")
def test_the_foot_of_the_board_counts_the_day() -> None:
    noon = _local("2026-06-10T12:00")
    with clock.pretending(noon):
        assert reads.day_counts(
            reads.site(SITE), reads.day_of(reads.site(SITE))
        ) == reads.DayCounts(0, 0, 0, 0, 0, None)
        people = [welcome("lynx"), welcome("renard")]
        for hours, person in enumerate([*people, people[0], "", ""]):
            came = noon - timedelta(hours=5 - hours)
            visit = arrive(person, at=came)
            actions.seat(by="a", visit=visit.id, seat="1", at=came + timedelta(minutes=20))
            overdose = find(visit, at=came + timedelta(minutes=30))
            end(overdose, at=came + timedelta(minutes=40))
            leave(visit, at=came + timedelta(minutes=50))
        waiting = arrive(at=noon)
        old = arrive(at=noon - timedelta(days=3))
        end(
            find(old, at=noon - timedelta(days=3)),
            outcome=Outcome.DIED,
            at=noon - timedelta(days=3),
        )
        day = reads.day_of(reads.site(SITE))
        assert reads.day_counts(reads.site(SITE), day) == reads.DayCounts(
            visits=6,
            people=2,
            anonymous=3,
            overdoses=5,
            deaths_since_opening=1,
            median_wait_minutes=20,
        )
        assert reads.visits_of_day(reads.site(SITE), day)[0].id == waiting.id
        assert {row.id for row in reads.on_floor(SITE)} == {waiting.id, old.id}
        assert reads.free_seats() == {SITE: 3}


@pytest.mark.usefixtures("site")
class TestDuty:
    def test_who_comes_on_duty_is_off_duty_elsewhere(self) -> None:
        actions.open_site(
            by="a",
            slug="truck",
            name="L'Anonyme",
            kind=actions.SiteKind.TRUCK,
            seats=[facts.Seat("1", Mode.INJECTION)],
        )
        actions.begin_duty(by="anna", place=SITE, account="anna", role="nurse")
        actions.begin_duty(by="luc", place=SITE, account="luc", role="peer")
        assert [row.account for row in reads.on_duty(SITE)] == ["anna", "luc"]
        with pytest.raises(Refused):
            actions.begin_duty(by="anna", place=SITE, account="anna", role="nurse")
        actions.begin_duty(by="anna", place="truck", account="anna", role="nurse")
        assert [row.account for row in reads.on_duty(SITE)] == ["luc"]
        assert [row.account for row in reads.on_duty("truck")] == ["anna"]

    def test_duty_ends_once(self) -> None:
        began = actions.begin_duty(by="anna", place=SITE, account="anna", role="nurse")
        ended = actions.end_duty(by="anna", account="anna")
        assert (ended.id, ended.site, ended.began_at) == (began.id, SITE, began.began_at)
        assert reads.on_duty(SITE) == []
        with pytest.raises(Refused):
            actions.end_duty(by="anna", account="anna")

    def test_duty_does_not_end_before_it_began(self) -> None:
        actions.begin_duty(by="anna", place=SITE, account="anna", role="nurse", at=ago(30))
        with pytest.raises(Malformed):
            actions.end_duty(by="anna", account="anna", at=ago(31))
        assert actions.end_duty(by="anna", account="anna", at=ago(29)).ended_at is not None

    def test_an_unknown_site_has_no_duty(self) -> None:
        with pytest.raises(Absent):
            actions.begin_duty(by="anna", place="nowhere", account="anna", role="nurse")


@pytest.mark.usefixtures("site")
def test_leaving_frees_the_seat() -> None:
    visit = arrive()
    actions.seat(by="a", visit=visit.id, seat="1")
    assert reads.free_seats() == {SITE: 2}
    leave(visit, consumed=False, reason=LeavingReason.UNWELL)
    assert reads.free_seats() == {SITE: 3}
