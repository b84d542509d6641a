"""The explorer: every rule on a page, with its text, its source and the cases that test it."""

import re
from html import unescape

import pytest
from django.urls import reverse

from veille.law import book, codes, substances
from veille.law.examples import by_rule, examples
from veille.law.figures import in_general
from veille.law.parameters import parameters

from .night import Night, words

LANGUAGES = ("fr", "en")


def read(night: Night, name: str, *args: str) -> str:
    response = night.client(None).get(reverse(name, args=args))
    assert response.status_code == 200
    assert not response.cookies
    return unescape(response.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_jurisdiction(night: Night, language: str):
    page = read(night, f"law-rules-{language}")
    for code in codes():
        assert f'href="{reverse(f"law-place-{language}", args=[code])}"' in page
        assert book(code).name[language] in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_every_rule_stands_on_the_page_with_its_text_source_and_anchor(
    night: Night, code: str, language: str
):
    page = read(night, f"law-place-{language}", code)
    text = book(code).texts[0]
    for key, versions in text.rules.items():
        section = page[page.index(f'id="rule-{key}"') :]
        section = section[: section.index("</section>")]
        rules = {
            id(rule.says): rule for day in book(code).days for rule in (*day.deciding, *day.adding)
        }
        for version in versions:
            rule = rules[id(version)]
            assert in_general(rule)[language] in section
            assert f'class="checked {rule.reference.source}"' in section
            link = rule.reference.link_in(language)
            assert not link or link in section
    for key in text.amounts:
        assert f'id="amounts-{key}"' in page
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert [each for each in anchors if f'id="{each}"' not in page] == []
    assert "{" not in page.replace("{{", "")


def test_a_rule_shows_the_cases_that_test_it(night: Night):
    page = read(night, "law-place-en", "CA-BC")
    section = page[page.index('id="rule-exemption"') :]
    section = section[: section.index("</section>")]
    tried = by_rule()["CA-BC/exemption"]
    assert f"Cases that test this rule ({len(tried)})" in section
    assert "January 31, 2023, British Columbia" in section
    assert "This is not the expected answer" not in page


def test_what_is_recalled_is_never_shown_as_verified(night: Night):
    for code in codes():
        page = read(night, "law-place-en", code)
        for source, shown_as in re.findall(r'class="checked (\w+)">([^<]+)<', page):
            shown = shown_as.partition(":")[0]
            expected = {
                "primary": {"read in the text itself"},
                "secondary": {"from a report of the text"},
                "recalled": {"not verified", "asserted, by class words"},
            }
            assert shown in expected[source]


def test_the_timeline_has_each_day_on_which_the_file_changed(night: Night):
    page = read(night, "law-place-en", "CA-BC")
    days = re.findall(r'<time datetime="([^"]+)">', page)
    assert days == sorted(days, reverse=True)
    assert {"2023-01-31", "2023-09-18", "2024-05-07", "2026-01-31"} <= set(days)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_substance_has_a_page_that_says_where_it_is_reached(night: Night, language: str):
    index = read(night, f"law-substances-{language}")
    for key in list(substances())[::7]:
        address = reverse(f"law-substance-{language}", args=[key])
        assert f'href="{address}"' in index
        assert substances()[key][language] in read(night, f"law-substance-{language}", key)
    xylazine = read(night, f"law-substance-{language}", "xylazine")
    assert {"fr": "Aucune annexe de la loi", "en": "No schedule of the act"}[language] in xylazine


def test_substances_stand_in_the_order_of_the_alphabet_whatever_their_accents(night: Night):
    index = read(night, "law-substances-fr")
    names = [substances()[key].fr for key in ("heroin", "etizolam", "codeine", "zopiclone")]
    places = {name: index.index(f">{name}</a>") for name in names}
    assert sorted(names, key=places.__getitem__) == ["codéine", "étizolam", "héroïne", "zopiclone"]


@pytest.mark.parametrize("address", ["/en/law/rules/XX/", "/fr/loi/substances/moonlight/"])
def test_what_is_not_known_has_no_page(night: Night, address: str):
    assert night.client(None).get(address).status_code == 404


def test_every_example_of_the_law_tests_a_rule():
    tried = {example.name for cases in by_rule().values() for example, _answer in cases}
    assert tried == {example.name for example in examples()}


def test_every_parameter_stands_in_its_file_with_its_days_and_source():
    for code in codes():
        for each in parameters(code):
            assert each.reference.act.en
            assert each.until is None or each.begins < each.until
    small = [each for each in parameters("CA-BC") if each.name == "amounts.small.in_all"]
    assert [(str(each.value), each.unit) for each in small] == [("2.5", "grams")] * 2


@pytest.mark.parametrize("address", ["/en/loi/", "/en/law/rules/xx-yy/", "/fr/loi/regles/XX/"])
def test_a_mistyped_public_address_leaves_no_cookie_and_speaks_its_language(
    night: Night, address: str
):
    page = night.client(None).get(address)
    assert page.status_code == 404
    assert not page.cookies
    assert f'<html lang="{address[1:3]}"' in page.content.decode()
    assert f'href="/{address[1:3]}/"' in page.content.decode()
    assert not {"board", "visit"} & set(words(page).split())


@pytest.mark.parametrize("address", ["/favicon.ico", "/static/veille/gone.css", "/robots.txt"])
def test_a_file_that_a_browser_asks_for_by_itself_leaves_no_cookie(night: Night, address: str):
    answer = night.client(None).get(address)
    assert (answer.status_code, answer.content) == (404, b"404")
    assert not answer.cookies


@pytest.mark.parametrize(("language", "title"), [("fr", "Introuvable"), ("en", "Not found")])
def test_a_mistyped_address_of_an_interface_is_answered_as_a_machine_reads_it(
    night: Night, language: str, title: str
):
    answer = night.client(None, language).get("/api/law/v1/nope")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["title"] == title
    assert not answer.cookies


def test_a_code_in_small_letters_leads_to_its_page(night: Night):
    page = night.client(None).get("/fr/loi/regles/ca-qc/")
    assert (page.status_code, page["Location"]) == (302, "/fr/loi/regles/CA-QC/")


def test_the_timeline_says_of_each_entry_what_it_is(night: Night):
    page = read(night, "law-place-en", "CA-QC")
    assert ">s. 7: Administrative matter</a>" in page
    assert ">s. 7: amounts</a>" in page


def test_a_sum_of_fractions_says_what_it_counts(night: Night):
    told = re.sub(r"<[^>]+>", " ", read(night, "law-place-en", "AU-ACT"))
    assert re.search(r"At most\s+1, what is carried of each being divided by its amount", told)
