"""“The numbers”: what everybody may read of the finished months."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from veille.care import actions as floor
from veille.care.report import release
from veille.ledger import clock

from .night import SITE, TRUCK, Night, words
from .test_outreach import EVENING, public

__all__ = ["public"]

PAGE = {"fr": "/fr/nombres/", "en": "/en/numbers/"}
LAST_MONTH, MONTH_BEFORE = EVENING - timedelta(days=31), EVENING - timedelta(days=62)


@pytest.fixture(autouse=True)
def _counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "_kept", {})


def visits(night: Night, number: int, place: str = SITE, moment: Any = LAST_MONTH) -> None:
    with clock.pretending(EVENING):  # the ledger's clock never runs back: the moment is said
        for _ in range(number):
            floor.arrive(by=night.by(), place=place, mode="oral", substances=["other"], at=moment)


def page(night: Night, language: str = "en", month: str = "") -> Any:
    with clock.pretending(EVENING):
        response = night.client(None).get(PAGE[language], {"month": month} if month else {})
    assert response.status_code == 200
    return response


def lines(night: Night) -> dict[tuple[str, str], list[str]]:
    with clock.pretending(EVENING):
        response = night.client(None).get("/en/numbers.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode())))
    return {(row[0], row[1]): row[3:] for row in rows[1:]}


def named(moment: Any) -> str:
    return f"{moment:%Y-%m}"


def test_each_site_has_its_line_and_each_number_is_rounded(public: Night):
    visits(public, 23)
    visits(public, 46, TRUCK)
    found = lines(public)
    assert [found[named(LAST_MONTH), place][0] for place in (SITE, TRUCK, "network")] == [
        "20",
        "50",
        "70",
    ]
    assert "rounded to 10" in words(page(public))


def test_a_small_number_and_one_that_would_give_it_away_are_withheld(public: Night):
    visits(public, 23)
    visits(public, 3, TRUCK)
    found = lines(public)
    assert found[named(LAST_MONTH), TRUCK][0] == "x"
    assert "x" in (found[named(LAST_MONTH), SITE][0], found[named(LAST_MONTH), "network"][0])


def test_one_visit_more_or_less_is_not_seen(public: Night, monkeypatch: pytest.MonkeyPatch):
    visits(public, 22)
    before = page(public).content
    visits(public, 1)
    monkeypatch.setattr(release, "_kept", {})
    assert page(public).content == before


def test_the_month_that_runs_is_not_there(public: Night):
    visits(public, 40, moment=EVENING - timedelta(minutes=5))
    assert (named(EVENING), SITE) not in lines(public)
    assert "no numbers yet" in words(page(public))


def test_an_earlier_month_has_its_own_address_and_both_are_drawn(public: Night):
    visits(public, 30, moment=MONTH_BEFORE)
    visits(public, 20)
    assert "Visits The whole network, from November 2026 to December 2026" in words(page(public))
    earlier = page(public, month=named(MONTH_BEFORE))
    assert earlier.content != page(public).content
    assert earlier.content.count(b"<svg") == 2


@pytest.mark.parametrize("month", ["2030-01", "=1+1", "<b>", "2026", "x" * 300])
def test_a_month_that_is_not_there_says_so_and_shows_the_last(public: Night, month: str):
    visits(public, 20)
    html = page(public, month=month)
    assert "no numbers of" in words(html)
    assert "<b>" not in html.content.decode()
    assert "rounded to 10" in words(html)


def test_a_place_that_nobody_came_to_has_a_dash(public: Night):
    visits(public, 20)
    assert lines(public)[named(LAST_MONTH), TRUCK] == ["", "", "", ""]
    assert "Nobody came to that place" in words(page(public))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_takes_and_leaves_no_cookie(public: Night, language: str):
    visits(public, 20)
    assert not page(public, language).cookies
    assert page(public, language).headers["Cache-Control"].startswith("public")


def test_the_front_page_leads_to_it(public: Night):
    visits(public, 20)
    with clock.pretending(EVENING):
        html = public.client(None).get("/fr/").content.decode()
    assert 'href="/fr/nombres/"' in html


@pytest.mark.parametrize("address", ["/en/numbers/embed/", "/fr/nombres/integrer/"])
def test_another_page_may_frame_the_pictures_and_no_other_page_of_ours(public: Night, address: str):
    for moment in (MONTH_BEFORE, LAST_MONTH):
        visits(public, 23, moment=moment)
    with clock.pretending(EVENING):
        framed = public.client(None).get(address)
        page_itself = public.client(None).get("/en/numbers/")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert not framed.cookies
    assert framed.content.count(b"<svg") == 2
    assert b"<script" not in framed.content
    assert b"<form" not in framed.content
    assert "frame-ancestors 'none'" in page_itself["Content-Security-Policy"]
    assert page_itself["X-Frame-Options"] == "DENY"
    assert "http://testserver/en/numbers/embed/" in page_itself.content.decode()


def test_a_frame_that_did_not_change_may_be_framed_still(public: Night):
    """The answer “not modified” carries the same policy."""
    address = "/en/numbers/embed/"
    with clock.pretending(EVENING):
        first = public.client(None).get(address)
        again = public.client(None).get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert "frame-ancestors *" in again["Content-Security-Policy"]
    assert "X-Frame-Options" not in again.headers
