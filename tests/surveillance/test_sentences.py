"""Sentences made from numbers: singular and plural, more and fewer, in both languages."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from veille.ledger.refusal import Malformed
from veille.surveillance import sentences
from veille.surveillance.months import Month, read_month
from veille.surveillance.scatter import Counted, Scatter
from veille.surveillance.sentences import Direction
from veille.surveillance.words import Reason, Stage
from veille.ui.rooms import all_measures

NUMBERS = (0, 1, 2, 21, 1000)
THAN = {"en": "September 2026", "fr": "septembre 2026"}
#: A number as each language writes it.
WRITTEN = {"en": {1000: "1,000"}, "fr": {1000: "1\N{NARROW NO-BREAK SPACE}000"}}
NOUNS = {
    "visits.all": {"en": ("visit", "visits"), "fr": ("visite", "visites")},
    "overdoses.all": {
        "en": ("overdose cared for", "overdoses cared for"),
        "fr": ("surdose prise en charge", "surdoses prises en charge"),
    },
    "naloxone.doses": {
        "en": ("dose of naloxone given", "doses of naloxone given"),
        "fr": ("dose de naloxone donnée", "doses de naloxone données"),
    },
    "clean_ups.needles": {
        "en": ("needle picked up in the street", "needles picked up in the street"),
        "fr": ("aiguille ramassée dans la rue", "aiguilles ramassées dans la rue"),
    },
}


def written(language: str, number: int) -> str:
    return WRITTEN[language].get(number, str(number))


def form(language: str, number: int) -> int:
    """0 where the language takes the singular: English of one alone, French of nought too."""
    return int(number >= 2) if language == "fr" else int(number != 1)


@pytest.fixture(scope="module")
def measures():
    return {measure.name: measure for measure in all_measures()}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", NOUNS)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_noun_takes_the_form_that_goes_with_its_number(measures, name, number, language):
    with override(language):
        said = sentences.counted(measures[name].counted, number)
    assert said == f"{written(language, number)} {NOUNS[name][language][form(language, number)]}"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("number", NUMBERS)
def test_every_measure_of_every_room_has_both_forms_in_both_languages(measures, number, language):
    with override(language):
        for measure in measures.values():
            said = sentences.counted(measure.counted, number)
            assert said.startswith(f"{written(language, number)} ")
            assert "%" not in said
            assert (
                sentences.counted(measure.counted, 1)[2:]
                == sentences.counted(measure.counted, 0 if language == "fr" else 1)[2:]
            )


@pytest.mark.parametrize("language", ["en", "fr"])
@given(now=st.integers(0, 10_000), before=st.integers(0, 10_000))
def test_a_comparison_says_both_numbers_difference_and_which_way(measures, language, now, before):
    measure = measures["visits.all"]
    with override(language):
        said = sentences.change(measure.label, measure.counted, now, before, THAN[language])
        start = sentences.counted(measure.counted, now)
        by = sentences.whole(abs(now - before))
    more, fewer, same = {
        "en": ("more than in", "fewer than in", "as many as in"),
        "fr": ("de plus qu’en", "de moins qu’en", "autant qu’en"),
    }[language]
    if now == before:
        assert said.sentence == f"{start}, {same} {THAN[language]}."
    else:
        way = more if now > before else fewer
        assert said.sentence == f"{start}, {by} {way} {THAN[language]}."
    ways = {1: Direction.MORE, 0: Direction.LIKE, -1: Direction.FEWER}
    assert said.direction is ways[(now > before) - (now < before)]


@pytest.mark.parametrize(
    ("now", "before", "usual", "direction"),
    [
        (900, 300, Scatter(4, 10), Direction.MORE),
        (300, 900, Scatter(4, 10), Direction.FEWER),
        (310, 300, Scatter(4, 10), Direction.LIKE),
        (400, 300, Scatter(1, 10), Direction.MORE),
        (400, 300, Scatter(20, 10), Direction.LIKE),
        (900, 300, None, Direction.EARLY),
        (900, None, Scatter(4, 10), Direction.UNKNOWN),
    ],
)
def test_a_change_is_one_beside_the_usual_ups_and_downs(measures, now, before, usual, direction):
    visits = measures["visits.all"]
    with override("en"):
        said = sentences.change(visits.label, visits.counted, now, before, "May 2026")
    found = sentences.judged(said, Counted(before, 30), Counted(now, 30), usual)
    assert found.direction is direction
    assert found.sentence == said.sentence


def test_a_month_that_is_not_whole_is_not_compared(measures):
    visits = measures["visits.all"]
    with override("en"):
        said = sentences.change(visits.label, visits.counted, 900, 300, "May 2026")
    found = sentences.judged(said, Counted(None, 31), Counted(900, 30), Scatter(1, 10))
    assert found.direction is Direction.UNKNOWN


def test_what_is_withheld_is_told_in_no_sentence(measures):
    measure = measures["overdoses.all"]
    with override("en"):
        now = sentences.change(measure.label, measure.counted, None, 7, "May 2026")
        before = sentences.change(measure.label, measure.counted, 30, None, "May 2026")
    assert now.sentence.startswith("Overdoses cared for: withheld")
    assert "7" not in now.sentence
    assert before.sentence == (
        "30 overdoses cared for; the number of May 2026 is withheld: it is small, or would give a "
        "small one away."
    )
    assert now.direction is before.direction is Direction.UNKNOWN


@pytest.mark.parametrize(
    ("language", "number", "raised", "explained"),
    [
        ("en", 1, "1 alarm was raised.", "1 was explained: something in the supply."),
        ("en", 21, "21 alarms were raised.", "21 were explained: something in the supply."),
        ("en", 1000, "1,000 alarms were raised.", "1,000 were explained: something in the supply."),
        ("fr", 1, "1 alarme a été levée.", "1 a été expliquée"),
        ("fr", 2, "2 alarmes ont été levées.", "2 ont été expliquées"),
    ],
)
def test_alarms_are_counted_in_sentences(language, number, raised, explained):
    with override(language):
        said = sentences.alarms({Stage.EXPLAINED: number}, {Reason.SUPPLY: number})
    assert said[0] == raised
    assert said[1].startswith(explained)
    assert len(said) == 2


def test_no_alarm_is_one_sentence():
    with override("en"):
        assert sentences.alarms({}, {}) == ["No alarm was raised."]


@pytest.mark.parametrize(
    ("more", "fewer", "said"),
    [
        (0, 0, "Nothing changed clearly"),
        (1, 0, "1 number went up"),
        (0, 2, "2 numbers went down"),
        (2, 1, "2 numbers went up, 1 went down"),
    ],
)
def test_the_head_counts_what_changed(more, fewer, said):
    with override("en"):
        assert sentences.headline(more, fewer) == said


def test_the_largest_change_comes_first(measures):
    visits = measures["visits.all"]
    with override("en"):
        small, large = (
            sentences.judged(
                sentences.change(visits.label, visits.counted, now, 100, "May 2026"),
                Counted(100, 30),
                Counted(now, 30),
                Scatter(1, 10),
            )
            for now in (200, 400)
        )
    assert sentences.in_order([small, large])[Direction.MORE] == [large.sentence, small.sentence]


def test_months_follow_one_another_over_the_year():
    month = read_month("2026-01")
    assert month.before.name == "2025-12"
    assert Month(date(2025, 12, 1)).until == date(2026, 1, 1)
    for wrong in ("2026-13", "2026-1", "october", "", "2026-10-01", "٢٠٢٦-١٠"):
        with override("en"), pytest.raises(Malformed, match="is no month"):
            read_month(wrong)
