"""What people note on alarms: which verb when, what words may say, what stays when counts move."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from veille.accounts.models import Role
from veille.ledger import readtables
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated
from veille.surveillance import actions, facts, policies, reads
from veille.surveillance.found import id_of
from veille.surveillance.state import NEXT
from veille.surveillance.tables import AlarmRow
from veille.surveillance.words import Reason, Stage, Step, Verb

from .night import SITE, Night
from .watched import alarm_of, counts, day, judged

ID = "a" * 32


def test_every_stage_and_verb_is_allowed_or_refused_as_the_table_says():
    allowed = {
        "new": "look follow explain",
        "looked_at": "follow explain",
        "followed": "explain close",
        "explained": "explain close reopen",
        "closed": "reopen",
    }
    for stage in Stage:
        for verb in Verb:
            assert policies.can(stage, verb) is (verb.value in allowed[stage.value].split())
            if not policies.can(stage, verb):
                with pytest.raises(Refused):
                    policies.check_can(stage, verb)
    assert {stage for stage, _verb in NEXT} == set(Stage)


@pytest.fixture
def seen(night: Night) -> facts.Seen:
    return alarm_of(judged())


def note(night: Night, seen: facts.Seen, verb: str, **more: object):
    by = night.by(Role.EPIDEMIOLOGIST)
    return getattr(actions, verb)(by=by, id=id_of(seen), seen=seen, **more)


def test_an_alarm_goes_from_new_to_closed_and_keeps_what_it_said(night: Night, seen: facts.Seen):
    (new,) = reads.worklist(day(30))
    assert (new.stage, new.seen) == (Stage.NEW, seen)
    note(night, seen, "look")
    note(night, seen, "follow")
    note(night, seen, "do_step", step=Step.DATA, words="No double entries.")
    explained = note(night, seen, "explain", why=Reason.SUPPLY, words="A new batch.")
    assert (explained.stage, explained.why) == (Stage.EXPLAINED, Reason.SUPPLY)
    closed = note(night, seen, "close")
    assert closed.stage is Stage.CLOSED
    assert [done.words for done in closed.steps] == ["No double entries."]
    assert closed.changed_by == night.by(Role.EPIDEMIOLOGIST)
    reopened = note(night, seen, "reopen")
    assert (reopened.stage, reopened.why) == (Stage.LOOKED_AT, None)
    with pytest.raises(Refused, match="looked at already"):
        note(night, seen, "look")
    assert isinstance(entries(id_of(seen))[0].body, facts.AlarmTakenUp)


def test_the_same_tap_counts_once(night: Night, seen: facts.Seen):
    note(night, seen, "look", submission="b" * 32)
    with pytest.raises(Repeated):
        note(night, seen, "follow", submission="b" * 32)
    assert len(entries(id_of(seen))) == 2


@pytest.mark.parametrize(
    "words",
    ["She sat at seat 4.", "F-TREM-1988 again", "At 23:40 near the door", "un homme de 34 ans"],
)
def test_a_note_that_points_to_a_person_is_refused(night: Night, seen: facts.Seen, words: str):
    with pytest.raises(Malformed, match="may point to a person"):
        note(night, seen, "note", words=words)
    assert entries(id_of(seen)) == []


def test_a_note_may_hold_counts(night: Night, seen: facts.Seen):
    note(night, seen, "note", words="14 overdoses in the week, 3 of them at the truck.")
    with pytest.raises(Malformed, match="Write something"):
        note(night, seen, "note", words="  ")
    with pytest.raises(Malformed, match="too long"):
        note(night, seen, "note", words="word " * 100)
    with pytest.raises(Malformed, match="what it was"):
        note(night, seen, "explain", why=Reason.OTHER)


def test_late_entries_move_an_alarm_and_leave_its_notes_with_it(night: Night, seen: facts.Seen):
    taken = note(night, seen, "look")
    earlier = list(counts().counts)
    earlier[-4] = 25  # came in late: the alarm begins a day before
    judged(replace(counts(), counts=tuple(earlier)))
    (listed,) = reads.worklist(day(30))
    assert (listed.id, listed.stage) == (taken.id, Stage.LOOKED_AT)
    assert listed.seen.first == day(4).isoformat()


def test_an_alarm_that_the_counts_no_longer_raise_stays_with_what_was_noted(
    night: Night, seen: facts.Seen
):
    taken = note(night, seen, "look")
    usual = list(counts().counts)
    usual[-3] = 2
    judged(replace(counts(), counts=tuple(usual)))
    (listed,) = reads.worklist(day(30))
    assert (listed.id, listed.found, listed.seen) == (taken.id, False, seen)
    with pytest.raises(Absent, match="no such alarm"):
        reads.alarm(ID)


def test_the_worklist_reaches_back_as_far_as_it_is_asked(night: Night, seen: facts.Seen):
    assert len(reads.worklist(day(3))) == 1
    assert reads.worklist(day(3) + timedelta(days=1)) == []


def test_its_table_is_a_cache(night: Night, seen: facts.Seen):
    note(night, seen, "look")
    before = list(AlarmRow.objects.values())
    assert before[0]["site"] == SITE
    assert msgspec.convert(before[0]["seen"], facts.Seen) == seen
    AlarmRow.objects.all().delete()
    readtables.make()
    assert list(AlarmRow.objects.values()) == before
