"""Outreach of a played week: plausible, and little."""

from veille.care.outreach import reads
from veille.care.outreach.tables import CountRow, OutingRow, ProfileRow, StopRow
from veille.care.reads import site
from veille.care.rehearsed.network import PLACES
from veille.care.words import SiteKind
from veille.ledger import store

from .conftest import Week

TRUCK = next(place for place in PLACES if place.kind is SiteKind.TRUCK)
#: Facts a day of the whole network, at most: all rooms share what a demo may hold.
MOST_A_DAY = 25


def test_every_place_tells_the_public_something_and_keeps_its_hours(week: Week) -> None:
    assert ProfileRow.objects.filter(public=True).count() == len(PLACES)
    for place in PLACES:
        hours = reads.hours_open(place.slug, week.begins, week.ends)
        assert all(0 < each <= 17 for each in hours.values()), place.slug
    assert StopRow.objects.count() == 4


def test_most_stops_come_as_planned(week: Week) -> None:
    known = [
        each
        for each in reads.occurrences(site(TRUCK.slug), week.begins.date(), week.ends.date())
        if week.begins < each.begins and each.ends < week.ends
    ]
    came = [each for each in known if each.outing and each.outing.departed_at]
    assert len(came) >= 0.8 * len(known)
    assert OutingRow.objects.filter(late_minutes__gt=0).exists()
    assert all(abs((o.here_from - o.begins).total_seconds()) < 3_600 for o in came)


def test_visits_happen_at_its_stops(week: Week) -> None:
    counted = reads.visits_by_stop(TRUCK.slug, week.begins, week.ends)
    at_stops = sum(number for corner, number in counted.items() if corner)
    assert set(counted) - {""} <= {row.corner for row in StopRow.objects.all()}
    assert at_stops > counted.get("", 0)


def test_people_are_met_outside_and_the_room_stays_small(week: Week) -> None:
    for place in PLACES:
        assert reads.bulk_contacts(place.slug, week.begins, week.ends) > 0
    assert CountRow.objects.count() < 7 * 10
    with store.cursor() as cursor:
        facts = [f for f in store.in_chain_order(cursor) if f.kind.startswith("care.outreach.")]
    assert len(facts) < MOST_A_DAY * week.days


def test_it_is_marked_as_a_rehearsal(week: Week) -> None:
    for model in (ProfileRow, StopRow, OutingRow, CountRow):
        assert not model.objects.filter(rehearsal=False).exists()
