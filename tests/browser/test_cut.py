"""The line to the server is cut for real: no page is thrown away, each tap has its own entry."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .line import Line
from .night import BOARD, Night, chip, first_visit, seated
from .screen import DESK, PHONE, Screen
from .test_waiting import BACK_MS, unsent

#: Longer than a double tap.
APART_MS = 1_400


def tablet_on(night: Night, line: Line, **more: object) -> Screen:
    tablet = night.screen("noor", line=line, **more)  # type: ignore[arg-type]
    tablet.expect_wrongs("net::ERR_", "htmx:", "[object Event]")
    return tablet


def in_overdose(page: Page) -> str:
    """Renard takes a seat and is found in overdose; returns the address of its timeline."""
    number = seated(page, "Renard")
    page.locator(f"#seat-{number} button.overdose").tap()
    page.wait_for_url("**/overdoses/*/")
    page.locator("#steps").wait_for()
    return page.url


def dose(page: Page) -> Locator:
    return page.locator("#step-naloxone button")


def waiting_lines(page: Page) -> Locator:
    return page.locator(".timeline .unsent")


def times_in(words: str) -> list[str]:
    return re.findall(r"\d\d:\d\d:\d\d", words)


def refusal(page: Page) -> Locator:
    return page.locator(".notice.refused")


def test_two_doses_tapped_in_a_cut_are_two_each_with_its_time(night: Night) -> None:
    """A double tap is one; the button goes on to the next dose, and the timeline shows both."""
    line = night.line()
    tablet = tablet_on(night, line)
    page = tablet.page
    in_overdose(page)
    before = night.server.facts()
    line.cut()
    for number in (1, 2):
        expect(dose(page)).to_contain_text(f"dose {number}")
        dose(page).tap()
        page.wait_for_timeout(600)
        dose(page).tap()  # a trembling finger
        expect(waiting_lines(page)).to_have_count(number)
        page.wait_for_timeout(APART_MS)
    expect(dose(page)).to_contain_text("dose 3")
    expect(dose(page)).to_contain_text("pas encore envoyé")
    expect(waiting_lines(page).first).to_contain_text("0,4 mg")
    given = [times_in(each)[0] for each in waiting_lines(page).all_inner_texts()]
    assert given == sorted(set(given)), given
    assert night.server.facts() == before
    line.mend()
    expect(unsent(page)).to_have_count(0, timeout=BACK_MS)
    assert night.server.facts() == before + 2
    expect(waiting_lines(page)).to_have_count(0)
    expect(page.locator("#so-far li", has_text="Naloxone")).to_have_count(2, timeout=BACK_MS)
    for time in given:
        expect(page.locator("#so-far")).to_contain_text(time)
    expect(dose(page)).to_contain_text("dose 3")


def test_doses_are_kept_while_the_line_is_silent(night: Night) -> None:
    """No connection ends, no error comes: what is tapped is shown as waiting all the same."""
    line = night.line()
    tablet = tablet_on(night, line)
    page = tablet.page
    in_overdose(page)
    before = night.server.facts()
    line.fall_silent()
    for number in (1, 2):
        dose(page).tap()
        expect(waiting_lines(page)).to_have_count(number, timeout=3_000)
        page.wait_for_timeout(APART_MS)
    line.mend()
    line.cut()  # what hung in silence is over
    line.mend()
    expect(unsent(page)).to_have_count(0, timeout=2 * BACK_MS)
    assert night.server.facts() == before + 2


def test_a_second_tab_shows_what_waits_in_the_first(night: Night) -> None:
    line = night.line()
    tablet = tablet_on(night, line)
    page = tablet.page
    timeline = in_overdose(page)
    other = tablet.context.new_page()
    other.goto(timeline)
    other.locator("#steps").wait_for()
    before = night.server.facts()
    line.cut()
    dose(page).tap()
    expect(waiting_lines(other)).to_have_count(1)
    expect(dose(other)).to_contain_text("dose 2")
    page.wait_for_timeout(APART_MS)
    dose(other).tap()
    expect(waiting_lines(page)).to_have_count(2)
    line.mend()
    for each in (page, other):
        expect(unsent(each)).to_have_count(0, timeout=BACK_MS)
        expect(each.locator("#so-far li", has_text="Naloxone")).to_have_count(2, timeout=BACK_MS)
    assert night.server.facts() == before + 2


def test_what_waits_is_drawn_again_after_a_reload(night: Night) -> None:
    """The page comes through, and what it sends does not: the line is bad."""
    line = night.line()
    tablet = tablet_on(night, line)
    page = tablet.page
    in_overdose(page)
    line.cut()
    dose(page).tap()
    expect(waiting_lines(page)).to_have_count(1)
    page.route("**/step/", lambda route: route.abort())
    line.mend()
    page.reload()
    expect(waiting_lines(page)).to_have_count(1)
    expect(dose(page)).to_contain_text("dose 2")
    page.unroute("**/step/")
    expect(unsent(page)).to_have_count(0, timeout=BACK_MS)


@pytest.mark.parametrize("link", [".overdose-head a.button", ".overdose-head .pill", ".nav a"])
def test_a_link_tapped_in_a_cut_leaves_the_page_where_it_is(night: Night, link: str) -> None:
    line = night.line()
    tablet = tablet_on(night, line)
    page = tablet.page
    timeline = in_overdose(page)
    line.cut()
    for _ in range(2):  # the same words are not said twice
        page.locator(link).first.tap()
        expect(refusal(page)).to_have_count(1)
        expect(refusal(page)).to_contain_text("Le serveur ne répond pas")
        page.wait_for_timeout(600)
    assert page.url == timeline
    expect(page.locator("#steps")).to_be_visible()
    line.mend()
    page.locator(link).first.tap()
    page.wait_for_url(lambda url: url != timeline)


def test_a_reload_in_a_cut_asks_first(night: Night) -> None:
    line = night.line()
    tablet = tablet_on(night, line)
    page = tablet.page
    in_overdose(page)
    line.cut()
    dose(page).tap()
    expect(waiting_lines(page)).to_have_count(1)
    asked: list[str] = []

    def stay(dialog) -> None:  # type: ignore[no-untyped-def]
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.evaluate("setTimeout(() => location.reload(), 0)")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(waiting_lines(page)).to_have_count(1)
    line.mend()
    expect(unsent(page)).to_have_count(0, timeout=BACK_MS)


def test_an_overdose_is_closed_in_a_cut(night: Night) -> None:
    """Its outcome waits as a step does, behind them, and has the time at which it was entered."""
    line = night.line()
    tablet = tablet_on(night, line)
    page = tablet.page
    in_overdose(page)
    before = night.server.facts()
    line.cut()
    page.locator("#step-oxygen button").tap()
    expect(waiting_lines(page)).to_have_count(1)
    page.locator("#overdose-buttons .primary").tap()
    end = page.locator("#end-meanwhile")
    end.wait_for()
    page.locator("#sheet .sheet-foot button").tap()
    expect(refusal(page)).to_contain_text("Choisissez")
    chip(page, "outcome", "recovered").tap()
    page.wait_for_timeout(600)
    page.locator("#sheet .sheet-foot button").tap()
    expect(end).to_have_count(0)
    expect(waiting_lines(page)).to_have_count(2)
    assert night.server.facts() == before
    line.mend()
    page.wait_for_url(f"**{BOARD}", timeout=BACK_MS)
    assert night.server.facts() == before + 2
    expect(page.locator("#seat-1:not(.overdose)", has_text="Renard")).to_be_visible()


def test_an_overdose_begun_in_a_cut_has_its_timeline_at_once(night: Night) -> None:
    """Its steps are tapped on the board's own page, each with its time, and follow it."""
    line = night.line()
    tablet = tablet_on(night, line)
    page = tablet.page
    number = seated(page, "Renard")
    before = night.server.facts()
    line.cut()
    page.locator(f"#seat-{number} button.overdose").tap()
    sheet = page.locator("#sheet[open]")
    sheet.locator("#meanwhile-steps").wait_for()
    expect(sheet.locator("h1")).to_contain_text("Renard")
    for step in ("stimulation", "naloxone", "naloxone"):
        page.wait_for_timeout(APART_MS)
        sheet.locator(f"#step-{step} button").tap()
    expect(waiting_lines(page)).to_have_count(4)
    expect(dose(page)).to_contain_text("dose 3")
    sheet.locator("[data-close]").tap()
    expect(page.locator(f"#seat-{number} .unsent")).to_contain_text("pas encore envoyé")
    page.wait_for_timeout(600)
    page.locator(f"#seat-{number} button.overdose").tap()
    expect(waiting_lines(page)).to_have_count(4)
    told = [times_in(each)[0] for each in waiting_lines(page).all_inner_texts()]
    assert night.server.facts() == before
    line.mend()
    page.wait_for_url("**/overdoses/*/", timeout=BACK_MS)
    # Whoever is not on duty and opens the page of an overdose is noted as having looked.
    assert night.server.facts() == before + 4 + 1
    so_far = page.locator("#so-far")
    expect(so_far.locator("li:not(.now)")).to_have_count(4, timeout=BACK_MS)
    assert times_in(so_far.inner_text())[:4] == told


