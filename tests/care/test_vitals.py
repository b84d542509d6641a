"""Vital signs in an overdose: with their times, within what can be, undone and corrected."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from veille.care import actions, corrections, facts, reads
from veille.care.area import OVERDOSE
from veille.care.state import Overdose
from veille.care.words import Consciousness, CorrectionReason
from veille.ledger import replay, store
from veille.ledger.recording import Reader, entries
from veille.ledger.refusal import Malformed, Refused
from veille.ui.history import in_words

from .scene import ago, end, everything, find, leave, visit_in

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def overdose() -> Overdose:
    return find(visit_in("seated"), at=ago(10))


def measure(overdose: Overdose, **told: object) -> Overdose:
    return actions.measure(by="noor", overdose=overdose.id, **told)


def test_they_stand_in_the_timeline_in_words_and_in_the_state_by_time(overdose: Overdose):
    measure(overdose, breaths=14, consciousness=Consciousness.VOICE)
    now = measure(overdose, at=ago(8), breaths=6, spo2=82, gcs=7, oxygen_lpm=10, glucose=4.5)
    assert [vitals.breaths for vitals in now.vitals] == [6, 14]
    said = [in_words(e.body) for e in entries(overdose.id) if "vitals" in e.kind]
    assert said == [
        "14 breaths a minute · responds to voice",
        "6 breaths a minute · SpO₂ 82 % · Glasgow 7/15 · oxygen 10 L/min · glucose 4.5 mmol/L",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"note": "looked at her"},
        {"breaths": 81},
        {"breaths": -1},
        {"spo2": 101},
        {"spo2": 19},
        {"gcs": 2},
        {"gcs": 16},
        {"oxygen_lpm": 26.0},
        {"glucose": 61.0},
    ],
)
def test_what_cannot_be_measured_is_refused_and_nothing_is_written(
    overdose: Overdose, wrong: dict[str, object]
):
    before = everything()
    with pytest.raises(Malformed):
        measure(overdose, **wrong)
    assert everything() == before


def test_no_breath_at_all_is_a_measure(overdose: Overdose):
    assert measure(overdose, breaths=0).vitals[0].breaths == 0


def test_after_the_end_it_takes_its_time_which_lies_before_the_end(overdose: Overdose):
    ended = end(overdose, at=ago(5))
    with pytest.raises(Refused, match="enter its time"):
        measure(ended, breaths=12)
    assert measure(ended, breaths=12, at=ago(6)).vitals
    with pytest.raises(Malformed, match="no step can be later"):
        measure(ended, breaths=12, at=ago(4))


def test_one_that_was_tapped_wrong_is_undone_and_one_that_was_typed_wrong_corrected(
    overdose: Overdose,
):
    measure(overdose, breaths=60)
    measure(overdose, breaths=8)
    first, second = (e for e in entries(overdose.id) if isinstance(e.body, facts.VitalsMeasured))
    corrections.undo(by="noor", entry_id=first.id)
    corrections.correct(
        by="noor",
        entry_id=second.id,
        why=CorrectionReason.TYPED,
        body=facts.VitalsMeasured(breaths=6, spo2=90),
    )
    with store.cursor() as cursor:
        now = Reader(cursor).state(OVERDOSE, overdose.id)
    assert [(each.breaths, each.spo2) for each in now.vitals] == [(6, 90)]


def test_a_rebuild_finds_the_same_and_the_doses_keep_their_numbers(overdose: Overdose):
    measure(overdose, breaths=6, note="her lips are blue")
    before = everything()
    replay.rebuild()
    assert everything() == before
    assert reads.overdose(overdose.id).doses == 0


def test_who_was_measured_leaves_once_the_overdose_is_closed(overdose: Overdose):
    measure(overdose, breaths=12)
    end(overdose)
    visit = actions.write_note(by="luc", visit=overdose.visit, note="slept")
    assert leave(visit).left_at is not None
