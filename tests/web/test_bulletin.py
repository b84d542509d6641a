"""The bulletin and the page of what changed: what they say, what they keep, who reads them."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from veille import extras
from veille.accounts.models import Role
from veille.care.report import release
from veille.care.tables import SiteRow
from veille.ledger import clock

from .night import SITE, TRUCK, Night, words
from .test_numbers_page import LAST_MONTH, MONTH_BEFORE, named, visits
from .test_outreach import EVENING, public
from .watched import judged

__all__ = ["public"]

PAGE, CHANGED = "/bulletin/", "/changed/"
#: Three months are counted, at about a hundred queries each.
MOST_QUERIES = 400


@pytest.fixture(autouse=True)
def _counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "_kept", {})


@pytest.fixture
def counted(public: Night) -> Night:
    visits(public, 46, moment=MONTH_BEFORE)
    visits(public, 123)
    visits(public, 3, TRUCK)
    return public


def get(client: Client, address: str):
    with clock.pretending(EVENING):
        return client.get(address)


def test_each_number_is_a_sentence_with_what_it_was_before(public: Night):
    visits(public, 46, moment=MONTH_BEFORE)
    visits(public, 123)
    said = words(get(public.client(Role.EPIDEMIOLOGIST), f"{PAGE}?at={SITE}"))
    assert "120 visits, 70 more than in November 2026." in said
    assert "0 overdoses cared for, as many as in November 2026." in said
    said = words(get(public.client(Role.EPIDEMIOLOGIST, "fr"), f"{PAGE}?at={SITE}"))
    assert "120 visites, 70 de plus qu’en novembre 2026." in said


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "is not a whole month: CACTUS is open since"),
        ("fr", "n’est pas un mois entier : CACTUS est ouvert depuis le"),
    ],
)
def test_a_month_in_which_a_site_opened_is_said_to_be_no_whole_one(
    counted: Night, language: str, sentence: str
):
    opened = MONTH_BEFORE + timedelta(days=1)
    SiteRow.objects.filter(slug=SITE).update(opened_at=opened)
    client = counted.client(Role.EPIDEMIOLOGIST, language)
    for address in (PAGE, f"{PAGE}bulletin.html", CHANGED, f"/dossier/?at={SITE}"):
        page = get(client, address)
        said = " ".join(strip_tags(page.content.decode()).split())
        assert sentence in html.unescape(said), address


def test_a_small_number_is_in_no_version(counted: Night):
    client = counted.client(Role.EPIDEMIOLOGIST)
    for address in (
        f"{PAGE}?at={TRUCK}",
        f"{PAGE}bulletin.html?at={TRUCK}",
        f"{CHANGED}?at={TRUCK}",
    ):
        said = words(get(client, address))
        assert "Visits: withheld" in said
        assert "3 visits" not in said
    said = words(get(client, f"{PAGE}?at=network"))
    assert "126" not in said
    assert "123" not in said


def test_the_file_has_both_languages_and_needs_nothing_else(counted: Night):
    answer = get(counted.client(Role.EPIDEMIOLOGIST), f"{PAGE}bulletin.html")
    assert answer["Content-Disposition"].startswith("attachment")
    body = answer.content.decode()
    assert '<main lang="fr">' in body
    assert '<main lang="en">' in body
    assert "Ce qui a été compté" in body
    assert "What was counted" in body
    for outside in ("src=", "<link", "http://", "https://"):
        assert outside not in body


def test_a_pdf_is_made_where_typst_is_and_its_absence_is_said(
    counted: Night, monkeypatch: pytest.MonkeyPatch
):
    client = counted.client(Role.EPIDEMIOLOGIST)
    address = f"{PAGE}bulletin.pdf?month={named(LAST_MONTH)}"
    if extras.is_installed("poster"):
        answer = get(client, address)
        assert answer.content.startswith(b"%PDF")
        assert f"bulletin-{named(LAST_MONTH)}-network.pdf" in answer["Content-Disposition"]
    monkeypatch.setattr(extras, "is_installed", lambda extra: extra != "poster")
    assert "veille[poster]" in words(get(client, address))
    assert "PDF" not in words(get(client, PAGE))


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("month=2026-13", 422, "is no month"),
        ("month=2099-01", 409, "is not finished yet"),
        ("at=nowhere", 404, "There is no place"),
        ("month=2019-01", 200, "Nothing was counted there in 2019-01"),
    ],
)
def test_what_cannot_be_made_is_said(counted: Night, query: str, status: int, said: str):
    answer = get(counted.client(Role.EPIDEMIOLOGIST), f"{PAGE}?{query}")
    assert (answer.status_code, said in words(answer)) == (status, True)


def test_the_director_reads_what_changed_from_the_numbers(public: Night):
    SiteRow.objects.update(opened_at=MONTH_BEFORE - timedelta(days=400))
    visits(public, 16, moment=MONTH_BEFORE)
    visits(public, 123)
    client = public.client(Role.COORDINATOR)
    first = words(get(client, f"{CHANGED}?at={SITE}"))
    assert "Too few earlier months to tell" in first
    assert "went up" not in first
    release._kept.clear()
    for ago in range(1, 7):
        visits(public, 12 + ago, moment=MONTH_BEFORE - timedelta(days=30 * ago))
    client = public.client(Role.COORDINATOR)
    with clock.pretending(EVENING):
        judged()
    said = words(get(client, f"{CHANGED}?at={SITE}"))
    assert "went up" in said
    assert "More than last month" in said
    assert "1 alarm of the last weeks is open" in said
    assert "Plus que le mois d’avant" in words(
        get(public.client(Role.COORDINATOR, "fr"), f"{CHANGED}?at={SITE}")
    )


def test_who_works_at_one_site_reads_of_that_one(counted: Night):
    account = counted.staff[Role.COORDINATOR]
    account.sites = [TRUCK]
    account.save()
    client = counted.client(Role.COORDINATOR)
    assert get(client, f"{PAGE}?at={SITE}").status_code == 404
    assert get(client, f"{PAGE}?at=network").status_code == 404
    said = words(get(client, PAGE))
    assert "CACTUS" not in said
    assert "Visits: withheld" in said
    for role in (Role.PEER, Role.NURSE, Role.POLICE):
        assert get(counted.client(role), PAGE).status_code == 403


def test_the_worklist_leads_to_the_bulletin(counted: Night):
    answer = get(counted.client(Role.EPIDEMIOLOGIST), "/alarms/")
    assert 'href="/bulletin/"' in answer.content.decode()


def test_a_dossier_of_no_site_names_those_that_have_one(counted: Night):
    said = words(get(counted.client(Role.EPIDEMIOLOGIST), "/dossier/?at=nope"))
    assert "There is no place “nope” here. There are: anonyme, cactus." in said


def test_months_before_anybody_came_cost_nothing(counted: Night):
    """What changed looks back at twenty-five months: those before the first visit are not counted,
    and what was counted is kept."""
    client = counted.client(Role.COORDINATOR)
    with CaptureQueriesContext(connection) as asked:
        get(client, CHANGED)
    assert len(asked) < MOST_QUERIES
    with CaptureQueriesContext(connection) as again:
        get(client, CHANGED)
    assert len(again) < len(asked) / 2
