"""What a shift leaves to the next: notes that go by themselves, incidents, debriefs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.care import actions as on_floor
from veille.care import corrections
from veille.care import reads as floor
from veille.care.shifts import actions, facts, reads, state
from veille.care.shifts.policies import Night, hard
from veille.care.shifts.purge import purge
from veille.care.shifts.tables import DebriefRow, IncidentRow, NoteRow
from veille.care.shifts.words import Hard, IncidentKind, Service, Where
from veille.care.words import CorrectionReason, Intervention, Outcome, Route
from veille.ledger import clock, replay
from veille.ledger.facts import Body, Entry, Sealed
from veille.ledger.ids import new_id
from veille.ledger.recording import entries, words_key
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated
from veille.ledger.vault import vault

from ..scene import SITE, ago, arrive, end, everything, find, give, leave, welcome

on_site = pytest.mark.usefixtures("sites")

DAY = timedelta(days=1)
TYPED = CorrectionReason.TYPED


def hand_over(note: str = "the fridge is broken", **other: Any) -> state.Note:
    return actions.hand_over(by="anna", place=SITE, note=note, **other)


def incident(what: IncidentKind = IncidentKind.THREATS, **other: Any) -> state.Incident:
    return actions.happened(by="anna", place=SITE, what=what, **other)


def later(hours: float) -> Any:
    return clock.pretending(clock.now() + timedelta(hours=hours))


def night_here() -> list[reads.HardNight]:
    return reads.hard_nights(floor.site(SITE), clock.now())


@on_site
class TestHandingOver:
    def test_it_is_read_until_its_time_is_up_and_gone_at_once_then(self, either: str) -> None:
        note = hand_over(hours=12)
        with later(11.9):
            assert [row.id for row in reads.notes(SITE, clock.now())] == [note.id]
        with later(12):
            assert reads.notes(SITE, clock.now()) == []
            # Nothing was purged yet, and nobody opens it all the same.
            assert vault().open(note.id, note.note) == "the fridge is broken"
            assert vault().open(words_key(note.id), note.note) is None

    def test_its_key_is_destroyed_by_the_purge_and_others_stay(self, either: str) -> None:
        note, other = hand_over(hours=1), hand_over("call the plumber", hours=48)
        assert purge() == 0
        with later(2):
            assert purge() == 1
            assert vault().open(note.id, note.note) is None
            assert vault().open(other.id, other.note) == "call the plumber"
            assert purge() == 0
        before = list(NoteRow.objects.order_by("pk").values())
        replay.rebuild()
        assert list(NoteRow.objects.order_by("pk").values()) == before

    def test_a_note_that_is_entered_late_goes_as_well(self) -> None:
        with later(40):
            purge()
            late = hand_over(hours=24, at=clock.now() - timedelta(hours=23))
            with later(2):
                assert purge() == 1
                assert vault().open(late.id, late.note) is None

    def test_no_new_words_are_kept_under_a_note_that_is_gone(self) -> None:
        note = hand_over(hours=1)
        written = entries(note.id)[0]
        with later(2):
            purge()
            for change in ({"words": "again"}, {"at": ago(0), "note": "why"}):
                with pytest.raises(Refused):
                    corrections.correct(by="luc", entry_id=written.id, why=TYPED, **change)
            assert vault().keyed([note.id]) == []

    def test_one_that_is_struck_out_is_unreadable_at_once_and_for_good(self) -> None:
        note = hand_over()
        written = entries(note.id)[0]
        corrections.strike(by="luc", entry_id=written.id, why=TYPED)
        assert reads.notes(SITE, clock.now()) == []
        assert vault().keyed([note.id]) == []
        with pytest.raises(Refused):
            corrections.correct(by="luc", entry_id=written.id, why=TYPED, words="again")

    def test_a_typing_mistake_is_corrected_while_it_can_be_read(self) -> None:
        note = hand_over("call the plomber")
        corrections.correct(
            by="luc", entry_id=entries(note.id)[0].id, why=TYPED, words="call the plumber"
        )
        row = reads.notes(SITE, clock.now())[0]
        assert vault().open(note.id, Sealed(row.note)) == "call the plumber"

    @pytest.mark.parametrize("told", [{"note": " "}, {"hours": 0}, {"hours": 73}, {"hours": -1}])
    def test_an_empty_note_or_one_kept_too_long_is_refused(self, told: dict[str, Any]) -> None:
        before = everything()
        with pytest.raises(Malformed):
            hand_over(**told)
        assert (everything(), NoteRow.objects.count()) == (before, 0)

    def test_a_form_sent_twice_is_one_note(self) -> None:
        submission = new_id()
        hand_over(submission=submission)
        with pytest.raises(Repeated):
            hand_over(submission=submission)
        assert NoteRow.objects.count() == 1


VERBS: dict[str, Callable[[str], Any]] = {
    "call": lambda i: actions.call(by="luc", incident=i, service=Service.POLICE),
    "came": lambda i: actions.came(by="luc", incident=i, service=Service.POLICE),
    "note": lambda i: actions.add_note(by="luc", incident=i, note="calm now"),
    "close": lambda i: actions.close(by="luc", incident=i),
}
#: What was done, a verb, and whether it may be done now.
STAGES = [
    ("", "call", True),
    ("", "came", True),
    ("", "note", True),
    ("", "close", True),
    ("call", "call", False),
    ("call", "came", True),
    ("came", "came", False),
    ("close", "call", False),
    ("close", "came", False),
    ("close", "note", True),
    ("close", "close", False),
]


@on_site
class TestIncidents:
    @pytest.mark.parametrize(("done", "verb", "may"), STAGES)
    def test_each_verb_at_each_stage(self, done: str, verb: str, may: bool) -> None:
        one = incident().id
        if done:
            VERBS[done](one)
        before = everything()
        if may:
            VERBS[verb](one)
            assert len(everything()[0]) == len(before[0]) + 1
            return
        with pytest.raises(Refused):
            VERBS[verb](one)
        assert everything() == before

    def test_it_says_who_was_called_and_when_they_came(self, either: str) -> None:
        one = incident(
            IncidentKind.MEDICAL,
            called=[Service.AMBULANCE, Service.AMBULANCE],
            where=Where.ENTRANCE,
            at=ago(30),
        )
        actions.came(by="luc", incident=one.id, service=Service.AMBULANCE, at=ago(20))
        actions.call(by="luc", incident=one.id, service=Service.POLICE, at=ago(15))
        row = reads.incident(one.id)
        assert [(call["service"], bool(call["came"])) for call in row.calls] == [
            ("ambulance", True),
            ("police", False),
        ]
        assert (row.ambulance_at, row.kind, row.where) == (one.at, "medical", "entrance")
        before = list(IncidentRow.objects.values())
        replay.rebuild()
        assert list(IncidentRow.objects.values()) == before

    def test_the_month_counts_kinds_and_calls_by_when_they_happened(self, either: str) -> None:
        incident(called=[Service.POLICE], at=ago(60 * 24 * 3))
        incident(called=[Service.AMBULANCE, Service.POLICE])
        incident(IncidentKind.FIRE, at=ago(5))
        span = (SITE, ago(60 * 24), clock.now() + DAY)
        assert reads.incidents(*span) == {"threats": 1, "fire": 1}
        assert (reads.ambulance_calls(*span), reads.police_calls(*span)) == (1, 1)
        assert reads.incidents("anonyme", *span[1:]) == {}

    @pytest.mark.parametrize("told", [{"seat": "99"}, {"at": ago(-60)}, {"note": "x" * 2_001}])
    def test_what_cannot_be_is_refused(self, told: dict[str, Any]) -> None:
        before = everything()
        with pytest.raises(Malformed):
            incident(**told)
        assert (everything(), IncidentRow.objects.count()) == (before, 0)

    def test_a_visit_of_another_site_is_not_taken(self) -> None:
        with pytest.raises(Absent):
            actions.happened(by="anna", place="anonyme", what=IncidentKind.FIRE, visit=arrive().id)

    def test_its_times_are_kept_in_order_by_corrections_too(self) -> None:
        one = incident(at=ago(30))
        actions.call(by="luc", incident=one.id, service=Service.POLICE, at=ago(20))
        actions.close(by="luc", incident=one.id, at=ago(5))
        began, called, closed = entries(one.id)
        for entry, at in ((began, ago(15)), (called, ago(31)), (called, ago(2)), (closed, ago(25))):
            with pytest.raises(Malformed):
                corrections.correct(by="luc", entry_id=entry.id, why=CorrectionReason.TIME, at=at)
        with pytest.raises(Malformed):
            actions.came(by="luc", incident=one.id, service=Service.POLICE, at=ago(22))
        actions.came(by="luc", incident=one.id, service=Service.POLICE, at=ago(10))

    def test_a_visitors_words_are_forgotten_with_them(self, either: str) -> None:
        person = welcome()
        visit = arrive(person)
        one = incident(visit=visit.id, note="Renée threw a cup")
        actions.add_note(by="luc", incident=one.id, note="she apologised")
        alone = incident(note="somebody rang at the door")
        assert reads.of_visit(visit.id) == [one.id] == reads.of_person(person)
        leave(visit, consumed=False, reason="mind")
        corrections.forget(by="luc", person=person)
        for entry in entries(one.id):
            assert vault().open(person, entry.body.note) is None
            assert vault().open(one.id, entry.body.note) is None
        assert vault().open(alone.id, entries(alone.id)[0].body.note) is not None
        assert reads.incidents(SITE, ago(5), clock.now() + DAY) == {"threats": 2}
        with pytest.raises(Refused):
            actions.add_note(by="luc", incident=one.id, note="again")

    def test_one_that_did_not_happen_is_counted_no_more(self) -> None:
        one = incident()
        corrections.strike(by="luc", entry_id=entries(one.id)[0].id, why=TYPED)
        assert reads.incidents(SITE, ago(5), clock.now() + DAY) == {}


BODIES = st.sampled_from(
    [
        facts.HelpCalled(Service.POLICE),
        facts.HelpCalled(Service.AMBULANCE),
        facts.HelpCame(Service.POLICE),
        facts.IncidentClosed(),
        facts.IncidentNoted(Sealed("x")),
    ]
)


@settings(database=None, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 900), BODIES), max_size=8, unique_by=lambda one: one[0]),
    st.randoms(use_true_random=False),
)
def test_an_incident_does_not_depend_on_what_arrives_first(
    told: list[tuple[int, Body]], rng: Any
) -> None:
    began = clock.now()

    def said(minutes: int, body: Body) -> Entry:
        at = began + timedelta(minutes=minutes)
        return Entry(new_id(), "n", 1, body.kind, "i", SITE, at, at, "luc", False, body)

    first = said(0, facts.IncidentHappened(IncidentKind.FIRE))
    listed = [first, *(said(minutes, body) for minutes, body in told)]
    shuffled = list(listed)
    rng.shuffle(shuffled)
    assert state.fold_incident("i", shuffled, 1) == state.fold_incident("i", listed, 1)
    assert state.fold_incident("i", listed[1:], 1) is None


@pytest.mark.parametrize(
    ("night", "why"),
    [
        (Night(), []),
        (Night(overdoses=2, most_doses=1), []),
        (Night(overdoses=1, most_doses=2), [Hard.DOSES]),
        (Night(overdoses=3, most_doses=1), [Hard.OVERDOSES]),
        (Night(overdoses=1, transported=1), [Hard.TRANSPORT]),
        (Night(overdoses=1, died=1), [Hard.DEATH]),
        (Night(violent=1), [Hard.VIOLENCE]),
        (Night(4, 3, 1, 1, 2), [*Hard]),
    ],
)
def test_what_makes_a_night_a_hard_one(night: Night, why: list[Hard]) -> None:
    assert hard(night) == why


@on_site
class TestDebriefs:
    def test_a_hard_night_asks_for_one_for_three_days(self, either: str) -> None:
        visit = arrive(at=ago(60))
        overdose = find(visit, at=ago(30))
        for minutes in (28, 25):
            give(overdose, at=ago(minutes))
        end(overdose, at=ago(10))
        asked = night_here()
        assert [(one.why, one.debrief) for one in asked] == [([Hard.DOSES], None)]
        with later(71):
            assert night_here() == asked
        with later(72):
            assert night_here() == []

    def test_it_is_asked_for_of_its_own_site_alone(self) -> None:
        incident(IncidentKind.VIOLENCE)
        assert night_here()[0].why == [Hard.VIOLENCE]
        assert reads.hard_nights(floor.site("anonyme"), clock.now()) == []

    def test_an_overdose_taken_to_hospital_makes_it_hard(self) -> None:
        overdose = find(arrive(at=ago(60)), at=ago(30))
        actions_of_it = [(Intervention.STIMULATION, None), (Intervention.NALOXONE, Route.IM)]
        for what, route in actions_of_it:
            on_floor.intervene(by="luc", overdose=overdose.id, what=what, route=route)
        assert night_here() == []
        end(overdose, outcome=Outcome.TRANSPORTED)
        assert night_here()[0].why == [Hard.TRANSPORT]

    def test_it_is_answered_once_and_one_declined_can_still_be_held(self, either: str) -> None:
        incident(IncidentKind.VIOLENCE)
        date = night_here()[0].date
        told = {"by": "luc", "place": SITE, "date": date}
        actions.answer_debrief(held=False, **told)
        assert night_here()[0].debrief.held is False
        with pytest.raises(Refused):
            actions.answer_debrief(held=False, **told)
        actions.answer_debrief(held=True, present=4, **told)
        answered = night_here()[0].debrief
        assert (answered.held, answered.present, answered.by) == (True, 4, "luc")
        for held in (True, False):
            with pytest.raises(Refused):
                actions.answer_debrief(held=held, **told)
        before = list(DebriefRow.objects.values())
        replay.rebuild()
        assert list(DebriefRow.objects.values()) == before

    @pytest.mark.parametrize("told", [{"date": "today"}, {"present": 0}, {"present": 61}])
    def test_what_cannot_be_is_refused(self, told: dict[str, Any]) -> None:
        with pytest.raises(Malformed):
            actions.answer_debrief(
                by="luc", place=SITE, held=True, **{"date": "2026-03-14", **told}
            )
        assert DebriefRow.objects.count() == 0
