"""Everybody can use every page: WCAG 2.2 AA by axe-core, by keyboard, by finger, on a phone."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, StorageState

from . import house
from .screen import DESK, PHONE, TABLET, TABLET_LYING, Screen
from .sights import SIGHTS, Sight, menu, overdose

#: Axe as a function that makes it: a page on which nobody asks for it does not read it all.
AXE = f"window.makeAxe = function () {{{Axe().axe_script}}}"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Size, theme, and which of axe's rules are asked. A theme changes colours and nothing else, and a
#: size no colour: each of both is looked at once.
LOOKS = {
    "phone-dark": (PHONE, "dark", {"runOnly": RULES}),
    "tablet-light": (TABLET, "light", {"runOnly": RULES}),
}
NARROWEST = {"width": 360, "height": 740}
LEAST_TARGET_PX = 44


OpenScreen = Callable[[dict[str, int]], Screen]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[house.Server]:
    var = tmp_path_factory.mktemp("night") / "var"
    var.mkdir()
    house.stage(var, "night", "12")
    server = house.Server(var).start()
    yield server
    server.close(but="CSRF cookie not set")  # “open too long”


@pytest.fixture(scope="module")
def sessions(browser: Browser, server: house.Server) -> dict[str | None, StorageState]:
    """Everybody's session, each begun on the sign-in page."""
    begun: dict[str | None, StorageState] = {None: {"cookies": [], "origins": []}}
    for name in sorted({sight.who for sight in SIGHTS if sight.who}):
        screen = Screen(browser, server, size=TABLET).sign_in(name)
        begun[name] = screen.context.storage_state()
        screen.close()
    return begun


@pytest.fixture(scope="module")
def screen(browser: Browser, server: house.Server) -> Iterator[Screen]:
    screen = Screen(browser, server, size=TABLET, language="fr")
    screen.context.add_init_script(AXE)
    yield screen
    screen.close()


@pytest.fixture(
    scope="module", params=SIGHTS, ids=[sight.name.replace(" ", "-") for sight in SIGHTS]
)
def shown(
    request: pytest.FixtureRequest, screen: Screen, sessions: dict[str | None, StorageState]
) -> Screen:
    """One kind of page, opened once; the tests look at it on every screen and in every theme."""
    sight: Sight = request.param
    screen.page.goto("about:blank")
    screen.context.clear_cookies()
    screen.context.add_cookies(sessions[sight.who]["cookies"])  # type: ignore[arg-type]
    screen.page.set_viewport_size(TABLET)
    sight.show(screen.page)
    screen.evaluate("makeAxe()")
    return screen


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(shown: Screen, look: str) -> None:
    """No rule of WCAG 2.2 AA is broken."""
    size, theme, rules = LOOKS[look]
    shown.page.set_viewport_size(size)
    shown.page.emulate_media(color_scheme=theme)
    found = shown.evaluate(
        "rules => axe.run({resultTypes: ['violations'], selectors: false, ...rules})", rules
    )
    assert [_told(violation) for violation in found["violations"]] == []


WIDTHS = {
    "narrowest phone": NARROWEST,
    "tablet": TABLET,
    "tablet lying": TABLET_LYING,
    "desk": DESK,
}


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_in_french(shown: Screen, width: str) -> None:
    """No page is wider than its screen, and no word is cut off or lies over another."""
    size = WIDTHS[width]
    shown.page.set_viewport_size(size)
    assert shown.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert shown.evaluate(MISPLACED_WORDS) == []


def test_no_two_things_have_one_name(shown: Screen) -> None:
    """A label with the name of two fields belongs to the first, whatever a person reads."""
    names = shown.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_it_is_quiet(shown: Screen) -> None:
    """Nothing is asked of anybody but the server; the browser has nothing to complain of."""
    assert shown.wrongs == []


def _told(violation: dict[str, Any]) -> str:
    where = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']}: {where}"


