"""JSON becomes a case, or every fault is named with its path."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from veille.law import Case, Malformed, Place, Substance, known, read_cases

GOOD: dict[str, Any] = {
    "jurisdiction": "CA-BC",
    "date": "2023-06-01",
    "age": 30,
    "place": {"kind": "street", "metres_to": {"playground": 40}},
    "substances": [{"name": "fentanyl", "grams": 1.5}, {"name": "methamphetamine", "grams": 1.0}],
    "circumstances": [],
}


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(Malformed) as malformed:
        read_cases(text, known())
    return [str(fault) for fault in malformed.value.faults]


def test_a_case_is_read_with_exact_amounts():
    cases, many = read_cases(json.dumps(GOOD), known())
    assert not many
    assert cases == [
        Case(
            "CA-BC",
            date(2023, 6, 1),
            30,
            Place("street", {"playground": Decimal(40)}),
            (
                Substance("fentanyl", grams=Decimal("1.5")),
                Substance("methamphetamine", grams=Decimal("1.0")),
            ),
        )
    ]


def test_an_array_is_read_in_its_order():
    cases, many = read_cases(json.dumps([GOOD, {**GOOD, "age": 17}]), known())
    assert (many, [case.age for case in cases]) == (True, [30, 17])
    assert read_cases("[]", known()) == ([], True)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"jurisdiction": "XX"}, "$.jurisdiction"),
        ({"date": "2023-13-01"}, "$.date"),
        ({"date": 20230601}, "$.date"),
        ({"age": -1}, "$.age"),
        ({"age": 131}, "$.age"),
        ({"age": 30.5}, "$.age"),
        ({"age": True}, "$.age"),
        ({"place": {"kind": "moon"}}, "$.place.kind"),
        ({"place": {}}, "$.place.kind"),
        ({"place": "street"}, "$.place"),
        ({"place": {"kind": "street", "metres_to": {"school": 1}}}, "$.place.metres_to.school"),
        (
            {"place": {"kind": "street", "metres_to": {"playground": -1}}},
            "$.place.metres_to.playground",
        ),
        ({"substances": []}, "$.substances"),
        ({"substances": {}}, "$.substances"),
        ({"substances": [{"name": "heroin"}]}, "$.substances[0]"),
        ({"substances": [{"name": "", "grams": 1}]}, "$.substances[0].name"),
        ({"substances": [{"name": "heroin", "grams": -1}]}, "$.substances[0].grams"),
        ({"substances": [{"name": "heroin", "grams": "NaN"}]}, "$.substances[0].grams"),
        ({"substances": [{"name": "heroin", "grams": 1e30}]}, "$.substances[0].grams"),
        ({"substances": [{"name": "heroin", "grams": 0.0000001}]}, "$.substances[0].grams"),
        (
            {"substances": [{"name": "heroin", "grams": 1, "grams_active": 2}]},
            "$.substances[0].grams_active",
        ),
        ({"substances": [{"name": "heroin", "kilos": 1}]}, "$.substances[0].kilos"),
        ({"circumstances": ["moonlight"]}, "$.circumstances[0]"),
        ({"circumstances": "driving"}, "$.circumstances"),
        ({"sentence_ended": "2023-01-01"}, "$.sentence_ended"),
        ({"colour": "blue"}, "$.colour"),
    ],
)
def test_a_fault_is_named_with_its_path(changed: dict[str, Any], path: str):
    said = faults(json.dumps({**GOOD, **changed}))
    assert len(said) == 1
    assert said[0].startswith(f"{path}: ")
    within = faults(json.dumps([GOOD, {**GOOD, **changed}]))
    assert within[0].startswith(f"$[1]{path[1:]}: ")


def test_every_fault_is_named_at_once():
    wrong = {**GOOD, "age": "x", "date": "y", "place": {"kind": "z"}}
    assert [said.split(":")[0] for said in faults(json.dumps(wrong))] == [
        "$.date",
        "$.age",
        "$.place.kind",
    ]
    assert len(faults("{}")) == 5


@pytest.mark.parametrize("text", ["", "{", "7", "null", '"x"', b"\xff\xfe", "[" * 5000, "[7]"])
def test_what_is_no_case_at_all_is_said_so(text: str | bytes):
    assert faults(text)[0].startswith("$")


@pytest.mark.parametrize("amount", [-1, float("nan"), float("inf"), 0.0000001, True, "much"])
def test_an_amount_that_cannot_be_is_refused_in_python_too(amount: Any):
    with pytest.raises(ValueError, match=r"number|nothing|decimals"):
        Substance("heroin", grams=amount)


def test_a_document_may_begin_as_some_editors_begin_it_and_is_utf_8():
    text = (
        '{"jurisdiction": "CA-QC", "date": "2023-06-01", "age": 30, "place": {"kind": "street"}, '
        '"substances": [{"name": "héroïne", "grams": 1}]}'
    )
    cases, many = read_cases(b"\xef\xbb\xbf" + text.encode(), known())
    assert (cases[0].substances[0].name, many) == ("héroïne", False)
    with pytest.raises(Malformed) as malformed:
        read_cases(text.encode("latin-1"), known())
    assert [str(fault) for fault in malformed.value.faults] == [
        "$: is not UTF-8 (line 1); save it as UTF-8"
    ]
    with pytest.raises(Malformed) as malformed:
        read_cases(text.replace('"grams": 1', '"grams": 0').encode(), known())
    assert "is nothing" in str(malformed.value)
    with pytest.raises(Malformed) as malformed:
        read_cases(text[:40].encode(), known())
    assert malformed.value.faults[0].in_words("fr") == (
        "n’est pas du JSON\u00a0: le texte s’arrête trop tôt"
    )


def test_a_name_that_stands_twice_in_one_object_is_told_and_not_taken_in_silence():
    text = (
        b'{"age":30,"age":12,"jurisdiction":"CA-QC","date":"2026-01-05",'
        b'"place":{"kind":"street"},"substances":[{"name":"heroin","grams":1}]}'
    )
    with pytest.raises(Malformed) as malformed:
        read_cases(text, known())
    (fault,) = malformed.value.faults
    assert fault.what == "says “age” twice in one object; say it once"
    assert "«\u202fage\u202f»" in fault.in_words("fr")
