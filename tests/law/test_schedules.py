"""The schedules of the Act: every item of its XML is in the rules, by every name."""

import tomllib
from datetime import date

import pytest

from veille.law import Case, Place, Substance, assess, book
from veille.law.books import canonical
from veille.law.load import RULES

from . import schedules

PUBLISHED = date(2026, 6, 14)
ITEMS = tomllib.loads((RULES / "CA-schedules.toml").read_text(encoding="utf-8"))["item"]
with_the_act = pytest.mark.skipif(
    not schedules.AVAILABLE,
    reason="../shared/data/law is not there: the XML of the Act is not read",
)


def what(name: str, day: date = PUBLISHED, **more: object) -> Case:
    said = {"grams": 1, **more}
    return Case("CA", day, 30, Place("street"), (Substance(name, **said),))  # type: ignore[arg-type]


def schedule_of(name: str, day: date = PUBLISHED) -> str | None:
    member = book("CA").on(day).members.get(canonical(name))
    return member.schedule if member else None


@with_the_act
def test_the_file_is_what_the_tool_writes():
    assert schedules.PAGE.read_text(encoding="utf-8") == schedules.toml()


@with_the_act
def test_every_name_of_the_xml_is_found_in_both_languages():
    lost = [
        (each.schedule, each.number, name)
        for language in ("eng", "fra")
        for each in schedules.items(language)
        if not each.repealed
        for name in schedules.names_of(each.text)
        if schedule_of(name) is None
    ]
    assert lost == []


@with_the_act
def test_a_name_of_the_xml_stands_in_the_schedule_that_names_it():
    named: dict[str, set[str]] = {}
    for each in schedules.items("eng"):
        if not each.repealed:
            for name in schedules.names_of(each.text):
                schedule = "none" if each.excluded else each.schedule
                named.setdefault(canonical(name), set()).add(schedule)
    wrong = {
        key: (found, schedule_of(key))
        for key, found in named.items()
        if schedule_of(key) not in (found - {"none"} or found)
    }
    assert wrong == {}


@with_the_act
@pytest.mark.parametrize("language", ["eng", "fra"])
def test_what_is_said_to_stand_nowhere_is_named_nowhere(language: str):
    text = (schedules.DATA / f"C-38.8.{language}.xml").read_text(encoding="utf-8").casefold()
    entries = tomllib.loads((RULES / "CA.toml").read_text(encoding="utf-8"))["schedule"]
    nowhere = {key for each in entries if each["schedule"] == "none" for key in each["substances"]}
    assert len(nowhere) > 10
    assert [key for key in nowhere if key[:9] in text] == []


def test_it_names_its_licence_and_every_item_once():
    head = (RULES / "CA-schedules.toml").read_text(encoding="utf-8")[:900]
    assert "Open Government Licence – Canada" in head
    assert "Licence du gouvernement ouvert – Canada" in head
    numbers = [(each["schedule"], each["number"]) for each in ITEMS]
    assert len(numbers) == len(set(numbers)) > 400


@pytest.mark.parametrize(
    ("name", "schedule"),
    [
        ("hydromorphone", "I"),
        ("oxycodone", "I"),
        ("methadone", "I"),
        ("carfentanil", "I"),
        ("MDA", "I"),
        ("PCP", "I"),
        ("DMT", "III"),
        ("2C-B", "III"),
        ("flunitrazepam", "I"),
        ("fentanyl hydrochloride", "I"),
        ("Rohypnol", "I"),
        ("étonitazène", "I"),
        ("zolpidem", "IV"),
        ("Salvia divinorum", "IV"),
        ("poppy seed", "none"),
        ("naloxone", "none"),
        ("peyote", "none"),
        ("WIN 55,212-3", "none"),
        ("spirochlorphine", "V"),
        ("para-methyl-AP-237", "I"),
        ("JWH-018", "II"),
        ("25I-NBOMe", "III"),
        ("testosterone", "IV"),
    ],
)
def test_a_name_finds_its_schedule(name: str, schedule: str):
    assert schedule_of(name) == schedule


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("bromazolam", "item 18"),
        ("isotonitazene", "item 13"),
        ("mephedrone", "item 19"),
        ("etizolam", "item 18"),
    ],
)
def test_what_only_class_words_reach_is_asserted_and_recalled(name: str, item: str):
    answer = assess(what(name))
    cited = [each for each in answer.applied if item in each.reference.section.en]
    assert cited
    assert cited[0].reference.source == "recalled"
    assert "asserted" in answer.text.en
    assert "affirmation" in answer.text.fr


@pytest.mark.parametrize(
    ("parent", "outcome"),
    [
        ("fentanyl", "offence"),
        ("etonitazene", "offence"),
        ("diazepam", "no_offence"),
        ("lsd", "undetermined"),
        ("caffeine", "undetermined"),
    ],
)
def test_a_derivative_that_a_person_asserts_is_marked_as_such(parent: str, outcome: str):
    """Where the item of the parent reaches derivatives; else nothing can be told."""
    answer = assess(what("zzz-123", derivative_of=parent))
    assert answer.outcome == outcome
    assert ("asserted" in answer.text.en) == (outcome != "undetermined")
    assert outcome == "undetermined" or answer.source == "recalled"


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("tramadol", date(2022, 3, 31)),
        ("AP-238", date(2024, 6, 5)),
        ("mda", date(1997, 5, 14)),
        ("4-ANPP", date(2019, 5, 15)),
        ("2C-B", date(2016, 10, 31)),
    ],
)
def test_a_substance_is_listed_from_its_day_on(name: str, listed: date):
    assert schedule_of(name, listed)
    before = date.fromordinal(listed.toordinal() - 1)
    day = book("CA").on(before)
    assert day is None or canonical(name) not in day.members
