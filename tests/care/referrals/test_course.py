"""The course of a referral: every state × every verb, by the table; late entries; corrections."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.care import corrections
from veille.care.referrals import actions, facts, reads, state
from veille.care.referrals.course import ALLOWED, LEADS_TO
from veille.care.referrals.tables import ReferralRow
from veille.care.referrals.words import ClosingReason, Need, Status, Verb, Way
from veille.care.words import CorrectionReason
from veille.ledger import replay
from veille.ledger.facts import Entry
from veille.ledger.ids import new_id
from veille.ledger.recording import entries, words_key
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated
from veille.ledger.vault import vault

from ..scene import arrive, leave, welcome
from .scene import A_DAY, SITE, all_rows, days_ago, make, offer, place, referral_in, written

on_site = pytest.mark.usefixtures("site")


def do(verb: Verb, referral: str, to: str) -> Any:
    told: dict[Verb, Callable[[], Any]] = {
        Verb.ACCEPT: lambda: actions.accept(by="noor", referral=referral),
        Verb.DECLINE: lambda: actions.decline(by="noor", referral=referral),
        Verb.MAKE: lambda: actions.make(
            by="noor", referral=referral, destination=to, way=Way.THEMSELVES
        ),
        Verb.RESCHEDULE: lambda: actions.reschedule(by="noor", referral=referral, appointment=None),
        Verb.ATTEND: lambda: actions.attend(by="noor", referral=referral),
        Verb.MISS: lambda: actions.miss(by="noor", referral=referral),
        Verb.CLOSE: lambda: actions.close(by="noor", referral=referral, reason=ClosingReason.LOST),
    }
    return told[verb]()


#: What can be done from where; everything else is refused. Written apart from `course.ALLOWED`.
POSSIBLE = {
    "offered": "accept decline make close",
    "accepted": "decline make close",
    "declined": "accept",
    "made": "attend miss reschedule make close",
    "missed": "reschedule attend make close",
    "attended": "close",
    "closed": "",
}
CASES = [(status, verb) for status in Status.values for verb in Verb.values]


@on_site
@pytest.mark.parametrize(("status", "verb"), CASES)
def test_each_verb_from_each_state(status: str, verb: str) -> None:
    to = place()
    referral = referral_in(status, to)
    assert referral.status == status
    before = written()
    if verb not in POSSIBLE[status].split():
        with pytest.raises(Refused) as refused:
            do(Verb(verb), referral.id, to.id)
        assert written() == before
        assert "Nothing" in str(refused.value) or "nothing" in str(refused.value)
        return
    after = do(Verb(verb), referral.id, to.id)
    row = reads.referral(referral.id)
    assert row.status == after.status == LEADS_TO[Verb(verb)]
    assert row.version == referral.version + 1


def test_the_table_has_every_state_and_leads_everywhere() -> None:
    assert set(ALLOWED) == set(Status)
    assert set(LEADS_TO) == set(Verb)
    assert {Status.OFFERED, *LEADS_TO.values()} == set(Status)


@on_site
def test_what_can_be_done_instead_stands_in_the_sentence() -> None:
    referral = offer()
    with pytest.raises(Refused, match="“They accept”"):
        actions.attend(by="noor", referral=referral.id)


@on_site
def test_an_offer_with_its_answer_is_two_entries_of_one_time() -> None:
    visit = arrive(welcome("lynx")).id
    yes = offer(visit=visit, accepted=True, note="wants a bed tonight")
    assert (yes.status, yes.accepted_at) == (Status.ACCEPTED, yes.offered_at)
    assert [e.kind.rsplit(".", 1)[1] for e in entries(yes.id)] == ["offered", "accepted"]
    assert vault().open(yes.person, entries(yes.id)[0].body.note) == "wants a bed tonight"
    no = offer(Need.DETOX, visit=visit, accepted=False)
    assert (no.status, no.open) == (Status.DECLINED, False)
    assert reads.things_of_visit(visit) == [yes.id, no.id]
    assert reads.things_of_person(yes.person) == [yes.id, no.id]


@on_site
def test_a_referral_is_for_somebody() -> None:
    with pytest.raises(Malformed, match="whom"):
        actions.offer(by="noor", place=SITE, need=Need.INCOME)
    with pytest.raises(Absent):
        actions.offer(by="noor", place=SITE, need=Need.INCOME, visit=new_id())
    with pytest.raises(Absent):
        actions.offer(by="noor", place=SITE, need=Need.INCOME, person=new_id())
    here = arrive(at=days_ago(1))
    with pytest.raises(Malformed, match="before the visitor arrived"):
        offer(visit=here.id, days=2)


@on_site
def test_nothing_new_is_written_about_somebody_forgotten() -> None:
    person = welcome("lynx")
    visit = arrive(person)
    kept = offer(visit=visit.id, note="asks for a lawyer")
    leave(visit, consumed=False, reason="mind")
    corrections.forget(by="noor", person=person)
    assert vault().open(person, entries(kept.id)[0].body.note) is None
    with pytest.raises(Absent):
        offer(person=person)
    with pytest.raises(Refused, match="forgotten"):
        actions.accept(by="noor", referral=kept.id, note="more words")
    assert actions.accept(by="noor", referral=kept.id).status is Status.ACCEPTED


@on_site
def test_a_form_sent_twice_is_one_entry() -> None:
    referral, submission = offer(), new_id()
    actions.accept(by="noor", referral=referral.id, submission=submission)
    before = written()
    with pytest.raises(Repeated):
        actions.accept(by="noor", referral=referral.id, submission=submission)
    assert written() == before


@on_site
def test_a_stale_tap_is_told_who_was_first() -> None:
    referral = offer()
    actions.accept(by="luc", referral=referral.id)
    with pytest.raises(Refused, match="changed this meanwhile"):
        actions.decline(by="noor", referral=referral.id, seen=referral.version)


@on_site
def test_an_entry_filled_in_late_must_fit_where_it_falls() -> None:
    to = place()
    referral = referral_in("made", to)
    before = written()
    with pytest.raises(Malformed, match="before the referral was offered"):
        actions.attend(by="noor", referral=referral.id, at=days_ago(11))
    with pytest.raises(Malformed, match="cannot follow"):
        actions.attend(by="noor", referral=referral.id, at=days_ago(9))
    assert written() == before
    went = actions.attend(by="noor", referral=referral.id, at=days_ago(5))
    assert went.attended_at is not None
    assert went.made_at is not None
    assert round((went.attended_at - went.made_at) / A_DAY, 3) == 3


@on_site
def test_an_appointment_is_not_missed_before_its_time_nor_made_after_it() -> None:
    to, referral = place(), offer(days=3)
    with pytest.raises(Malformed, match="lies before it was made"):
        make(referral, to, appointment=days_ago(1))
    coming = make(referral, to, appointment=days_ago(-2))
    with pytest.raises(Malformed, match="missed it yet"):
        actions.miss(by="noor", referral=coming.id)
    moved = actions.reschedule(by="noor", referral=coming.id, appointment=days_ago(-4))
    assert moved.made_at == coming.made_at
    assert moved.waits_from == moved.appointment


@on_site
def test_made_to_another_place_it_waits_anew() -> None:
    first, second = place("A"), place("B")
    referral = referral_in("missed", first)
    moved = make(referral, second)
    assert (moved.destination, moved.status) == (second.id, Status.MADE)
    assert moved.made_at == moved.since > referral.made_at  # type: ignore[operator]


@on_site
def test_closing_keeps_what_came_of_it() -> None:
    to = place()
    outcomes = {}
    for status in ("offered", "made", "missed", "attended"):
        referral = referral_in(status, to)
        closed = actions.close(by="noor", referral=referral.id, reason=ClosingReason.LOST)
        outcomes[status] = closed.outcome.value
    assert outcomes == {
        "offered": "closed",
        "made": "closed",
        "missed": "missed",
        "attended": "attended",
    }


def _entry(number: int, body: Any, after: int) -> Entry:
    at = days_ago(30).replace(microsecond=0) + timedelta(hours=after)
    return Entry(
        f"{number:032x}", "n" * 32, number, body.kind, "r" * 32, SITE, at, at, "noor", False, body
    )


BODIES = st.sampled_from(
    [
        facts.Accepted(),
        facts.Declined(),
        facts.Made("d" * 32, Way.PHONE),
        facts.Made("e" * 32, Way.FORM),
        facts.Rescheduled(),
        facts.Attended(),
        facts.Missed(),
        facts.Closed(ClosingReason.OTHER),
    ]
)


@given(st.lists(BODIES, max_size=8), st.randoms(use_true_random=False))
def test_the_fold_goes_by_when_things_happened(bodies: list[Any], rng: Any) -> None:
    """In whatever order entries were noted, and whatever is missing between them."""
    told = [_entry(0, facts.Offered(Need.HOUSING), 0)]
    told += [_entry(n, body, n) for n, body in enumerate(bodies, 1)]
    straight = state.fold_referral("r" * 32, told, len(told))
    shuffled = list(told)
    rng.shuffle(shuffled)
    assert state.fold_referral("r" * 32, shuffled, len(told)) == straight
    assert state.fold_referral("r" * 32, told[1:], len(bodies)) is None
    assert straight is not None
    if any(isinstance(body, facts.Closed) for body in bodies):
        assert straight.status is Status.CLOSED


@pytest.mark.usefixtures("site_on_either")
def test_tables_say_the_same_after_a_rebuild() -> None:
    to = place()
    for status in Status.values:
        referral_in(status, to)
    before = all_rows()
    assert len({row["status"] for row in before if "status" in row}) == len(Status)
    replay.rebuild()
    assert all_rows() == before


def correct(about: str, number: int, **change: Any) -> Any:
    entry = entries(about)[number].id
    return corrections.correct(by="marie", entry_id=entry, why=CorrectionReason.TYPED, **change)


def strike(about: str, number: int) -> Any:
    entry = entries(about)[number].id
    return corrections.strike(by="marie", entry_id=entry, why=CorrectionReason.TYPED)


@on_site
def test_a_wrong_tap_is_struck_out_from_the_last_to_the_first() -> None:
    referral = referral_in("missed", place())
    before = written()
    for number in (0, 1):  # the offer, and the making: something follows from each
        with pytest.raises(Refused):
            strike(referral.id, number)
    assert written() == before
    assert strike(referral.id, 2).status is Status.MADE
    assert strike(referral.id, 1).status is Status.OFFERED
    assert strike(referral.id, 0) is None
    assert not ReferralRow.objects.exists()


@on_site
def test_a_correction_is_held_to_the_rules_of_the_first_wording() -> None:
    to, other = place(), place("Clinique", needs=(Need.HIV_HCV,))
    referral = referral_in("made", to)
    made = entries(referral.id)[1]
    with pytest.raises(Refused, match="does not list Clinique for housing"):
        correct(referral.id, 1, body=facts.Made(other.id, Way.PHONE))
    with pytest.raises(Refused, match="does not list Le Havre for detox"):
        correct(referral.id, 0, body=facts.Offered(Need.DETOX, referral.visit))
    with pytest.raises(Malformed, match="before the referral was offered"):
        correct(referral.id, 1, at=days_ago(12))
    assert reads.referral(referral.id).version == referral.version
    fixed = correct(referral.id, 1, body=facts.Made(to.id, Way.ACCOMPANIED, made.at), note="walked")
    assert (fixed.way, fixed.appointment) == (Way.ACCOMPANIED, made.at)


@on_site
def test_words_about_a_referral_are_sealed_for_whom_it_is() -> None:
    person = welcome("lynx")
    known, unknown = offer(person=person), offer()
    assert words_key(known.id) == known.words_key == person
    assert words_key(unknown.id) == unknown.words_key == unknown.visit
    note = correct(known.id, 0, words="prefers mornings") and entries(known.id)[0].body.note
    assert vault().open(person, note) == "prefers mornings"
