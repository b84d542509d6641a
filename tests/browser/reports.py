"""A report as one file, opened in a browser that has no network: what each room's tests look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .screen import DESK, PHONE, TABLET
from .test_accessibility import NARROWEST, RULES

_AXE = Axe()
#: Each language in one of them: words change no colour, and a theme no word.
_LOOKS = {"en": (PHONE, "dark"), "fr": (DESK, "light")}


@contextmanager
def shown_alone(browser: Browser, report: Path) -> Iterator[Page]:
    """The report; at the end, nothing may have gone wrong, and nothing been asked of a network."""
    context = browser.new_context(offline=True, viewport=TABLET, color_scheme="light")
    page = context.new_page()
    wrongs: list[str] = []
    page.on("console", lambda message: wrongs.append(message.text))
    page.on(
        "request", lambda asked: None if asked.url.startswith("file:") else wrongs.append(asked.url)
    )
    page.goto(report.as_uri())
    yield page
    context.close()
    assert wrongs == []


def unfold(page: Page) -> None:
    """Everything that opens is open."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def violations(page: Page) -> list[str]:
    """Each broken rule of WCAG 2.2 AA, with every table open, in one size and light a language."""
    size, theme = _LOOKS[page.evaluate("document.documentElement.lang")]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme, media="screen")
    unfold(page)
    page.evaluate(_AXE.axe_script)
    found = page.evaluate("rules => axe.run({resultTypes: ['violations'], runOnly: rules})", RULES)
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
    ]


def smallest_letters(page: Page) -> float:
    """Of the pictures on the narrowest phone, in CSS pixels."""
    page.emulate_media(media="screen")
    page.set_viewport_size(NARROWEST)
    heights = page.evaluate(
        "() => [...document.querySelectorAll('svg text')].map((each) => "
        "parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)"
    )
    return float(min(heights))
