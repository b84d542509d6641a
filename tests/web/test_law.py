"""The law's public page: a question, an answer in plain words, and no trace of either."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from veille.accounts.models import Role
from veille.law import Case, assess, codes
from veille.law.case import CIRCUMSTANCES, LANDMARKS, MEASURES, PLACE_KINDS
from veille.law.pages import private, views
from veille.ledger import clock

from ..law.table import Row, rows
from .night import Night, facts_written, words

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
    return night.client(None).post(PAGES[language], {**BC, **said})


def recalled() -> list[Row]:
    """Cases of the law's table whose answer, of each outcome, rests on memory alone."""
    found: dict[str, Row] = {}
    for row in rows():
        answer = assess(row.case)
        if answer.source == "recalled" and ask_fields(row.case):
            found.setdefault(answer.outcome, row)
    assert {"offence", "exempt"} <= set(found)
    return list(found.values())


def ask_fields(case: Case) -> dict[str, Any] | None:
    """The form's fields for a case; None where the form cannot ask it."""
    if len(case.substances) > 3 or case.conviction_date or case.place.kind not in PLACE_KINDS:
        return None
    if not set(case.circumstances) <= set(CIRCUMSTANCES) or case.place.metres_to:
        return None
    said: dict[str, Any] = {
        "in": case.jurisdiction,
        "day": case.date.isoformat(),
        "age": str(case.age),
        "at": case.place.kind,
        "so": list(case.circumstances),
    }
    for n, each in enumerate(case.substances, 1):
        measured = [(m, getattr(each, m)) for m in MEASURES if getattr(each, m) is not None]
        if len(measured) != 1 or each.mixed_with or each.derivative_of:
            return None
        said |= {f"s{n}": each.name, f"a{n}": str(measured[0][1]), f"u{n}": measured[0][0]}
    return said


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
    day = {"en": "January 31, 2023", "fr": "31 janvier 2023"}[language]
    for part in (outcome, text, advice, f"({day})"):
        assert part in told
    assert 'href="https://www.canada.ca/' in page.content.decode()


def test_the_answer_follows_the_day(night: Night):
    assert "Exempt" in words(ask(night, day="2023-01-31"))
    page = words(ask(night, day="2023-01-30"))
    assert "Offence" in page
    assert "Police must first consider alternatives yes" in page
    assert "at most 1,000 CAD" in page


def test_a_line_of_dates_shows_how_the_answer_changed_and_where_the_day_lies(night: Night):
    page = ask(night, at="park").content.decode()
    dates = page[page.index('<ol class="when">') :]
    order = ["January 31, 2023", "Exempt", "the day you asked about", "May 7, 2024", "Offence"]
    places = [dates.index(part) for part in order[:3]]
    assert places == sorted(places)
    assert dates.index("May 7, 2024") > places[0]
    assert page.count("the day you asked about") == 1


@pytest.mark.parametrize(
    ("language", "one", "day"),
    [("en", "1 unit lsd", "June 1, 2023"), ("fr", "1 unité lsd", "1er juin 2023")],
)
def test_one_of_a_thing_and_the_first_of_a_month_are_written_as_people_do(
    night: Night, language: str, one: str, day: str
):
    told = words(ask(night, language, s1="lsd", a1="1", u1="units")).replace("\u00a0", " ")
    assert one in told.lower()
    assert day in told


def test_no_purity_gives_both_ends(night: Night):
    page = words(ask(night, **{"in": "PT", "day": "2024-01-01", "a1": "3"}))
    assert "Cannot be told" in page
    assert "Administrative matter" in page
    assert "Offence" in page


@pytest.mark.parametrize("name", ["law", "law-fr", "law-en"])
def test_the_page_leaves_no_trace(night: Night, name: str):
    for client in (night.client(None), night.client(Role.NURSE)):
        for response in (client.get(reverse(name)), client.post(reverse(name), BC)):
            assert response.status_code == 200
            assert not response.cookies
            assert response.headers["Cache-Control"] == "no-store"
            assert "Cookie" not in response.headers.get("Vary", "")
            page = response.content.decode()
            for absent in ("<script", "csrf", "style=", "Noor"):
                assert absent not in page


@pytest.mark.parametrize("language", PAGES)
def test_no_address_on_the_page_holds_the_question(night: Night, language: str):
    page = ask(night, language, so="driving").content.decode()
    assert 'method="post"' in page
    links = re.findall(r'(?:href|action|formaction|src)="([^"]*)"', page)
    assert links
    assert [link for link in links if "heroin" in link or "driving" in link] == []
    assert [link for link in links if link.startswith("/") and "?" in link] == []


