"""A paper sheet is entered with its dates, as a whole or not at all."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from veille.care.paper_sheets import AskedTwice, Row, RowsRefused, Written, enter
from veille.care.people import records
from veille.care.tables import OverdoseRow, PersonRow, VisitRow
from veille.care.words import LeavingReason, Mode, Outcome, Substance
from veille.ledger import clock, store
from veille.ledger.refusal import Refused, Repeated

from .scene import SITE, arrive, leave, welcome

pytestmark = pytest.mark.usefixtures("site")

TUESDAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _on_a_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 11, 29, 20, tzinfo=UTC))


def at(text: str, column: str = "arrived", which: str = "") -> Written:
    return Written(column=column, at=time.fromisoformat(text), which=which)


def row(arrived: str = "22:10", left: str = "22:50", which: str = "", **other: Any) -> Row:
    said = {
        "arrived": at(arrived, which=which),
        "left": at(left, "left") if left else None,
        "mode": Mode.INJECTION,
        "substances": [Substance.DOWN],
        "seat": "1",
    }
    return Row(**{**said, **other})


def sheet(*rows: Row, day: date = TUESDAY, **other: Any) -> list[Any]:
    return enter(by="anna", place=SITE, day=day, rows=rows, **other)


def why(*rows: Row, day: date = TUESDAY) -> dict[int, Refused]:
    with store.cursor() as cursor:
        before = store.count(cursor)
    with pytest.raises(RowsRefused) as refused:
        sheet(*rows, day=day)
    with store.cursor() as cursor:
        assert store.count(cursor) == before
    return refused.value.why


def test_each_row_is_a_visit_of_that_night_and_what_is_after_midnight_is_of_the_next_date():
    welcome("lynx", at=datetime(2026, 1, 1, tzinfo=UTC))
    sheet(
        row("23:50", "00:30", handle="Lynx", seated=at("00:05", "seated")),
        row("08:10", "08:20", seat="", reason=LeavingReason.WAIT),
        row("06:50", "07:20"),
    )
    first, second, third = VisitRow.objects.order_by("arrived_at")
    assert first.arrived_at == datetime(2026, 11, 24, 13, 10, tzinfo=UTC)
    assert (first.consumed, first.reason) == (False, "wait")
    assert second.arrived_at == datetime(2026, 11, 25, 4, 50, tzinfo=UTC)
    assert second.left_at == datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
    assert second.waited_seconds == 15 * 60
    assert third.left_at - third.arrived_at == timedelta(minutes=30)


def test_a_row_that_cannot_be_keeps_all_of_them_out_and_each_says_why():
    found = why(row(), row(handle="nobody"), row("22:10", "22:50", seat="9"), row(left=""))
    assert set(found) == {1, 2, 3}
    said = [str(found[place]) for place in (1, 2, 3)]
    assert "nobody" in said[0]
    assert "9" in said[1]
    assert not VisitRow.objects.exists()


def test_whoever_came_again_since_then_or_is_here_now_can_be_entered():
    person = welcome("lynx", at=datetime(2026, 1, 1, tzinfo=UTC))
    leave(
        arrive(person, at=datetime(2026, 11, 25, 15, tzinfo=UTC)),
        consumed=False,
        reason=LeavingReason.MIND,
        at=datetime(2026, 11, 25, 16, tzinfo=UTC),
    )
    arrive(person)
    sheet(row(handle="lynx"))
    assert VisitRow.objects.filter(person=person).count() == 3
    assert 0 in why(row("22:20", "22:40", handle="lynx"))


def test_a_first_visit_of_that_day_is_ticked_and_found_in_a_later_row():
    sheet(
        row("20:00", "20:30", handle="Renard", first=True), row("23:00", "23:30", handle="renard")
    )
    assert PersonRow.objects.get().welcomed_at == datetime(2026, 11, 25, 1, tzinfo=UTC)
    assert len(set(VisitRow.objects.values_list("person", flat=True))) == 1


def test_a_handle_of_two_records_of_one_visitor_is_theirs():
    first, again = (welcome("lynx", at=datetime(2026, 1, 1, tzinfo=UTC)) for _ in range(2))
    assert 0 in why(row(handle="lynx")), "two people, as long as nobody joined them"
    records.join(by="maude", place=SITE, person=first, other=again)
    sheet(row(handle="lynx"))
    assert VisitRow.objects.get().person in (first, again)


def test_an_overdose_is_entered_with_when_it_ended():
    times = {"overdose": at("22:20", "overdose"), "ended": at("22:45", "ended")}
    sheet(row(**times, outcome=Outcome.RECOVERED))
    assert OverdoseRow.objects.get().ended_at == datetime(2026, 11, 25, 3, 45, tzinfo=UTC)
    assert 0 in why(row("20:00", "20:30", **times, outcome=Outcome.RECOVERED))
    assert 0 in why(row("20:00", "20:30", overdose=at("20:10", "overdose")))


def test_an_hour_that_the_clock_showed_twice_is_asked_where_both_fit():
    night = date(2027, 11, 6)
    asked = why(row("01:20", "02:30"), day=night)[0]
    assert isinstance(asked, AskedTwice)
    assert asked.column == "arrived"
    sheet(row("01:20", "02:30", which="second"), day=night)
    assert VisitRow.objects.get().arrived_at == datetime(2027, 11, 7, 6, 20, tzinfo=UTC)
    # From 01:50 to 01:10: the second one, and nothing is asked.
    sheet(row("01:50", "01:10", which="first"), day=night)
    assert VisitRow.objects.filter(left_at=datetime(2027, 11, 7, 6, 10, tzinfo=UTC)).exists()


def test_an_hour_that_the_clock_left_out_is_said():
    found = why(row("01:50", "02:20"), day=date(2027, 3, 13))[0]
    assert not isinstance(found, AskedTwice)
    assert "02:20" in str(found)


def test_a_sheet_that_is_tried_writes_nothing_and_one_sent_twice_is_one():
    assert len(sheet(row(), row("20:00", "20:30"), only_try=True)) == 2
    assert not VisitRow.objects.exists()
    form = "0" * 32
    sheet(row(), submission=form)
    with pytest.raises(Repeated):
        sheet(row("20:00", "20:10"), submission=form)
    assert VisitRow.objects.count() == 1


def test_a_day_that_has_not_come_is_said():
    assert "22:10" in str(why(row(), day=date(2027, 11, 29))[0])
