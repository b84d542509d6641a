"""A week of safer supply: a missed dose, a stock that reconciles and one day that does not."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from . import house
from .night import Night, chip
from .safer_supply import HOME
from .scenes import KNOWN
from .screen import DESK

#: It is this hour at the site on each of the seven days, whatever hour it is outside.
HOUR = 20
ZONE = ZoneInfo("America/Toronto")
TABLET = "hydromorphone-tablet-8000"


class Days(house.Server):
    """The site's server, on one day after the other."""

    def __init__(self, var: Path) -> None:
        super().__init__(var)
        local = datetime.now(ZONE)
        evening = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
        if evening <= local:
            evening += timedelta(days=1)
        self._ahead = evening.astimezone(UTC) - datetime.now(UTC)

    def start(self) -> "Days":
        command = [
            sys.executable,
            "-m",
            "tests.browser.another_day",
            str(self._ahead.total_seconds()),
            "serve",
            "--port",
            str(self.port),
        ]
        self._process = subprocess.Popen(
            command,
            cwd=house.ROOT,
            env=house.environment(self.var),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        self._wait_until_it_answers()
        return self

    def next_day(self) -> None:
        self.stop()
        self._ahead += timedelta(days=1)
        self.start()


@pytest.fixture
def days(
    browser: Browser, cactus: Path, staff: dict[str, StorageState], tmp_path: Path
) -> Iterator[Night]:
    server = Days(house.copy(cactus, tmp_path / "var"))
    server.start()
    night = Night(browser, server, staff)
    try:
        yield night
    finally:
        night.close()


def test_a_week_with_a_missed_dose_and_a_reconciled_stock(days: Night) -> None:
    tablet, desk = days.screen("noor", path=HOME), days.screen("marie", DESK, path=HOME)
    room, office = tablet.page, desk.page
    server = days.server
    assert isinstance(server, Days)
    # The pages of the night stay open while the server goes from one day to the next.
    for screen in (tablet, desk):
        screen.expect_wrongs("ERR_CONNECTION", "ERR_EMPTY", "ERR_INCOMPLETE", "ERR_NETWORK")

    _the_coordinator_lists_a_product(office)
    _somebody_is_enrolled(room)
    _sixty_tablets_come_in(room)
    _too_large_a_dose_is_answered(room)
    _first_dose_signed_on_another_screen(room, office)
    _second_dose_carried_and_signed_on_this_one(room)
    _count(room, 56, "à l’unité près")

    for left in (54, 52):
        _next_day(server, room, office)
        _a_dose(room)
        _count(room, left, "à l’unité près")

    _next_day(server, room, office)  # nobody comes on the fourth day
    _count(room, 52, "à l’unité près")

    _next_day(server, room, office)
    room.goto(HOME)
    expect(room.locator(".row", has_text=KNOWN).locator(".mark")).to_contain_text("1 jour manqué")
    _a_dose(room)
    room.locator(".row .who", has_text=KNOWN).click()
    expect(room.locator(".calendar .mark.long")).to_have_count(1)
    expect(room.locator(".calendar .mark.good")).to_have_count(4)
    _count(room, 50, "à l’unité près")

    _next_day(server, room, office)
    _a_dose(room)
    _count(room, 47, "il manque 1 comprimé")
    _it_is_explained_and_stays_in_sight(office)

    _next_day(server, room, office)
    _a_dose(room)
    _count(room, 45, "à l’unité près")
    _the_week_stands_in_the_table(office)
    house.veille(server.var, "ledger", "verify")


def _next_day(server: Days, *pages: Page) -> None:
    for page in pages:
        page.goto("about:blank")
    server.next_day()


def _save(page: Page) -> None:
    page.locator(".sheet-foot button").tap()


def _the_coordinator_lists_a_product(office: Page) -> None:
    office.goto(f"{HOME}rules/")
    chip(office, "drug", "hydromorphone").click()
    chip(office, "unit", "tablet").click()
    office.fill("#id_product_strength_mg", "8")
    office.click("[aria-labelledby=add] button")
    expect(office.locator("[aria-labelledby=kept] .row")).to_have_count(1)


def _somebody_is_enrolled(room: Page) -> None:
    room.goto(HOME)
    room.locator(f"main a[href='{HOME}find/']").tap()
    room.fill("#id_handle", KNOWN.lower())
    _save(room)
    room.locator("main a[href$='/enrol/']").tap()
    for name, value in (
        ("dose_mg", "16"),
        ("doses_a_day", "2"),
        ("carried", "1"),
        ("prescriber", "Dre Lavallée"),
    ):
        room.fill(f"#id_{name}", value)
    _save(room)
    expect(room.locator("[aria-labelledby=plan]")).to_contain_text("16 mg (2 comprimés)")


def _sixty_tablets_come_in(room: Page) -> None:
    room.goto(f"{HOME}stock/move/")
    chip(room, "what", "received").tap()
    room.fill("#id_units", "60")
    room.fill("#id_lot", "LX-4471")
    _save(room)
    _sign_here(room)


def _sign_here(room: Page) -> None:
    """A colleague signs on the screen of whoever gave the first signature."""
    room.fill("#id_name", "marie")
    room.fill("#id_password", house.PASSWORD)
    _save(room)
    expect(room.locator(".notices")).to_contain_text("Marie-Ève")


def _open_dose(room: Page) -> None:
    room.goto(HOME)
    room.locator(".row", has_text=KNOWN).locator("a[href$='/dose/']").tap()
    expect(room.locator(".dose-mg")).to_have_text(re.compile(r"16\smg"))


def _too_large_a_dose_is_answered(room: Page) -> None:
    _open_dose(room)
    room.locator("details.more summary").tap()
    room.fill("#id_mg", "160")
    _save(room)
    error = room.locator(".error")
    expect(error).to_contain_text(re.compile(r"160\smg dépasse la dose prescrite \(16\smg\)"))
    expect(error).to_contain_text("demandez au prescripteur")
    expect(room.locator("#id_mg")).to_have_value("160")


def _first_dose_signed_on_another_screen(room: Page, office: Page) -> None:
    _open_dose(room)
    _save(room)
    expect(room.locator("main .sheet-body")).to_contain_text(
        "Vous avez donné la première signature"
    )
    office.goto(HOME)
    office.locator("[aria-labelledby=waiting] a").click()
    office.locator(".sheet-foot button").click()
    expect(office.locator(".notices")).to_contain_text("Marie-Ève")
    expect(office.locator("[aria-labelledby=waiting]")).to_have_count(0)


def _second_dose_carried_and_signed_on_this_one(room: Page) -> None:
    _open_dose(room)
    room.locator("details.more summary").tap()
    chip(room, "way", "carried").tap()
    _save(room)
    _sign_here(room)
    expect(room.locator("[aria-labelledby=done] .row")).to_contain_text(KNOWN)


def _a_dose(room: Page) -> None:
    _open_dose(room)
    _save(room)
    _sign_here(room)


def _count(room: Page, units: int, says: str) -> None:
    room.goto(f"{HOME}stock/count/")
    room.fill("#id_units", str(units))
    _save(room)
    expect(room.locator(".notices")).to_contain_text(says)
    _sign_here(room)


def _it_is_explained_and_stays_in_sight(office: Page) -> None:
    office.goto(HOME)
    notice = office.locator("main .notice.refused")
    expect(notice).to_contain_text("ne concorde pas")
    notice.locator("a").click()
    chip(office, "why", "broken").click()
    with office.expect_navigation():
        office.locator(".sheet-foot button").click()
    office.goto(f"{HOME}stock/")
    expect(office.locator("main .notice.refused")).to_have_count(0)
    expect(office.locator("tbody .mark.long")).to_have_text(re.compile("-1"))


def _the_week_stands_in_the_table(office: Page) -> None:
    """The latest day first: opening, expected, counted, difference."""
    office.goto(f"{HOME}stock/")
    rows = office.locator("tbody tr")
    told = [
        [re.sub(r"\s", "", rows.nth(n).locator("td").nth(cell).inner_text()) for cell in (0, 5, 6)]
        for n in range(7)
    ]
    assert told == [
        ["47", "45", "45"],
        ["50", "48", "47"],
        ["52", "50", "50"],
        ["52", "52", "52"],
        ["54", "52", "52"],
        ["56", "54", "54"],
        ["0", "56", "56"],
    ]
    assert office.locator("tbody .mark.good").count() == 6
    assert office.locator("tbody .mark.info").count() == 0
