"""A night at CACTUS: ten seats, a tablet in the room, a second screen at the desk.

Whatever is done on one screen shows on the other within a second, without a reload.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from . import house
from .scenes import KNOWN
from .screen import DESK, LIVE_MS, TABLET, Screen

BOARD = "/at/cactus/"
#: Sign-in name, name that colleagues see, role.
STAFF = (("noor", "Noor", "nurse"), ("marie", "Marie-Ève", "coordinator"))
#: A finger that trembles taps twice within this.
DOUBLE_TAP_MS = 150
#: A page that has heard nothing for so long is not live.
SILENCE_MS = 26_000
#: After the server is back, a screen that lost it is live again within this.
BACK_MS = 8_000

expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """CACTUS, set up as on its first day, by the commands of the guide."""
    var = tmp_path_factory.mktemp("installation") / "var"
    house.veille(var, "init", "--name", "CACTUS")
    house.veille(var, "site", "add", "cactus", "CACTUS Montréal", "--injection", "8",
                 "--inhalation", "2")  # fmt: skip
    for sign_in, name, role in STAFF:
        house.veille(var, "account", "add", sign_in, "--name", name, "--role", role)
    house.stage(var, "yesterday")
    return var


@pytest.fixture(scope="module")
def sessions(browser: Browser, installation: Path) -> dict[str, StorageState]:
    """Everybody's session, begun on the sign-in page. A copy of the installation holds it too."""
    server = house.Server(installation).start()
    begun = {}
    for name, _name, _role in STAFF:
        screen = Screen(browser, server, size=TABLET).sign_in(name)
        begun[name] = screen.context.storage_state()
        screen.close()
    server.close()
    (installation / "server.log").unlink()
    return begun


class Night:
    """The site's server, and the screens that are open on it."""

    def __init__(
        self, browser: Browser, server: house.Server, sessions: dict[str, StorageState]
    ) -> None:
        self.browser, self.server, self._sessions = browser, server, sessions
        self._open = ExitStack()
        self._open.callback(server.close)

    def screen(
        self, who: str, size: dict[str, int] = TABLET, language: str = "fr", path: str = BOARD
    ) -> Screen:
        screen = Screen(self.browser, self.server, size=size, language=language,
                        session=self._sessions[who])  # fmt: skip
        self._open.callback(screen.close)
        screen.open(path)
        return screen

    def close(self) -> None:
        """Everything, whatever fails meanwhile."""
        self._open.close()


@pytest.fixture
def night(
    browser: Browser, installation: Path, sessions: dict[str, StorageState], tmp_path: Path
) -> Iterator[Night]:
    server = house.Server(house.copy(installation, tmp_path / "var")).start()
    night = Night(browser, server, sessions)
    try:
        yield night
    finally:
        night.close()


# What staff do, as they do it.


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


def queue(page: Page) -> list[str]:
    """“1 Renard”, “2 …”: each position with its handle."""
    return [
        f"{row.locator('.position').inner_text()} {row.locator('.who > b').inner_text()}"
        for row in page.locator("#waiting .row").all()
    ]


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


