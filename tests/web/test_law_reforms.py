"""The reforms that come with Veille, for whoever opens the site: their page, and their reports."""

import json
import re
import time
from pathlib import Path

import pytest
from django.urls import reverse

from veille import extras
from veille.law.pages import reforming
from veille.law.reform import load_example, names, offered

from ..waiting import LONGEST_SECONDS
from .night import Night, words

PAGES = {"fr": "/fr/loi/reformes/", "en": "/en/law/reforms/"}


@pytest.fixture
def reports(night: Night) -> Path:
    """Where the reports of this test's installation are to stand; none is there."""
    return reforming.folder()


def as_if_made(reports: Path) -> None:
    """Reports with other words in them than real ones."""
    for key in names():
        (reports / key).mkdir(parents=True)
        for language in PAGES:
            html = f"<html><style>p{{}}</style><p>{key} {language}"
            (reports / key / f"reform.{language}.html").write_text(html, encoding="utf-8")
        headline = dict.fromkeys(PAGES, f"changed: {key}")
        (reports / key / "headline.json").write_text(json.dumps(headline), encoding="utf-8")


@pytest.mark.parametrize("language", PAGES)
def test_each_reform_stands_there_with_what_it_changes_and_a_way_to_its_report(
    night: Night, reports: Path, language: str
):
    as_if_made(reports)
    page = night.client(None).get(PAGES[language])
    told = words(page)
    for key in names():
        assert load_example(key).name[language] in told
        assert f"changed: {key}" in told
        assert reverse("law-reform", args=[key, language]) in page.content.decode()
    assert "<form" not in page.content.decode().split("<main", 1)[1]


def test_a_report_is_shown_as_it_was_made_and_nothing_else_runs_in_it(night: Night, reports: Path):
    as_if_made(reports)
    page = night.client(None).get(reverse("law-reform", args=["bc-4.5-grams", "fr"]))
    assert page.content.decode().endswith("<p>bc-4.5-grams fr")
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not page.cookies
    again = night.client(None).get(
        page.request["PATH_INFO"], headers={"If-None-Match": page["ETag"]}
    )
    assert again.status_code == 304


def test_before_they_are_made_the_page_offers_to_and_a_report_leads_to_the_page(
    night: Night, reports: Path
):
    page = night.client(None).get(PAGES["fr"])
    assert 'name="make"' in page.content.decode()
    assert "reform.fr.html" not in page.content.decode()
    early = night.client(None).get(reverse("law-reform", args=["bc-4.5-grams", "fr"]))
    assert early["Location"] == PAGES["fr"]
    assert not reports.exists()


def test_what_is_no_reform_is_not_found(night: Night, reports: Path):
    for key, language in (("..", "fr"), ("another", "fr"), ("bc-4.5-grams", "de")):
        address = f"/law/reforms/{key}/reform.{language}.html"
        assert night.client(None).get(address).status_code == 404


def test_without_the_part_that_makes_them_the_page_says_what_to_install(
    night: Night, reports: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(extras, "is_installed", lambda extra: extra != "law")
    page = night.client(None).post(PAGES["en"], {"make": "yes"}, follow=True)
    assert "pip install 'veille[law]'" in words(page)
    assert not reports.exists()


@pytest.mark.process
def test_who_asks_for_them_has_them_made_once_and_those_of_other_rules_go(
    night: Night, reports: Path
):
    old = reports.parent / "of-other-rules"
    old.mkdir(parents=True)
    client = night.client(None)
    try:
        asked = client.post(PAGES["fr"], {"make": "yes"})
        assert asked["Location"] == PAGES["fr"]
        meanwhile = client.get(PAGES["fr"])
        assert meanwhile.headers["Refresh"] == str(reforming.ASK_AGAIN_SECONDS)
        assert not offered.begin(reports)
        until = time.monotonic() + 4 * LONGEST_SECONDS
        while offered.are_being_made() and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        offered.stop()
    page = client.get(PAGES["fr"])
    assert "Refresh" not in page.headers
    assert re.search(r"sur 100\u202f000 cas", page.content.decode())
    report = client.get(reverse("law-reform", args=["quebec-decriminalized", "fr"]))
    assert "Québec\u00a0: possession décriminalisée à partir de 2027" in report.content.decode()
    assert 'href="reform.en.html"' in report.content.decode()
    assert not old.exists()
    assert not offered.begin(reports)
