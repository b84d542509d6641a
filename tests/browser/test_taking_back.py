"""A slip of the finger, and a death that was none: noted, said with tact, taken back; in French."""

from playwright.sync_api import Page, expect

from .night import BOARD, Night, begin_arrival, first_visit
from .peopled import find
from .screen import DESK, PHONE

WHO = "Corbeau"
#: Notices one over the other, as a bad line leaves them; none may lie over a control.
_SIX_NOTICES = """() => {
  for (let n = 1; n <= 6; n += 1) {
    const notice = document.createElement("div");
    notice.className = "notice refused";
    notice.textContent = `Refus ${n} : une collègue avait déjà noté cette dose à cet instant.`;
    document.getElementById("notices").append(notice);
  }
}"""
_COVERED = """() => [...document.querySelectorAll("#overdose :is(button, a.button, input)")]
  .filter((control) => control.type !== "hidden" && control.offsetParent !== null)
  .filter((control) => {
    control.scrollIntoView({ block: "nearest" });
    const box = control.getBoundingClientRect();
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return there?.closest("#notices") != null;
  }).map((control) => control.textContent.trim() || control.name)"""


def _sit(page: Page) -> None:
    page.locator("#waiting button[name=seat]").first.tap()
    page.locator("#seats .seat:not(.free)").first.wait_for()


def test_a_tap_on_the_board_is_undone_from_its_notice(night: Night) -> None:
    room = night.screen("noor").page
    first_visit(room, WHO)
    _sit(room)
    seat = room.locator("#seats .seat", has_text=WHO)
    seat.locator("button[formaction$='/leave/']").tap()
    expect(seat).to_have_count(0)
    room.locator("#notices .undo button").tap()
    expect(seat).to_have_count(1)
    expect(room.locator("#notices")).to_contain_text("rayée")


def test_no_notice_lies_over_what_an_overdose_needs(night: Night) -> None:
    for size in (PHONE, {"width": 1024, "height": 768}):
        screen = night.screen("noor", size)
        room = screen.page
        if size is PHONE:
            first_visit(room, WHO)
            _sit(room)
            room.locator("#seats .seat", has_text=WHO).locator("button.overdose").tap()
        else:
            room.locator("a.overdose.open").first.tap()
        room.wait_for_url("**/overdoses/**")
        room.locator("#step-oxygen button").tap()
        expect(room.locator(".timeline .undo").first).to_be_visible()
        room.evaluate(_SIX_NOTICES)
        assert room.evaluate(_COVERED) == []
        expect(room.locator("#notices .notice:visible")).to_have_count(1)
    room.locator(".timeline .undo button").first.tap()
    expect(room.locator(".timeline del").first).to_be_visible()


def test_a_death_is_noted_the_door_says_so_and_it_is_taken_back(night: Night) -> None:
    room, phone = night.screen("marie", DESK).page, night.screen("noor", PHONE).page
    first_visit(phone, WHO)
    _sit(phone)
    phone.locator("#seats .seat", has_text=WHO).locator("button[formaction$='/leave/']").tap()
    find(room, WHO)
    room.get_by_role("link", name="Son décès…").click()
    room.locator("input[name=heard][value=family]").check()
    room.locator("#sheet-form + .sheet-foot button").click()
    expect(room.locator("#id_sure-error")).to_contain_text("Regardez encore une fois")
    room.locator("#id_sure").check()
    room.locator("#sheet-form + .sheet-foot button").click()
    expect(room.locator("main")).to_contain_text("Cette personne est décédée.")
    phone.goto(BOARD)
    phone.tap("#arrive a")
    phone.fill("#id_handle", WHO)
    phone.tap("#sheet .sheet-body button.primary")
    expect(phone.locator("#sheet")).to_contain_text("Cette personne est décédée.")
    expect(phone.locator("#sheet .sheet-foot")).to_have_count(0)
    room.get_by_role("link", name="retirer la note").click()
    room.locator("input[name=why][value=person]").check()
    room.locator("#sheet-form + .sheet-foot button").click()
    expect(room.locator("main")).not_to_contain_text("Cette personne est décédée.")
    phone.goto(BOARD)
    begin_arrival(phone, WHO)
    expect(phone.locator("#sheet button[name=same]")).to_be_visible()
