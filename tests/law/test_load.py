"""A rule file that could mislead is refused, with its file and line."""

import re
from datetime import date

import pytest

from veille.law import decisions
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
        ('[[rules.small]]\nfrom = 2000', '[[rule.small]]\nfrom = 2000', 29, "unknown key rule"),
        ('reference = "act"\nsection = "3"', 'section = "3"', 29, "missing required field"),
        ('reference = "act"\nsection = "3"', 'reference = "law"\nsection = "3"', 34,
         "there is no reference law"),
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
        ('outcome = "administrative"', 'outcome = "administrative"\nschedules = ["IX"]', 33,
         "there is no schedule IX"),
        ("until = 2010-01-01\nof", "until = 2009-01-01\nof", 43, "do not cover all its days"),
        ('source = "primary"', 'source = "sworn"', 19, "invalid enum value"),
        ('scope = "act"\n', "", 1, "has no scope"),
        ("outcome = ", "outcome : ", 32, "is not TOML"),
    ],
)  # fmt: skip
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
