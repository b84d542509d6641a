"""A laboratory's answers by label: what is wrong is named with its row, and the rest goes on."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from veille.ledger import clock
from veille.ledger.refusal import Malformed
from veille.supply import reads
from veille.supply.answers import Answered, take_json, take_table
from veille.supply.importing import open_with
from veille.supply.labels import in_groups, new_label
from veille.supply.schemas import RESULTS
from veille.supply.state import Sample
from veille.supply.words import Reading, Strip

from .scene import open_lot, read, take_in, take_in_earlier

pytestmark = pytest.mark.usefixtures("bench")

HEADINGS = "sample,method,substance,abundance,share,date"
STRIPS = "sample,strip,reading,lot,date"
DAY = (clock.now() - timedelta(days=1)).date().isoformat()


def taken_in(folder: Path, *rows: str, headings: str = HEADINGS) -> Answered:
    path = folder / "answers.csv"
    path.write_text("\n".join([headings, *rows]) + "\n", "utf-8")
    table, profile = open_with(path, "", RESULTS)
    return take_table(by="noor", laboratory="Santé Canada", table=table, profile=profile)


def now(sample: Sample) -> Sample:
    return reads.sample(sample.id)


def told(done: Answered) -> list[tuple[int, str]]:
    faults = [(fault.row, fault.message.en) for fault in done.faults]
    return sorted([(row, str(why)) for row, why in done.refused] + faults)


def test_rows_of_one_test_are_one_answer(tmp_path: Path, either: None):
    sample = take_in_earlier()
    label = in_groups(sample.label)
    done = taken_in(
        tmp_path,
        f"{label},GC-MS,fentanyl,,12,{DAY}",
        f"{label.lower()},GC-MS,carfentanil,trace,,{DAY}",
    )
    assert (done.new, told(done)) == (1, [])
    (lab,) = now(sample).labs
    assert (lab.laboratory, lab.method, lab.at.date()) == (
        "Santé Canada",
        "gc_ms",
        date.fromisoformat(DAY),
    )
    assert [(one.substance, one.abundance.value, one.share_percent) for one in lab.findings] == [
        ("fentanyl", "primary", 12.0),
        ("carfentanil", "trace", None),
    ]


def test_the_same_file_twice_adds_nothing(tmp_path: Path):
    row = f"{take_in_earlier().label},LC-MS,fentanyl,,12,{DAY}"
    taken_in(tmp_path, row)
    done = taken_in(tmp_path, row)
    assert (done.new, done.here, told(done)) == (0, 1, [])


def test_an_unknown_label_is_named_with_its_row_and_the_rest_goes_on(tmp_path: Path):
    sample, unknown = take_in_earlier(), new_label()
    done = taken_in(
        tmp_path,
        f"{unknown},GC-MS,fentanyl,,,{DAY}",
        f"4K7O,GC-MS,fentanyl,,,{DAY}",
        f"{sample.label},GC-MS,fentanyl,,,{DAY}",
    )
    ((one, no_sample), (two, no_label)) = told(done)
    assert (one, two, done.new) == (2, 3, 1)
    assert f"No sample here has the label {in_groups(unknown)}" in no_sample
    assert "No label has the character “O”" in no_label


def test_two_different_results_for_one_test_are_named_and_the_rest_goes_on(tmp_path: Path):
    sample, other = take_in_earlier(), take_in_earlier()
    done = taken_in(
        tmp_path,
        f"{sample.label},GC-MS,fentanyl,,12,{DAY}",
        f"{sample.label},GC-MS,fentanyl,,21,{DAY}",
        f"{other.label},GC-MS,cocaine,,80,{DAY}",
    )
    ((row, why),) = told(done)
    assert (row, done.new) == (3, 2)
    assert "Row 2 gives another result for fentanyl by the same test" in why


def test_a_row_that_says_the_same_of_one_test_is_named(tmp_path: Path):
    label = take_in_earlier().label
    row = f"{label},GC-MS,xylasine,,12,{DAY}"
    done = taken_in(tmp_path, row, row)
    assert (done.new, list(done.unknown)) == (1, ["xylasine"])
    assert told(done) == [(3, "Row 2 says the same of the same test: it is taken once.")]


def test_another_answer_than_the_one_that_is_here_is_refused(tmp_path: Path):
    sample = take_in_earlier()
    taken_in(tmp_path, f"{sample.label},GC-MS,fentanyl,,12,{DAY}")
    done = taken_in(tmp_path, f"{sample.label},GC-MS,fentanyl,,21,{DAY}")
    ((row, why),) = told(done)
    assert (row, done.new, len(now(sample).labs)) == (2, 0, 1)
    assert "said otherwise" in why


def test_a_laboratory_is_one_with_and_without_its_accents(tmp_path: Path):
    sample = take_in_earlier()
    heads = f"{HEADINGS},laboratory"
    taken_in(tmp_path, f"{sample.label},GC-MS,fentanyl,,12,{DAY},Santé Canada", headings=heads)
    row = f"{sample.label},GC-MS,fentanyl,,21,{DAY},sante canada"
    ((_row, why),) = told(taken_in(tmp_path, row, headings=heads))
    assert "said otherwise" in why
    assert len(now(sample).labs) == 1


def test_a_share_of_140_percent_is_named_with_its_row_and_the_rest_goes_on(tmp_path: Path):
    sample, other = take_in_earlier(), take_in_earlier()
    done = taken_in(
        tmp_path,
        f"{sample.label},GC-MS,fentanyl,,140,{DAY}",
        f"{other.label},GC-MS,fentanyl,,60,{DAY}",
        f"{other.label},GC-MS,caffeine,,70,{DAY}",
    )
    ((one, too_much), (two, sum_)) = told(done)
    assert (one, two, done.new) == (2, 3, 0)
    assert "140" in too_much
    assert "add up to 130" in sum_


def test_a_day_that_has_not_come_is_named_with_its_row(tmp_path: Path):
    done = taken_in(tmp_path, f"{take_in_earlier().label},GC-MS,fentanyl,,,2099-01-01")
    ((row, why),) = told(done)
    assert (row, "has not come yet" in why) == (2, True)


def test_an_answer_of_a_day_before_its_sample_came_in_is_named_with_its_row(tmp_path: Path):
    came = clock.now() - timedelta(days=2)
    sample, before = take_in(at=came), timezone.localdate(came - timedelta(days=1))
    done = taken_in(tmp_path, f"{sample.label},GC-MS,fentanyl,,,{before}")
    ((row, why),) = told(done)
    assert (row, done.new, "it cannot be of this sample" in why) == (2, 0, True)
    sent = {"label": sample.label, "method": "gc_ms", "date": before.isoformat(), "findings": []}
    by_api = take_json(by="noor", content=json.dumps({"answers": [sent]}).encode(), only_of="Labo")
    ((one, again),) = told(by_api)
    assert (one, by_api.new, "it cannot be of this sample" in again) == (1, 0, True)
    assert now(sample).labs == ()


def test_an_answer_of_the_day_on_which_its_sample_came_in_is_taken(tmp_path: Path):
    came = clock.now() - timedelta(days=2)
    sample = take_in(at=came)
    day = timezone.localdate(came)
    assert taken_in(tmp_path, f"{sample.label},GC-MS,fentanyl,,,{day}").new == 1


def test_a_strip_of_a_lot_past_its_date_is_named_with_its_row_and_the_rest_goes_on(tmp_path: Path):
    sample = take_in_earlier()
    yesterday = (clock.now() - timedelta(days=3)).date().isoformat()
    opened = clock.now() - timedelta(days=10)
    open_lot(Strip.NITAZENE, number="OLD-1", expires=yesterday, at=opened)
    open_lot(Strip.XYLAZINE, number="GOOD-1")
    done = taken_in(
        tmp_path,
        f"{sample.label},nitazene,positive,OLD-1,{DAY}",
        f"{sample.label},xylazine,negative,GOOD-1,{DAY}",
        f"{sample.label},medetomidine,negative,NONE-1,{DAY}",
        headings=STRIPS,
    )
    ((one, old), (two, none)) = told(done)
    assert (one, two, done.new) == (2, 4, 1)
    assert "Lot OLD-1 expired on" in old
    assert "No lot “NONE-1”" in none
    assert now(sample).read(Strip.XYLAZINE) is not None
    assert now(sample).read(Strip.NITAZENE) is None


def test_a_file_does_not_change_a_strip_that_was_read(tmp_path: Path):
    lot = open_lot(Strip.XYLAZINE, number="GOOD-1")
    sample = read(take_in_earlier(), lot, Reading.POSITIVE)
    done = taken_in(tmp_path, f"{sample.label},xylazine,negative,GOOD-1,", headings=STRIPS)
    ((row, why),) = told(done)
    assert (row, "A file does not change that" in why) == (2, True)
    again = taken_in(tmp_path, f"{sample.label},xylazine,positive,GOOD-1,", headings=STRIPS)
    assert (again.new, again.here) == (0, 1)


def test_json_is_taken_in_answer_by_answer():
    sample = take_in_earlier()
    answers = [
        {"label": sample.label, "method": "gc_ms", "date": DAY, "findings": [{"substance": "X"}]},
        {"label": sample.label, "method": "guess", "findings": [{"substance": "X"}]},
        {
            "label": take_in_earlier().label,
            "method": "lc_ms",
            "findings": [{"substance": "X", "share_percent": 140}],
        },
    ]
    given = {"laboratory": "Labo", "answers": answers}
    done = take_json(by="noor", content=json.dumps(given).encode())
    assert done.new == 1
    ((two, no_method), (three, too_much)) = told(done)
    assert (two, three) == (2, 3)
    assert "cannot be read" in no_method
    assert "140" in too_much
    assert take_json(by="noor", content=json.dumps(given).encode()).here == 1


@pytest.mark.parametrize("content", [b"", b"[]", b'{"answers": 3}', b"\xff"])
def test_what_is_no_list_of_answers_is_refused_whole(content: bytes):
    with pytest.raises(Malformed, match="Nothing was taken in"):
        take_json(by="noor", content=content)
