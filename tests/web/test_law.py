"""The law's public page: a question in an address, an answer in plain words, no cookie."""

from typing import Any

import pytest
from django.urls import reverse

from veille.accounts.models import Role
from veille.law import codes
from veille.law.case import CIRCUMSTANCES, LANDMARKS, PLACE_KINDS

from .night import Night, words

PAGES = {"fr": "/fr/loi/", "en": "/en/law/"}
BC = {
    "in": "CA-BC",
    "day": "2023-06-01",
    "age": "30",
    "at": "street",
    "s1": "heroin",
    "a1": "1",
    "u1": "grams",
}


def ask(night: Night, language: str = "en", **said: Any) -> Any:
    return night.client(None).get(PAGES[language], {**BC, **said})


@pytest.mark.parametrize(
    ("language", "outcome", "text", "advice"),
    [
        ("en", "Exempt", "no arrest, no charge, no seizure", "not legal advice"),
        ("fr", "Exempté", "pas d’arrestation, pas d’accusation", "non avis juridique"),
    ],
)
def test_a_question_is_answered_in_plain_words_with_its_reference(
    night: Night, language: str, outcome: str, text: str, advice: str
):
    page = ask(night, language)
    told = words(page)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
    for part in (outcome, text, advice, "2023-01-31"):
        assert part in told
    assert 'href="https://www.canada.ca/' in page.content.decode()


def test_the_answer_follows_the_day(night: Night):
    assert "Exempt" in words(ask(night, day="2023-01-31"))
    page = words(ask(night, day="2023-01-30"))
    assert "Offence" in page
    assert "Police must first consider alternatives yes" in page
    assert "0 to 1,000 CAD" in page


def test_a_line_of_dates_shows_how_the_answer_changed_and_where_the_day_lies(night: Night):
    page = ask(night, at="park").content.decode()
    dates = page[page.index('<ol class="when">') :]
    order = ["January 31, 2023", "Exempt", "the day you asked about", "May 7, 2024", "Offence"]
    places = [dates.index(part) for part in order[:3]]
    assert places == sorted(places)
    assert dates.index("May 7, 2024") > places[0]
    assert page.count("the day you asked about") == 1


def test_no_purity_gives_both_ends(night: Night):
    page = words(ask(night, **{"in": "PT", "day": "2024-01-01", "a1": "3"}))
    assert "Cannot be told" in page
    assert "Administrative matter" in page
    assert "Offence" in page


@pytest.mark.parametrize("name", ["law", "law-fr", "law-en"])
def test_the_page_leaves_no_trace(night: Night, name: str):
    for client in (night.client(None), night.client(Role.NURSE)):
        response = client.get(reverse(name), BC)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        page = response.content.decode()
        assert "<script" not in page
        assert "csrf" not in page
        assert "style=" not in page
        assert "Noor" not in page


def test_the_page_speaks_the_language_of_the_browser(night: Night):
    for spoken, answered in (("en-CA", "en"), ("fr-CA", "fr"), ("de", "fr")):
        response = night.client(None).get("/law/", headers={"accept-language": spoken})
        assert f'<html lang="{answered}"' in response.content.decode()
        assert response.headers["Vary"] == "Accept-Language"


def test_the_other_language_keeps_the_question(night: Night):
    page = ask(night, so="driving").content.decode()
    assert "/fr/loi/?in=CA-BC&amp;day=2023-06-01" in page
    assert "so=driving" in page


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"day": "tomorrow"}, "Give a day"),
        ({"day": "2023-02-30"}, "Give a day"),
        ({"age": "old"}, "Give an age"),
        ({"age": "131"}, "Give an age"),
        ({"in": "XX"}, "Choose a place"),
        ({"at": "moon"}, "Choose a kind of place"),
        ({"s1": "", "a1": ""}, "Choose at least one substance"),
        ({"s1": "x" * 999}, "Choose a substance"),
        ({"a1": ""}, "Give an amount"),
        ({"a1": "-1"}, "Give an amount"),
        ({"a1": "NaN"}, "Give an amount"),
        ({"a1": "0.0000001"}, "Give an amount"),
        ({"u1": "stone"}, "Choose a measure"),
        ({"so": "moonlight"}, "Choose from the list"),
        ({"near": "moon"}, "Choose from the list"),
    ],
)
def test_what_cannot_be_read_is_said_where_it_stands(
    night: Night, said: dict[str, str], fault: str
):
    page = words(ask(night, **said))
    assert fault in page
    assert "What the law says" not in page


def test_a_comma_is_as_good_as_a_point(night: Night):
    assert "Exempté" in words(ask(night, "fr", a1="2,5"))
    assert "Infraction" in words(ask(night, "fr", a1="2,500001"))


def test_several_substances_are_one_case(night: Night):
    more = {"s2": "methamphetamine", "a2": "1", "u2": "grams"}
    assert "Exempt" in words(ask(night, a1="1.5", **more))
    assert "Offence" in words(ask(night, a1="1.6", **more))


@pytest.mark.parametrize("language", PAGES)
def test_every_choice_of_the_form_can_be_asked_about(night: Night, language: str):
    for code in codes():
        assert ask(night, language, **{"in": code}).status_code == 200
    for kind in PLACE_KINDS:
        assert 'id="answer"' in ask(night, language, at=kind).content.decode()
    everything = {"so": list(CIRCUMSTANCES), "near": list(LANDMARKS)}
    assert 'id="answer"' in ask(night, language, **everything).content.decode()


def test_the_form_starts_with_today_and_no_answer(night: Night):
    page = night.client(None).get("/en/law/").content.decode()
    assert 'id="answer"' not in page
    assert 'role="alert"' not in page
    assert 'name="day" value="20' in page


@pytest.mark.parametrize(
    ("network", "law"), [("/fr/reseau/", "/fr/loi/"), ("/en/network/", "/en/law/")]
)
def test_the_networks_page_and_the_laws_lead_to_each_other(night: Night, network: str, law: str):
    client = night.client(None)
    assert f'href="{law}"' in client.get(network).content.decode()
    assert f'href="{network}"' in client.get(law).content.decode()
