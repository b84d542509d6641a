"""The room at a glance: what each screen shows without scrolling. VEILLE_PICTURES=1 keeps it.

The pictures stand in the README and in docs/; every visitor in them is invented.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, StorageState, expect

from . import house
from .scenes import REGULAR
from .screen import DESK, PHONE, TABLET_LYING, Screen
from .sights import arrival_of, board, overdose

Keep = Callable[[Screen, str], None]
BESIDE_THE_SEAT = {"width": 820, "height": 900}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[house.Server]:
    """A night that has just been played: no minute has passed since."""
    var = tmp_path_factory.mktemp("night") / "var"
    var.mkdir()
    house.stage(var, "night", "48")
    server = house.Server(var).start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def session(browser: Browser, server: house.Server) -> StorageState:
    screen = Screen(browser, server, size=DESK).sign_in("noor")
    begun = screen.context.storage_state()
    screen.close()
    return begun


@pytest.fixture
def screen(
    request: pytest.FixtureRequest, browser: Browser, server: house.Server, session: StorageState
) -> Iterator[Screen]:
    screen = Screen(browser, server, session=session, **request.param)
    yield screen
    screen.close()


def looks(**how: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("screen", [how], indirect=True, ids=[""])


def in_sight(screen: Screen, what: Locator) -> None:
    """All of them lie wholly within the screen."""
    size = screen.page.viewport_size
    assert size is not None
    assert what.count()
    for one in what.all():
        box = one.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        assert box["y"] + box["height"] <= size["height"], one.inner_text()


@looks(size=DESK, language="fr", theme="dark")
def test_the_desk_sees_the_whole_night(screen: Screen, picture: Keep) -> None:
    """Queue, seats, overdose, aftercare, who is on duty and the day's counts, at once."""
    board(screen.page)
    for what in ("#waiting .row", "#seats .seat", "#aftercare .row", "#duty li", "#tiles .tile"):
        in_sight(screen, screen.page.locator(what))
    expect(screen.page.locator(".seat.overdose .what")).to_contain_text("2")
    expect(screen.page.locator(".seat.long")).to_have_count(1)
    expect(screen.page.locator(".seat.free")).to_have_count(3)
    picture(screen, "board-night.png")


@looks(size=TABLET_LYING, language="en", theme="light")
def test_a_tablet_sees_every_seat(screen: Screen, picture: Keep) -> None:
    """And the whole queue, with the button that lets somebody in."""
    board(screen.page)
    for what in ("#waiting .row", "#arrive", "#seats .seat"):
        in_sight(screen, screen.page.locator(what))
    picture(screen, "board-tablet.png")


@looks(size=BESIDE_THE_SEAT, language="en", theme="dark")
def test_whoever_responds_sees_every_step(screen: Screen, picture: Keep) -> None:
    """What can be done, what was done, and how long ago."""
    overdose(screen.page)
    for what in (".step", ".dose", "#so-far li", "#overdose-head .clock", "#overdose-buttons a"):
        in_sight(screen, screen.page.locator(what))
    expect(screen.page.locator(".correction")).to_contain_text("Marie-Ève")
    picture(screen, "overdose.png")


@looks(size=PHONE, language="fr", theme="light", sharp=2)
def test_a_known_visitor_is_one_tap_from_the_room(screen: Screen, picture: Keep) -> None:
    """“As last time” is the biggest thing on the sheet."""
    arrival_of(REGULAR, "#arrival")(screen.page)
    same = screen.page.locator("#arrival button[name=same]")
    in_sight(screen, same)
    in_sight(screen, screen.page.locator("#sheet .sheet-foot button"))
    screen.page.locator("#sheet h1").hover()
    picture(screen, "arrival-phone.png")


@looks(size=PHONE, language="fr", theme="light", sharp=2)
def test_every_bundle_is_one_tap_away(screen: Screen, picture: Keep) -> None:
    screen.page.goto("/at/cactus/equipment/")
    in_sight(screen, screen.page.locator(".steps .step"))
    picture(screen, "equipment-phone.png")


@looks(size=PHONE, language="fr", theme="light", sharp=2)
def test_somebody_in_the_street_reads_where_to_go(screen: Screen, picture: Keep) -> None:
    screen.page.goto("/fr/reseau/")
    in_sight(screen, screen.page.locator("h1"))
    in_sight(screen, screen.page.locator("h2").first)
    picture(screen, "network-phone.png")
