"""A reform is laid over the rules; what is wrong with it is told with its own line."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

import msgspec
import polars as pl
import pytest

from veille.law import Case, Place, Substance, assess, forget_rules, read_rules, reform
from veille.law.books import every_book
from veille.law.columnar import ANSWERS, Law, answer_row, assess_frame, case_of, frame_of
from veille.law.load import Unsound
from veille.law.reform.effect import DIMENSIONS, effect, text_changes
from veille.law.reform.overlay import Reform, read
from veille.law.reform.population import made_up, median_grams
from veille.law.reform.schema import schema

from .test_load import GOOD

DOCS = Path(__file__).resolve().parents[2] / "docs"
HEAD = '[reform]\nname = "Mine"\n'
SET = "set = { in_all = { grams = 4.5 } }\n"
RAISED = HEAD + '[[change]]\njurisdiction = "CA-BC"\namounts = "small"\n'


def case(code: str, day: date, grams: str, name: str = "heroin", **more: object) -> Case:
    entry = Substance(name, grams=Decimal(grams))
    made = Case(code, day, 30, Place("street"), (entry,))
    return msgspec.structs.replace(made, **more)


def answered(mine: Reform, asked: Case) -> tuple[str, str]:
    """The outcome in force, and with the reform."""
    return assess(asked).outcome, answer_row(asked, mine.books)["outcome"]


def refusal(toml: str) -> str:
    with pytest.raises(Unsound) as refused:
        read("my.toml", toml)
    return str(refused.value)


def refused_in_french(toml: str) -> str:
    with pytest.raises(Unsound) as refused:
        read("my.toml", toml)
    return refused.value.in_words("fr")


# What a reform may do


def test_a_threshold_is_raised_on_all_days():
    mine = read("my.toml", RAISED + SET)
    between = case("CA-BC", date(2023, 6, 1), "3")
    assert answered(mine, between) == ("offence", "exempt")
    assert answered(mine, case("CA-BC", date(2023, 6, 1), "4.5")) == ("offence", "exempt")
    assert answered(mine, case("CA-BC", date(2023, 6, 1), "4.6")) == ("offence", "offence")
    assert (mine.changed, mine.reached, mine.begins) == (("CA-BC",), ("CA-BC",), date(2023, 1, 31))


def test_a_threshold_is_raised_between_two_days_only():
    days = "from = 2023-07-01\nuntil = 2023-08-01\n"
    mine = read("my.toml", RAISED + days + SET)
    outcomes = [
        answered(mine, case("CA-BC", day, "3"))[1]
        for day in (date(2023, 6, 30), date(2023, 7, 1), date(2023, 7, 31), date(2023, 8, 1))
    ]
    assert outcomes == ["offence", "exempt", "exempt", "offence"]
    assert mine.begins == date(2023, 7, 1)


def test_a_substance_is_added_and_another_dropped():
    mine = read(
        "my.toml", RAISED + 'add = { together = ["ketamine"] }\ndrop = { together = ["mdma"] }\n'
    )
    day = date(2023, 6, 1)
    assert answered(mine, case("CA-BC", day, "1", "ketamine")) == ("offence", "exempt")
    assert answered(mine, case("CA-BC", day, "1", "mdma")) == ("exempt", "offence")


def test_a_place_is_dropped():
    mine = read(
        "my.toml",
        HEAD + '[[change]]\njurisdiction = "CA-BC"\nrule = "exemption"\nuntil = 2024-05-07\n'
        'drop = { places_not = ["airport"] }\n',
    )
    there = case("CA-BC", date(2023, 6, 1), "1", place=Place("airport"))
    assert answered(mine, there) == ("offence", "exempt")


def test_a_rule_is_removed_from_a_day_on():
    mine = read(
        "my.toml",
        HEAD + '[[change]]\njurisdiction = "CA-BC"\nrule = "exemption"\nfrom = 2024-05-07\n'
        "remove = true\n",
    )
    home = Place("private_residence")
    after = case("CA-BC", date(2024, 6, 1), "1", place=home)
    assert answered(mine, after) == ("exempt", "offence")
    before = case("CA-BC", date(2024, 5, 6), "1", place=home)
    assert answered(mine, before) == ("exempt", "exempt")


def test_an_exemption_goes_on_where_its_end_is_dropped():
    said = "".join(
        f'[[change]]\njurisdiction = "CA-BC"\n{what}\nfrom = 2024-05-07\n'
        "drop = { until = true }\n"
        for what in ('amounts = "small"', 'rule = "exemption"')
    )
    mine = read("my.toml", HEAD + said)
    later = case("CA-BC", date(2030, 1, 1), "1", place=Place("private_residence"))
    assert answered(mine, later) == ("offence", "exempt")


def test_a_new_regime_begins_on_its_day():
    mine = reform.load_example("quebec-decriminalized")
    for day, outcome in ((date(2026, 12, 31), "diverted"), (date(2027, 1, 1), "exempt")):
        assert answered(mine, case("CA-QC", day, "2.5"))[1] == outcome
    assert answered(mine, case("CA-QC", date(2027, 1, 1), "2.6"))[1] == "diverted"


def test_a_federal_change_reaches_the_provinces_and_nobody_else():
    mine = read(
        "my.toml",
        HEAD + '[[change]]\njurisdiction = "CA"\nrule = "possession"\nfrom = 2027-01-01\n'
        'set = { outcome = "administrative" }\n',
    )
    assert "CA-QC" in mine.reached
    assert "PT" not in mine.reached
    assert mine.books["PT"] is every_book()["PT"]
    assert answered(mine, case("CA-ON", date(2027, 1, 1), "1")) == ("offence", "administrative")


def test_amounts_are_multiplied():
    mine = reform.load_example("portugal-fifteen-days")
    pure = Substance("heroin", grams_active=Decimal("1.5"))
    asked = case("PT", date(2027, 1, 1), "1", substances=(pure,))
    assert answered(mine, asked) == ("offence", "administrative")
    unlisted = Substance("fentanyl", grams_active=Decimal("0.15"))
    asked = case("PT", date(2027, 1, 1), "1", substances=(unlisted,))
    assert answered(mine, asked) == ("undetermined", "administrative")


def test_the_rules_in_force_stay_as_they_are():
    asked = case("CA-BC", date(2023, 6, 1), "3")
    before = assess(asked)
    read("my.toml", RAISED + SET).books  # noqa: B018
    assert assess(asked) == before


def test_rules_of_ones_own_folder_are_reformed_too(tmp_path: Path):
    (tmp_path / "XX.toml").write_text(GOOD)
    try:
        assert read_rules(tmp_path) == []
        mine = read(
            "my.toml",
            HEAD + '[[change]]\njurisdiction = "XX"\namounts = "small"\n'
            "set = { of = { heroin = { grams = 3 } } }\n",
        )
        asked = case("XX", date(2003, 1, 1), "2")
        assert answered(mine, asked) == ("undetermined", "administrative")
        assert schema().field("jurisdiction").words["XX"] == "XX"
    finally:
        forget_rules()
    assert "XX" not in schema().field("jurisdiction").words


def test_a_rule_file_that_cannot_be_read_stops_no_reform(tmp_path: Path):
    (tmp_path / "mine.toml").write_text("[jurisdiction")
    try:
        assert len(read_rules(tmp_path)) == 1
        mine = read("my.toml", RAISED + SET)
        assert answered(mine, case("CA-BC", date(2023, 6, 1), "3")) == ("offence", "exempt")
    finally:
        forget_rules()


# What is refused


@pytest.mark.parametrize(
    ("toml", "line", "reason"),
    [
        (RAISED + "set = { in_all = { grams = 2.5 } }", 6, "changes nothing: in_all of small"),
        (RAISED.replace("small", "smal") + SET, 5, "no table of amounts smal; did you mean small?"),
        (RAISED.replace("BC", "XX") + SET, 4, "there are no rules for CA-XX"),
        (RAISED + 'set = { in_all = { grams = "much" } }', 6, "invalid decimal string (in_all)"),
        (RAISED + "set = { in_al = { grams = 4.5 } }", 6, "unknown field `in_al`"),
        (RAISED + "from = 2040-01-01\nset = { in_all = { grams = 4 } }", 6, "no version of small"),
        (RAISED + 'from = "soon"\nset = { in_all = { grams = 4 } }', 6, "from is no day"),
        (RAISED, 3, "says nothing to do"),
        (RAISED + 'drop = { together = ["lsd"] }', 6, "lsd is not in together"),
        (RAISED + 'add = { together = ["heroin"] }', 6, "changes nothing: together"),
        (RAISED + 'add = { together = ["unobtainium"] }', 6, "a substance that no schedule knows"),
        (RAISED + "times = { of = 2 }", 6, "has no of of its own to multiply"),
        (RAISED + "remove = true\nset = { in_all = { grams = 4 } }", 6, "cannot be changed too"),
        (RAISED + "remove = true", 3, "there is no table of amounts small"),
        (RAISED + "sett = { in_all = { grams = 4 } }", 6, "no key sett; did you mean set?"),
        (HEAD, 1, "changes nothing: it has no"),
        ("[[change]]\n", 1, "says no name"),
        (HEAD + "[changes]\n", 3, "a reform has no changes; did you mean change?"),
        (HEAD + "x = = 1", 3, "is not TOML"),
        (
            HEAD + '[[change]]\njurisdiction = "CA-BC"\nrule = "exemption"\n'
            'add = { places = ["park"] }',
            6,
            "would leave out all others",
        ),
        (
            HEAD + '[[change]]\njurisdiction = "CA-BC"\nrule = "exemption"\nfrom = 2024-05-07\n'
            'drop = { places = ["private_residence", "lawful_shelter", "designated_clinic", '
            '"supervised_site"] }',
            7,
            "would hold for all places",
        ),
        (
            HEAD + "[[new.CA-BC.rules.exemption]]\nfrom = 2027-01-01\n",
            3,
            "has rules.exemption already",
        ),
        (
            HEAD + '[[new.CA-BC.rules.other]]\nfrom = 2027-01-01\noutcome = "exempt"\n'
            'reference = "nowhere"\nsection = "1"\nsource = "primary"\n'
            'text = { en = "A", fr = "A" }\n',
            6,
            "there is no reference nowhere",
        ),
        (
            HEAD + '[[new.CA-BC.rules.other]]\nfrom = 2027-01-01\noutcome = "free"\n',
            5,
            "free",
        ),
    ],
)
def test_what_could_mislead_is_refused_with_file_line_and_reason(toml: str, line: int, reason: str):
    said = refusal(toml)
    assert reason in said
    assert said.startswith("my.toml")
    french = refused_in_french(toml)
    assert french.startswith("my.toml")
    if "after this reform" not in said:
        assert said.startswith(f"my.toml:{line}: ")


def test_what_is_wrong_with_a_reform_is_told_in_french():
    said = refused_in_french(RAISED.replace("small", "smal") + SET)
    assert said.startswith("my.toml:5\u00a0: CA-BC n’a pas de tableau de quantités smal")
    assert said.endswith("vouliez-vous dire small\u202f?")
    assert "ne change rien" in refused_in_french(RAISED + "set = { in_all = { grams = 2.5 } }")


# What it changes


@pytest.mark.parametrize("name", reform.names())
def test_each_packaged_reform_changes_what_its_own_rules_say(name: str):
    """The frame under the reform says what each case asked alone under it says."""
    mine = reform.load_example(name)
    found = effect(mine, made_up(mine, cases=400, seed=3).frame)
    assert found.changed.height
    assert found.count == found.reached == 400
    frame = made_up(mine, cases=400, seed=3).frame
    answers = assess_frame(frame, Law(mine.books))
    rows: dict[str, list[dict[str, object]]] = {}
    for row in frame.iter_rows(named=True):
        rows.setdefault(row["case"], []).append(row)
    for of, answer in zip(rows.values(), answers.drop("case").iter_rows(named=True), strict=True):
        assert answer_row(case_of(of), mine.books) == answer


def test_cases_are_counted_from_what_to_what_and_for_whom():
    mine = read("my.toml", RAISED + SET)
    day = date(2023, 6, 1)
    asked = [
        case("CA-BC", day, "3"),
        case("CA-BC", day, "4", "cocaine", age=52),
        case("CA-BC", day, "1"),
        case("CA-BC", day, "9", place=Place("park")),
        case("CA-BC", day, "3", age=17),
        case("PT", day, "3"),
    ]
    found = effect(mine, frame_of(asked))
    assert (found.count, found.reached, found.changed.height) == (6, 5, 2)
    assert found.moves.rows() == [("offence", "exempt", 2)]
    assert found.outcomes.rows() == [("exempt", 1, 3), ("offence", 4, 2)]
    assert {row[0]: row[1:3] for row in found.by("age").rows()} == {
        "0–17": (1, 0),
        "25–34": (3, 1),
        "45–54": (1, 1),
    }
    assert dict(found.by("place").select("group", "changed").rows()) == {"street": 2, "park": 0}
    assert dict(found.by("substance").select("group", "milder").rows()) == {
        "heroin": 1,
        "cocaine": 1,
    }


def test_the_changed_texts_have_the_new_figures_in_both_languages():
    mine = read("my.toml", RAISED + SET)
    first, *_rest = text_changes(mine)
    assert (first.rule, first.begins) == ("CA-BC/exemption", date(2023, 1, 31))
    assert first.before is not None
    assert first.after is not None
    assert "2.5\u00a0g" in first.before.en
    assert "4.5\u00a0g" in first.after.en
    assert "2,5\u00a0g" in first.before.fr
    assert "4,5\u00a0g" in first.after.fr


def test_amounts_that_differ_by_substance_stand_in_a_table():
    first, *_rest = text_changes(reform.load_example("portugal-fifteen-days"))
    amounts = {name: (one and one.en, two and two.en) for name, one, two in first.amounts}
    assert amounts["heroin"] == ("1\u00a0g pure", "1.5\u00a0g pure")
    assert amounts["fentanyl"] == (None, "0.15\u00a0g pure")


# The made-up population


def test_the_population_is_drawn_again_from_its_seed():
    mine = reform.load_example("bc-4.5-grams")
    one, again, other = (made_up(mine, cases=500, seed=seed).frame for seed in (1, 1, 2))
    assert one.equals(again)
    assert not one.equals(other)


def test_the_population_is_as_its_assumptions_say():
    mine = reform.load_example("bc-4.5-grams")
    population = made_up(mine, cases=40_000)
    frame = population.frame
    in_all = frame.group_by("case").agg(
        grams=pl.col("grams").sum(), cannabis=(pl.col("substance") == "cannabis_herb").any()
    )
    others = in_all.filter(~in_all["cannabis"])["grams"]
    assert (others < 2).mean() == pytest.approx(0.85, abs=0.01)
    assert others.median() == pytest.approx(median_grams(), rel=0.05)
    assert in_all["cannabis"].mean() == pytest.approx(0.15, abs=0.01)
    assert frame["date"].min() >= mine.begins
    said = population.assumptions[1]
    assert "85%" in said.says.en
    assert "85\u00a0%" in said.says.fr
    assert said.source.startswith("https://")


# The documentation


@pytest.mark.parametrize("page", [DOCS / "reform.en.md", DOCS / "reform.fr.md"])
def test_the_reform_of_the_documentation_is_one(page: Path):
    lines = page.read_text("utf-8").splitlines()
    start = lines.index("    [reform]")
    block = [line[4:] for line in lines[start:] if not line or line.startswith("    ")]
    mine = read("docs.toml", "\n".join(block).partition("from pathlib")[0])
    assert mine.changed == ("CA-BC", "CA-QC")
    assert answered(mine, case("CA-BC", date(2023, 6, 1), "4.5"))[1] == "exempt"
    assert answered(mine, case("CA-BC", date(2025, 6, 1), "1", "ketamine"))[1] == "offence"
    assert answered(mine, case("CA-QC", date(2027, 6, 1), "1"))[1] == "offence"


@pytest.mark.parametrize("page", [DOCS / "reform.en.md", DOCS / "reform.fr.md"])
def test_each_column_and_each_field_of_an_answer_is_documented(page: Path):
    text = page.read_text("utf-8")
    assert [each.name for each in schema().fields if f"`{each.name}`" not in text] == []
    assert [each for each in ANSWERS if f"`{each}`" not in text] == []


def test_every_sentence_of_a_result_is_in_both_languages_and_used():
    folder = Path(str(resources.files("veille.law.reform")))
    words = tomllib.loads((folder / "words.toml").read_text("utf-8"))
    command = Path(str(resources.files("veille.cli"))) / "law_reform.py"
    parts = Path(str(resources.files("veille.reports"))) / "macros.html"
    files = [*folder.glob("*.py"), *folder.glob("*.html"), command, parts]
    code = "".join(path.read_text("utf-8") for path in files)
    grouped = {f"by_{each}" for each in DIMENSIONS} | set(DIMENSIONS)
    assert [
        name
        for name in words
        if not re.search(rf"""["']{name}["']""", code) and name not in grouped
    ] == []
    for name, each in words.items():
        assert set(each) == {"en", "fr"}
        fields = [set(re.findall(r"\{(\w+)\}", text)) for text in each.values()]
        assert fields[0] == fields[1], name
