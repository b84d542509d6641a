"""People and shifts to look at, on the night of `scenes`: what is known of visitors; pages."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from playwright.sync_api import Page

from veille.care.people import actions as people
from veille.care.people.words import FlagKind, Opened, RestrictionKind
from veille.care.shifts import actions as shifts
from veille.care.shifts.words import IncidentKind, Service, Where

if TYPE_CHECKING:
    from .scenes import Script

HERE = "cactus"
SHIFT, FIND = "/at/cactus/shift/", "/at/cactus/people/"
#: Who is kept out, and appeals; who has flags and comes often.
KEPT_OUT, FLAGGED = "Corbeau", "Harfang"


def play(script: "Script") -> None:
    """An allergy, a restriction with an appeal, notes for the next shift, incidents of which one
    was violent."""
    by, told = script.by, {}

    def restricted() -> None:
        person = script.person(KEPT_OUT, HERE)
        told["restriction"] = people.restrict(
            by=by["marie"],
            place=HERE,
            person=person,
            kind=RestrictionKind.THREATS,
            note="A menacé Maude à l’entrée.",
            until=script.now + timedelta(days=40),
        ).id

    def appealed() -> None:
        people.appeal(by=by["jonathan"], restriction=told["restriction"], note="Ce n’était pas moi")

    def flagged(kind: FlagKind, note: str) -> None:
        person = script.person(FLAGGED, HERE)
        people.raise_flag(by=by["noor"], place=HERE, person=person, kind=kind, note=note)

    def looked(sign_in: str, handle: str, what: Opened) -> None:
        person = script.person(handle, HERE)
        people.open_page(by=by[sign_in], place=HERE, person=person, what=what)

    def happened(what: IncidentKind, *called: Service, over: bool) -> None:
        one = shifts.happened(
            by=by["noor"],
            place=HERE,
            what=what,
            where=Where.WAITING,
            called=called,
            note="Un gobelet lancé",
        ).id
        if over:
            shifts.close(by=by["noor"], incident=one)

    note = "Le frigo ne ferme plus bien; réparateur demain matin."
    for minutes, step in (
        (235, partial(flagged, FlagKind.ALLERGY, "Pénicilline")),
        (234, partial(flagged, FlagKind.MOBILITY, "")),
        (230, partial(looked, "noor", FLAGGED, Opened.ARRIVAL)),
        (229, partial(looked, "noor", FLAGGED, Opened.PAGE)),
        (220, restricted),
        (210, partial(looked, "jonathan", KEPT_OUT, Opened.DOOR)),
        (200, appealed),
        (190, partial(happened, IncidentKind.VIOLENCE, Service.POLICE, over=False)),
        (100, partial(happened, IncidentKind.NEIGHBOURS, over=True)),
        (95, partial(shifts.hand_over, by=by["marie"], place=HERE, note=note)),
    ):
        script.ago(minutes, step)


def find(page: Page, handle: str) -> None:
    """To a visitor's page, by their whole handle."""
    page.goto(FIND)
    page.fill("#id_handle", handle)
    page.press("#id_handle", "Enter")
    page.wait_for_url("**/people/*/")


def _at(path: str) -> Callable[[Page], None]:
    return lambda page: page.goto(path) and None


def _of(handle: str, below: str = "") -> Callable[[Page], None]:
    def show(page: Page) -> None:
        find(page, handle)
        if below:
            page.goto(f"{page.url}{below}/")

    return show


def _restriction(below: str = "") -> Callable[[Page], None]:
    def show(page: Page) -> None:
        find(page, KEPT_OUT)
        page.goto(page.locator("a[href*='/restrictions/']").first.get_attribute("href") or "")
        if below:
            page.goto(f"{page.url}{below}/")

    return show


def _by_link(start: str, link: str, below: str = "") -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(start)
        page.goto(page.locator(f"main {link}").first.get_attribute("href") or "")
        if below:
            page.goto(f"{page.url}{below}/")

    return show


def _lowering(page: Page) -> None:
    find(page, FLAGGED)
    page.goto(page.locator("a[href*='/flags/']").first.get_attribute("href") or "")


def _door(page: Page) -> None:
    """Over the board, as whoever opens the door comes to it."""
    page.goto("/at/cactus/")
    page.evaluate("document.querySelector('#arrive a').click()")
    page.locator("#sheet[open] #id_handle").wait_for()
    page.fill("#id_handle", KEPT_OUT)
    page.press("#id_handle", "Enter")
    page.locator("#sheet[open] .sheet-body a.primary").click()
    page.locator("#sheet[open] #turn-away").wait_for()


def _without_an_end(page: Page) -> None:
    _of(FLAGGED, "restrict")(page)
    page.locator("input[name=kind]").first.check()
    page.fill("#id_note", "A crié")
    page.click(".sheet-foot button")
    page.locator(".error").first.wait_for()


def _joining(page: Page) -> None:
    _of(FLAGGED, "same")(page)
    page.fill("#id_handle", KEPT_OUT)
    page.press("#id_handle", "Enter")
    page.wait_for_url("**/same/*/")


SIGHTS = (
    ("shift", "noor", _at(SHIFT)),
    ("shift, read only", "ali", _at(SHIFT)),
    ("hand-over note", "noor", _at(f"{SHIFT}note/")),
    ("incident, new", "noor", _at(f"{SHIFT}incident/")),
    ("incident", "noor", _by_link(SHIFT, "a[href*='/incidents/']")),
    ("incident, closing", "noor", _by_link(SHIFT, "a[href*='/incidents/']", "close")),
    ("debrief", "noor", _by_link(SHIFT, "a[href*='/debrief/']")),
    ("find", "marie", _at(FIND)),
    ("person", "marie", _of(FLAGGED)),
    ("person, kept out", "noor", _of(KEPT_OUT)),
    ("flag", "noor", _of(FLAGGED, "flag")),
    ("flag, lowering", "noor", _lowering),
    ("same person", "marie", _of(FLAGGED, "same")),
    ("same person, joining", "marie", _joining),
    ("restrict, without an end", "marie", _without_an_end),
    ("restriction", "noor", _restriction()),
    ("restriction, review", "noor", _restriction("review")),
    ("restriction, decision", "noor", _restriction("decide")),
    ("restrictions", "noor", _at("/at/cactus/restrictions/")),
    ("at the door", "noor", _door),
    ("let in all the same", "noor", _of(KEPT_OUT, "let-in")),
    ("who looked", "marie", _at("/at/cactus/people/looked/")),
    ("all that is held", "marie", _of(FLAGGED, "held")),
    ("forget", "marie", _of(FLAGGED, "forget")),
)