def test_a_night_from_the_first_arrival_to_the_last_correction(night: Night) -> None:
    """Everything that the night asks for, on a tablet in French; the desk sees it in English."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK, "en")
    room, there = tablet.page, desk.page
    with desk.without_reload():
        _five_arrive(tablet, desk)
        _seats_are_given(tablet, desk)
        overdose = _an_overdose(tablet, desk)
        _one_leaves_without_consuming(tablet, desk)
        _one_rests_and_goes(tablet, desk)
    assert re.search(r"\b5\b", there.locator("#tiles .tile").first.inner_text())
    _a_correction_keeps_what_was_said(tablet, desk)
    # The overdose can be read afterwards, by whoever was there.
    desk.open(overdose)
    assert there.locator("#steps").count() == 0
    assert there.locator("#so-far li").count() == 9
    house.veille(night.server.var, "ledger", "verify")
    room.goto(BOARD)


def _five_arrive(tablet: Screen, desk: Screen) -> None:
    room, there = tablet.page, desk.page
    first_visit(room, "F-TREM-1988")
    desk.sees(waiting(there, "F-TREM-1988"))
    first_visit(room, "Renard", "cocaine")
    desk.sees(waiting(there, "Renard"))
    anonymous(room)
    desk.sees(waiting(there).nth(2))
    _known_in_three_taps(room)
    desk.sees(waiting(there, KNOWN))
    first_visit(room, "Sam", "crack", "inhalation")
    desk.sees(waiting(there, "Sam"))
    for page, nobody in ((room, "anonyme"), (there, "anonymous")):
        assert queue(page) == ["1 F-TREM-1988", "2 Renard", f"3 {nobody}", f"4 {KNOWN}", "5 Sam"]


def _known_in_three_taps(room: Page) -> None:
    room.evaluate("window.taps = 0; addEventListener('pointerdown', () => taps++, true)")
    begin_arrival(room, KNOWN.lower())
    room.tap("#arrival button[name=same]")
    waiting(room, KNOWN).wait_for()
    assert room.evaluate("taps") <= 3


def _seats_are_given(tablet: Screen, desk: Screen) -> None:
    room, there = tablet.page, desk.page
    give_seat(room, "F-TREM-1988")
    desk.sees(seat(there, 1, "F-TREM-1988"))
    by_keyboard(there, waiting(there, "Renard").locator("button[name=seat]"))
    tablet.sees(seat(room, 2, "Renard"))
    # Whoever smokes is offered a seat that is built for it.
    give_seat(room, "Sam")
    desk.sees(seat(there, 9, "Sam"))
    assert queue(room) == ["1 anonyme", f"2 {KNOWN}"]


def _an_overdose(tablet: Screen, desk: Screen) -> str:
    room, there = tablet.page, desk.page
    room.locator("#seat-1 button.overdose").tap()
    room.locator("#steps").wait_for()
    card = there.locator("#seat-1.overdose")
    desk.sees(card)
    desk.sees(there.locator("#tiles .tile.overdose"))
    for step in ("stimulation", "oxygen"):
        _step(tablet, desk, step)
    _step(tablet, desk, "naloxone")
    room.fill("#dose-2 input[name=dose_mg]", "4")
    chip(room, "route", "IN").tap()
    _step(tablet, desk, "naloxone")
    room.locator("#dose-3").wait_for()
    doses = [re.sub(r"\s", " ", line) for line in room.locator("#so-far li").all_inner_texts()]
    assert [bool(re.search(dose, line)) for dose, line in
            ((r"0,4 mg", doses[3]), (r"4 mg", doses[4]))] == [True, True]  # fmt: skip
    for step in ("called_911", "ambulance"):
        _step(tablet, desk, step)
    _forgotten_step(room)
    room.locator("#overdose-buttons .primary").tap()
    chip(room, "outcome", "declined").tap()
    page = room.url.removesuffix("end/")
    room.locator(".sheet-foot button").tap()
    desk.sees(card, gone=True)
    return page


def _step(tablet: Screen, desk: Screen, what: str) -> None:
    """One tap; its time stands in the timeline, and on the seat's card at the desk."""
    card = desk.page.locator("#seat-1 .what")
    lines, before = tablet.page.locator("#so-far li").count(), card.inner_text()
    tablet.page.tap(f"#step-{what} button")
    desk.page.wait_for_function(
        "before => document.querySelector('#seat-1 .what').innerText !== before",
        arg=before, timeout=LIVE_MS,
    )  # fmt: skip
    expect(tablet.page.locator("#so-far li")).to_have_count(lines + 1)
    time = tablet.page.locator("#so-far li:not(.now) > time").last.inner_text()
    assert time in card.inner_text()


def _forgotten_step(room: Page) -> None:
    """Added with its true time, it stands where it happened, among what was tapped."""
    found = room.locator("#so-far time").first.get_attribute("datetime") or ""
    true = datetime.fromisoformat(found) + timedelta(seconds=1)
    wait = (true - datetime.now(UTC)).total_seconds()
    room.wait_for_timeout(max(0.0, wait) * 1_000)
    room.locator("#overdose-buttons a[href$='/earlier/']").tap()
    room.fill("#id_at", f"{true:%H:%M:%S}")
    chip(room, "what", "breaths").tap()
    what = room.locator("label.chip", has=chip(room, "what", "breaths")).inner_text().strip()
    room.locator(".sheet-foot button").tap()
    added = room.locator("#so-far li", has_text=what)
    assert added.locator("> time").inner_text() == f"{true:%H:%M:%S}"
    times = [time.get_attribute("datetime") for time in room.locator("#so-far time").all()][:-1]
    assert times == sorted(times)
    assert len(times) == 8


