"""The dictionary of substances: names as people write them, never guessed in silence."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.substances import find, substance, substances
from veille.substances.dictionary import asked_back
from veille.substances.finding import plain

NAMES_CSV = Path(__file__).resolve().parents[3] / "shared" / "data" / "law" / "names.csv"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("heroin", "heroin"),
        ("HÉROÏNE", "heroin"),
        ("heroine", "heroin"),
        ("héro", "heroin"),
        ("coke", "cocaine"),
        ("Cocaïne", "cocaine"),
        ("powder-cocaine", "cocaine"),
        ("Crack cocaine", "crack"),
        ("crack-cocaine", "crack"),
        (" CRACK ", "crack"),
        ("cocaine_base", "crack"),
        ("molly", "mdma"),
        ("side", "methamphetamine"),
        ("fent", "fentanyl"),
        ("fentanyl hydrochloride", "fentanyl"),
        ("fentanyl HCl", "fentanyl"),
        ("fentanyl citrate", "fentanyl"),
        ("chlorhydrate de cocaïne", "cocaine"),
        ("morphine sulphate", "morphine"),
        ("champignons magiques", "psilocybin"),
        ("champignon magique", "psilocybin"),
        ("Magic Mushroom", "psilocybin"),
        ("poussière d'ange", "pcp"),
        ("pilule d’amour", "mdma"),
        ("2C-B", "2c_b"),
        ("2cb", "2c_b"),
        ("Δ9-THC", "thc"),
        ("delta-9-THC", "thc"),
        ("benzodiazépines", "benzodiazepine"),
        ("Ativan", "lorazepam"),
        ("xylazine", "xylazine"),
        ("médétomidine", "medetomidine"),
        ("opium", "opium"),
        ("p-fluorofentanyl", "para_fluorofentanyl"),
        ("hasch", "cannabis_resin"),
    ],
)
def test_a_name_is_found_as_people_write_it(written: str, key: str):
    assert find(written).key == key


@pytest.mark.parametrize(
    "written",
    ["down", "Down", "speed", "roche", "peanut", "benzo dope", "cristal", "M30", "poudre", "G"],
)
def test_a_name_that_may_mean_several_things_is_asked_back(written: str):
    found = find(written)
    assert found.key == ""
    assert found.readings
    assert set(found.readings) <= set(substances())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("herion", "heroin"),
        ("fentnyl", "fentanyl"),
        ("methamfetamine", "methamphetamine"),
        ("kétammine", "ketamine"),
        ("bromazolan", "bromazolam"),
    ],
)
def test_a_name_that_is_misspelt_is_proposed_and_not_taken(written: str, meant: str):
    found = find(written)
    assert (found.key, found.readings) == ("", ())
    assert meant in found.suggestions
    assert len(found.suggestions) <= 3


@pytest.mark.parametrize("written", ["", "zzzzzz", "x", "unobtainium", "?" * 500])
def test_what_is_like_nothing_stays_as_it_came(written: str):
    found = find(written)
    assert (found.name, found.key, found.readings, found.suggestions) == (written, "", (), ())


def test_no_name_means_two_things_without_being_asked_back():
    ask = {plain(name) for name in asked_back()}
    meaning: dict[str, set[str]] = {}
    for each in substances().values():
        for name in each.all_names:
            meaning.setdefault(plain(name), set()).add(each.key)
    assert {name: keys for name, keys in meaning.items() if len(keys) > 1} == {}
    assert ask & set(meaning) == set()


def test_what_is_asked_back_and_what_a_form_is_of_are_in_the_dictionary():
    known = substances()
    assert {key for keys in asked_back().values() for key in keys} <= set(known)
    assert {each.form_of for each in known.values() if each.form_of} <= set(known)


@pytest.mark.parametrize("each", [s for s in substances().values() if s.cas], ids=lambda s: s.key)
def test_a_cas_number_has_the_check_digit_that_it_must_have(each):
    digits = each.cas.replace("-", "")
    total = sum(n * int(digit) for n, digit in enumerate(reversed(digits[:-1]), 1))
    assert total % 10 == int(digits[-1])


@pytest.mark.parametrize("each", [s for s in substances().values() if s.unii], ids=lambda s: s.key)
def test_a_unii_is_ten_signs_and_has_its_check_sign(each):
    values = [ALPHABET.index(sign) for sign in each.unii]
    assert len(values) == 10
    assert sum(values[:-1]) % 36 == values[-1]


def test_an_identifier_stands_for_one_substance():
    for field in ("cas", "unii", "pubchem"):
        given = [getattr(each, field) for each in substances().values() if getattr(each, field)]
        assert len(given) == len(set(given))


@pytest.mark.skipif(not NAMES_CSV.exists(), reason="../shared is not there: names.csv is not read")
def test_every_name_that_was_collected_is_found_or_asked_back():
    lost = []
    with NAMES_CSV.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found = find(row["name"])
            asked = row["ambiguous"].startswith("yes")
            if not (found.readings if asked else found.key or found.readings):
                lost.append((row["name"], found))
    assert [name for name, found in lost if not found.key] == []


@given(st.text(max_size=60))
def test_any_text_is_found_asked_back_or_left(text: str):
    found = find(text)
    assert (bool(found.key) + bool(found.readings) + bool(found.suggestions)) <= 1
    assert not found.key or substance(found.key)
