"""A rule file that could mislead is refused, with its file and line."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from veille.law import (
    Case,
    Malformed,
    Place,
    Substance,
    assess,
    codes,
    decisions,
    forget_rules,
    known,
    read_cases,
    read_rules,
)
from veille.law.lines import lines_of
from veille.law.load import RULES, Unsound, load, texts

GOOD = """\
[jurisdiction]
code = "XX"
name = { en = "X", fr = "X" }
time_zone = "Europe/Paris"
scope = "act"
scope_section = "1"

[references.act]
act = { en = "Act", fr = "Loi" }
date = 2000-01-01
link = "https://example.org/act"

[[schedule]]
schedule = "I"
substances = ["heroin"]
from = 2000-01-01
reference = "act"
section = "1"
source = "primary"

[[amounts.small]]
from = 2000-01-01
until = 2010-01-01
of = { heroin = { grams = 1.5 } }
reference = "act"
section = "2"
source = "primary"

[[rules.small]]
from = 2000-01-01
until = 2005-01-01
outcome = "administrative"
at_most = "small"
reference = "act"
section = "3"
source = "primary"
text = { en = "Small.", fr = "Petit." }

[[rules.small]]
from = 2005-01-01
until = 2010-01-01
outcome = "no_offence"
at_most = "small"
reference = "act"
section = "3"
source = "primary"
text = { en = "Small.", fr = "Petit." }
"""


def test_a_sound_file_is_read():
    text = load("XX.toml", GOOD)
    assert [version.outcome for version in text.rules["small"]] == ["administrative", "no_offence"]


@pytest.mark.parametrize(
    ("was", "is_now", "line", "what"),
    [
        ("from = 2005-01-01", "from = 2004-12-31", 40, "overlaps"),
        ("from = 2005-01-01", "from = 2005-01-02", 40, "gap from 2005-01-01 to 2005-01-02"),
        ("until = 2005-01-01\n", "", 39, "overlaps"),
        ("until = 2005-01-01", "until = 1999-01-01", 31, "ends before it begins"),
        ('section = "3"', 'section = "3"\nshade = "dark"', 36, "unknown field `shade`"),
        ("[[rules.small]]\nfrom = 2000", "[[rule.small]]\nfrom = 2000", 29, "unknown key rule"),
        ('reference = "act"\nsection = "3"', 'section = "3"', 29, "missing required field"),
        (
            'reference = "act"\nsection = "3"',
            'reference = "law"\nsection = "3"',
            34,
            "there is no reference law",
        ),
        ('section = "3"', 'section = ""', 35, "section is empty"),
        ("example.org/act", "example.org/", 11, "no secure link to a text"),
        ("https://example.org", "http://example.org", 11, "no secure link to a text"),
        ('section = "3"', 'section = "3"\nplaces = ["moon"]', 36, "moon is nothing"),
        ('section = "3"', 'section = "3"\nany_of = ["luck"]', 36, "luck is nothing"),
        ('section = "3"', 'section = "3"\noverrides = ["big"]', 36, "big is nothing"),
        ('section = "3"', 'section = "3"\ngrade = "felony"', 36, "felony is nothing"),
        ("of = { heroin", 'fractions_of = "none"\nof = { heroin', 24, "no table of amounts none"),
        ("heroin = { grams", "herion = { grams", 24, "herion is a substance that no schedule"),
        ('at_most = "small"', 'at_most = "large"', 33, "no table of amounts large"),
        ('outcome = "administrative"', 'outcome = "forgiven"', 32, "invalid enum value"),
        ('outcome = "administrative"', "", 29, "neither or both of outcome and after"),
        (
            'outcome = "administrative"',
            'outcome = "administrative"\nschedules = ["IX"]',
            33,
            "there is no schedule IX",
        ),
        ("until = 2010-01-01\nof", "until = 2009-01-01\nof", 43, "do not cover all its days"),
        ('source = "primary"', 'source = "sworn"', 19, "invalid enum value"),
        ('scope = "act"\n', "", 1, "has no scope"),
        ("outcome = ", "outcome : ", 32, "is not TOML"),
    ],
)
def test_a_file_that_could_mislead_is_refused(was: str, is_now: str, line: int, what: str):
    assert was in GOOD
    with pytest.raises(Unsound) as refused:
        load("rules/XX.toml", GOOD.replace(was, is_now, 1))
    said = str(refused.value)
    assert what in said
    found = re.match(r"(?:rules/)?XX\.toml:(\d+): ", said)
    assert found, said
    assert int(found[1]) == line, said


def test_a_file_within_another_needs_it():
    within = GOOD.replace('scope = "act"', 'within = "YY"')
    with pytest.raises(Unsound, match="lies within YY"):
        load("XX.toml", within)


def test_one_substance_in_two_schedules_on_a_day_is_refused():
    twice = GOOD.split("[[amounts")[0]
    second = twice[twice.index("[[schedule]]") :].replace('"I"', '"II"')
    with pytest.raises(Unsound, match="heroin overlaps"):
        load("XX.toml", twice + second)


def test_lines_are_found_past_long_values():
    toml = 'a = [\n 1,\n]\n[[b]]\nc = """\nx = 1\n"""\nd = 2\n[[b]]\nd = 3\n[b.e]\nf = 1\n'
    found = lines_of(toml)
    assert found["b", 0] == 4
    assert found["b", 0, "d"] == 8
    assert found["b", 1, "d"] == 10
    assert found["b", 1, "e", "f"] == 12
    assert ("b", 0, "x") not in found


def test_every_jurisdiction_has_its_file():
    files = {entry.name for entry in RULES.iterdir() if entry.name.endswith(".toml")}
    assert files == {*(f"{code}.toml" for code in texts()), "CA-schedules.toml"}


def test_the_commission_never_fines_a_dependent_person():
    fines = [each for each in decisions("PT", date(2024, 1, 1)) if each.key.startswith("fine")]
    assert len(fines) == 2
    assert all("dependent" in each.none_of for each in fines)
    assert decisions("PT", date(2001, 6, 30)) == []
    assert [each.hours for each in decisions("PT", date(2001, 7, 1)) if each.hours] == [36, 72]


@pytest.fixture
def own_rules(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    forget_rules()


def test_a_folder_of_ones_own_is_read_beside_the_rules_of_veille(own_rules: Path):
    (own_rules / "XX.toml").write_text(GOOD)
    inner = (
        GOOD.split("[[amounts")[0]
        .replace('"XX"', '"XX-1"')
        .replace('scope = "act"', 'within = "XX"')
    )
    (own_rules / "A.toml").write_text(inner)
    deeper = inner.replace('"XX-1"', '"XX-1-A"').replace('"XX"', '"XX-1"')
    (own_rules / "B.toml").write_text(deeper)
    assert read_rules(own_rules) == []
    case = Case("XX-1-A", date(2001, 1, 1), 30, Place("street"), (Substance("heroin", grams=1),))
    assert assess(case).outcome == "administrative"
    assert "CA" in codes()
    forget_rules()
    assert assess(case).outcome == "undetermined"


def test_one_bad_file_is_named_with_its_line_and_stops_no_other(own_rules: Path):
    (own_rules / "XX.toml").write_text(GOOD)
    (own_rules / "bad.toml").write_text(
        GOOD.replace('"XX"', '"YY"').replace("outcome = ", "outcom = ", 1)
    )
    (own_rules / "worse.toml").write_text("= 1")
    (own_rules / "inside.toml").write_text(
        GOOD.replace('"XX"', '"ZZ"').replace('scope = "act"', 'within = "YY"')
    )
    said = read_rules(own_rules)
    assert len(said) == 3
    assert any(re.match(r"bad\.toml:32: .*outcom", each) for each in said)
    assert any(each.startswith("worse.toml:1: is not TOML") for each in said)
    assert any("lies within YY, which has no file" in each for each in said)
    assert {"XX", "CA-BC"} <= set(codes())
    assert not {"YY", "ZZ"} & set(codes())


def test_places_and_circumstances_that_a_file_declares_are_those_of_its_cases(own_rules: Path):
    declared = GOOD.replace(
        "[[schedule]]",
        '[places.night_market]\nen = "night market"\nfr = "marché de nuit"\n\n'
        '[circumstances.on_a_boat]\nen = "on a boat"\nfr = "sur un bateau"\n\n[[schedule]]',
        1,
    )
    asks = 'section = "3"\nplaces = ["night_market"]\nnone_of = ["on_a_boat"]'
    declared = declared.replace('section = "3"', asks)
    (own_rules / "XX.toml").write_text(declared)
    assert read_rules(own_rules) == []
    json = (
        '{"jurisdiction": "XX", "date": "2001-01-01", "age": 30, "place": {"kind": "%s"}, '
        '"substances": [{"name": "heroin", "grams": 1}], "circumstances": ["on_a_boat"]}'
    )
    cases, _many = read_cases(json % "night_market", known())
    assert "on a boat" in assess(cases[0]).rejected[0].why.en
    with pytest.raises(Malformed, match=r"\$\.place\.kind"):
        read_cases(json % "moon", known())
    with pytest.raises(Malformed, match=r"\$\.place\.kind"):
        read_cases((json % "night_market").replace("XX", "CA"), known())


def test_a_figure_is_named_by_its_table_and_written_once(own_rules: Path):
    by_table = 'text = { en = "Up to {at_most}.", fr = "Au plus {at_most}." }'
    figure = GOOD.replace('text = { en = "Small.", fr = "Petit." }', by_table, 1)
    (own_rules / "XX.toml").write_text(figure)
    read_rules(own_rules)
    case = Case("XX", date(2001, 1, 1), 30, Place("street"), (Substance("heroin", grams=1),))
    text = assess(case).text
    assert "Up to 1.5\u00a0g." in text.en
    assert "Au plus 1,5\u00a0g." in text.fr


def test_no_file_of_python_has_the_name_of_a_place_in_it():
    folder = Path(str(RULES)).parent
    places = [text.jurisdiction for text in texts().values()]
    names = {word for place in places for word in (place.code, place.name.en) if len(word) > 2}
    for path in folder.glob("*.py"):
        code = path.read_text(encoding="utf-8")
        strings = re.sub(r'""".*?"""|#.*', "", code, flags=re.S)
        assert not [name for name in names if name in strings], path.name


@pytest.mark.parametrize("amount", ["0", "-1.5", "nan", "inf"])
def test_an_amount_is_a_number_above_nothing(amount: str):
    with pytest.raises(Unsound, match=r"XX\.toml:\d+: .* is no amount; write a number above 0"):
        load("XX.toml", GOOD.replace("grams = 1.5", f"grams = {amount}"))