def _one_leaves_without_consuming(tablet: Screen, desk: Screen) -> None:
    room, there = tablet.page, desk.page
    who = "anonyme"
    waiting(room, who).locator("summary").tap()
    waiting(room, who).locator("a[href$='/leave/']").tap()
    room.tap("#sheet .sheet-foot button")
    room.locator("#sheet .error").wait_for()
    assert waiting(there, "anonymous").count() == 1
    chip(room, "reason", "wait").tap()
    room.tap("#sheet .sheet-foot button")
    desk.sees(waiting(there, "anonymous"), gone=True)
    assert queue(there) == [f"1 {KNOWN}"]


def _one_rests_and_goes(tablet: Screen, desk: Screen) -> None:
    room, there = tablet.page, desk.page
    seat(room, 2).locator("button[formaction$='/aftercare/']").tap()
    desk.sees(resting(there, "Renard"))
    desk.sees(there.locator("#seat-2.free"))
    resting(room, "Renard").locator("button[formaction$='/leave/']").tap()
    desk.sees(resting(there, "Renard"), gone=True)


def _a_correction_keeps_what_was_said(tablet: Screen, desk: Screen) -> None:
    """Heroin was told as “down”: who changed it, when, why, and what it said before stay."""
    room, there = tablet.page, desk.page
    seat(there, 1).locator(".who").click()
    arrival = there.locator("[aria-labelledby=history] li", has=there.locator(".correct")).first
    before = arrival.locator("> div").inner_text()
    arrival.locator("a.correct").click()
    chip(there, "substances", "down").uncheck()
    chip(there, "substances", "fentanyl").check()
    why = there.locator("#correct label.chip", has=chip(there, "why", "told"))
    why.click()
    reason = why.inner_text().strip()
    there.fill("#correct #id_note", "Elle l’a su au comptoir")
    there.locator(".sheet-foot button").first.click()
    corrected = there.locator(".timeline .correction")
    corrected.wait_for()
    told = corrected.inner_text()
    assert corrected.locator("del").inner_text() in before
    assert "Marie-Ève" in told
    assert reason in told
    assert "Elle l’a su au comptoir" in told
    tablet.sees(seat(room, 1).get_by_text("fentanyl"))


def test_two_people_move_one_visitor_at_once(night: Night) -> None:
    """One wins; the other reads who did what meanwhile. The visitor is in one place."""
    one, other = night.screen("noor"), night.screen("marie", DESK)
    first_visit(one.page, "Renard")
    other.sees(waiting(other.page, "Renard"))
    before = night.server.facts()
    tap = "#waiting button[name=seat]"
    at_once((one.page, tap), (other.page, tap))
    for screen in (one, other):
        screen.sees(seat(screen.page, 1, "Renard"))
    told = [page.locator(".notice.refused").all_inner_texts() for page in (one.page, other.page)]
    assert sorted(map(len, told)) == [0, 1]
    winner = "Marie-Ève" if told[0] else "Noor"
    assert winner in (told[0] or told[1])[0]
    assert night.server.facts() == before + 1
    assert one.page.locator(".seat", has_text="Renard").count() == 1


