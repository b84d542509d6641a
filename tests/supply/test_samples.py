"""A sample, from its label to its result."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from veille.ledger import clock
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.supply import actions, reads
from veille.supply.facts import Component, Finding
from veille.supply.gathered import of_network
from veille.supply.labels import new_label
from veille.supply.policies import is_marked
from veille.supply.tables import FoundRow, SampleRow, StripRow
from veille.supply.words import (
    Abundance,
    Control,
    Decision,
    Fate,
    LabMethod,
    Reading,
    Strip,
    Surprise,
)

from .scene import SITE, control, open_lot, read, take_in

pytestmark = pytest.mark.usefixtures("bench")


@pytest.mark.postgresql
def test_a_sample_waits_until_its_result_is_given(either: None):
    sample = take_in(expected="down", received_mg=20.0)
    assert [row.id for row in reads.queue(SITE, clock.now())] == [sample.id]
    read(sample, open_lot())
    done = actions.give_result(
        by="noor",
        sample=sample.id,
        surprise=Surprise.MORE,
        decisions=[Decision.LESS, Decision.LESS],
    )
    assert done.decisions == (Decision.LESS,)
    assert reads.queue(SITE, clock.now()) == []
    assert StripRow.objects.get().reading == "positive"


def test_a_label_is_used_once():
    label = new_label()
    take_in(label=label)
    with pytest.raises(Refused, match="another sample"):
        take_in(label=label.lower())
    assert SampleRow.objects.count() == 1


def test_a_sample_names_no_person_and_no_visit():
    columns = {field.name for field in SampleRow._meta.get_fields()}
    assert not columns & {"person", "visit", "handle", "account"}


def test_a_result_for_an_unknown_label_is_a_sentence():
    with pytest.raises(Absent, match="No sample here has that label"):
        actions.begin(by="noor", sample="0" * 32)


def test_two_results_of_one_test_are_asked_about_and_both_kept_when_meant():
    sample, lot = take_in(), open_lot()
    read(sample, lot, Reading.NEGATIVE)
    with pytest.raises(Refused, match="was read as negative"):
        read(sample, lot, Reading.POSITIVE)
    again = read(sample, lot, Reading.POSITIVE, again=True)
    assert again.read(Strip.FENTANYL).reading is Reading.POSITIVE


def test_not_done_is_not_negative_and_needs_no_lot():
    sample = actions.read_strip(
        by="noor", sample=take_in().id, strip=Strip.NITAZENE, reading=Reading.NOT_DONE
    )
    assert sample.read(Strip.NITAZENE).reading is Reading.NOT_DONE
    assert sample.read(Strip.XYLAZINE) is None


@pytest.mark.parametrize("dilution", [None, 0, -1, 1_000])
def test_a_reading_says_its_dilution(dilution: Any):
    with pytest.raises(Malformed, match="millilitre"):
        read(take_in(), open_lot(), sample_mg_per_ml=dilution)


def test_a_strip_is_read_on_a_lot_of_its_own_kind():
    with pytest.raises(Malformed, match="lot of the strip"):
        read(take_in(), open_lot(Strip.XYLAZINE), strip=Strip.FENTANYL)


def test_a_lot_past_its_date_is_refused():
    lot = open_lot(expires="2020-01-31", at=datetime(2019, 12, 1, tzinfo=UTC))
    with pytest.raises(Refused, match="expired on January 31, 2020"):
        read(take_in(), lot)


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [([140.0], "140 % is no share"), ([-1.0], "no share"), ([60.0, 50.0], "more than the whole")],
)
def test_shares_that_cannot_be_are_refused_and_nothing_is_written(
    shares: list[float], sentence: str
):
    sample = take_in()
    components = [Component(substance=f"s{n}", share_percent=one) for n, one in enumerate(shares)]
    with pytest.raises(Malformed, match=sentence):
        actions.read_spectrum(by="noor", sample=sample.id, components=components)
    assert reads.sample(sample.id).components is None


def test_a_laboratory_answers_later_and_says_what_was_a_trace():
    sample = take_in(received_mg=50.0)
    waits = actions.move_material(
        by="noor", sample=sample.id, fate=Fate.LABORATORY, mg=10.0, laboratory="Santé Canada"
    )
    assert waits.waits_for_laboratory
    answered = actions.answer_from_laboratory(
        by="noor",
        sample=sample.id,
        laboratory="Santé Canada",
        method=LabMethod.GC_MS,
        findings=[
            Finding(substance="fentanyl", share_percent=12.5),
            Finding(substance="medetomidine", abundance=Abundance.TRACE),
        ],
    )
    assert not answered.waits_for_laboratory
    assert set(FoundRow.objects.values_list("substance", "abundance")) == {
        ("fentanyl", "primary"),
        ("medetomidine", "trace"),
    }


@pytest.mark.parametrize("mg", [15.1, 30.0])
def test_no_more_material_leaves_than_came(mg: float):
    sample = take_in(received_mg=20.0)
    actions.move_material(by="noor", sample=sample.id, fate=Fate.USED_UP, mg=5.0)
    with pytest.raises(Malformed, match=rf"20 mg came in, and {5 + mg:g} mg would have left"):
        actions.move_material(by="noor", sample=sample.id, fate=Fate.RETURNED, mg=mg)
    left = actions.move_material(by="noor", sample=sample.id, fate=Fate.RETURNED, mg=15.0)
    assert left.gone_mg == 20.0


@pytest.mark.parametrize("mg", [0.0, -3.0, 1e9])
def test_a_weight_that_leaves_is_above_zero_and_no_larger_than_a_sample(mg: float):
    sample = take_in()
    with pytest.raises(Malformed, match="how many milligrams"):
        actions.move_material(by="noor", sample=sample.id, fate=Fate.USED_UP, mg=mg)


def spectrum(sample: str, *named: Component, **said: Any) -> Any:
    return actions.read_spectrum(by="noor", sample=sample, components=named, **said)


def test_a_spectrum_that_names_nothing_says_so():
    sample = take_in()
    with pytest.raises(Malformed, match="If it named nothing, tick"):
        spectrum(sample.id)
    assert reads.sample(sample.id).components is None
    assert spectrum(sample.id, named_nothing=True).components == ()


def test_a_second_spectrum_is_asked_about_and_takes_the_place_of_the_first_when_meant():
    sample = take_in()
    caffeine, sugar = Component("caffeine", 42.0), Component("lactose", 30.0)
    spectrum(sample.id, caffeine)
    with pytest.raises(Refused, match="A spectrum of this sample was read"):
        spectrum(sample.id, sugar)
    with pytest.raises(Refused, match="A spectrum of this sample was read"):
        spectrum(sample.id, named_nothing=True)
    assert reads.sample(sample.id).components == (caffeine,)
    assert spectrum(sample.id, sugar, again=True).components == (sugar,)


def test_a_strip_that_is_said_not_to_be_done_after_it_was_read_is_asked_about():
    sample, lot = take_in(), open_lot()
    read(sample, lot, Reading.POSITIVE)
    with pytest.raises(Refused, match="was read as positive"):
        read(sample, lot, Reading.NOT_DONE)
    assert reads.sample(sample.id).read(Strip.FENTANYL).reading is Reading.POSITIVE


def answer(sample: str, *findings: Finding, **said: Any) -> Any:
    data = {"laboratory": "Santé Canada", "method": LabMethod.GC_MS, **said}
    return actions.answer_from_laboratory(by="noor", sample=sample, findings=findings, **data)


def test_a_second_answer_of_a_laboratory_by_one_method_is_asked_about_and_takes_its_place():
    sample = take_in()
    answer(sample.id, Finding("fentanyl", share_percent=3.0))
    answer(sample.id, Finding("fentanyl", share_percent=3.2), method=LabMethod.QNMR)
    with pytest.raises(Refused, match="Santé Canada answered by GC-MS"):
        answer(sample.id, Finding("fentanyl", share_percent=4.0), laboratory="santé canada")
    now = answer(sample.id, Finding("fentanyl", share_percent=4.0), again=True)
    assert [lab.findings[0].share_percent for lab in now.labs] == [4.0, 3.2]


def test_an_answer_that_names_nothing_says_so():
    with pytest.raises(Malformed, match="If it named nothing, tick"):
        answer(take_in().id)


@pytest.mark.parametrize("name", ["😀", "fentanyl ½", "fentanyl <1", "caffeine 3%", "42", "a=b"])
def test_what_is_no_name_of_a_substance_is_refused_whoever_says_it(name: str):
    sample = take_in()
    with pytest.raises(Malformed, match="name"):
        spectrum(sample.id, Component(name))
    with pytest.raises(Malformed, match="name"):
        answer(sample.id, Finding(name))


def test_a_substance_is_named_once_by_whichever_of_its_names():
    sample = take_in()
    with pytest.raises(Malformed, match="more than once"):
        spectrum(sample.id, Component("caffeine", 42.0), Component("Caféine", 10.0))
    with pytest.raises(Malformed, match="more than once"):
        answer(sample.id, Finding("fentanyl"), Finding("Fentanyl HCl", Abundance.TRACE))


def test_a_lot_that_fails_its_control_is_stopped_and_its_results_since_the_last_good_one_marked():
    now = clock.now()
    lot = open_lot(at=now - timedelta(hours=9))
    control(lot, Reading.POSITIVE, at=now - timedelta(hours=8))
    before = read(
        take_in(at=now - timedelta(hours=9)), lot, at=now - timedelta(hours=8, minutes=10)
    )
    after = read(take_in(at=now - timedelta(hours=7)), lot, at=now - timedelta(hours=6))
    stopped = control(lot, Reading.NEGATIVE, at=now - timedelta(hours=1))
    assert stopped.stopped_at is not None
    assert not is_marked(before.strips[0], stopped)
    assert is_marked(after.strips[0], stopped)
    with pytest.raises(Refused, match="was stopped"):
        read(take_in(), lot)
    with pytest.raises(Refused, match="stays stopped"):
        control(lot, Reading.POSITIVE)


def test_a_control_that_another_node_found_good_meanwhile_frees_no_reading():
    now = clock.now()
    lot = open_lot(at=now - timedelta(hours=9))
    doubtful = read(take_in(at=now - timedelta(hours=7)), lot, at=now - timedelta(hours=6))
    control(lot, Reading.POSITIVE, at=now - timedelta(hours=1))
    late = control(lot, Reading.NEGATIVE, at=now - timedelta(hours=2))
    assert late.stopped_at == now - timedelta(hours=2)
    assert is_marked(doubtful.strips[0], late)


def test_a_strip_of_a_lot_that_was_stopped_is_counted_nowhere():
    now = clock.now()
    zone, since = ZoneInfo("America/Toronto"), now - timedelta(days=1)
    lot = open_lot(at=now - timedelta(hours=9))
    good = read(take_in(at=now - timedelta(hours=9)), lot, at=now - timedelta(hours=8))
    control(lot, Reading.POSITIVE, at=now - timedelta(hours=7))
    doubtful = read(take_in(at=now - timedelta(hours=7)), lot, at=now - timedelta(hours=6))

    def counted() -> tuple[int, int, set[str]]:
        read_of = {each.label for each in of_network(zone) if each.readings}
        beside = reads.strips_beside("", since, clock.now())
        return len(reads.strips_read(since, clock.now())), len(beside), read_of

    assert counted() == (2, 2, {good.label, doubtful.label})
    control(lot, Reading.NEGATIVE, at=now - timedelta(hours=1))
    assert counted() == (1, 1, {good.label})


def test_opioids_are_counted_by_sample_where_it_was_sold_as_none():
    now = clock.now()
    fentanyl, nitazene = open_lot(), open_lot(Strip.NITAZENE, number="N25-0001")
    twice = read(read(take_in(expected="cocaine"), fentanyl), nitazene)
    read(take_in(expected="cocaine"), fentanyl, Reading.NEGATIVE)
    read(take_in(expected="down"), fentanyl)
    found = list(reads.unexpected_opioids(now - timedelta(hours=1), clock.now()))
    assert found == [(twice.site, twice.at, 1)]


def test_a_negative_control_that_shows_something_stops_the_lot_too():
    lot = control(open_lot(), Reading.POSITIVE, Control.NEGATIVE)
    assert lot.stopped_why == "negative"


def test_nothing_is_given_before_anything_was_tested():
    with pytest.raises(Refused, match="Nothing was tested yet"):
        actions.give_result(by="noor", sample=take_in().id)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "down\x00", "do\u202ewn"])
def test_a_name_that_cannot_be_read_is_refused(name: str):
    with pytest.raises(Malformed):
        take_in(expected=name)
    assert SampleRow.objects.count() == 0


@pytest.mark.parametrize(
    "expected", ["Jean, 514 555-1234", "F-TREM-1988", "vendu par Kevin", "12 rue Ontario"]
)
def test_what_a_sample_was_sold_as_points_to_nobody(expected: str):
    with pytest.raises(Malformed, match="may point to a person"):
        take_in(expected=expected)
    assert not SampleRow.objects.exists()


@pytest.mark.parametrize(
    "expected", ["China White", "white girl", "M30", "molly 2,5-DMA", "pilule"]
)
def test_what_people_call_a_drug_is_taken_as_it_is(expected: str):
    assert take_in(expected=expected).expected == expected


def test_nothing_is_said_to_have_been_tested_before_the_sample_came():
    came = clock.now() - timedelta(days=2)
    sample = take_in(at=came)
    with pytest.raises(Malformed, match="it cannot be of this sample"):
        answer(sample.id, Finding("fentanyl"), at=came - timedelta(days=1))
    assert answer(sample.id, Finding("fentanyl"), at=came + timedelta(days=1)).labs