@pytest.fixture
def nurse(
    browser: Browser, server: house.Server, sessions: dict[str | None, StorageState]
) -> Iterator[OpenScreen]:
    """Opens a nurse's screen of the size that is asked for."""
    opened = []

    def open_screen(size: dict[str, int]) -> Screen:
        opened.append(Screen(browser, server, size=size, session=sessions["noor"]))
        return opened[-1]

    yield open_screen
    for screen in opened:
        screen.close()


WITH_VERBS = {"board": menu, "overdose": overdose}
with_verbs = pytest.mark.parametrize("page", WITH_VERBS)


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=["phone", "tablet", "desk"])
@with_verbs
def test_every_target_fits_a_finger(nurse: OpenScreen, size: dict[str, int], page: str) -> None:
    """44 px each way; a link inside a sentence is as high as its line."""
    screen = nurse(size)
    WITH_VERBS[page](screen.page)
    assert screen.evaluate(TARGETS, LEAST_TARGET_PX) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@with_verbs
def test_tab_reaches_every_verb_and_shows_where_it_is(
    nurse: OpenScreen, size: dict[str, int], page: str
) -> None:
    """Each is reached, those of an open menu too; has a ring; lies under nothing that sticks."""
    screen = nurse(size)
    WITH_VERBS[page](screen.page)
    verbs: list[str] = screen.evaluate(VERBS)
    screen.page.locator("body").focus()
    screen.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    reached, faults = [], []
    for _ in [*verbs, "the browser's own bar"]:
        screen.page.keyboard.press("Tab")
        there = screen.evaluate(FOCUSED)
        reached.append(there["verb"])
        faults += [f"{there['verb']} {fault}" for fault in there["faults"]]
    assert [verb for verb in verbs if verb not in reached] == []
    assert faults == []


#: Words that stick out of what holds them, are cut off, or lie over other words.
MISPLACED_WORDS = (Path(__file__).parent / "misplaced_words.js").read_text()

#: Names what a person can act on, in the page's order: one radio button stands for its group.
#: A clock that runs in a name is no part of it.
_NAMING = """
    const shown = (each) => each.checkVisibility({visibilityProperty: true});
    const name = (each) => `${each.tagName} ${each.getAttribute('aria-label') ||
        each.getAttribute('href') || each.name ||
        each.textContent.trim().replace(/\\s+/g, ' ').replace(/\\d+:\\d+/g, '')} ${
        each.closest('[id]')?.id ?? ''}`;
    const verbs = () => [...document.querySelectorAll(
        'a[href], button:not(:disabled), summary, select, textarea, input:not([type=hidden])')]
        .filter((each) => shown(each) && (each.type !== 'radio' || each.checked));
"""
VERBS = f"() => {{ {_NAMING} return verbs().map(name); }}"
FOCUSED = f"""() => {{ {_NAMING}
    const each = document.activeElement;
    if (each === document.body) return {{verb: 'the page', faults: []}};
    const faults = [];
    const drawn = each.closest('.chip') ? each.nextElementSibling : each;
    const style = getComputedStyle(drawn);
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('no ring');
    const box = drawn.getBoundingClientRect();
    const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) =>
        document.elementFromPoint(box.left + x * box.width, box.top + y * box.height));
    const seen = points.filter((at) => at && (each.contains(at) || drawn.contains(at) ||
        at.contains(each) && at.closest('.chip')));
    if (seen.length < 3) faults.push(`is covered by ${{points[0]?.className}}`);
    return {{verb: name(each), faults}};
}}"""
TARGETS = f"""(least) => {{ {_NAMING}
    const inSentence = (each) => getComputedStyle(each).display === 'inline';
    return verbs().filter((each) => !inSentence(each) && !each.classList.contains('skip'))
        .map((each) => [each, (each.closest('label.chip') ?? each).getBoundingClientRect()])
        .filter(([, box]) => Math.min(box.width, box.height) < least - 0.5)
        .map(([each, box]) => `${{name(each)}}: ${{box.width}} × ${{box.height}}`);
}}"""
