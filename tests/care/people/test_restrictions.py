"""Restrictions: they end by themselves, only get shorter, and keep nobody from an answer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.care import actions as floor
from veille.care import corrections
from veille.care import reads as floor_reads
from veille.care.people import actions, facts, reads, state
from veille.care.people.tables import DoorRow, RestrictionRow
from veille.care.people.words import (
    Appeal,
    Decision,
    LetInReason,
    RestrictionKind,
    Review,
    Scope,
)
from veille.care.words import CorrectionReason, LeavingReason, Mode, Substance
from veille.ledger import clock, replay
from veille.ledger.facts import Body, Entry, Sealed
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated
from veille.ledger.vault import vault

from ..scene import SITE, ago, arrive, everything, leave, welcome

OTHER_SITE = "anonyme"
DAY = timedelta(days=1)
BEGAN = datetime(2026, 3, 14, 3, tzinfo=UTC)

on_site = pytest.mark.usefixtures("sites")


def restrict(person: str, days: float = 7, **other: Any) -> state.Restriction:
    told = {"kind": RestrictionKind.VIOLENCE, "note": "hit the table", **other}
    until = told.pop("until", (told.get("at") or clock.now()) + timedelta(days=days))
    return actions.restrict(by="nora", place=SITE, person=person, until=until, **told)


def said(at: datetime, body: Body, place: str = SITE) -> Entry:
    """An entry, noted whenever."""
    return Entry(new_id(), "n", 1, body.kind, "r", place, at, at, "nora", False, body)


IMPOSED = said(
    BEGAN,
    facts.RestrictionImposed("p", RestrictionKind.THREATS, BEGAN + 10 * DAY, Sealed("x")),
)


def fold(*others: tuple[float, Body]) -> state.Restriction:
    entries = [IMPOSED, *(said(BEGAN + timedelta(days=days), body) for days, body in others)]
    folded = state.fold_restriction("r", entries, len(entries))
    assert folded is not None
    return folded


@pytest.mark.parametrize(
    ("days", "in_force"), [(-0.1, False), (0, True), (5, True), (9.99, True), (10, False)]
)
def test_it_is_in_force_from_its_beginning_to_its_end_and_nothing_runs_for_it(
    days: float, in_force: bool
) -> None:
    assert fold().in_force(BEGAN + timedelta(days=days)) is in_force


def test_a_review_shortens_a_lifting_ends_an_appeal_is_open_until_decided() -> None:
    shortened = facts.RestrictionReviewed(Review.SHORTENED, BEGAN + 4 * DAY)
    lifted = facts.RestrictionLifted()
    appealed = facts.RestrictionAppealed(Sealed("x"))
    upheld = facts.AppealDecided(Decision.UPHELD, Sealed("x"))
    granted = facts.AppealDecided(Decision.LIFTED, Sealed("x"))
    assert fold((1, shortened)).ends_at == BEGAN + 4 * DAY
    assert fold((2, lifted)).ends_at == BEGAN + 2 * DAY
    assert fold((1, appealed)).appeal is Appeal.OPEN
    assert (fold((1, appealed), (2, upheld)).appeal, fold((1, appealed), (2, upheld)).ends_at) == (
        Appeal.UPHELD,
        BEGAN + 10 * DAY,
    )
    assert fold((1, appealed), (2, granted)).ends_at == BEGAN + 2 * DAY
    assert fold((1, appealed), (2, upheld), (3, appealed)).appeal is Appeal.OPEN


def test_a_long_one_is_looked_at_again_after_two_weeks_and_a_short_one_ends_before() -> None:
    long = msgspec.structs.replace(IMPOSED.body, until=BEGAN + 60 * DAY)
    entry = msgspec.structs.replace(IMPOSED, body=long)
    kept = said(BEGAN + 10 * DAY, facts.RestrictionReviewed(Review.KEPT))
    assert fold().review_due_at is None
    assert state.fold_restriction("r", [entry], 1).review_due_at == BEGAN + 14 * DAY
    assert state.fold_restriction("r", [entry, kept], 2).review_due_at == BEGAN + 24 * DAY


BODIES = st.sampled_from(
    [
        facts.RestrictionReviewed(Review.KEPT),
        facts.RestrictionReviewed(Review.SHORTENED, BEGAN + 6 * DAY),
        facts.RestrictionReviewed(Review.SHORTENED, BEGAN + 3 * DAY),
        facts.RestrictionReviewed(Review.SHORTENED, BEGAN + 30 * DAY),  # of a node that errs
        facts.RestrictionAppealed(Sealed("x")),
        facts.AppealDecided(Decision.UPHELD, Sealed("x")),
        facts.AppealDecided(Decision.SHORTENED, Sealed("x"), BEGAN + 5 * DAY),
        facts.AppealDecided(Decision.LIFTED, Sealed("x")),
        facts.RestrictionLifted(),
    ]
)
SAID = st.lists(st.tuples(st.integers(0, 9_000), BODIES), max_size=8, unique_by=lambda one: one[0])


@settings(database=None, deadline=None)
@given(SAID, st.randoms(use_true_random=False))
def test_it_never_gets_longer_and_does_not_depend_on_what_arrives_first(
    told: list[tuple[int, Body]], rng: Any
) -> None:
    later = [said(BEGAN + timedelta(minutes=minutes), body) for minutes, body in told]
    shuffled = [IMPOSED, *later]
    rng.shuffle(shuffled)
    one = state.fold_restriction("r", [IMPOSED, *later], 1)
    assert state.fold_restriction("r", shuffled, 1) == one
    ends = [
        state.fold_restriction("r", [IMPOSED, *later[:n]], 1).ends_at for n in range(len(later) + 1)
    ]
    assert ends == sorted(ends, reverse=True)
    assert state.fold_restriction("r", later, 1) is None


@on_site
class TestImposing:
    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"until": None}, "choose until when, at most 90 days"),
            ({"days": 0}, "before it begins"),
            ({"days": -1}, "before it begins"),
            ({"days": 92}, "at most 90 days"),
            ({"note": "  "}, "Write the reason"),
            ({"note": "x" * 2_001}, "at most 2000 characters"),
        ],
    )
    def test_what_cannot_be_imposed_writes_nothing_and_says_what_to_do(
        self, told: dict[str, Any], words: str
    ) -> None:
        person = welcome()
        before = everything()
        with pytest.raises(Malformed) as refused:
            restrict(person, **told)
        assert words in str(refused.value)
        assert (everything(), RestrictionRow.objects.count()) == (before, 0)

    def test_nobody_unknown_nor_forgotten_is_restricted(self) -> None:
        person = welcome()
        corrections.forget(by="nora", person=person)
        for nobody in (person, new_id()):
            with pytest.raises(Absent):
                restrict(nobody)

    def test_the_reason_is_sealed_and_a_form_sent_twice_is_one(self) -> None:
        person, submission = welcome(), new_id()
        one = restrict(person, submission=submission)
        with pytest.raises(Repeated):
            restrict(person, submission=submission)
        row = reads.restriction(one.id)
        assert "table" not in row.note
        assert vault().open(person, Sealed(row.note)) == "hit the table"
        assert RestrictionRow.objects.count() == 1


@on_site
class TestAtTheDoor:
    def test_it_keeps_out_until_its_end_and_then_no_longer(self, either: str) -> None:
        person = welcome()
        restrict(person, days=1, at=ago(30))
        with pytest.raises(Refused) as refused:
            arrive(person)
        assert "keeps this visitor out until" in str(refused.value)
        assert floor_reads.visit_count_of(person) == 0
        with clock.pretending(clock.now() + DAY):
            assert arrive(person).person == person

    def test_a_visit_before_it_began_can_be_filled_in_afterwards(self) -> None:
        person = welcome(at=ago(600))
        restrict(person, at=ago(60))
        arrive(person, at=ago(90))

    @pytest.mark.parametrize(("scope", "kept_out"), [(Scope.HERE, False), (Scope.NETWORK, True)])
    def test_elsewhere_only_where_it_is_the_whole_networks(
        self, scope: Scope, kept_out: bool
    ) -> None:
        person = welcome()
        restrict(person, scope=scope)
        with clock.pretending(clock.now() + timedelta(minutes=1)):
            assert (reads.keeps_out(OTHER_SITE, person, clock.now()) is not None) is kept_out
            assert bool(reads.in_force(OTHER_SITE, clock.now())) is kept_out
            assert reads.known_of(OTHER_SITE, [person], clock.now())[person].restrictions == (
                reads.restrictions_of(person) if kept_out else []
            )

    def test_turning_away_is_recorded_and_counted(self, either: str) -> None:
        person = welcome()
        with pytest.raises(Refused):
            actions.turn_away(by="ali", place=SITE, person=person)
        restrict(person)
        door = actions.turn_away(by="ali", place=SITE, person=person, note="went calmly")
        assert (door.why, door.visit) == (None, "")
        span = (SITE, ago(5), clock.now() + DAY)
        assert (reads.turned_away(*span), reads.let_in_despite(*span)) == (1, 0)
        assert reads.restrictions_imposed(*span) == 1
        assert reads.turned_away(OTHER_SITE, *span[1:]) == 0
        before = list(DoorRow.objects.values())
        replay.rebuild()
        assert list(DoorRow.objects.values()) == before

    def test_letting_in_all_the_same_says_why_and_begins_the_visit(self, either: str) -> None:
        person = welcome()
        restrict(person)
        visit = actions.let_in(
            by="nora",
            place=SITE,
            person=person,
            why=LetInReason.CARE,
            why_note="cut hand",
            mode=Mode.INJECTION,
            substances=[Substance.DOWN],
        )
        row = DoorRow.objects.get()
        assert (row.visit, row.why, row.person) == (visit.id, "care", person)
        assert reads.of_visit(visit.id) == [row.id]
        assert reads.let_in_despite(SITE, ago(5), clock.now() + DAY) == 1
        # Once in, an overdose is answered as anybody's.
        floor.find_overdose(by="nora", visit=visit.id)
        with pytest.raises(Refused):
            actions.turn_away(by="ali", place=SITE, person=person)

    def test_a_reason_without_a_visit_is_never_left_behind(self) -> None:
        person = welcome()
        restrict(person)
        before = everything()
        with pytest.raises(Malformed):
            actions.let_in(
                by="nora",
                place=SITE,
                person=person,
                why=LetInReason.EMERGENCY,
                mode=Mode.INJECTION,
                substances=[],
            )
        assert (everything(), DoorRow.objects.count()) == (before, 0)

    def test_who_is_kept_out_by_nothing_is_let_in_as_usual(self) -> None:
        with pytest.raises(Refused):
            actions.let_in(
                by="nora",
                place=SITE,
                person=welcome(),
                why=LetInReason.OTHER,
                mode=Mode.INJECTION,
                substances=[Substance.DOWN],
            )


IN_FORCE: dict[str, Callable[[str], Any]] = {
    "review": lambda r: actions.review(by="luc", restriction=r, outcome=Review.KEPT),
    "appeal": lambda r: actions.appeal(by="luc", restriction=r, note="it was not me"),
    "decide": lambda r: actions.decide(by="luc", restriction=r, decision=Decision.UPHELD, note="y"),
    "lift": lambda r: actions.lift(by="luc", restriction=r),
}
#: What happened before, a verb, and whether it may be done.
VERBS = [
    ("imposed", "review", True),
    ("imposed", "appeal", True),
    ("imposed", "decide", False),
    ("imposed", "lift", True),
    ("appealed", "review", True),
    ("appealed", "appeal", False),
    ("appealed", "decide", True),
    ("appealed", "lift", True),
    ("decided", "review", True),
    ("decided", "appeal", True),
    ("decided", "decide", False),
    ("lifted", "review", False),
    ("lifted", "appeal", False),
    ("lifted", "decide", False),
    ("lifted", "lift", False),
]
BEFORE = {
    "imposed": (),
    "appealed": ("appeal",),
    "decided": ("appeal", "decide"),
    "lifted": ("lift",),
}


@on_site
@pytest.mark.parametrize(("stage", "verb", "may"), VERBS)
def test_each_verb_at_each_stage(stage: str, verb: str, may: bool) -> None:
    restriction = restrict(welcome()).id
    for step in BEFORE[stage]:
        IN_FORCE[step](restriction)
    before = everything()
    if may:
        IN_FORCE[verb](restriction)
        assert len(everything()[0]) == len(before[0]) + 1
        return
    with pytest.raises(Refused):
        IN_FORCE[verb](restriction)
    assert everything() == before


@on_site
class TestAppeals:
    def test_nobody_decides_an_appeal_against_their_own_decision(self) -> None:
        restriction = restrict(welcome()).id
        actions.appeal(by="nora", restriction=restriction, note="it was not me")
        with pytest.raises(Refused) as refused:
            actions.decide(by="nora", restriction=restriction, decision=Decision.LIFTED, note="y")
        assert "a colleague decides" in str(refused.value)

    def test_a_granted_appeal_opens_the_door_at_once(self, either: str) -> None:
        person = welcome()
        restriction = restrict(person).id
        actions.appeal(by="nora", restriction=restriction, note="it was not me")
        assert reads.restriction(restriction).appeal == "open"
        actions.decide(by="luc", restriction=restriction, decision=Decision.LIFTED, note="right")
        assert reads.in_force(SITE, clock.now()) == []
        arrive(person)

    @pytest.mark.parametrize("days", [8, 7, -1])
    def test_a_review_can_only_shorten(self, days: float) -> None:
        restriction = restrict(welcome(), days=7)
        until = restriction.begins_at + timedelta(days=days)
        with pytest.raises(Malformed):
            actions.review(
                by="luc", restriction=restriction.id, outcome=Review.SHORTENED, until=until
            )
        with pytest.raises(Malformed):
            actions.review(
                by="luc",
                restriction=restriction.id,
                outcome=Review.KEPT,
                until=restriction.begins_at + DAY,
            )
        with pytest.raises(Malformed):
            actions.review(by="luc", restriction=restriction.id, outcome=Review.SHORTENED)

    def test_what_is_over_needs_no_review(self) -> None:
        restriction = restrict(welcome(), days=1, at=ago(60 * 25)).id
        for verb in IN_FORCE.values():
            with pytest.raises(Refused):
                verb(restriction)


@on_site
class TestTakingBack:
    def test_a_corrected_end_keeps_the_rules(self) -> None:
        restriction = restrict(welcome())
        imposed = entries(restriction.id)[0]
        longer = msgspec.structs.replace(imposed.body, until=restriction.begins_at + 200 * DAY)
        with pytest.raises(Malformed):
            corrections.correct(
                by="luc", entry_id=imposed.id, why=CorrectionReason.TYPED, body=longer
            )
        shorter = msgspec.structs.replace(imposed.body, until=restriction.begins_at + 2 * DAY)
        corrections.correct(by="luc", entry_id=imposed.id, why=CorrectionReason.TYPED, body=shorter)
        assert reads.restriction(restriction.id).ends_at == restriction.begins_at + 2 * DAY

    def test_one_that_was_struck_out_keeps_nobody_out(self) -> None:
        person = welcome()
        restriction = restrict(person)
        imposed = entries(restriction.id)[0]
        corrections.strike(by="luc", entry_id=imposed.id, why=CorrectionReason.PERSON)
        assert reads.restrictions_of(person) == []
        arrive(person)

    def test_forgetting_takes_every_word_and_leaves_the_counts(self, either: str) -> None:
        person = welcome()
        restriction = restrict(person, days=1).id
        actions.appeal(by="luc", restriction=restriction, note="it was not me")
        actions.turn_away(by="ali", place=SITE, person=person, note="went calmly")
        visit = actions.let_in(
            by="nora",
            place=SITE,
            person=person,
            why=LetInReason.CALM,
            why_note="cried",
            mode=Mode.ORAL,
            substances=[Substance.DOWN],
            note="limps",
        )
        leave(visit, consumed=False, reason=LeavingReason.MIND)
        span = (SITE, ago(5), clock.now() + DAY)
        counts = (reads.turned_away, reads.let_in_despite, reads.restrictions_imposed)
        counted = [count(*span) for count in counts]
        corrections.forget(by="luc", person=person)
        told = [entry.body for thing in reads.of_person(person) for entry in entries(thing)]
        sealed = [body.note for body in told if getattr(body, "note", None)]
        assert len(sealed) == 4
        assert [vault().open(person, one) for one in sealed] == [None] * 4
        assert counted == [1, 1, 1] == [count(*span) for count in counts]
        with pytest.raises(Refused):
            actions.appeal(by="luc", restriction=restriction, note="again")
