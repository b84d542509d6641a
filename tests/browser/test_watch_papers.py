"""From an alarm to the month's bulletin, a dossier that is printed, the numbers on a phone."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from . import house
from .night import Night
from .screen import DESK, PHONE, Screen
from .test_surveillance import check_by_axe

#: What a phone loads before it sees the numbers, in bytes as they were sent.
MOST_BYTES = 200_000
_BYTES_SENT = """() => ["navigation", "resource"]
    .flatMap((kind) => performance.getEntriesByType(kind))
    .reduce((sum, each) => sum + each.encodedBodySize, 0)"""


def pages_of_pdf(page: Page) -> int:
    """How many sheets the browser would print."""
    return page.pdf(format="Letter", prefer_css_page_size=True).count(b"/Type /Page\n")


def test_an_alarm_is_followed_to_the_bulletin_and_a_dossier_is_printed(
    night: Night, browser: Browser, tmp_path: Path
) -> None:
    var = night.server.var
    house.veille(var, "account", "add", "sylvie", "--name", "Sylvie", "--role", "epidemiologist")
    house.stage(var, "weeks")
    house.stage(var, "months")
    house.veille(var, "watch", "alarms")

    desk = Screen(browser, night.server, size=DESK, language="en", theme="light").sign_in("sylvie")
    page = desk.page
    expect(page.locator(".watch-one h2.watch-title")).to_contain_text("Naloxone kits handed out")
    page.keyboard.press("l")
    expect(page.locator(".watch-one .mark").first).to_have_text("Looked at")
    page.goto("/alarms/")
    page.click("text=The month’s bulletin")
    expect(page.locator("h1")).to_contain_text("Bulletin of")
    expect(page.locator(".paper")).to_contain_text("visits")
    expect(page.locator(".paper")).to_contain_text("As known on")
    check_by_axe(page)
    page.emulate_media(media="print")
    expect(page.locator("form.filters")).to_be_hidden()
    assert pages_of_pdf(page) >= 1
    page.emulate_media(media="screen")
    with page.expect_download() as sent:
        page.click("text=As a file, both languages")
    file = tmp_path / "bulletin.html"
    sent.value.save_as(file)
    assert re.fullmatch(r"bulletin-\d{4}-\d{2}-network\.html", sent.value.suggested_filename)
    assert 'lang="fr"' in file.read_text()

    page.goto("/changed/")
    expect(page.locator("h1")).not_to_have_text("What changed")
    expect(page.locator("main")).to_contain_text("1 alarm of the last weeks is open")
    check_by_axe(page)

    page.goto("/neighbours/")
    expect(page.locator("h1")).to_have_text("1 remark waits for an answer")
    check_by_axe(page)
    page.click("text=Answered…")
    page.fill("#id_words", "Picked up the same day.")
    check_by_axe(page)
    page.click(".sheet-foot button")
    expect(page.locator("h1")).to_have_text("Every remark is answered")

    page.goto("/dossier/")
    expect(page.locator("h1")).to_have_text("Dossier of CACTUS Montréal")
    expect(page.locator(".paper")).to_contain_text("s. 56.1(2)")
    check_by_axe(page)
    page.emulate_media(media="print")
    assert pages_of_pdf(page) >= 2
    desk.close()
    printed = tmp_path / "dossier.html"
    house.veille(var, "watch", "dossier", "--site", "cactus", "--out", str(printed))
    assert "no advice about the law" in printed.read_text()

    phone = Screen(browser, night.server, size=PHONE, language="fr", theme="dark").sign_in("sylvie")
    page = phone.page
    for path in ("/bulletin/", "/changed/", "/neighbours/", "/dossier/"):
        page.goto(path)
        check_by_axe(page)
    page.goto("/series/")
    page.click("section[aria-labelledby=outside] a")
    expect(page.locator("h1")).to_have_text("Décès liés aux drogues, Québec")
    expect(page.locator(".page-head p")).to_contain_text("40 (décembre 2025)")
    check_by_axe(page)
    page.fill("input[name=on]", "2026-03-14")  # any day: the last that was known then
    page.click(".filters button")
    page.wait_for_url(re.compile("on=2026-03-14"))
    expect(page.locator(".page-head p")).to_contain_text("28 (décembre 2025)")
    expect(page.locator("tbody tr").first).to_contain_text("40")
    check_by_axe(page)
    phone.close()


def test_the_public_numbers_on_a_phone_in_french(night: Night, browser: Browser) -> None:
    house.stage(night.server.var, "months")
    phone = Screen(browser, night.server, size=PHONE, language="fr", theme="dark")
    page = phone.page
    page.goto("/numbers/")
    expect(page.locator("h1")).to_have_text("Les nombres")
    expect(page.get_by_text("Décès liés aux drogues, Québec").first).to_be_visible()
    check_by_axe(page)
    assert page.context.cookies() == []
    sent = page.evaluate(_BYTES_SENT)
    assert 5_000 < sent < MOST_BYTES, f"{sent} bytes before the first picture"
    phone.close()
