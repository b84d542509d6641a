"""The tablets and desks of one night, and what staff do on them, as they do it."""

from contextlib import ExitStack

from playwright.sync_api import Browser, Locator, Page, StorageState

from . import house
from .line import Line
from .screen import TABLET, Screen

BOARD = "/at/cactus/"
#: Sign-in name, name that colleagues see, role.
STAFF = (("noor", "Noor", "nurse"), ("marie", "Marie-Ève", "coordinator"))


class Night:
    """The site's server, and the screens that are open on it."""

    def __init__(
        self, browser: Browser, server: house.Server, sessions: dict[str, StorageState]
    ) -> None:
        self.browser, self.server, self._sessions = browser, server, sessions
        self._open = ExitStack()
        self._open.callback(server.close)

    def screen(
        self,
        who: str,
        size: dict[str, int] = TABLET,
        language: str = "fr",
        path: str = BOARD,
        line: Line | None = None,
    ) -> Screen:
        screen = Screen(
            self.browser,
            line or self.server,
            size=size,
            language=language,
            session=self._sessions[who],
        )
        self._open.callback(screen.close)
        screen.open(path)
        return screen

    def line(self) -> Line:
        """A line to the server that can be cut."""
        return self._open.enter_context(Line(self.server.port))

    def close(self) -> None:
        """Everything, whatever fails meanwhile."""
        self._open.close()


def chip(page: Page, name: str, value: str) -> Locator:
    return page.locator(f"input[name='{name}'][value='{value}']")


def begin_arrival(page: Page, handle: str) -> None:
    page.tap("#arrive a")
    page.fill("#id_handle", handle)
    page.tap("#sheet .sheet-body button.primary")
    page.locator("#arrival").wait_for()


def let_in(page: Page, substance: str, mode: str) -> None:
    chip(page, "substances", substance).tap()
    chip(page, "mode", mode).tap()
    page.tap("#sheet .sheet-foot button")
    page.locator("#sheet").wait_for(state="hidden")


def first_visit(page: Page, handle: str, substance: str = "down", mode: str = "injection") -> None:
    begin_arrival(page, handle)
    page.locator("#id_agreed").tap()
    let_in(page, substance, mode)


def anonymous(page: Page, substance: str = "cocaine") -> None:
    page.tap("#arrive a")
    page.tap("#sheet a.big")
    page.locator("#arrival").wait_for()
    let_in(page, substance, "injection")


def waiting(page: Page, who: str = "") -> Locator:
    return page.locator("#waiting .row", has_text=who)


def resting(page: Page, who: str = "") -> Locator:
    return page.locator("#aftercare .row", has_text=who)


def seat(page: Page, number: int, who: str = "") -> Locator:
    return page.locator(f"#seat-{number}", has_text=who)


def give_seat(page: Page, who: str) -> None:
    waiting(page, who).locator("button[name=seat]").tap()


def expect_queue(page: Page, *told: str) -> None:
    """“1 Renard”, “2 …”: each position with its handle, as soon as the page shows it so."""
    page.wait_for_function(
        """told => JSON.stringify(told) === JSON.stringify(
            [...document.querySelectorAll('#waiting .row')].map(row =>
                ['.position', '.who > b'].map(each => row.querySelector(each).innerText).join(' ')))
        """,
        arg=told,
    )


def seated(page: Page, who: str) -> str:
    """Arrive and take the seat that is suggested; returns its number."""
    first_visit(page, who)
    button = waiting(page, who).locator("button[name=seat]")
    number = button.get_attribute("value")
    button.tap()
    seat(page, int(number or 0), who).wait_for()
    return str(number)


def at_once(*taps: tuple[Page, str]) -> None:
    """Each taps what the selector names, at the same moment to the millisecond."""
    moment = taps[0][0].evaluate("Date.now() + 300")
    for page, selector in taps:
        page.evaluate(
            """([selector, moment]) => { setTimeout(
                () => document.querySelector(selector).click(), moment - Date.now()); }""",
            [selector, moment],
        )


def by_keyboard(page: Page, target: Locator) -> None:
    """Tab until it has the focus, then Enter: no pointer."""
    wanted = target.element_handle()
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError("the Tab key does not come to it")
