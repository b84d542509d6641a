"""Referrals to look at: some that wait too long, one with an appointment; and their pages."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page

from veille.care.referrals import actions
from veille.care.referrals.facts import Details
from veille.care.referrals.words import Booking, Language, Need, Way
from veille.hours import DAY_MINUTES, Hours, Span

if TYPE_CHECKING:
    from .scenes import Script

HOME, PLACES, SERVICES = "/at/cactus/referrals/", "/at/cactus/destinations/", "/at/cactus/services/"
ALWAYS = Hours(tuple(Span(day, 0, DAY_MINUTES) for day in range(7)))
OFFICE = Hours(tuple(Span(day, 9 * 60, 17 * 60) for day in range(5)))
#: Here several times today; their referral has waited too long.
LATE = "Harfang"


def play(script: "Script") -> None:
    """A directory of three, one of them closed for good; four referrals; services."""
    here = {"by": script.by["noor"], "place": "cactus"}
    ids: dict[str, str] = {}

    def days_ago(days: float) -> Any:
        return script.now - timedelta(days=days)

    def place(name: str, hours: Hours, *needs: Need) -> None:
        details = Details(
            name,
            needs,
            "12, rue des Sittelles, Montréal",
            "514-555-0111",
            hours,
            (Language.FRENCH, Language.ENGLISH),
            (Booking.PHONE,),
            "Porte bleue.",
            "Blue door.",
        )
        by = script.by["marie"]
        ids[name] = actions.list_destination(by=by, place="cactus", details=details).id

    def offer(who: str, need: Need, days: float, to: str = "") -> None:
        person = script.person(who, "cactus")
        ids[who] = actions.offer(
            **here,
            need=need,
            person=person,
            accepted=bool(to) or None,
            at=days_ago(days),
            note="préfère le matin",
        ).id
        if to:
            told = {"destination": ids[to], "way": Way.PHONE, "at": days_ago(days)}
            actions.make(by=here["by"], referral=ids[who], **told, appointment=days_ago(days - 1.5))

    def went(who: str, days: float) -> None:
        actions.attend(by=here["by"], referral=ids[who], at=days_ago(days))

    def close() -> None:
        gone = ids["Auberge du Pluvier"]
        by = script.by["marie"]
        actions.close_destination(by=by, place="cactus", destination=gone, note="vendue")

    steps: list[tuple[float, Callable[[], object]]] = [
        (240, partial(place, "Maison Aubépine", ALWAYS, Need.HOUSING, Need.DETOX)),
        (239, partial(place, "Clinique Tamarac", OFFICE, Need.OAT, Need.HOUSING)),
        (238, partial(place, "Auberge du Pluvier", ALWAYS, Need.HOUSING)),
        (237, close),
        (236, partial(offer, LATE, Need.LEGAL, 4)),
        (235, partial(offer, "Nuage", Need.HOUSING, 1, "Maison Aubépine")),
        (234, partial(offer, "Oiseau", Need.DETOX, 9, "Maison Aubépine")),
        (233, partial(offer, "Bleu", Need.HOUSING, 6, "Maison Aubépine")),
        (232, partial(went, "Bleu", 4.5)),
        (120, partial(actions.give_service, **here, service="food", count=9)),
        (30, partial(actions.give_service, **here, service="wound")),
    ]
    for minutes, step in steps:
        script.ago(minutes, step)


def _at(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)

    return show


def _of(who: str, path: str = "") -> Callable[[Page], None]:
    """The page of somebody's referral, or one below it."""

    def show(page: Page) -> None:
        page.goto(HOME)
        link = page.locator("tbody th a", has_text=who).first.get_attribute("href")
        page.goto(f"{link}{path}")

    return show


def _refused(show: Callable[[Page], None], press: str = ".sheet-foot button") -> Any:
    def refused(page: Page) -> None:
        show(page)
        page.click(press)
        page.locator(".error").first.wait_for()

    return refused


def _of_place(path: str = "", closed: str = "") -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(PLACES + closed)
        page.goto(f"{page.locator('tbody th a').first.get_attribute('href')}{path}")

    return show


def _of_visit(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto("/at/cactus/")
        page.goto(f"{page.locator('#waiting a.who').first.get_attribute('href')}{path}/")

    return show


def _several(page: Page) -> None:
    page.goto(SERVICES)
    page.click("details.more summary")


#: Name, who looks, how they come to it.
SIGHTS: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("referrals", "noor", _at(HOME)),
    ("referrals, read only", "ali", _at(HOME)),
    ("referrals that ended", "noor", _at(f"{HOME}?ended=1")),
    ("referral, for whom", "noor", _at(f"{HOME}new/")),
    ("referral, offer", "noor", _of_visit("referral")),
    ("referral, offer refused", "noor", _refused(_of_visit("referral"))),
    ("referral, offered", "noor", _of(LATE)),
    ("referral, made", "noor", _of("Nuage")),
    ("referral, read only", "ali", _of("Nuage")),
    ("referral, make", "noor", _of("Nuage", "make/")),
    ("referral, make refused", "noor", _refused(_of("Nuage", "make/"))),
    ("referral, close", "noor", _of("Nuage", "step/close/")),
    ("referral, another appointment", "noor", _of("Nuage", "step/reschedule/")),
    ("referral, card", "noor", _of("Nuage", "card/?language=en&handle=on&sender=on")),
    ("waiting times", "noor", _at(f"{HOME}waiting/")),
    ("directory", "noor", _at(PLACES)),
    ("destination", "marie", _of_place()),
    ("destination closed", "marie", _of_place(closed="?closed=1")),
    ("destination, change", "marie", _of_place("change/")),
    ("destination, refused", "marie", _refused(_at(f"{PLACES}new/"))),
    ("destination, close", "marie", _of_place("close/")),
    ("services", "noor", _several),
    ("services, read only", "ali", _at(SERVICES)),
    ("services, list", "marie", _at(f"{SERVICES}list/")),
    ("services of a visit", "noor", _of_visit("services")),
)
