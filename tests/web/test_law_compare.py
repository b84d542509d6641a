"""One case everywhere and through time, on the public page."""

import re

import pytest

from veille.law import book, codes, side_by_side
from veille.law.compare import differs_in

from .night import Night, words
from .test_law import BC, ask_fields, recalled

PAGES = {"fr": "/fr/loi/comparer/", "en": "/en/law/compare/"}


def compare(night: Night, language: str = "en", **said: str) -> str:
    page = night.client(None).post(PAGES[language], {**BC, **said})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    return page.content.decode()


@pytest.mark.parametrize("language", PAGES)
def test_every_place_stands_once_with_what_the_law_says_there(night: Night, language: str):
    page = compare(night, language)
    names = re.findall(r"<h3>(?:<a[^>]*>)?([^<]+)(?:</a>)?</h3>", page[: page.index('id="time"')])
    assert sorted(names) == sorted(book(code).name[language] for code in codes())
    assert page.count('<li class="card own">') == 1


def test_the_title_counts_the_places_that_answer_otherwise(night: Night):
    page = words(night.client(None).post(PAGES["en"], BC))
    found = re.search(r"In (\d+) of (\d+) other places", page)
    assert found is not None
    assert int(found[2]) == len(codes()) - 1
    assert compare(night).count('class="differs much"') == int(found[1])


def test_what_differs_is_named(night: Night):
    page = compare(night)
    portugal = page[page.index(">Portugal<") :]
    assert "≠ differs in outcome" in portugal[:400]


def test_the_days_on_which_the_answer_changed_name_the_rules(night: Night):
    page = compare(night)
    time = page[page.index('id="time"') :]
    assert "from January 31, 2023" in time
    assert "exempt in British Columbia" in time
    assert 'href="https://www.canada.ca/' in time
    order = [time.index(day) for day in ("January 31, 2023", "May 7, 2024", "January 31, 2026")]
    assert order == sorted(order)


def test_what_rests_on_memory_alone_says_so_on_its_card_and_day(night: Night):
    for row in recalled():
        page = compare(night, **(ask_fields(row.case) or {}))
        own = page[page.index('<li class="card own">') :]
        assert "not verified" in own[: own.index("<details")]
        for each in side_by_side(row.case):
            if each.answer.source == "recalled":
                card = page[page.index(f">{each.name.en}<") :]
                assert "not verified" in card[: card.index("<details")]


def test_two_answers_differ_in_nothing_only_where_they_say_the_same():
    for row in recalled():
        rows = side_by_side(row.case)
        for each in rows:
            assert ("outcome" in each.differs_in) == each.differs
            assert differs_in(each.answer, each.answer) == ()


def test_what_cannot_be_asked_is_asked_back_here_too(night: Night):
    page = compare(night, s1="cocaïnne")
    assert "Did you mean" in page
    assert 'id="beside"' not in page
