"""Visits: from the waiting room to the door, and what is refused at each step."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from veille.care import actions, corrections, reads
from veille.care.state import Site, Visit
from veille.care.tables import VisitRow
from veille.care.words import (
    Company,
    CorrectionReason,
    Help,
    LeavingReason,
    Mode,
    SiteKind,
    Substance,
)
from veille.ledger import replay
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated
from veille.ledger.vault import vault

from .scene import SITE, ago, arrive, everything, find, leave, visit_in, welcome

pytestmark = pytest.mark.usefixtures("site")

VERBS: dict[str, Callable[[Visit], Visit]] = {
    "seat 1": lambda v: actions.seat(by="anna", visit=v.id, seat="1"),
    "seat 2": lambda v: actions.seat(by="anna", visit=v.id, seat="2"),
    "aftercare": lambda v: actions.send_to_aftercare(by="anna", visit=v.id),
    "back": lambda v: actions.send_back(by="anna", visit=v.id),
    "leave": leave,
    "leave without": lambda v: leave(v, consumed=False, reason=LeavingReason.MIND),
    "note": lambda v: actions.write_note(by="anna", visit=v.id, note="sleeps"),
}
#: State, verb, and where the visitor is then; "-" where the verb is refused.
MOVES = [
    ("waiting", "seat 1", "seated"),
    ("waiting", "aftercare", "aftercare"),
    ("waiting", "back", "-"),
    ("waiting", "leave", "-"),
    ("waiting", "leave without", "left"),
    ("waiting", "note", "waiting"),
    ("seated", "seat 1", "-"),
    ("seated", "seat 2", "seated"),
    ("seated", "aftercare", "aftercare"),
    ("seated", "back", "waiting"),
    ("seated", "leave", "left"),
    ("seated", "leave without", "left"),
    ("seated", "note", "seated"),
    ("aftercare", "seat 1", "seated"),
    ("aftercare", "aftercare", "-"),
    ("aftercare", "back", "waiting"),
    ("aftercare", "leave", "left"),
    ("aftercare", "leave without", "left"),
    ("aftercare", "note", "aftercare"),
    ("left", "seat 1", "-"),
    ("left", "aftercare", "-"),
    ("left", "back", "-"),
    ("left", "leave", "-"),
    ("left", "leave without", "-"),
    ("left", "note", "left"),
]


@pytest.mark.parametrize(("stage", "verb", "then"), MOVES)
def test_each_verb_from_each_state(stage: str, verb: str, then: str) -> None:
    visit = visit_in(stage)
    before = everything()
    if then == "-":
        with pytest.raises(Refused):
            VERBS[verb](visit)
        assert everything() == before
        return
    after = VERBS[verb](visit)
    row = reads.visit(visit.id)
    moved = verb != "note"  # a note makes nobody's tap stale
    assert (after.stage, row.stage, row.version) == (then, then, visit.version + moved)
    assert len(everything()[0]) == len(before[0]) + 1


def test_an_arrival_says_what_was_told(site: Site) -> None:
    person = welcome()
    visit = arrive(
        person,
        Mode.INHALATION,
        company=Company.OTHERS,
        help=[Help.TALK, Help.TALK],
        substances=[Substance.CRACK, Substance.DOWN, Substance.CRACK],
        note="  cold  ",
    )
    row = VisitRow.objects.get()
    assert (row.person, row.site, row.mode, row.company) == (person, SITE, "inhalation", "others")
    assert (row.substances, row.help) == (["crack", "down"], ["talk"])
    assert vault().open(person, visit.note) == "cold"
    assert entries(visit.id)[0].by == "anna"


REFUSED_ARRIVALS: list[tuple[str, dict[str, Any], type[Refused]]] = [
    ("no substance", {"substances": []}, Malformed),
    ("an unknown site", {"place": "nowhere"}, Absent),
    ("an unknown person", {"person": "0" * 32}, Absent),
    ("a person that is no identity", {"person": "anna' OR 1=1"}, Malformed),
    ("a note of 1 MB", {"note": "x" * 1_000_000}, Malformed),
]


@pytest.mark.parametrize(
    ("told", "refusal"),
    [case[1:] for case in REFUSED_ARRIVALS],
    ids=[case[0] for case in REFUSED_ARRIVALS],
)
def test_an_arrival_that_cannot_be_is_refused(told: dict[str, Any], refusal: type[Refused]) -> None:
    before = everything()
    with pytest.raises(refusal):
        actions.arrive(
            by="anna", **{"place": SITE, "mode": Mode.ORAL, "substances": [Substance.DOWN], **told}
        )
    assert everything() == before


def test_nobody_is_here_twice() -> None:
    person = welcome()
    first = arrive(person)
    with pytest.raises(Refused, match=r"\d\d.\d\d"):
        arrive(person)
    leave(first, consumed=False, reason=LeavingReason.MIND)
    assert arrive(person).id != first.id


def test_anonymous_visitors_are_not_one_person() -> None:
    assert len({arrive().id, arrive().id}) == 2
    assert reads.visit_count_of("") == 0
    assert reads.last_visit_of("") is None


@pytest.mark.parametrize("seat", ["", "9", "S", "s1", "1'--", "1" * 10_000])
def test_an_unknown_seat_is_refused_and_the_seats_are_named(seat: str) -> None:
    visit = arrive()
    before = everything()
    with pytest.raises(Malformed, match="1, 2, S1") as refused:
        actions.seat(by="anna", visit=visit.id, seat=seat)
    assert len(str(refused.value)) < 200
    assert everything() == before


def test_a_taken_seat_is_refused_until_it_is_free() -> None:
    first, second = visit_in("seated"), arrive()
    with pytest.raises(Refused, match="1"):
        actions.seat(by="anna", visit=second.id, seat="1")
    assert reads.visit(second.id).stage == "waiting"
    actions.send_to_aftercare(by="anna", visit=first.id)
    assert actions.seat(by="anna", visit=second.id, seat="1").seat == "1"


def test_a_seat_of_another_site_is_not_taken_here() -> None:
    actions.open_site(
        by="admin",
        slug="truck",
        name="L'Anonyme",
        kind=SiteKind.TRUCK,
        seats=actions.reads.site(SITE) and [actions.facts.Seat("1", Mode.INJECTION)],
    )
    visit_in("seated")
    there = actions.arrive(by="luc", place="truck", mode=Mode.INJECTION, substances=["down"])
    assert actions.seat(by="luc", visit=there.id, seat="1").stage == "seated"


@pytest.mark.parametrize(
    ("mode", "seat", "fits"),
    [
        (Mode.INHALATION, "1", False),
        (Mode.INHALATION, "S1", True),
        (Mode.INJECTION, "S1", True),
        (Mode.NASAL, "1", True),
        (Mode.ORAL, "S1", True),
        (Mode.NASAL, "S1", True),
    ],
)
def test_smoke_needs_a_ventilated_seat(mode: Mode, seat: str, fits: bool) -> None:
    visit = arrive(mode=mode)
    if fits:
        assert actions.seat(by="anna", visit=visit.id, seat=seat).seat == seat
    else:
        with pytest.raises(Refused):
            actions.seat(by="anna", visit=visit.id, seat=seat)


def test_of_two_who_move_one_visitor_the_second_is_told() -> None:
    visit = arrive()
    actions.seat(by="anna", visit=visit.id, seat="1", seen=visit.version)
    before = everything()
    with pytest.raises(Refused) as refused:
        actions.seat(by="luc", visit=visit.id, seat="2", seen=visit.version)
    sentence = str(refused.value)
    assert str(refused.value.places["now"]) in sentence
    assert "1" in str(refused.value.places["now"])
    assert refused.value.places["who"].account == "anna"
    assert everything() == before


@pytest.mark.parametrize("verb", ["seat", "send_to_aftercare", "send_back", "leave"])
def test_every_move_of_a_visit_seen_otherwise_is_refused(verb: str) -> None:
    visit = visit_in("seated")
    actions.write_note(by="anna", visit=visit.id, note="sleeps")
    corrections.correct(
        by="anna",
        entry_id=entries(visit.id)[0].id,
        why=CorrectionReason.TIME,
        at=visit.arrived_at - timedelta(minutes=1),
    )
    more: dict[str, Any] = {"seat": {"seat": "2"}, "leave": {"consumed": True}}.get(verb, {})
    with pytest.raises(Refused):
        getattr(actions, verb)(by="luc", visit=visit.id, seen=visit.version, **more)
    getattr(actions, verb)(by="luc", visit=visit.id, seen=visit.version + 1, **more)


def test_a_version_never_comes_back() -> None:
    """Striking an entry out changes a visit too: who saw it before sees another one after."""
    visit = visit_in("seated")
    struck = corrections.strike(
        by="anna", entry_id=entries(visit.id)[1].id, why=CorrectionReason.TYPED
    )
    assert struck.version > visit.version
    again = actions.seat(by="anna", visit=visit.id, seat="2")
    assert again.version > struck.version
    with pytest.raises(Refused):
        actions.send_back(by="luc", visit=visit.id, seen=visit.version)


def test_leaving_without_consuming_needs_a_reason() -> None:
    visit = arrive()
    with pytest.raises(Malformed):
        leave(visit, consumed=False)
    assert leave(visit, consumed=False, reason=LeavingReason.WAIT).reason == "wait"


def test_a_reason_is_of_those_who_did_not_consume() -> None:
    left = leave(visit_in("seated"), reason=LeavingReason.WAIT)
    assert (left.consumed, left.reason) == (True, None)


def test_nobody_leaves_while_their_overdose_is_open() -> None:
    visit = visit_in("seated")
    find(visit)
    with pytest.raises(Refused):
        leave(visit)
    assert reads.visit(visit.id).stage == "seated"


@pytest.mark.parametrize(
    ("verb", "minutes", "allowed"),
    [
        ("aftercare", 70, False),
        ("aftercare", 5, True),
        ("leave", 70, False),
        ("leave", 58, False),
        ("leave", 5, True),
        ("note", 70, False),
        ("note", 59, True),
    ],
)
def test_a_back_dated_move_keeps_within_the_visit(verb: str, minutes: float, allowed: bool) -> None:
    """The visitor came 60 minutes ago and sat down 54 minutes ago."""
    visit = visit_in("seated")
    do: dict[str, Callable[[], Visit]] = {
        "aftercare": lambda: actions.send_to_aftercare(by="a", visit=visit.id, at=ago(minutes)),
        "leave": lambda: leave(visit, at=ago(minutes)),
        "note": lambda: actions.write_note(by="a", visit=visit.id, note="x", at=ago(minutes)),
    }
    before = everything()
    if allowed:
        do[verb]()
    else:
        with pytest.raises(Malformed):
            do[verb]()
        assert everything() == before


def test_a_double_tap_is_one_move() -> None:
    visit, submission = arrive(), new_id()
    actions.seat(by="anna", visit=visit.id, seat="1", submission=submission)
    before = everything()
    with pytest.raises(Repeated):
        actions.seat(by="anna", visit=visit.id, seat="1", submission=submission)
    assert everything() == before


@pytest.mark.parametrize("verb", [*VERBS])
def test_a_visit_that_is_not_here_is_absent(verb: str) -> None:
    visit = visit_in("seated")
    stranger = actions.Visit(
        **{**{f: getattr(visit, f) for f in visit.__struct_fields__}, "id": new_id()}
    )
    with pytest.raises(Absent):
        VERBS[verb](stranger)


def test_an_empty_note_is_refused() -> None:
    with pytest.raises(Malformed):
        actions.write_note(by="anna", visit=arrive().id, note=" \n ")


def test_a_site_is_set_up_once() -> None:
    with pytest.raises(Refused, match=SITE):
        actions.open_site(by="admin", slug=SITE, name="", kind=SiteKind.FIXED, seats=[])


def test_rebuilding_changes_no_table() -> None:
    for stage in ("left", "left without", "waiting", "aftercare", "seated"):
        visit_in(stage)
    find(visit_in("waiting"))
    before = everything()
    replay.rebuild()
    assert everything() == before
