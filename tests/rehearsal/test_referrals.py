"""A week's services and referrals: invented throughout, followed as staff would, and few."""

import re

from veille.care.referrals import policies, reads
from veille.care.referrals.area import REFERRAL
from veille.care.referrals.rehearsed import CLOSED, DIRECTORY
from veille.care.referrals.tables import DestinationRow, GivenRow, ReferralRow
from veille.care.rehearsed.network import PLACES
from veille.ledger import recording, store
from veille.ledger.replay import fold

from .conftest import Week

#: A room adds little to what the floor writes.
LARGEST_SHARE = 0.1


def test_places_are_listed_once_and_nobody_answers_their_phones(week: Week) -> None:
    rows = DestinationRow.objects.all()
    assert sorted(row.name for row in rows) == sorted(one[0] for one in (*DIRECTORY, CLOSED))
    assert all(re.fullmatch(r"514-555-01\d\d", row.phone) for row in rows)
    assert [row.name for row in reads.destinations(closed=True)] == [CLOSED[0]]


def test_referrals_are_in_many_states_and_each_came_there_by_the_rules(week: Week) -> None:
    rows = ReferralRow.objects.all()
    assert {"declined", "made", "attended"} <= {row.status for row in rows}
    for row in rows:
        referral = fold(REFERRAL, row.id, recording.entries(row.id))
        assert referral is not None
        policies.check_course(referral)
        assert row.rehearsal


def test_every_site_gives_services_to_visitors_and_to_those_who_come_by(week: Week) -> None:
    for site in PLACES:
        given = GivenRow.objects.filter(site=site.slug)
        assert given.exclude(visit="").exists()
        assert given.filter(visit="", count__gt=1).exists()


def test_it_stays_cheap(week: Week) -> None:
    with store.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_fact WHERE kind LIKE 'care.referrals.%%'", [])
        ours = cursor.fetchone()[0]
    assert 0 < ours < LARGEST_SHARE * week.played.facts
