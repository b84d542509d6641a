"""One screen of the site: a browser's own profile, watched for whatever should not happen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, StorageState

from .house import PASSWORD, Server
from .line import Line

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 820, "height": 1180}
TABLET_LYING = {"width": 1180, "height": 820}
DESK = {"width": 1560, "height": 900}

#: On a slow machine everything comes later; how soon it comes on others is measured in benchmarks/.
PATIENCE_MS = 20_000
#: What a browser says of an answer that a person then reads in words: refused, not found.
_ANSWERED = "Failed to load resource: the server responded with a status of 4"


class Screen:
    """A browser context with one page. `close` fails where anything went wrong on it."""

    def __init__(
        self,
        browser: Browser,
        server: Server | Line,
        *,
        size: dict[str, int],
        language: str = "fr",
        session: StorageState | None = None,
        theme: str = "dark",
        touch: bool = True,
        sharp: int = 1,
    ) -> None:
        self.server = server
        self.context = browser.new_context(
            base_url=server.url,
            viewport=size,
            has_touch=touch,
            color_scheme=theme,
            locale=f"{language}-CA",
            device_scale_factor=sharp,
            storage_state=session,
            timezone_id="Pacific/Auckland",
            reduced_motion="reduce",
        )
        self.wrongs: list[str] = []
        self._expected: tuple[str, ...] = (_ANSWERED,)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.wrongs.append(str(error.error)))
        self.context.on("request", self._see_request)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)

    def _hear(self, message: ConsoleMessage) -> None:
        grave = message.type in ("error", "warning")
        if grave and not any(words in message.text for words in self._expected):
            self.wrongs.append(message.text)

    def expect_wrongs(self, *words: str) -> None:
        """The browser will complain of what the test does to it, in these words."""
        self._expected += words

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.server.url}/", "data:")):
            self.wrongs.append(f"asked for {request.url}")

    def sign_in(self, name: str) -> "Screen":
        """By the sign-in page, as a person does."""
        self.page.goto("/sign-in/")
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", PASSWORD)
        self.page.press("#id_password", "Enter")
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)
        return self

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def sees(self, what: Locator, *, gone: bool = False) -> None:
        """What somebody did elsewhere shows here, by itself."""
        what.first.wait_for(state="hidden" if gone else "visible", timeout=PATIENCE_MS)

    @contextmanager
    def without_reload(self) -> Iterator[None]:
        """The page stays the same one throughout."""
        self.page.evaluate("window.sameAsBefore = true")
        yield
        assert self.page.evaluate("window.sameAsBefore === true"), "the page was loaded again"

    def evaluate(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def close(self) -> None:
        self.context.close()
        assert not self.wrongs, self.wrongs