def test_a_refusal_is_read_where_the_person_looks(night: Night) -> None:
    """On an open sheet, not behind it: a seat that was free when the sheet was opened."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    first_visit(tablet.page, "Renard")
    first_visit(tablet.page, "Loup")
    desk.sees(waiting(desk.page, "Loup"))
    waiting(desk.page, "Loup").locator("summary").click()
    waiting(desk.page, "Loup").locator("a[href$='/seat/']").click()
    choice = desk.page.locator("#sheet button[name=seat][value='1']")
    choice.wait_for()
    give_seat(tablet.page, "Renard")
    desk.sees(seat(desk.page, 1, "Renard"))
    choice.click()
    desk.sees(desk.page.locator("#sheet[open] .notice.refused[role=alert]"))
    desk.page.locator("#sheet button[name=seat][value='2']").click()
    tablet.sees(seat(tablet.page, 2, "Loup"))
    assert not desk.page.locator("#sheet").is_visible()


def test_a_double_tap_is_one_fact(night: Night) -> None:
    """On a verb whose button is there again at once, and on one that gives way to the next."""
    tablet = night.screen("noor")
    room = tablet.page
    first_visit(room, "Renard")
    first_visit(room, "Loup")
    before = night.server.facts()
    double_tap(room, waiting(room, "Renard").locator("button[name=seat]"))
    seat(room, 1, "Renard").wait_for()
    room.wait_for_timeout(400)
    assert queue(room) == ["1 Loup"], "the second tap fell on the next in the queue"
    assert night.server.facts() == before + 1
    seat(room, 1).locator("button.overdose").tap()
    room.locator("#steps").wait_for()
    for step in ("oxygen", "naloxone"):
        before, lines = night.server.facts(), room.locator("#so-far li").count()
        double_tap(room, room.locator(f"#step-{step} button"))
        expect(room.locator("#so-far li")).to_have_count(lines + 1)
        room.wait_for_timeout(400)
        assert night.server.facts() == before + 1, step


def double_tap(page: Page, target: Locator) -> None:
    box = target.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    page.wait_for_timeout(DOUBLE_TAP_MS)
    page.touchscreen.tap(x, y)


def test_the_same_form_sent_twice_is_one_fact(night: Night) -> None:
    """Whatever the script does: the server knows the form again."""
    desk = night.screen("marie", DESK)
    first_visit(desk.page, "Renard")
    row = waiting(desk.page, "Renard")
    form = {field.get_attribute("name"): field.get_attribute("value")
            for field in row.locator("form input").all()}  # fmt: skip
    address = row.locator("button[name=seat]").get_attribute("formaction")
    before = night.server.facts()
    for _ in range(2):
        answer = desk.context.request.post(address, form={**form, "seat": "1"})
        assert answer.ok
    assert night.server.facts() == before + 1


LOSSES: dict[str, tuple[Callable[[Night, Screen], None], Callable[[Night, Screen], None]]] = {
    "the tablet goes off line": (
        lambda _night, screen: screen.context.set_offline(True),
        lambda _night, screen: screen.context.set_offline(False),
    ),
    "the server dies": (
        lambda night, _screen: night.server.kill(),
        lambda night, _screen: night.server.start(),
    ),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_page_that_is_not_live_says_so_and_catches_up(night: Night, loss: str) -> None:
    """Nothing is lost: what was saved is there, what was tapped meanwhile can be tapped again."""
    lose, find_again = LOSSES[loss]
    tablet = night.screen("noor")
    room = tablet.page
    tablet.expect_wrongs("net::ERR_", "htmx:", "[object Event]")
    first_visit(room, "Renard")
    with tablet.without_reload():
        lose(night, tablet)
        room.locator("#lost").wait_for(timeout=BACK_MS)
        assert re.search(r"\d\d:\d\d", room.locator("#lost").inner_text())
        give_seat(room, "Renard")
        assert queue(room) == ["1 Renard"]
        find_again(night, tablet)
        desk = night.screen("marie", DESK)
        first_visit(desk.page, "Loup")
        room.locator("#lost").wait_for(state="hidden", timeout=BACK_MS)
        waiting(room, "Loup").wait_for(timeout=BACK_MS)
        give_seat(room, "Renard")
        desk.sees(seat(desk.page, 1, "Renard"))
        assert queue(room) == ["1 Loup"]


def test_a_connection_that_died_in_silence_is_opened_anew(night: Night) -> None:
    """The server lost its power: no error comes, and no pulse. The page does not wait for ever."""
    desk = night.screen("marie", DESK, path="/sites/")
    desk.expect_wrongs("htmx:sseError", "[object Event]")
    desk.page.clock.install()
    desk.open(BOARD)
    desk.page.locator("#waiting").wait_for()
    with desk.page.expect_request("**/live"):
        desk.page.clock.fast_forward(SILENCE_MS)
        desk.page.locator("#lost").wait_for()
    desk.page.locator("#lost").wait_for(state="hidden")


def test_focus_stays_where_it_is(night: Night) -> None:
    """On its control: when another card changes, when this one moves, and when it changes."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    room, there = tablet.page, desk.page
    first_visit(room, "Renard")
    first_visit(room, "Loup")
    sit = waiting(there, "Loup").locator("button[name=seat]")
    desk.sees(sit)
    sit.focus()
    first_visit(room, "Lune")
    desk.sees(waiting(there, "Lune"))
    expect(sit).to_be_focused()
    give_seat(room, "Renard")
    desk.sees(seat(there, 1, "Renard"))
    assert queue(there)[0] == "1 Loup"
    expect(sit).to_be_focused()
    seat(there, 1).locator("button[formaction$='/aftercare/']").focus()
    seat(room, 1).locator("button.overdose").tap()
    room.locator("#steps").wait_for()
    desk.sees(there.locator("#seat-1.overdose"))
    expect(there.locator("#seat-1 a.open")).to_be_focused()


