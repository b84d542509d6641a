"""Cases before the commission, from the police's phone to their end; in both languages."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from . import house
from .commission import ELSEWHERE, HOME
from .night import chip
from .screen import DESK, PHONE, TABLET, TABLET_LYING, Screen

AXE = Axe()
NUMBER = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")


class Hours(house.Server):
    """The real server; its clock can be put ahead."""

    ahead_seconds = 0.0

    def start(self) -> "Hours":
        command = [
            sys.executable,
            "-m",
            "tests.browser.another_day",
            str(self.ahead_seconds),
            "serve",
            "--port",
            str(self.port),
        ]
        self._process = subprocess.Popen(
            command,
            cwd=house.ROOT,
            env=house.environment(self.var),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        self._wait_until_it_answers()
        return self

    def hours_later(self, hours: float) -> None:
        self.stop()
        self.ahead_seconds += hours * 3600
        self.start()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("hearings") / "var"
    var.mkdir()
    house.stage(var, "hearings")
    return var


class Commission:
    """Its server, and the screens of who works with it."""

    def __init__(self, browser: Browser, var: Path) -> None:
        self.browser, self.server = browser, Hours(var).start()
        self._screens: list[Screen] = []

    def page(
        self, who: str, size: dict[str, int], language: str = "fr", theme: str = "dark"
    ) -> Page:
        screen = Screen(self.browser, self.server, size=size, language=language, theme=theme)
        self._screens.append(screen.sign_in(who))
        with screen.page.expect_navigation():
            screen.page.click(f"button[name=language][value={language}]")
        screen.page.locator(f"html[lang={language}]").wait_for()
        return screen.page

    def close(self) -> None:
        try:
            for screen in self._screens:
                screen.close()
        finally:
            self.server.close()


@pytest.fixture
def commission(browser: Browser, opened: Path, tmp_path: Path) -> Iterator[Commission]:
    commission = Commission(browser, house.copy(opened, tmp_path / "var"))
    try:
        yield commission
    finally:
        commission.close()


def refer(page: Page, name: str, reference: str = "26-0042", amount: str = "0,4") -> str:
    """As an officer does it on a phone; returns the number that comes back."""
    page.goto("/filings/")
    page.tap("main a.huge")
    page.fill("#id_reference", reference)
    page.fill("#id_name", name)
    page.fill("#id_birth_year", "1991")
    page.fill("#id_where", "parc Émilie-Gamelin")
    page.fill("#id_found_in", "H2X")
    page.select_option("#id_substance_1", "heroin")
    page.fill("#id_amount_1", amount)
    page.select_option("#id_unit_1", "grams_active")
    chip(page, "contact_by", "phone").tap()
    page.fill("#id_contact", "514-555-0177")
    chip(page, "language", "fr").tap()
    page.tap(".sheet-foot button")
    page.wait_for_url(re.compile(r"/filings/[0-9a-f]{32}/$"))
    number = page.locator("h1").inner_text()
    assert NUMBER.fullmatch(number)
    return number


def open_case(page: Page, number: str, home: str = HOME) -> None:
    page.goto(home)
    page.fill("#number", number)
    page.press("#number", "Enter")
    expect(page.locator("h1")).to_contain_text(number)


def step(page: Page, verb: str, **chosen: str) -> None:
    """A verb that asks something: open its sheet, choose, send."""
    page.goto(page.locator(f"a[href$='/{verb}/']").first.get_attribute("href") or "")
    send(page, **chosen)


def send(page: Page, **chosen: str) -> None:
    for name, value in chosen.items():
        field = page.locator(f"[name={name}]").first
        kind = field.get_attribute("type")
        if kind == "radio":
            chip(page, name, value).check(force=True)
        elif kind == "checkbox":
            field.check(force=True)
        else:
            field.fill(value)
    with page.expect_navigation():
        page.click(".sheet-foot button")
    expect(page.locator(".page-head h1")).to_be_visible()


def to_hearing(page: Page, number: str) -> None:
    """Straight to the case; where it is heard after midnight, by the list of the coming days."""
    page.goto(f"{HOME}panel/")
    if not page.locator("h1", has_text=number).count():
        page.locator("main a", has_text=number).first.click()
    expect(page.locator("h1")).to_contain_text(number)


def tap(page: Page, verb: str) -> None:
    with page.expect_navigation():
        page.locator(f"form[action$='/{verb}/'] button").first.click()


def first_slot(page: Page, verb: str) -> None:
    page.goto(page.locator(f"a[href$='/{verb}/']").first.get_attribute("href") or "")
    page.locator("[name=slot]").first.check(force=True)


def status(page: Page, words: str) -> None:
    expect(page.locator("h1 + p")).to_contain_text(words)


def test_the_police_refer_somebody_on_a_phone_and_see_nothing_after(
    commission: Commission,
) -> None:
    phone = commission.page("poste", PHONE)
    phone.goto("/filings/new/")
    phone.tap(".sheet-foot button")
    expect(phone.locator(".error").first).to_be_visible()
    number = refer(phone, "Camille Tremblay")
    expect(phone.locator("[aria-labelledby=appointment]")).to_contain_text("salle A")
    _the_notice_fits_one_page(phone)
    phone.goto("/filings/")
    row = phone.locator(".rows li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(number)
    assert refer(phone, "Camille Tremblay") == number, "the same reference is the same case"
    expect(phone.locator(".notices")).to_contain_text("déjà arrivée")
    case = phone.url.rstrip("/").rsplit("/", 1)[1]
    for closed in (HOME, f"{HOME}cases/{case}/", f"{HOME}panel/", "/at/cactus/", "/register/"):
        phone.goto(closed)
        expect(phone.locator("h1")).to_have_text("Votre rôle n’y donne pas accès")


def _the_notice_fits_one_page(page: Page) -> None:
    page.tap("main a.huge")
    paper = page.locator(".paper")
    for told in (
        "Avis de rendez-vous",
        "Notice of an appointment",
        "514-555-0190",
        "310, rue du Tamarac",
        "Ce n’est pas un procès",
        "art. 2",
    ):
        expect(paper).to_contain_text(told)
    for untold in ("Camille", "héroïne", "parc"):
        expect(paper).not_to_contain_text(untold)
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    sheets = [page.pdf(format=format) for format in ("A4", "Letter")]
    page.emulate_media(media="screen")
    for sheet in sheets:
        assert re.findall(rb"/Count (\d+)", sheet) == [b"1"]
    assert "Répétition" not in printed
    assert "Imprimer" not in printed


def test_a_case_from_its_notice_to_completed_treatment(commission: Commission) -> None:
    number = refer(commission.page("poste", PHONE), "Ariane Sittelle")
    clerk = commission.page("gilles", TABLET)
    clerk.goto(HOME)
    expect(clerk.locator("[aria-labelledby=waiting]")).to_contain_text(number)
    open_case(clerk, number)
    step(clerk, "notify", way="handed")
    panel = commission.page("renee", TABLET_LYING, "en", "light")
    to_hearing(panel, number)
    expect(panel.locator("h1")).to_contain_text(f"{number} · Ariane Sittelle")
    _heard_assessed_and_decided(panel)
    open_case(clerk, number)
    step(clerk, "wait", place=_place(clerk, "Clinique Tamarac"))
    expect(clerk.locator("[aria-labelledby=treatment]")).to_contain_text("Clinique Tamarac")
    tap(clerk, "attend")
    tap(clerk, "complete")
    # Six months were decided: before they are over it cannot be said to be done.
    expect(clerk.locator("form[action$='/fulfil/']")).to_have_count(0)
    step(clerk, "close", reason="other")
    status(clerk, "fermé")
    _counted(commission.page("odile", DESK, "en"))
    house.veille(commission.server.var, "ledger", "verify")


def _heard_assessed_and_decided(page: Page) -> None:
    step(page, "hear", therapist="on")
    step(page, "assess", dependent="yes", risk="high")
    status(page, "assessed")
    shut = page.locator("[aria-labelledby=open-to] tr", has_text="fine")
    expect(shut.first).to_contain_text("never for a dependent person")
    tap(page, "offer")
    tap(page, "accept")
    page.goto(page.locator("a[href$='/decide/']").first.get_attribute("href") or "")
    page.click("a[href='?rule=suspension-with-treatment']")
    page.fill("[name=months]", "48")
    page.click(".sheet-foot button")
    expect(page.locator(".error")).to_contain_text("1 to 24 months")
    send(page, months="6")
    status(page, "provisionally suspended")


def _place(page: Page, name: str) -> str:
    """The value of a place of treatment on the sheet that asks for one."""
    case = page.url
    page.goto(page.locator("a[href$='/wait/']").first.get_attribute("href") or "")
    value = page.locator("label.chip", has_text=name).locator("input").get_attribute("value")
    page.goto(case)
    return value or ""


def _counted(page: Page) -> None:
    page.goto(f"{HOME}funnel/")
    page.click(".picture summary")
    rows = page.locator(".picture tbody tr")
    expect(rows).to_have_count(7)
    assert [row.locator("td").first.inner_text() for row in rows.all()] == ["1"] * 7
    for link, told in ((0, "completed,x,0,0"), (1, "completed,1,0,0")):
        with page.expect_download() as coming:
            page.locator("a[download]").nth(link).click()
        assert told in Path(coming.value.path()).read_text()


def test_a_case_above_the_limit_waits_for_the_panels_word_on_competence(
    commission: Commission,
) -> None:
    number = refer(commission.page("poste", PHONE), "Hélio Orme", amount="1,4")
    clerk = commission.page("gilles", TABLET, "en", "light")
    open_case(clerk, number)
    step(clerk, "notify", way="handed")
    expect(clerk.locator(".notice.refused")).to_contain_text("not the commission’s as it is filed")
    expect(clerk.locator("[aria-labelledby=law]")).to_contain_text("More than ten days’ supply")
    panel = commission.page("renee", DESK, "en", "light")
    to_hearing(panel, number)
    expect(panel.locator("a[href$='/hear/']")).to_have_count(0)
    _is_accessible(panel)
    step(panel, "competence", competent="yes", own_use_shown="on")
    expect(panel.locator("[aria-labelledby=law]")).to_contain_text("own use was shown")
    step(panel, "hear")
    status(panel, "heard")


def test_a_warning_is_appealed_told_in_a_letter_and_closed_in_french(
    commission: Commission,
) -> None:
    number = refer(commission.page("poste", PHONE), "Jonas Frêne")
    clerk = commission.page("gilles", TABLET)
    open_case(clerk, number)
    step(clerk, "notify", way="handed")
    clerk.goto(clerk.locator("a[href$='/file/help/']").get_attribute("href") or "")
    send(clerk, lawyer_by="own", lawyer="Me Aulne", interpreted="innu-aimun")
    expect(clerk.locator("[aria-labelledby=what]")).to_contain_text("Me Aulne")
    panel = commission.page("renee", TABLET_LYING, "fr", "light")
    to_hearing(panel, number)
    step(panel, "hear")
    step(panel, "assess", dependent="yes", risk="moderate")
    panel.goto(panel.locator("a[href$='/decide/']").first.get_attribute("href") or "")
    _is_accessible(panel)
    panel.click("a[href='?rule=warning']")
    send(panel)
    open_case(clerk, number)
    _is_accessible(clerk)
    clerk.goto(clerk.locator("a[href$='/letters/decision/']").get_attribute("href") or "")
    paper = clerk.locator(".paper")
    for told in ("Avertissement", "You can appeal until", "contester la décision jusqu’au"):
        expect(paper).to_contain_text(told)
    expect(paper).not_to_contain_text("Jonas")
    _is_accessible(clerk)
    open_case(clerk, number)
    step(clerk, "appeal")
    step(clerk, "rule", ruling="set_aside")
    step(clerk, "close", reason="set_aside")
    status(clerk, "fermé")
    clerk.goto(f"{HOME}find/")
    clerk.fill("[name=name]", "FRENE Jonas")
    clerk.fill("[name=birth_year]", "1991")
    clerk.click("main .form .primary")
    expect(clerk.locator("[aria-labelledby=found]")).to_contain_text(number)
    _is_accessible(clerk)


def _is_accessible(page: Page) -> None:
    """Axe finds nothing on the page as it stands."""
    page.evaluate(AXE.axe_script)
    found = page.evaluate("() => axe.run({resultTypes: ['violations']})")
    assert [(one["id"], one["help"]) for one in found["violations"]] == []


def test_two_absences_lead_to_unreachable(commission: Commission) -> None:
    number = refer(commission.page("poste", PHONE), "Dalia Frêne")
    clerk = commission.page("gilles", TABLET, "en", "light")
    open_case(clerk, number)
    step(clerk, "notify", way="mail")
    tap(clerk, "miss")
    expect(clerk.locator(".error")).to_contain_text("nobody can have missed it yet")
    commission.server.hours_later(2)
    open_case(clerk, number)
    tap(clerk, "miss")
    status(clerk, "did not appear, once")
    first_slot(clerk, "schedule")
    send(clerk)
    step(clerk, "notify", way="contact")
    commission.server.hours_later(2)
    open_case(clerk, number)
    tap(clerk, "miss")
    status(clerk, "did not appear, twice")
    step(clerk, "give_up")
    status(clerk, "unreachable")
    step(clerk, "close", reason="unreachable")
    status(clerk, "closed")


def test_a_case_changes_commission_and_goes_on_there(commission: Commission) -> None:
    number = refer(commission.page("poste", PHONE), "Émile Bouleau")
    clerk = commission.page("gilles", TABLET)
    open_case(clerk, number)
    clerk.goto(clerk.locator("a[href$='/transfer/']").first.get_attribute("href") or "")
    chip(clerk, "to", "laval").check(force=True)
    clerk.fill("[name=domicile]", "H2X")
    clerk.click(".sheet-foot button")
    expect(clerk.locator(".error")).to_contain_text("H2X")
    send(clerk, domicile="H7N")
    expect(clerk.locator(".notice.refused").first).to_contain_text("Commission de Laval")
    expect(clerk.locator(".step")).to_have_count(0)
    clerk.goto(ELSEWHERE)
    expect(clerk.locator("[aria-labelledby=waiting]")).to_contain_text(number)
    open_case(clerk, number, ELSEWHERE)
    tap(clerk, "acknowledge")
    first_slot(clerk, "schedule")
    send(clerk)
    step(clerk, "notify", way="mail")
    expect(clerk.locator("[aria-labelledby=history] li").first).to_contain_text("Poste 21")
    status(clerk, "avis")


def test_a_name_written_wrong_is_corrected_on_a_phone_and_the_police_see_nothing_of_it(
    commission: Commission,
) -> None:
    police = commission.page("poste", PHONE)
    number = refer(police, "Dalia Tremblay")
    sent = police.locator("main").inner_text()
    clerk = commission.page("gilles", PHONE)
    open_case(clerk, number)
    arrival = clerk.locator("[aria-labelledby=history] li").filter(has_text="Poste 21").first
    clerk.goto(arrival.locator("a.correct").get_attribute("href") or "")
    clerk.fill("[name=name]", "Dalia Frêne")
    clerk.click(".sheet-foot button")
    expect(clerk.locator("p.error")).to_be_in_viewport()
    clerk.locator("#correct [value=typed]").check(force=True)
    send(clerk)
    expect(clerk.locator("main")).to_contain_text("Dalia Frêne")
    expect(clerk.locator("del").filter(has_text="Dalia Tremblay")).to_be_visible()
    police.reload()
    assert police.locator("main").inner_text() == sent
