"""Triggers run on the ledger: one draft for one cause, with what raised it, and never spam."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from veille.ledger import clock
from veille.supply import actions as bench
from veille.supply.alerts import actions, reads
from veille.supply.alerts.drafting import NEWS_DAYS, draft_alerts
from veille.supply.alerts.facts import Counted
from veille.supply.alerts.samples import latest_change, samples
from veille.supply.alerts.state import Alert
from veille.supply.alerts.words import SoldAs, Stage, Subject, Sureness
from veille.supply.facts import Finding
from veille.supply.state import Sample
from veille.supply.words import LabMethod, Reading, Strip

from ..scene import control, open_lot, read, take_in
from .scene import approve

pytestmark = pytest.mark.usefixtures("bench")


def analysed(*found: str, expected: str = "down", days_ago: float = 1) -> Sample:
    """A sample of some days ago that a laboratory has answered today."""
    sample = take_in(expected=expected, at=clock.now() - timedelta(days=days_ago))
    return bench.answer_from_laboratory(
        by="noor",
        sample=sample.id,
        laboratory="Santé Canada",
        method=LabMethod.GC_MS,
        findings=[Finding(substance=name) for name in found],
    )


def shown(alert: Alert) -> tuple[str, SoldAs | None]:
    return alert.content.substance, alert.content.sold_as


def test_carfentanil_in_down_is_drafted_with_what_raised_it():
    analysed("fentanyl", days_ago=3)
    sample = analysed("carfentanil", "fentanyl")
    (alert,) = draft_alerts()
    assert shown(alert) == ("carfentanil", SoldAs.OPIOID)
    assert alert.stage is Stage.DRAFT
    assert alert.by == ""
    assert alert.raised is not None
    assert alert.raised.samples == (sample.id,)
    assert alert.content.found == Counted(positive=1, tested=2)
    assert alert.content.sureness is Sureness.LABORATORY
    assert sample.label not in repr(alert)


def test_one_cause_is_drafted_once_however_often_the_triggers_run():
    analysed("carfentanil")
    assert len(draft_alerts()) == 1
    analysed("carfentanil", days_ago=0)
    assert draft_alerts() == []
    later = clock.now() + timedelta(days=20)
    with clock.pretending(later):
        analysed("carfentanil", days_ago=0)
        assert draft_alerts() == []  # the first draft waits on the desk still


@pytest.mark.parametrize(("days", "drafted"), [(13, 0), (16, 1)])
def test_what_was_set_aside_rests_for_two_weeks(days: int, drafted: int):
    analysed("carfentanil")
    (alert,) = draft_alerts()
    actions.drop(by="maude", alert=alert.id)
    with clock.pretending(clock.now() + timedelta(days=days)):
        analysed("carfentanil", days_ago=0)
        assert len(draft_alerts()) == drafted


def test_an_alert_that_is_out_is_not_drafted_again_until_it_is_over():
    analysed("medetomidine")
    (alert,) = draft_alerts()
    actions.publish(by="maude", alert=approve(alert).id)
    with clock.pretending(clock.now() + timedelta(days=27)):
        analysed("medetomidine", days_ago=0)
        assert draft_alerts() == []
    with clock.pretending(clock.now() + timedelta(days=28 + 16)):
        analysed("medetomidine", days_ago=0)
        assert [shown(each) for each in draft_alerts()] == [("medetomidine", SoldAs.OPIOID)]


def test_what_is_long_past_is_no_news():
    analysed("carfentanil", days_ago=NEWS_DAYS + 2)  # a clock put back moves a moment by a day
    assert draft_alerts() == []


def test_a_strip_positive_in_a_stimulant_is_drafted_unless_its_lot_was_stopped():
    lot = open_lot(Strip.FENTANYL)
    read(take_in(expected="cocaine"), lot)
    stopped = open_lot(Strip.FENTANYL, number="F25-0915")
    read(take_in(expected="MDMA"), stopped)
    control(stopped, Reading.NEGATIVE)
    assert len([s for s in samples(reads.today()) if s.readings]) == 1
    (alert,) = draft_alerts()
    assert shown(alert) == ("fentanyl", SoldAs.STIMULANT)
    assert alert.content.sureness is Sureness.STRIP
    assert alert.content.found == Counted(positive=1, tested=1)


def test_anything_learnt_is_seen_by_the_chore():
    before = latest_change()
    sample = take_in()
    taken = latest_change()
    read(sample, open_lot())
    assert len({before, taken, latest_change()}) == 3


def test_an_answer_of_an_earlier_day_is_seen_by_the_chore_too():
    today, earlier = analysed("fentanyl"), analysed("caffeine", days_ago=9)
    before = latest_change()
    bench.answer_from_laboratory(
        by="noor",
        sample=earlier.id,
        laboratory="Santé Canada",
        method=LabMethod.QNMR,
        findings=[Finding(substance="carfentanil")],
        at=today.at - timedelta(days=3),
    )
    assert latest_change() != before


def test_a_sample_in_which_the_laboratory_named_nothing_was_tested():
    analysed("carfentanil")
    empty = take_in(at=clock.now() - timedelta(days=2))
    bench.answer_from_laboratory(
        by="noor",
        sample=empty.id,
        laboratory="Santé Canada",
        method=LabMethod.GC_MS,
        findings=[],
        named_nothing=True,
    )
    (alert,) = draft_alerts()
    assert alert.content.found == Counted(positive=1, tested=2)


def moments(count: int, begins: datetime, ends: datetime, seed: int) -> list[datetime]:
    chance = random.Random(seed)
    span = (ends - begins).total_seconds()
    return sorted(begins + timedelta(seconds=chance.uniform(0, span)) for _ in range(count))


def overdoses(recent: int, visits: int = 200) -> list[Alert]:
    """The triggers beside a quarter of 60 overdoses in 9,000 visits, and two days of this."""
    now = datetime.now(UTC)
    turn, begins = now - timedelta(hours=47), now - timedelta(days=92)
    found = moments(60, begins, turn - timedelta(days=1), 1) + moments(recent, turn, now, 2)
    came = moments(9_000, begins, turn, 3) + moments(visits, turn, now, 4)

    def within(times: list[datetime]):  # type: ignore[no-untyped-def]
        return lambda begins, ends: [at for at in times if begins <= at < ends]

    return draft_alerts({"overdoses": within(found), "visits": within(came)})


def test_many_overdoses_against_the_visits_are_drafted_without_a_number():
    assert overdoses(2) == []
    (alert,) = overdoses(12)
    assert alert.content.subject is Subject.OVERDOSES
    assert alert.content.found is None
    assert alert.raised is not None
    assert alert.raised.samples == ()
    assert overdoses(13) == []


def test_more_visits_explain_more_overdoses():
    assert overdoses(6, visits=1_500) == []
