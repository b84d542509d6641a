"""Handing out, taking back, cleaning up, training, kits told of; corrections of them."""

from typing import Any

import msgspec
import pytest

from veille.care import actions as floor
from veille.care import corrections
from veille.care.exchange import actions, facts, policies, reads
from veille.care.exchange.tables import ExchangeRow, MovementRow
from veille.care.exchange.words import (
    Called,
    CollectingFor,
    Counting,
    Item,
    KitForm,
    KitOutcome,
    Setting,
    Used,
)
from veille.care.words import CorrectionReason, Mode, Substance
from veille.ledger import clock
from veille.ledger.ids import new_id
from veille.ledger.recording import entries, words_key
from veille.ledger.refusal import Absent, Malformed, Refused, Repeated
from veille.ledger.replay import rebuild
from veille.ledger.vault import vault

from .scene import SITE, SYRINGE, TRUCK, ago, amounts, facts_written, hand_out, rows

pytestmark = pytest.mark.usefixtures("sites")


def welcome(handle: str = "lynx", place: str = SITE) -> str:
    return floor.welcome(by="anna", place=place, handle=handle, agreed=True).id


def arrive(person: str = "", place: str = SITE, **other: Any) -> str:
    return floor.arrive(
        by="anna",
        place=place,
        person=person,
        mode=Mode.INJECTION,
        substances=[Substance.DOWN],
        **other,
    ).id


def test_an_exchange_is_one_fact_whatever_is_in_it(sites: None):
    before = facts_written()
    made = hand_out(
        syringe_one=10,
        cooker=10,
        back=12,
        back_how=Counting.ESTIMATED,
        back_kinds=[Used.CONTAINER, Used.CONTAINER],
        setting=Setting.STREET,
        collecting=CollectingFor.BOTH,
        others=3,
    )
    assert facts_written() == before + 1
    row = ExchangeRow.objects.get()
    assert row.id == made.id
    assert (row.back, row.back_how, row.back_kinds) == (12, "estimated", ["container"])
    assert (row.setting, row.collecting, row.others) == ("street", "both", 3)
    assert row.out == [{"item": "syringe_one", "count": 10}, {"item": "cooker", "count": 10}]
    moved = {m.item: (m.change, m.kind, m.short) for m in MovementRow.objects.all()}
    assert moved == {
        "syringe_one": (-10, "handed_out", False),
        "cooker": (-10, "handed_out", False),
    }


def test_an_item_said_twice_is_added_up_and_none_of_it_is_left_out():
    made = actions.hand_out(
        by="anna",
        place=SITE,
        out=[*amounts(syringe_one=10, water=0), *amounts(syringe_one=5)],
    )
    assert made.out == (facts.Amount(SYRINGE, 15),)


def test_a_form_sent_twice_hands_out_once():
    submission = new_id()
    hand_out(condom=5, submission=submission)
    with pytest.raises(Repeated):
        hand_out(condom=5, submission=submission)
    assert ExchangeRow.objects.count() == 1


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "Nothing is handed out"),
    ({"syringe_one": -1}, "1 mL syringe"),
    ({"syringe_one": policies.LARGEST_AMOUNT + 1}, "1 mL syringe"),
    ({"back": -1}, "Needles back"),
    ({"back": policies.LARGEST_AMOUNT + 1}, "Needles back"),
    ({"condom": 1, "others": 501, "collecting": CollectingFor.BOTH}, "Other people"),
    ({"condom": 1, "others": 2}, "for themself"),
    ({"condom": 1, "note": "x" * 2001}, "2000"),
]


@pytest.mark.parametrize(("said", "words"), WRONG)
def test_what_cannot_be_is_refused_with_what_to_do_and_nothing_is_written(
    said: dict[str, Any], words: str
):
    before = facts_written(), rows()
    with pytest.raises(Malformed, match=words):
        hand_out(**said)
    assert (facts_written(), rows()) == before


def test_on_a_visit_it_is_the_visitors_and_its_note_is_sealed_with_their_key():
    person = welcome()
    visit = arrive(person)
    made = hand_out(kit_nasal=1, visit=visit, note="wants the injectable next time")
    assert (made.person, made.visit) == (person, visit)
    assert reads.things_of_visit(visit) == [made.id]
    assert reads.things_of_person(person) == [made.id]
    assert words_key(made.id) == person
    assert vault().open(person, made.note) == "wants the injectable next time"


def test_without_a_person_the_visits_or_its_own_key_seals_the_note():
    visit = arrive()
    on_visit = hand_out(condom=1, visit=visit, note="tired")
    alone = hand_out(condom=1, note="in a hurry")
    for made, key in ((on_visit, visit), (alone, alone.id)):
        assert words_key(made.id) == key
        assert vault().open(key, made.note)
    assert reads.things_of_person("") == reads.things_of_visit("") == ()


def test_forgetting_a_person_takes_the_words_and_leaves_the_numbers():
    person = welcome()
    visit = arrive(person)
    made = hand_out(condom=3, visit=visit, note="a secret")
    floor.leave(by="anna", visit=visit, consumed=False, reason="mind")
    corrections.forget(by="anna", person=person)
    assert vault().open(person, made.note) is None
    assert reads.equipment_out(SITE, ago(5), ago(-5)) == {Item.CONDOM: 3}
    with pytest.raises(Refused, match="forgotten"):
        hand_out(condom=1, visit=visit, note="another")
    with pytest.raises(Absent):
        hand_out(condom=1, person=person)