def test_a_question_in_an_address_is_not_answered(night: Night):
    page = night.client(None).get("/en/law/", BC).content.decode()
    assert 'id="answer"' not in page
    assert "heroin" not in re.sub(r"<datalist.*?</datalist>", "", page, flags=re.S)


def test_a_failure_is_reported_without_the_question(
    night: Night, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(case: Case, *_other: Any) -> None:
        raise KeyError(f"{case.substances[0].name}, aged {case.age}")

    monkeypatch.setattr(views, "answer_in", fail)
    caplog.set_level("DEBUG")
    response = ask(night, s1="methamphetamine", age="47")
    assert response.status_code == 500
    assert response.headers["Cache-Control"] == "no-store"
    assert "KeyError; the question is not kept" in caplog.text
    assert "answer_in" in caplog.text
    records = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert "methamphetamine" not in records
    assert "aged 47" not in records


def test_an_answer_writes_nothing_to_a_log(night: Night, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    before = facts_written()
    ask(night, s1="heroine of the night")
    ask(night)
    assert caplog.text == ""
    assert facts_written() == before


def test_the_page_speaks_the_language_of_the_browser(night: Night):
    for spoken, answered in (("en-CA", "en"), ("fr-CA", "fr"), ("de", "fr")):
        response = night.client(None).get("/law/", headers={"accept-language": spoken})
        assert f'<html lang="{answered}"' in response.content.decode()
        assert response.headers["Vary"] == "Accept-Language"


def test_the_other_language_keeps_the_question(night: Night):
    page = ask(night, so="driving").content.decode()
    assert '<button form="question" formaction="/fr/loi/"' in page
    assert re.search(r'value="driving" checked', page)
    blank = night.client(None).get("/en/law/").content.decode()
    assert 'href="/fr/loi/"' in blank


@pytest.mark.parametrize(
    ("language", "written", "asked", "names"),
    [
        ("en", "herion", "Did you mean", ["heroin"]),
        ("fr", "cocaïnne", "Vouliez-vous dire", ["cocaïne"]),
        ("en", "down", "several things", ["heroin", "fentanyl"]),
    ],
)
def test_a_name_that_is_not_known_is_asked_back_with_names_to_tap(
    night: Night, language: str, written: str, asked: str, names: list[str]
):
    page = ask(night, language, s1=written).content.decode()
    assert asked in page
    assert 'id="answer"' not in page
    picks = re.findall(r'name="pick1" value="(\w+)">([^<]+)<', page)
    shown = " ".join(words for _key, words in picks)
    assert [name for name in names if name not in shown] == []
    if "Did" in asked or "Vouliez" in asked:
        assert 1 <= len(picks) <= 3
    key, words_of = picks[0]
    answered = ask(night, language, s1=written, pick1=key).content.decode()
    assert 'id="answer"' in answered
    assert words_of in answered


@pytest.mark.parametrize("written", ["Héroïne", "smack", "HEROIN ", "heroin hydrochloride"])
def test_a_name_is_read_as_people_write_it(night: Night, written: str):
    assert 'id="answer"' in ask(night, s1=written).content.decode()


def test_a_number_with_two_readings_is_asked_back(night: Night):
    page = words(ask(night, a1="2,400"))
    assert "2400 or 2.4" in page
    assert "What the law says" not in page


@pytest.mark.parametrize("language", PAGES)
def test_who_asks_too_often_is_told_how_long_to_wait(
    night: Night, monkeypatch: pytest.MonkeyPatch, language: str
):
    monkeypatch.setattr(private, "OF_ADDRESS", replace(private.OF_ADDRESS, name="few", most=2))
    with clock.pretending(clock.now().replace(second=20, microsecond=0)):
        assert [ask(night, language).status_code for _ in range(3)] == [200, 200, 429]
        page = ask(night, language)
    assert page["Retry-After"] == "40"
    assert "40 second" in words(page)
    assert not page.cookies
    assert night.client(None).get(PAGES[language]).status_code == 200


def test_what_was_prescribed_is_no_offence(night: Night):
    said = {"in": "CA-QC", "day": "2026-11-01", "s1": "morphine"}
    page = ask(night, **said, so="prescribed").content.decode()
    assert "No offence" in page[page.index('id="answer"') :]
    assert "It was prescribed to me" in page


def test_the_page_says_what_a_person_can_do_with_its_source(night: Night):
    page = words(ask(night, **{"in": "CA-QC"}))
    for part in (
        "call 911",
        "a warrant of arrest that is already out",
        "You may remain silent",
        "retain and instruct a lawyer",
        "Commission des services juridiques",
    ):
        assert part in page
    assert "Portugal" not in page[page.index("What you can do") : page.index("How the answer")]


def test_an_outcome_that_rests_on_memory_alone_says_so_beside_it(night: Night):
    for row in recalled():
        page = night.client(None).post("/en/law/", ask_fields(row.case) or {}).content.decode()
        assert re.search(
            r'class="\w+">[^<]+</span> <span class="checked recalled">not verified', page
        )
        assert "Part of this rests on a source that has not been verified" in page


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"day": "tomorrow"}, "Give a day"),
        ({"day": "2023-02-30"}, "Give a day"),
        ({"age": "old"}, "Give an age"),
        ({"age": "131"}, "Give an age"),
        ({"in": "XX"}, "Choose a place"),
        ({"at": "moon"}, "Choose a kind of place"),
        ({"s1": "", "a1": ""}, "Write at least one substance"),
        ({"s1": "x" * 999}, "is not known here"),
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


