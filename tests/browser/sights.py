"""Every kind of page, and how a person comes to it: what accessibility is tested on.

Each opens its page as the account named (None: nobody is signed in), in whatever language.
"""

from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.template.loader import render_to_string
from playwright.sync_api import Page

from . import commission, exchange, law, outreach, peopled, referrals, report, safer_supply
from .scenes import ELSEWHERE, OVERDOSED, REGULAR, TWICE_CHOSEN

NOBODYS = "0" * 32


@dataclass(frozen=True)
class Sight:
    name: str
    who: str | None
    show: Callable[[Page], None]


def at(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)

    return show


def board(page: Page) -> None:
    page.goto("/at/cactus/")


_addresses: WeakKeyDictionary[Page, dict[str, str]] = WeakKeyDictionary()


def by_link(page: Page, selector: str) -> None:
    """To the page that a link of the board's names; the board is asked for it once."""
    known = _addresses.setdefault(page, {})
    if selector not in known:
        board(page)
        known[selector] = page.locator(selector).first.get_attribute("href") or ""
    page.goto(known[selector])


def sheet(page: Page, link: str, ready: str) -> None:
    """Open a sheet over the board, as a tap does."""
    page.evaluate("link => document.querySelector(link).click()", link)
    page.locator(f"#sheet[open] {ready}").first.wait_for()


def recovery_sheet(page: Page) -> None:
    page.goto("/nodes/recovery-sheet/")
    page.locator("main form button").click()
    page.locator("main svg").wait_for()


def find_sheet(page: Page) -> None:
    board(page)
    sheet(page, "#arrive a", "#id_handle")


