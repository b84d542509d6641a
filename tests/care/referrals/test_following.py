"""Which referrals wait too long, how long places take, and what the month counts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from veille.care.referrals import actions, reads
from veille.care.referrals.tables import ReferralRow
from veille.care.referrals.words import ClosingReason, Need, Status
from veille.ledger import clock

from ..scene import SITE
from .scene import days_ago, make, offer, place

pytestmark = pytest.mark.usefixtures("site_on_either")


def late() -> list[str]:
    return [row.id for row in reads.waits_too_long(SITE)]


def follow() -> list[str]:
    return [row.id for row in reads.to_follow(SITE)]


def test_an_offer_waits_three_days_and_its_answer_does_not_set_the_clock_back() -> None:
    old, fresh = offer(days=3.1), offer(days=2.9)
    assert (late(), follow()) == ([old.id], [fresh.id])
    actions.accept(by="noor", referral=old.id)
    assert (late(), follow()) == ([old.id], [fresh.id])


def test_news_are_waited_for_seven_days_after_the_appointment() -> None:
    to = place()
    quiet = make(offer(days=9), to, at=days_ago(8.5), appointment=days_ago(7.1))
    recent = make(offer(days=9), to, at=days_ago(8.5), appointment=days_ago(6.9))
    coming = make(offer(days=9), to, at=days_ago(8.5), appointment=days_ago(-3))
    walks_in = make(offer(days=9), to, at=days_ago(7.2))
    assert late() == [walks_in.id, quiet.id]
    assert follow() == [recent.id, coming.id]
    assert [row.id for row in reads.waits_too_long(SITE, clock.now() + timedelta(days=20))] == [
        walks_in.id,
        quiet.id,
        recent.id,
        coming.id,
    ]


@pytest.mark.parametrize(
    ("verb", "left"),
    [
        (lambda id: actions.attend(by="noor", referral=id), []),
        (lambda id: actions.close(by="noor", referral=id, reason=ClosingReason.LOST), []),
        (lambda id: actions.miss(by="noor", referral=id), ["follow"]),
        (lambda id: actions.miss(by="noor", referral=id, at=days_ago(4)), ["late"]),
        (
            lambda id: actions.reschedule(by="noor", referral=id, appointment=days_ago(-1)),
            ["follow"],
        ),
    ],
)
def test_what_ends_a_wait(verb: Callable[[str], object], left: list[str]) -> None:
    referral = make(offer(days=20), place(), at=days_ago(15))
    assert late() == [referral.id]
    verb(referral.id)
    assert (["late"] if late() else []) + (["follow"] if follow() else []) == left
    assert [row.id for row in reads.ended(SITE)] == ([] if left else [referral.id])


def test_waiting_times_are_from_making_to_going() -> None:
    quick, slow = place("Quick"), place("Slow")
    for days in range(1, 11):  # 1, 2, … 10 days
        made = make(offer(days=30), slow, at=days_ago(29))
        actions.attend(by="noor", referral=made.id, at=days_ago(29 - days))
    make(offer(days=20), slow, at=days_ago(19))
    missed = make(offer(days=20), slow, at=days_ago(19))
    actions.miss(by="noor", referral=missed.id)
    make(offer(days=2), quick)
    old = make(offer(days=500), quick, at=days_ago(400))
    actions.attend(by="noor", referral=old.id, at=days_ago(399))
    told = [
        (
            w.name,
            w.made,
            w.attended,
            w.waiting,
            w.median_days and round(w.median_days, 2),
            w.p90_days and round(w.p90_days, 2),
        )
        for w in reads.waiting_times()
    ]
    assert told == [("Slow", 12, 10, 1, 5.0, 9.0), ("Quick", 1, 0, 1, None, None)]
    assert [w.name for w in reads.waiting_times(destination=quick.id)] == ["Quick"]


@pytest.mark.parametrize(
    ("values", "median", "p90"),
    [([], None, None), ([4.0], 4.0, 4.0), ([1.0, 2.0], 1.0, 2.0), ([1.0, 2.0, 9.0], 2.0, 9.0)],
)
def test_quantiles_are_nearest_rank(
    values: list[float], median: float | None, p90: float | None
) -> None:
    assert (reads.quantile(values, 0.5), reads.quantile(values, 0.9)) == (median, p90)


def test_the_month_counts_by_when_it_happened() -> None:
    to = place(needs=(Need.HOUSING, Need.DETOX))
    went = make(offer(days=9), to, at=days_ago(8))
    went = actions.attend(by="noor", referral=went.id, at=days_ago(7))
    actions.close(by="noor", referral=went.id, reason=ClosingReason.COMPLETED)
    make(offer(Need.DETOX, days=9), to, at=days_ago(2))
    offer(days=9, accepted=False)
    offer(days=1)
    span = (days_ago(10), days_ago(5))
    assert reads.referrals_made(SITE, *span) == {"housing": 1}
    assert reads.referral_outcomes(SITE, *span) == {"attended": 1, "declined": 1, "made": 1}
    assert reads.referrals_made("elsewhere", *span) == {}
    assert reads.referral_outcomes(SITE, days_ago(5), clock.now()) == {Status.OFFERED: 1}


def test_the_list_is_found_by_its_index_however_many_referrals_there_were() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by what the table holds")
    for rows in (reads.waits_too_long(SITE), reads.to_follow(SITE)):
        assert "referral_open" in rows.explain()
    assert "referral_since" in reads.ended(SITE).explain()
    made = ReferralRow.objects.filter(site=SITE, made_at__gte=days_ago(9), made_at__lt=days_ago(1))
    assert "referral_made" in made.explain()