def test_names_of_substances_stand_in_the_order_of_the_alphabet_accents_or_not(night: Night):
    page = night.client(None).get(PAGES["fr"]).content.decode()
    offered = re.findall(r"<option value=\"([^\"]*)\">", page.split('<datalist id="names">')[1])
    place = {name: offered.index(name) for name in ("désomorphine", "DOM (STP)", "étizolam", "GHB")}
    assert list(place) == sorted(place, key=place.__getitem__)


@pytest.mark.parametrize("address", ["/en/law/", "/en/law/compare/"])
def test_a_large_amount_is_answered_with_what_it_may_be_taken_for(night: Night, address: str):
    page = night.client(None).post(address, {**BC, "a1": "5", "u1": "grams", "s1": "cocaine"})
    told = words(page)
    assert "This is about having it, and about nothing else" in told
    assert "No amount is set above which it is trafficking" in told
    assert "C-38.8/section-5.html" in page.content.decode()


def test_a_day_to_come_says_until_when_the_law_is_known(night: Night):
    told = words(ask(night, "fr", day="2039-01-01"))
    assert "1er janvier 2039 est encore à venir" in told
    assert "décidé au 5 juin 2026" in told


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"a1": "0"}, "Nothing of it is nothing to ask about"),
        ({"s1": "lean"}, "is a name for several preparations"),
        ({"s1": "down"}, "may mean several things"),
    ],
)
def test_what_cannot_be_taken_as_it_is_is_asked_back(
    night: Night, said: dict[str, str], sentence: str
):
    assert sentence in words(ask(night, **said))


def test_beside_each_name_that_is_proposed_stands_what_it_is(night: Night):
    told = words(ask(night, "fr", s1="roche"))
    assert "flunitrazépam benzodiazépine, " in told
    assert "stimulant" in told
    down = words(ask(night, "fr", s1="down"))
    assert "benzodiazépines benzodiazépine Je ne sais pas" in down


@pytest.mark.parametrize(
    ("language", "asked", "least", "most"),
    [
        ("en", "I don’t know what is in it", "At the least: No offence.", "Diverted from court."),
        ("fr", "Je ne sais pas ce qu’il y a dedans", "Au mieux : Pas d’infraction.", "Déjud"),
    ],
)
def test_who_does_not_know_what_is_in_it_is_told_what_follows_for_each(
    night: Night, language: str, asked: str, least: str, most: str
):
    here = {"in": "CA-QC", "day": "2026-06-01", "s1": "down"}
    before = ask(night, language, **here).content.decode()
    assert f'name="unsure1" value="down">{asked}<' in before
    page = ask(night, language, **here, unsure1="down")
    told = words(page).replace("\N{NO-BREAK SPACE}", " ")
    assert least in told
    assert most in told
    assert 'aria-invalid="true"' not in page.content.decode()
    assert re.search(r'name="unsure1" value="down" checked', page.content.decode())
    names = ["benzodiazepines", "heroin, or fentanyl, or a mixture"]
    assert language == "fr" or [name for name in names if name not in told] == []


def test_not_knowing_is_said_of_one_name_and_not_of_the_next(night: Night):
    assert "may mean several things" in words(ask(night, s1="roche", unsure1="down"))
    assert 'id="answer"' in ask(night, s1="down", unsure1="down").content.decode()
    known = ask(night, s1="down", unsure1="down", pick1="heroin")
    assert "I don’t know what is in it" not in words(known)
    assert "is not known here" in words(ask(night, s1="zzzzzz", unsure1="zzzzzz"))


def test_not_knowing_is_compared_with_every_place(night: Night):
    page = night.client(None).post("/en/law/compare/", {**BC, "s1": "down", "unsure1": "down"})
    told = words(page)
    assert told.count("a mixture (heroin, fentanyl, benzodiazepines)") == len(codes())
    assert "At the least" in told


