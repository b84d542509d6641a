"""A commission to look at: cases where they stand at every turn; and its pages."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page

from veille.accounts.models import Account, Role
from veille.diversion import actions, commissions, decisions, follow_up, reads
from veille.diversion.commission_facts import Details, PlaceDetails, Session
from veille.diversion.facts import Seized
from veille.diversion.pages.intake import take_in
from veille.diversion.words import (
    ClosingReason,
    ContactBy,
    DecisionKind,
    Language,
    NoticeBy,
    Profession,
    Risk,
    TreatmentKind,
    Unit,
)
from veille.ledger import clock

if TYPE_CHECKING:
    from .scenes import Script

#: Sign-in name, name that colleagues see, role.
STAFF = (
    ("gilles", "Gilles", Role.CLERK),
    ("renee", "Renée", Role.PANEL),
    ("hugo", "Hugo", Role.PANEL),
    ("sami", "Sami", Role.PANEL),
    ("odile", "Odile", Role.COMMISSION),
    ("poste", "Poste 21 (inventé)", Role.POLICE),
)
HOME, ELSEWHERE = "/commission/montreal/", "/commission/laval/"
#: Hearings are held day and night: in a test it is whatever hour it is.
ALWAYS = tuple(Session(day, 0, 24 * 60) for day in range(7))
_BRINGS = {"renee": Profession.LEGAL, "hugo": Profession.HEALTH, "sami": Profession.SOCIAL}


def open_commissions(by: dict[str, str]) -> None:
    """Montréal with one panel, Laval without any; a place of treatment with a long wait."""
    common = {
        "hearing_minutes": 30,
        "sessions": ALWAYS,
        "phone": "514-555-0190",
        "youth_path_fr": "Maison Pinson, 514-555-0191",
        "youth_path_en": "Maison Pinson, 514-555-0191",
    }
    montreal = Details(
        name_fr="Commission de Montréal",
        name_en="Montréal commission",
        territory=("H1", "H2", "H3", "H4", "Montréal"),
        rooms=("A", "B"),
        address_fr="310, rue du Tamarac, Montréal",
        address_en="310 Du Tamarac Street, Montréal",
        **common,
    )
    laval = Details(
        name_fr="Commission de Laval",
        name_en="Laval commission",
        territory=("H7", "Laval"),
        address_fr="2, rue des Aulnes, Laval",
        address_en="2 Des Aulnes Street, Laval",
        **common,
    )
    commissions.open_commission(by=by["odile"], slug="montreal", details=montreal)
    commissions.open_commission(by=by["odile"], slug="laval", details=laval)
    for sign_in, profession in _BRINGS.items():
        for slug in ("montreal", "laval"):
            commissions.appoint_member(
                by=by["odile"],
                commission=slug,
                account=by[sign_in],
                profession=profession,
                begins=date(2026, 1, 1),
            )
    for name, days in (("Clinique Tamarac", 42), ("Centre Aubépine", 9)):
        commissions.list_treatment(
            by=by["gilles"],
            commission="montreal",
            wait_days=days,
            details=PlaceDetails(name, (TreatmentKind.OAT,), "12, rue Sittelle", "514-555-0111"),
        )


class Followed:
    """A case of the script: each thing done so many minutes after it was referred."""

    def __init__(self, script: "Script", name: str, ago: float) -> None:
        self.script, self.name, self.begins, self.id = script, name, ago, ""
        self.after(0, self._arrives)

    def _arrives(self) -> None:
        told = {
            "reference": f"26-{self.name}-{self.begins}",
            "name": self.name,
            "birth_year": 1991,
            "found_at": clock.now() - timedelta(hours=1),
            "where": "parc des Sittelles",
            "found_in": "H2X",
            "domicile": "H2X",
            "language": Language.FRENCH,
            "seized": [Seized("heroin", Decimal("0.4"), Unit.GRAMS_ACTIVE)],
            "contact_by": ContactBy.PHONE,
            "contact": "514-555-0177",
        }
        account = Account.objects.get(sign_in="poste")
        self.id = take_in(account, told).row.id

    def after(self, minutes: float, step: Callable[[], object]) -> "Followed":
        self.script.ago(self.begins - minutes, step)
        return self

    def does(self, minutes: float, who: str, verb: Callable[..., Any], **told: Any) -> "Followed":
        by = self.script.by[who]
        return self.after(minutes, lambda: verb(by=by, case=self.id, **told))

    def comes(self) -> "Followed":
        """Has notice, is heard and assessed as dependent."""
        self.does(4, "gilles", actions.notify, way=NoticeBy.POLICE)
        self.does(70, "renee", decisions.hear)
        return self.does(80, "renee", decisions.assess, dependent=True, risk=Risk.HIGH)


def play(script: "Script") -> None:
    """One case for each thing that a clerk or a panel has before them."""
    script.ago(2870, partial(open_commissions, script.by))

    def wait(case: Followed) -> object:
        place = reads.treatment_places()[-1].id
        return follow_up.await_treatment(by=script.by["gilles"], case=case.id, place=place)

    treated = Followed(script, "Ariane Sittelle", 2800).comes()
    treated.does(82, "renee", follow_up.offer_treatment)
    treated.does(83, "renee", follow_up.accept_treatment)
    treated.after(84, partial(wait, treated))
    treated.does(
        90, "renee", decisions.decide, decision=DecisionKind.PROVISIONAL_SUSPENSION, months=6
    )
    heard = Followed(script, "Bastien Aulne", 2500).comes()
    heard.does(85, "renee", follow_up.offer_treatment)
    done = Followed(script, "Cédric Orme", 2200)
    done.does(4, "gilles", actions.notify, way=NoticeBy.HANDED)
    done.does(70, "renee", decisions.hear, therapist=True)
    done.does(75, "renee", decisions.assess, dependent=True, risk=Risk.LOW)
    done.does(80, "renee", decisions.decide, decision=DecisionKind.WARNING)
    done.does(90, "gilles", decisions.waive_appeal)
    done.does(200, "gilles", follow_up.close, reason=ClosingReason.NOTHING_DUE)
    gone = Followed(script, "Dalia Frêne", 1900)
    gone.does(4, "gilles", actions.notify, way=NoticeBy.MAIL)
    gone.does(120, "gilles", actions.miss)
    gone.does(125, "gilles", actions.schedule)
    gone.does(130, "gilles", actions.notify, way=NoticeBy.CONTACT)
    gone.does(260, "gilles", actions.miss)
    moved = Followed(script, "Émile Bouleau", 1500)
    moved.does(10, "gilles", actions.transfer, to="laval", domicile="H7N")
    for ago in (20, 15):  # one person referred twice, or two of one name
        Followed(script, "Flore Tilleul", ago)
    Followed(script, "Gabin Saule", 10).does(4, "gilles", actions.notify, way=NoticeBy.POLICE)


def _at(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)

    return show


def of_case(status: str, path: str = "", *, ended: bool = False) -> Callable[[Page], None]:
    """The first case that stands there, or a page below it."""

    def show(page: Page) -> None:
        page.goto(f"{HOME}cases/?" + ("ended=1" if ended else f"status={status}"))
        page.goto(f"{page.locator('tbody th a').first.get_attribute('href')}{path}")

    return show


def _refused(show: Callable[[Page], None]) -> Callable[[Page], None]:
    def refused(page: Page) -> None:
        show(page)
        page.click(".sheet-foot button")
        page.locator(".error").first.wait_for()

    return refused


def _refused_in_form(show: Callable[[Page], None]) -> Callable[[Page], None]:
    def refused(page: Page) -> None:
        show(page)
        page.click("main .form .primary")
        page.locator(".error").first.wait_for()

    return refused


def _to_decide(path: str = "") -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(f"{HOME}panel/?all=1")
        page.goto(f"{page.locator('[aria-labelledby=decide] a').first.get_attribute('href')}{path}")

    return show


def _first_filing(path: str = "") -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto("/filings/")
        page.goto(f"{page.locator('.rows a').first.get_attribute('href')}{path}")

    return show


def _correcting(page: Page) -> None:
    of_case("suspended")(page)
    page.goto(page.locator("a.correct[href*='/entries/']").last.get_attribute("href") or "")


def _correcting_the_referral(page: Page) -> None:
    of_case("suspended")(page)
    page.goto(page.locator("a.correct[href*='/entries/']").first.get_attribute("href") or "")


#: Name, who looks, how they come to it.
SIGHTS: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("docket", "gilles", _at(HOME)),
    ("docket, read by coordinator", "odile", _at(HOME)),
    ("which commission", "odile", _at("/commission/")),
    ("cases", "gilles", _at(f"{HOME}cases/")),
    ("cases closed", "gilles", _at(f"{HOME}cases/?ended=1")),
    ("case, appointment fixed", "gilles", of_case("scheduled")),
    ("case, missed twice", "gilles", of_case("missed_twice")),
    ("case, suspended", "gilles", of_case("suspended")),
    ("case, closed", "gilles", of_case("", ended=True)),
    ("case, other appointment", "gilles", of_case("scheduled", "step/reschedule/")),
    (
        "case, other appointment refused",
        "gilles",
        _refused(of_case("scheduled", "step/reschedule/")),
    ),
    ("case, notice", "gilles", of_case("scheduled", "notice/")),
    ("case, letter of the decision", "gilles", of_case("suspended", "letters/decision/")),
    ("case, letter of the end", "gilles", of_case("", "letters/end/", ended=True)),
    ("case, laboratory", "gilles", of_case("scheduled", "file/analyse/")),
    ("case, lawyer and interpreter", "gilles", of_case("scheduled", "file/help/")),
    ("case, custody", "gilles", of_case("scheduled", "file/keep/")),
    ("find by name", "gilles", _at(f"{HOME}find/")),
    ("find by name, refused", "gilles", _refused_in_form(_at(f"{HOME}find/"))),
    ("case, step out", "gilles", of_case("scheduled", "step/step_out/")),
    ("case, seat the panel", "gilles", of_case("scheduled", "step/seat/")),
    ("case, transfer", "gilles", of_case("scheduled", "step/transfer/")),
    ("case, explain", "gilles", of_case("scheduled", "step/explain/")),
    ("case, close", "gilles", of_case("missed_twice", "step/close/")),
    ("case, youth", "gilles", of_case("scheduled", "step/to_youth/")),
    ("case, waiting list", "gilles", of_case("suspended", "treatment/wait/")),
    ("case, whose it is", "gilles", of_case("scheduled", "person/")),
    ("case, whose it is refused", "gilles", _refused(of_case("scheduled", "person/"))),
    ("case, correct", "gilles", _correcting),
    ("case, correct the referral", "gilles", _correcting_the_referral),
    ("panel, the hearings", "renee", _at(f"{HOME}panel/?all=1")),
    ("panel, a case", "renee", _to_decide()),
    ("panel, assess", "renee", _to_decide("assess/")),
    ("panel, decide", "renee", _to_decide("decide/")),
    ("panel, decide refused", "renee", _refused(_to_decide("decide/?rule=other-sanctions"))),
    ("treatment waits", "gilles", _at(f"{HOME}treatment/")),
    ("treatment, new place", "gilles", _at(f"{HOME}treatment/new/")),
    ("funnel", "odile", _at(f"{HOME}funnel/")),
    ("commission", "odile", _at(f"{HOME}settings/")),
    ("commission, change", "odile", _at(f"{HOME}settings/change/")),
    ("commission, member", "odile", _at(f"{HOME}members/new/")),
    ("filings", "poste", _at("/filings/")),
    ("filing, new", "poste", _at("/filings/new/")),
    ("filing, refused", "poste", _refused(_at("/filings/new/"))),
    ("filing", "poste", _first_filing()),
    ("filing, notice", "poste", _first_filing("notice/")),
)