def arrival_of(handle: str, ready: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        find_sheet(page)
        page.fill("#id_handle", handle)
        page.press("#id_handle", "Enter")
        page.locator(f"#sheet[open] {ready}").first.wait_for()

    return show


def anonymous_sheet(page: Page) -> None:
    find_sheet(page)
    page.click("#sheet a.big")
    page.locator("#sheet #arrival").wait_for()


def refused_sheet(page: Page) -> None:
    anonymous_sheet(page)
    page.click("#sheet .sheet-foot button")
    page.locator("#sheet .error").first.wait_for()


def waiting_sheet(verb: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        board(page)
        sheet(page, f"#waiting .menu-body a[href$='/{verb}/']", "form")

    return show


def of_waiting(verb: str) -> Callable[[Page], None]:
    return lambda page: by_link(page, f"#waiting .menu-body a[href$='/{verb}/']")


def menu(page: Page) -> None:
    board(page)
    page.locator("#waiting summary").first.click()


def account_menu(page: Page) -> None:
    board(page)
    page.locator(".top > .menu summary").click()


def not_live(page: Page) -> None:
    """The band that the script shows where the server is not heard."""
    board(page)
    page.evaluate("""document.getElementById('lost').hidden = false;
                     document.querySelector('#lost b').textContent =
                         document.body.dataset.lost + ' 01:42.'""")


def overdose(page: Page) -> None:
    by_link(page, "#seats .overdose.open")


def overdose_sheet(verb: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        overdose(page)
        page.goto(f"{page.url}{verb}/")

    return show


def visit(page: Page) -> None:
    """The visit with the overdose: the longest history."""
    overdose(page)
    page.click("#overdose-head a.pill")
    page.wait_for_url("**/visits/**")


def visit_sheet(verb: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        visit(page)
        page.goto(f"{page.url}{verb}/")

    return show


def correct(page: Page) -> None:
    overdose(page)
    page.goto(page.locator("#so-far a.correct").nth(3).get_attribute("href") or "")
    page.locator("details.more summary").click()


def day_with_numbers(page: Page) -> None:
    page.goto("/at/cactus/day/")
    page.locator("figure summary").click()


def verified(page: Page) -> None:
    page.goto("/register/")
    page.click("form[action='/register/verify/'] button")
    page.locator(".notice.good").wait_for()


def account(page: Page) -> None:
    page.goto("/accounts/")
    page.goto(page.locator("td a").first.get_attribute("href") or "")


def refused_paper(page: Page) -> None:
    page.goto("/at/cactus/paper/")
    page.fill("#id_r1-arrived", "2210")
    page.fill("#id_r2-handle", "Personne de connu")
    page.click("#sheet-form button[name=check]")
    page.locator("#sheet-form .why").first.wait_for()


def earlier_records(page: Page) -> None:
    page.goto("/at/cactus/import/")
    rows = "Code;Arrivée;Voie;Prénom\n;03/04/2025 22:10;par magie;Luc\n;04/03/2025 22:10;inj;\n"
    page.set_input_files(
        "#id_file", {"name": "visites.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.fill("#id_source", "registre papier")
    page.click("form.panel button.primary")
    page.wait_for_url("**/import/*/")


def refused_account(page: Page) -> None:
    page.goto("/accounts/new/")
    page.click(".sheet-foot button")
    page.locator(".error").first.wait_for()


def refused_sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.click("main button")
    page.locator(".error").first.wait_for()


def stale(page: Page) -> None:
    """The browser was cleared meanwhile: the form's token belongs to nothing. Sent as a browser
    without scripts sends it: a page's script asks for a new one."""
    page.goto("/password/")
    page.context.clear_cookies(name="veille_csrf")
    with page.expect_navigation():
        page.evaluate("document.querySelector('main form').submit()")


def broken(page: Page) -> None:
    """What a failure in the server shows. None is at hand: its page is drawn here."""
    body = render_to_string("broken.html")
    page.route("**/broken", lambda route: route.fulfill(content_type="text/html", body=body))
    page.goto("/broken")


def trained(page: Page) -> None:
    page.goto("/training/")
    page.click("form[action='/training/known/'] button")
    page.locator(".band.info a").first.click()
    page.locator(".points").wait_for()


SIGHTS = (
    Sight("alerts", "marie", at("/at/cactus/alerts/")),
    Sight("a new alert", "marie", at("/at/cactus/alerts/new/")),
    Sight("alerts for anybody", None, at("/fr/alertes/")),
    Sight("sign-in", None, at("/sign-in/")),
    Sight("sign-in refused", None, refused_sign_in),
    Sight("sites", "marie", at("/sites/")),
    Sight("board, calm", "marie", at(f"/at/{ELSEWHERE}/")),
    Sight("board, overdose open", "noor", board),
    Sight("board, read only", "ali", board),
    Sight("board, menu open", "noor", menu),
    Sight("board, account menu", "noor", account_menu),
    Sight("board, not live", "noor", not_live),
    Sight("to do", "noor", at("/at/cactus/to-do/")),
    Sight("arrival sheet", "noor", find_sheet),
    Sight("arrival page", "noor", at("/at/cactus/arrival/")),
    Sight("arrival sheet, known", "noor", arrival_of(REGULAR, "#arrival")),
    Sight("arrival sheet, here already", "noor", arrival_of(OVERDOSED, "#arrival .notice")),
    Sight("arrival sheet, which one", "noor", arrival_of(TWICE_CHOSEN, ".row.whole")),
    Sight("arrival sheet, first visit", "noor", arrival_of("F-BOUC-1990", "#id_agreed")),
    Sight("arrival sheet, anonymous", "noor", anonymous_sheet),
    Sight("arrival sheet, refused", "noor", refused_sheet),
    Sight("arrival page, anonymous", "noor", at("/at/cactus/arrival/anonymous/")),
    Sight("seat sheet", "noor", waiting_sheet("seat")),
    Sight("seat page", "noor", of_waiting("seat")),
    Sight("leave sheet", "noor", waiting_sheet("leave")),
    Sight("leave page", "noor", of_waiting("leave")),
    Sight("overdose", "noor", overdose),
    Sight("overdose, read only", "ali", overdose),
    Sight("overdose, earlier step", "noor", overdose_sheet("earlier")),
    Sight("vital signs", "noor", overdose_sheet("vitals")),
    Sight("sheet for paramedics", "noor", overdose_sheet("paramedics")),
    Sight("overdose, outcome", "noor", overdose_sheet("end")),
    Sight("overdose, afterwards", "noor", visit_sheet("overdose/earlier")),
    Sight("visit", "noor", visit),
    Sight("somebody else's visit", "noor", visit_sheet("reassign")),
    Sight("somebody else's visit, given", "noor", visit_sheet("reassign/anonymous")),
    Sight("note", "noor", visit_sheet("note")),
    Sight("correct", "marie", correct),
    Sight("day", "noor", day_with_numbers),
    Sight("register", "ali", at("/register/?kind=care.overdose.intervened")),
    Sight("register, verified", "claude", verified),
    *(Sight(*one) for one in law.SIGHTS),
    *(Sight(*one) for one in outreach.SIGHTS),
    *(Sight(*one) for one in peopled.SIGHTS),
    *(Sight(*one) for one in referrals.SIGHTS),
    *(Sight(*one) for one in safer_supply.SIGHTS),
    *(Sight(*one) for one in exchange.SIGHTS),
    *(Sight(*one) for one in report.SIGHTS),
    *(Sight(*one) for one in commission.SIGHTS),
    Sight("accounts", "claude", at("/accounts/")),
    Sight("log of accounts", "claude", at("/accounts/log/")),
    Sight("nodes", "claude", at("/nodes/")),
    Sight("join a hub", "claude", at("/nodes/join/")),
    Sight("recovery sheet", "claude", recovery_sheet),
    Sight("a carry card is shown", "claude", at("/at/cactus/carry-card/")),
    Sight("account", "claude", account),
    Sight("account refused", "claude", refused_account),
    Sight("training", "marie", at("/training/")),
    Sight("training, how it went", "marie", trained),
    Sight("training, the task", "marie", at("/at/formation/")),
    Sight("supply", "marie", at("/supply/")),
    Sight("supply of a year", None, at("/fr/autour/annee/")),
    Sight("numbers for everybody", None, at("/fr/nombres/")),
    Sight("samples of others", "marie", at("/supply/import/")),
    Sight("paper sheet", "noor", at("/at/cactus/paper/")),
    Sight("paper sheet refused", "noor", refused_paper),
    Sight("paper sheet, blank", "noor", at("/at/cactus/paper/blank/")),
    Sight("earlier records", "marie", at("/at/cactus/import/")),
    Sight("earlier records, tried", "marie", earlier_records),
    Sight("answers of a laboratory", "marie", at("/supply/answers/")),
    Sight("seizures", "marie", at("/supply/seizures/")),
    Sight("a seizure", "marie", at("/supply/seizures/new/")),
    Sight("seizures of a file", "marie", at("/supply/seizures/file/")),
    Sight("password", "noor", at("/password/")),
    Sight("second factor", "noor", at("/second-factor/")),
    Sight("components", "marie", at("/components/")),
    Sight("no such page", "noor", at("/nowhere/")),
    Sight("no such visit", "noor", at(f"/at/cactus/visits/{NOBODYS}/")),
    Sight("open too long", "noor", stale),
    Sight("something failed", "noor", broken),
    Sight("not open to the role", "noor", at("/accounts/")),
)
