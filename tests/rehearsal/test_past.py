"""A week that was played keeps the rules of the floor and the published rates."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt

from veille.care import reads
from veille.care.rehearsed import network
from veille.care.rehearsed.network import CACTUS_VISITS_A_DAY, PLACES
from veille.care.rehearsed.overdoses import OVERDOSES_PER_1000_VISITS
from veille.care.rehearsed.past import RUN_UP
from veille.care.tables import DutyRow, OverdoseRow, PersonRow, SameRow, SiteRow, VisitRow
from veille.care.words import Intervention, Outcome, Stage
from veille.ledger import chain, store
from veille.ledger.vault import vault

from . import happenings
from .conftest import STAFF, Week

#: Chance alone keeps a count within so many standard deviations, but for one time in 15,000.
DEVIATIONS = 4


def test_network_has_the_published_seats() -> None:
    seats = {place.slug: len(place.seats) for place in PLACES}
    assert seats.pop("cactus") == 10
    assert sum(seats.values()) == 9


def test_set_up_twice_opens_each_site_once(week: Week) -> None:
    before = len(happenings.written())
    network.set_up(by=STAFF[0].account)
    assert SiteRow.objects.count() == len(PLACES)
    assert len(happenings.written()) == before


def test_every_fact_is_marked_as_rehearsed(week: Week) -> None:
    facts = happenings.written()
    assert all(fact.rehearsal for fact in facts)
    # All but the one that began the node.
    assert len(facts) == week.played.facts + 1


def test_facts_are_noted_at_the_hour_played(week: Week) -> None:
    facts = happenings.written()
    assert all(week.begins <= fact.noted <= week.ends for fact in facts)
    with store.cursor() as cursor:
        assert chain.verify(store.in_chain_order(cursor)).sound


def test_floor_keeps_its_rules(week: Week) -> None:
    happenings.check_the_floor()


def test_visits_come_near_what_was_expected(week: Week) -> None:
    before_run_up = VisitRow.objects.filter(site="cactus", arrived_at__lt=week.ends - RUN_UP)
    expected = CACTUS_VISITS_A_DAY * week.days
    # Days are busier and quieter by design (weekend, first of the month): up to a tenth.
    assert abs(before_run_up.count() - expected) < 0.1 * expected + DEVIATIONS * sqrt(expected)


def test_overdoses_come_at_the_published_rate_and_nobody_dies(week: Week) -> None:
    expected = OVERDOSES_PER_1000_VISITS * VisitRow.objects.count() / 1000
    found = OverdoseRow.objects.count()
    assert abs(found - expected) <= DEVIATIONS * sqrt(expected)
    assert not OverdoseRow.objects.filter(outcome=Outcome.DIED).exists()


def test_doses_of_naloxone_are_two_to_three_minutes_apart(week: Week) -> None:
    for overdose in OverdoseRow.objects.filter(doses__gt=1):
        doses = [
            step["at"] for step in overdose.steps if step["what"] == Intervention.NALOXONE.value
        ]
        for earlier, later in pairwise(map(datetime.fromisoformat, doses)):
            assert timedelta(minutes=2) <= later - earlier <= timedelta(minutes=3)


def test_few_people_make_most_visits(week: Week) -> None:
    visits = Counter(VisitRow.objects.exclude(person="").values_list("person", flat=True))
    ranked = sorted(visits.values(), reverse=True)
    tenth = len(ranked) // 10
    assert sum(ranked[:tenth]) > 0.25 * sum(ranked)
    assert ranked[0] >= 5
    assert ranked[len(ranked) // 2] <= 3
    assert PersonRow.objects.count() == len(visits) + SameRow.objects.count()


def test_everybody_leaves(week: Week) -> None:
    here = VisitRow.objects.exclude(stage=Stage.LEFT)
    assert all(week.ends - visit.arrived_at < timedelta(hours=3) for visit in here)


def test_floor_of_the_moment_is_populated_whatever_the_hour(week: Week) -> None:
    stages = Counter(
        VisitRow.objects.filter(site="cactus")
        .exclude(stage=Stage.LEFT)
        .values_list("stage", flat=True)
    )
    assert stages[Stage.SEATED] >= 3
    assert sum(stages.values()) >= 6
    roles = set(DutyRow.objects.filter(site="cactus", ended_at=None).values_list("role", flat=True))
    assert roles == {"coordinator", "nurse", "peer"}


def test_whoever_leaves_without_consuming_has_a_reason(week: Week) -> None:
    without = VisitRow.objects.filter(consumed=False)
    assert without.exists()
    assert not without.filter(reason="").exists()
    assert not VisitRow.objects.filter(consumed=True).exclude(reason="").exists()


def test_entries_are_corrected_now_and_then_and_notes_are_sealed(week: Week) -> None:
    kinds = Counter(fact.kind for fact in happenings.written())
    assert 0 < kinds["ledger.entry.corrected"] < 0.05 * kinds["care.visit.arrived"]
    assert kinds["care.visit.noted"] > 0
    noted = next(f for f in happenings.written() if f.kind == "care.visit.noted")
    assert b" " not in bytes(noted.body)


def test_people_are_found_again_by_their_handle(week: Week) -> None:
    person = PersonRow.objects.exclude(handle="").first()
    assert person is not None
    handle = vault().open(person.id, person.handle)
    assert handle is not None
    assert vault().find(handle) == [person.id]


def test_nobody_is_on_duty_in_two_places(week: Week) -> None:
    spans: dict[str, list[tuple[object, object]]] = {}
    for duty in DutyRow.objects.order_by("began_at"):
        spans.setdefault(duty.account, []).append((duty.began_at, duty.ended_at))
    for of_one in spans.values():
        for (_, ended), (began, _) in pairwise(of_one):
            assert ended is not None
            assert ended <= began


def test_a_record_that_was_made_by_mistake_is_joined_to_the_visitors_own(week: Week) -> None:
    joined = SameRow.objects.filter(joined=True)
    assert joined
    for pair in joined:
        one, two = (vault().open(id, reads.person(id).handle) for id in (pair.person, pair.other))
        assert one == two
