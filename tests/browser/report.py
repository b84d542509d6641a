"""The report's pages: what accessibility is tested on."""

from collections.abc import Callable

from playwright.sync_api import Page

HOME, NETWORK = "/at/cactus/report/", "/report/"


def _at(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)

    return show


def _with_numbers(page: Page) -> None:
    page.goto(HOME)
    page.locator("figure summary").first.click()


#: Name, who looks, how to come there.
SIGHTS = (
    ("report", "marie", _with_numbers),
    ("report, as it leaves", "marie", _at(f"{HOME}?as=leaving")),
    ("report of the network", "marie", _at(NETWORK)),
    ("report of the network, as it leaves", "claude", _at(NETWORK)),
    ("report, no visits", "marie", _at(f"{HOME}?period=2001-01")),
    ("report, no such period", "marie", _at(f"{HOME}?period=2001-13")),
    ("report, a list", "marie", _at(f"{HOME}list/?number=visits.all")),
    ("report, a list of the network", "noor", _at(f"{NETWORK}list/?number=people.all")),
)