def test_only_what_is_in_question_is_outlined(night: Night):
    of_name = ask(night, s1="down").content.decode()
    name, amount = _field(of_name, "s1"), _field(of_name, "a1")
    assert ("aria-invalid" in name, "aria-invalid" in amount) == (True, False)
    of_amount = ask(night, a1="2,400").content.decode()
    name, amount = _field(of_amount, "s1"), _field(of_amount, "a1")
    assert ("aria-invalid" in name, "aria-invalid" in amount) == (False, True)


def _field(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert found
    return found[0]


@pytest.mark.parametrize(("name", "readings"), [("tylenol", "codeine"), ("tylenol 3", "Offence")])
def test_a_brand_that_may_hold_codeine_is_not_taken_for_what_holds_none(
    night: Night, name: str, readings: str
):
    told = words(ask(night, **{"in": "CA-ON", "s1": name, "a1": "10", "u1": "pills"}))
    assert readings in told
    assert "No offence" not in told


def test_the_sources_of_a_french_answer_are_the_french_texts(night: Night):
    page = ask(night, "fr", **{"in": "CA-ON"}).content.decode()
    assert "laws-lois.justice.gc.ca/fra/lois/C-38.8/article-4.html" in page
    assert "laws-lois.justice.gc.ca/eng/" not in page
    assert 'target="_blank" rel="noopener noreferrer"' in page


@pytest.mark.parametrize(("age", "told"), [(11, False), (12, True), (17, True), (18, False)])
def test_youth_justice_is_for_those_who_can_be_convicted(night: Night, age: int, told: bool):
    page = words(ask(night, **{"in": "CA-ON", "age": str(age)}))
    assert ("goes to the youth justice system" in page) is told


@pytest.mark.parametrize(
    ("said", "words_of"),
    [
        ({"in": "CA-ON", "s1": "spice", "pick1": "synthetic_cannabinoids"}, "5 years less a day"),
        ({"in": "CA", "s1": "cannabis", "day": "2018-10-16"}, "6 months"),
        ({"in": "CA", "s1": "heroin"}, "7 years"),
    ],
)
def test_a_maximum_is_worded_as_the_act_words_it(night: Night, said: dict[str, str], words_of: str):
    assert f"Maximum sentence {words_of}" in words(ask(night, **{"day": "2026-06-01", **said}))


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("CA-QC", "Veille knows no telephone number of it"),
        ("PT", "Veille knows of no legal aid there"),
        ("CA-ON", ""),
    ],
)
def test_where_no_number_of_legal_aid_is_known_that_is_said(
    night: Night, place: str, sentence: str
):
    told = words(ask(night, **{"in": place, "day": "2026-06-01"}))
    assert sentence in told
    assert ("1-800-668-8258" in told) is (place == "CA-ON")
    assert ("Veille knows" in told.partition("Legal aid")[2]) is bool(sentence)


@pytest.mark.parametrize(
    ("language", "written", "names"),
    [
        ("en", "fentanyl and xylazine", "fentanyl + xylazine"),
        ("fr", "coke et kétamine", "cocaïne (poudre) + kétamine"),
    ],
)
def test_several_things_on_one_line_are_asked_apart_or_as_one_bag(
    night: Night, language: str, written: str, names: str
):
    here = {"in": "CA-ON", "day": "2026-06-01", "s1": written}
    page = ask(night, language, **here).content.decode()
    assert 'id="answer"' not in page
    picked = re.search(r'name="pick1" value="([^"]+)">[^<]*' + re.escape(names), page)
    assert picked
    told = words(ask(night, language, **here, pick1=picked[1]))
    assert f"1\N{NO-BREAK SPACE}g {names}" in told.replace("1 g", "1\N{NO-BREAK SPACE}g")


def test_several_things_of_which_one_is_in_question_are_asked_apart(night: Night):
    page = ask(night, s1="down and coke")
    assert "names several things. Write each on a line of its own." in words(page)
    assert 'name="pick1"' not in page.content.decode()


def test_a_name_within_other_words_is_proposed_and_not_taken(night: Night):
    told = words(ask(night, s1="a bit of weed"))
    assert "Did you mean" in told
    assert "cannabis" in told
    assert "What the law says British" not in told


def test_an_age_may_bear_its_unit(night: Night):
    assert "youth justice" in words(ask(night, **{"in": "CA-ON", "age": "17 ans"}))


def test_who_has_no_name_for_it_is_told_what_to_write(night: Night):
    assert "write “unknown powder” or “pills”" in words(ask(night, s1="je ne sais pas"))
    told = words(ask(night, s1="unknown powder", unsure1="unknown powder"))
    assert "At the least" in told or "the answer is the same" in told
