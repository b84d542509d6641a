"""A month is reported: looked at, followed to what it counts, printed, taken away."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from . import house
from .report import HOME, NETWORK
from .screen import DESK, PHONE, TABLET_LYING, Screen


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[house.Server]:
    var = tmp_path_factory.mktemp("night") / "var"
    var.mkdir()
    house.stage(var, "night", "12")
    server = house.Server(var).start()
    yield server
    server.close()


def number(page: Page, label: str) -> int:
    """The number on a tile."""
    told = page.locator(".tile", has_text=label).locator("b").inner_text()
    return int(re.sub(r"\D", "", told))


def taken(page: Page, name: str) -> bytes:
    """The file behind a button."""
    with page.expect_download() as coming:
        page.locator("[aria-labelledby=notes] a.button", has_text=name).first.click()
    return Path(coming.value.path()).read_bytes()


def test_a_month_is_reported(browser: Browser, server: house.Server) -> None:
    desk = Screen(browser, server, size=DESK, language="en", theme="light").sign_in("marie")
    page = desk.open("/at/cactus/")
    page.locator(f".nav a[href='{HOME}']").click()
    page.wait_for_url(f"**{HOME}")
    with page.expect_navigation():
        page.locator("button[name=language][value=en]").click()
    page.locator("html[lang=en]").wait_for()
    visits = number(page, "visits")
    assert visits > 0
    _a_number_leads_to_what_it_counts(page, visits)
    _another_period_is_chosen(page)
    _what_leaves_holds_no_small_count(page)
    desk.close()


def _a_number_leads_to_what_it_counts(page: Page, visits: int) -> None:
    page.locator("[aria-labelledby=block-visits] a").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(min(50, visits))
    assert f"{visits} entr" in page.locator(".page-head").inner_text()
    rows.first.locator("a").click()
    page.wait_for_url("**/visits/**")
    page.go_back()
    page.locator(".page-head nav a").click()
    page.wait_for_url(f"**{HOME}*")


def _another_period_is_chosen(page: Page) -> None:
    year = page.locator("optgroup option").evaluate_all(
        "all => all.map(each => each.value).find(value => /^[0-9]{4}$/.test(value))"
    )
    page.select_option("#period", year)
    page.locator("form[method=get] button").click()
    page.wait_for_url(f"**period={year}*")
    assert page.locator("h1").inner_text().endswith(year)
    page.locator(f".nav a[href='{HOME}']").click()
    page.wait_for_url(f"**{HOME}")


def _what_leaves_holds_no_small_count(page: Page) -> None:
    assert page.locator("[aria-labelledby=notes] a.button", has_text="CSV").count() == 0, "it runs"
    page.locator("[aria-label=Periods] a").first.click()
    page.wait_for_url("**period=*")
    page.locator("form[method=get] a.button").first.click()
    page.wait_for_url("**as=leaving*")
    assert page.locator("main a[href*='/list/']").count() == 0
    rows = list(csv.DictReader(io.StringIO(taken(page, "CSV").decode("utf-8-sig"))))
    counted = [row for row in rows if row["unit"] not in ("seats", "hours", "minutes")]
    assert not [row for row in counted if row["value"] and 0 < float(row["value"]) < 10]
    assert {row["rehearsal"] for row in rows} == {"yes"}
    book = zipfile.ZipFile(io.BytesIO(taken(page, "XLSX")))
    assert book.testzip() is None


def test_the_report_prints(browser: Browser, server: house.Server) -> None:
    screen = Screen(browser, server, size=TABLET_LYING, theme="dark").sign_in("marie")
    page = screen.open(NETWORK)
    page.emulate_media(media="print")
    for hidden in ("select", "a.button", "button", ".nav"):
        assert not [each for each in page.locator(hidden).all() if each.is_visible()], hidden
    tables = page.locator("main section table")
    assert tables.count() > 5
    assert all(table.is_visible() for table in tables.all())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    screen.close()


@pytest.mark.parametrize("path", [HOME, NETWORK, f"{HOME}list/?number=visits.all"])
def test_a_phone_shows_it_without_scrolling_sideways(
    browser: Browser, server: house.Server, path: str
) -> None:
    phone = Screen(browser, server, size=PHONE).sign_in("marie")
    page = phone.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.close()
