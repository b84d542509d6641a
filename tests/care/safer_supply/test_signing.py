"""Second signatures, corrections, forgetting: what is written stays countable."""

import msgspec
import pytest

from veille.care import corrections
from veille.care.corrections import forget
from veille.care.safer_supply import actions, reads, stock
from veille.care.safer_supply.words import (
    Decider,
    StopReason,
    Way,
)
from veille.care.words import CorrectionReason
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Refused
from veille.ledger.vault import vault

from ..scene import SITE
from .scene import (
    TABLET,
    enrol,
    facts_written,
    give,
    keep,
    moment,
    on,
    site_day,
    there,
)

pytestmark = pytest.mark.usefixtures("site")
TYPED = CorrectionReason.TYPED


# Second signatures.


def test_a_dose_waits_for_a_second_person() -> None:
    keep(two_sign=True)
    told = enrol()
    with on(1):
        dose = give(told)
        (waiting,) = dose.unsigned
        assert [row.id for row in reads.unsigned_doses(SITE)] == [dose.id]
        for by, role in (("noor", "nurse"), ("ali", "auditor"), ("luc", "administrator")):
            with pytest.raises(Refused):
                stock.sign(by=by, role=role, entry=waiting.entry)
        signed = stock.sign(by="ali", role="peer", entry=waiting.entry)
        assert signed.unsigned == ()
        with pytest.raises(Refused, match="waits for no signature"):
            stock.sign(by="maude", role="coordinator", entry=waiting.entry)
    assert reads.unsigned_doses(SITE) == []


def test_a_site_may_keep_the_second_signature_to_nurses() -> None:
    keep(two_sign=True, peers_sign=False)
    told = enrol()
    with on(1):
        (waiting,) = give(told).unsigned
        with pytest.raises(Refused, match="nurse or the coordinator"):
            stock.sign(by="ali", role="peer", entry=waiting.entry)
        stock.sign(by="luc", role="nurse", entry=waiting.entry)


def test_a_site_that_never_chose_asks_for_two_signatures() -> None:
    with on(0, 8):
        stock.list_product(by="a", place=SITE, drug=TABLET.drug, unit=TABLET.form, strength_mg=8)
        assert stock.count_stock(by="a", place=SITE, product=TABLET, units=9).unsigned


def test_what_was_signed_and_then_corrected_is_signed_again() -> None:
    keep(two_sign=True)
    told = enrol()
    with on(1):
        dose = give(told)
        stock.sign(by="ali", role="peer", entry=dose.unsigned[0].entry)
        target = entries(dose.id)[0]
        less = msgspec.structs.replace(target.body, units=1)
        now = corrections.correct(by="ali", entry_id=target.id, why=TYPED, body=less)
        assert [one.by for one in now.unsigned] == ["ali"]
        with pytest.raises(Refused, match="first signature"):
            stock.sign(by="ali", role="peer", entry=target.id)
        # Whoever wrote it first is a second person beside the one who corrected it.
        assert stock.sign(by="noor", role="nurse", entry=target.id).unsigned == ()
    assert there() == 99


# Corrections and forgetting.


def test_a_correction_keeps_to_the_prescription() -> None:
    keep()
    told = enrol()
    with on(1):
        dose = give(told)
        target = entries(dose.id)[0]
        before = facts_written()
        for change in (
            {"units": 3},
            {"units": 0},
            {"doses": 3},
            {"doses": 0},
            {"units": 1, "doses": 2, "way": Way.CARRIED},
        ):
            body = msgspec.structs.replace(target.body, **change)
            with pytest.raises(Refused):
                corrections.correct(by="noor", entry_id=target.id, why=TYPED, body=body)
        assert facts_written() == before
        body = msgspec.structs.replace(target.body, way=Way.CARRIED)
        corrections.correct(by="noor", entry_id=target.id, why=TYPED, body=body, words="for later")
        assert reads.given_on(told.id, site_day(1)).carried == 1
        assert corrections.strike(by="noor", entry_id=target.id, why=TYPED) is None
    assert there() == 100


def test_an_enrolment_under_which_doses_were_given_is_stopped_not_struck() -> None:
    keep()
    told, unused = enrol(), enrol(handle="renard")
    with on(1):
        give(told)
        with pytest.raises(Refused, match="Stop it"):
            corrections.strike(by="noor", entry_id=entries(told.id)[0].id, why=TYPED)
        assert corrections.strike(by="noor", entry_id=entries(unused.id)[0].id, why=TYPED) is None


def test_forgetting_takes_the_words_and_leaves_what_was_counted() -> None:
    keep()
    told = enrol(note="prefers mornings")
    with on(1):
        give(told, note="slept well")
        forget(by="noor", person=told.person)
    assert vault().open(told.person, told.prescriber) is None
    assert list(reads.doses_dispensed(SITE, moment(0), moment(3)).values()) == [1]
    assert there() == 98
    with on(2), pytest.raises(Absent):
        give(told)
    with on(2):
        actions.stop(
            by="noor",
            place=SITE,
            enrolment=told.id,
            why=StopReason.ASKED,
            decided_by=Decider.PERSON,
        )