def test_it_belongs_to_a_visit_of_this_site_and_not_before_it_began():
    visit = arrive(at=ago(30))
    with pytest.raises(Absent):
        hand_out(TRUCK, condom=1, visit=visit)
    with pytest.raises(Absent):
        hand_out(condom=1, visit=new_id())
    with pytest.raises(Malformed, match="before the visitor arrived"):
        hand_out(condom=1, visit=visit, at=ago(31))
    assert hand_out(condom=1, visit=visit, at=ago(29)).visit == visit


def test_nothing_is_handed_out_at_a_site_that_is_not_there():
    with pytest.raises(Absent):
        hand_out("nowhere", condom=1)


def test_a_slip_is_undone_by_whoever_made_it_and_stays_in_the_ledger():
    made = hand_out(syringe_one=10)
    with pytest.raises(Refused):
        actions.undo(by="luc", place=SITE, exchange=made.id)
    with pytest.raises(Absent):
        actions.undo(by="anna", place=TRUCK, exchange=made.id)
    actions.undo(by="anna", place=SITE, exchange=made.id)
    assert not ExchangeRow.objects.exists()
    assert not MovementRow.objects.exists()
    assert [entry.struck for entry in entries(made.id)] == [True]
    with pytest.raises(Absent):
        actions.undo(by="anna", place=SITE, exchange=made.id)


def test_what_was_written_long_ago_is_corrected_not_undone():
    with clock.pretending(ago(20)):
        made = hand_out(syringe_one=10)
    with pytest.raises(Refused, match="too long ago"):
        actions.undo(by="anna", place=SITE, exchange=made.id)
    # Written now about an hour ago: a slip of now.
    late = hand_out(condom=1, at=ago(60))
    actions.undo(by="anna", place=SITE, exchange=late.id)


def corrected(about: str, **changes: Any) -> Any:
    entry = entries(about)[0]
    body = msgspec.structs.replace(entry.body, **changes)
    return corrections.correct(by="luc", entry_id=entry.id, why=CorrectionReason.TYPED, body=body)


def test_a_correction_moves_the_stock_and_keeps_what_was_said():
    made = hand_out(syringe_one=100)
    state = corrected(made.id, out=tuple(amounts(syringe_one=10)))
    assert state.out == tuple(amounts(syringe_one=10))
    assert [m.change for m in MovementRow.objects.all()] == [-10]
    entry = entries(made.id)[0]
    assert entry.earlier[0].body.out == tuple(amounts(syringe_one=100))


@pytest.mark.parametrize(
    ("about", "changes"),
    [
        ("exchange", {"out": ()}),
        ("exchange", {"others": 3}),
        ("clean_up", {"where": " "}),
        ("clean_up", {"needles": -1}),
        ("training", {"people": 0}),
        ("kit_use", {"kits": 0}),
    ],
)
def test_a_correction_breaks_no_rule(about: str, changes: dict[str, Any]):
    made = {
        "exchange": hand_out(condom=1),
        "clean_up": actions.clean_up(
            by="anna", place=SITE, needles=4, how=Counting.COUNTED, where="Parc Berri"
        ),
        "training": actions.train(by="anna", place=SITE, people=2),
        "kit_use": actions.tell_use(by="anna", place=SITE),
    }[about]
    before = facts_written(), rows()
    with pytest.raises(Malformed):
        corrected(made.id, **changes)
    assert (facts_written(), rows()) == before


def test_a_correction_of_the_time_is_not_before_the_visit():
    visit = arrive(at=ago(30))
    made = hand_out(condom=1, visit=visit)
    with pytest.raises(Malformed):
        corrections.correct(
            by="luc", entry_id=entries(made.id)[0].id, at=ago(40), why=CorrectionReason.TIME
        )


@pytest.mark.parametrize(
    ("needles", "where"), [(-1, "a lane"), (20_001, "a lane"), (3, " "), (3, "x" * 121)]
)
def test_a_clean_up_has_a_number_and_a_place(needles: int, where: str):
    before = facts_written()
    with pytest.raises(Malformed):
        actions.clean_up(by="anna", place=SITE, needles=needles, how=Counting.COUNTED, where=where)
    assert facts_written() == before


def test_clean_ups_trainings_and_kits_used_are_kept_as_told():
    visit = arrive(welcome())
    actions.clean_up(
        by="anna", place=SITE, needles=7, how=Counting.ESTIMATED, where="  ruelle  Berger "
    )
    trained = actions.train(by="anna", place=SITE, people=2, visit=visit)
    used = actions.tell_use(
        by="anna",
        place=SITE,
        kits=2,
        kit_form=KitForm.NASAL,
        visit=visit,
        outcome=KitOutcome.SURVIVED,
        called=Called.YES,
        note="at home",
    )
    cleaned, given, told = reads.others_of_span(SITE, ago(5), ago(-5))
    assert [(r.needles, r.how, r.where) for r in cleaned] == [(7, "estimated", "ruelle Berger")]
    assert [(row.people, row.visit) for row in given] == [(2, visit)]
    assert [(r.kits, r.kit_form, r.outcome, r.called) for r in told] == [
        (2, "nasal", "survived", "yes")
    ]
    assert reads.things_of_visit(visit) == [trained.id, used.id]
    assert words_key(used.id) == used.person


def test_the_read_tables_are_the_facts_made_anew():
    visit = arrive(welcome())
    made = hand_out(syringe_one=10, kit_nasal=1, back=4, visit=visit)
    corrected(made.id, back=5)
    actions.undo(by="anna", place=SITE, exchange=hand_out(condom=1).id)
    actions.clean_up(by="anna", place=SITE, needles=7, how=Counting.COUNTED, where="Parc Berri")
    actions.train(by="anna", place=SITE, people=2)
    actions.tell_use(by="anna", place=SITE)
    before = rows()
    rebuild()
    assert rows() == before
    assert before["MovementRow"]