def test_a_finger_on_a_button_does_not_lose_it(night: Night) -> None:
    """A change that arrives between touching and letting go does not swallow the tap."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    seated(tablet.page, "Renard")
    rest = seat(desk.page, 1, "Renard").locator("button[formaction$='/aftercare/']")
    desk.sees(rest)
    rest.hover()
    desk.page.mouse.down()
    first_visit(tablet.page, "Loup")
    desk.page.wait_for_timeout(LIVE_MS / 2)
    desk.page.mouse.up()
    tablet.sees(resting(tablet.page, "Renard"))
    desk.sees(waiting(desk.page, "Loup"))


def test_an_open_menu_stays_open(night: Night) -> None:
    """While others arrive, and while the visitor whose menu it is moves up in the queue."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    room, there = tablet.page, desk.page
    first_visit(room, "Renard")
    first_visit(room, "Loup")
    desk.sees(waiting(there, "Loup"))
    waiting(there, "Loup").locator("summary").click()
    leaving = waiting(there, "Loup").locator("a[href$='/leave/']")
    first_visit(room, "Lune")
    desk.sees(waiting(there, "Lune"))
    expect(leaving).to_be_visible()
    give_seat(room, "Renard")
    desk.sees(seat(there, 1, "Renard"))
    assert queue(there)[0] == "1 Loup"
    expect(leaving).to_be_visible()


def test_a_half_typed_form_is_not_lost(night: Night) -> None:
    """An arrival over the board, and a dose on the overdose's page, while colleagues go on."""
    tablet, desk = night.screen("noor"), night.screen("marie", DESK)
    room, there = tablet.page, desk.page
    there.click("#arrive a")
    there.fill("#id_handle", "F-BOUC")
    seated(room, "Renard")
    desk.sees(there.locator("#seat-1:not(.free)"))
    expect(there.locator("#id_handle")).to_have_value("F-BOUC")
    expect(there.locator("#id_handle")).to_be_focused()
    there.keyboard.press("Escape")
    seat(room, 1).locator("button.overdose").tap()
    room.locator("#steps").wait_for()
    there.locator("#seat-1 .overdose.open").click()
    there.fill("input[name=dose_mg]", "2")
    chip(there, "route", "IN").check()
    room.tap("#step-oxygen button")
    desk.sees(there.locator("#step-oxygen .done"))
    expect(there.locator("input[name=dose_mg]")).to_have_value("2")
    expect(chip(there, "route", "IN")).to_be_checked()


def test_each_screen_speaks_its_own_language(night: Night) -> None:
    """French beside English: the same room, the same second, each in its own words."""
    french, english = night.screen("noor", language="fr"), night.screen("marie", DESK, "en")
    anonymous(french.page)
    for screen, language, nobody in ((french, "fr", "anonyme"), (english, "en", "anonymous")):
        screen.sees(waiting(screen.page, nobody))
        assert screen.page.locator("html").get_attribute("lang") == language
    # One tap changes it, and the account remembers.
    french.page.click("button[name=language][value=en]")
    french.sees(waiting(french.page, "anonymous"))
    assert french.page.locator("html").get_attribute("lang") == "en"