def test_steps_follow_an_overdose_that_a_colleague_opened_meanwhile(night: Night) -> None:
    line = night.line()
    tablet, desk = tablet_on(night, line), night.screen("marie", DESK)
    page = tablet.page
    number = seated(page, "Renard")
    line.cut()
    page.locator(f"#seat-{number} button.overdose").tap()
    page.locator("#sheet[open] #step-oxygen button").tap()
    expect(waiting_lines(page)).to_have_count(2)
    desk.page.locator(f"#seat-{number} button.overdose").click()
    desk.page.locator("#steps").wait_for()
    line.mend()
    desk.sees(desk.page.locator("#so-far", has_text="Oxygène"))
    expect(unsent(page)).to_have_count(0)


def test_somebody_anonymous_arrives_in_a_cut_and_a_handle_waits_for_the_network(
    night: Night,
) -> None:
    line = night.line()
    tablet = tablet_on(night, line)
    page = tablet.page
    before = night.server.facts()
    line.cut()
    page.locator("#arrive a").tap()
    expect(page.locator("#sheet[open]")).to_contain_text("feuille papier")
    page.locator("#sheet .sheet-foot button").tap()
    expect(refusal(page)).to_contain_text("Choisissez")
    chip(page, "substances", "cocaine").tap()
    chip(page, "mode", "injection").tap()
    page.wait_for_timeout(600)
    page.locator("#sheet .sheet-foot button").tap()
    page.locator("#sheet").wait_for(state="hidden")
    expect(page.locator("#waiting .unsent")).to_contain_text("Anonyme")
    assert night.server.facts() == before
    line.mend()
    expect(unsent(page)).to_have_count(0, timeout=BACK_MS)
    expect(page.locator("#waiting .row", has_text="anonyme")).to_have_count(1, timeout=BACK_MS)
    assert night.server.facts() == before + 1


def test_a_handle_typed_before_the_cut_stays_and_says_why(night: Night) -> None:
    line = night.line()
    tablet = tablet_on(night, line)
    page = tablet.page
    page.locator("#arrive a").tap()
    page.fill("#id_handle", "Renard")
    line.cut()
    page.locator("#sheet .sheet-body button.primary").tap()
    expect(refusal(page)).to_contain_text("papier")
    expect(page.locator("#id_handle")).to_have_value("Renard")


def test_who_signs_out_in_a_cut_reads_that_they_are_signed_in_still(night: Night) -> None:
    line = night.line()
    tablet = tablet_on(night, line, size=PHONE)
    page = tablet.page
    first_visit(page, "Renard")
    line.cut()
    page.locator(".top details.menu summary.face").last.tap()
    for _ in range(2):
        page.locator("form[action='/sign-out/'] button").tap()
        expect(refusal(page)).to_contain_text("toujours ouverte")
        page.wait_for_timeout(600)
    expect(refusal(page)).to_have_count(1)
