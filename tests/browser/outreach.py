"""Outreach to look at: a truck at its stop on the night of `scenes`, and the public page."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from veille.care import reads
from veille.care.outreach import actions
from veille.care.outreach.facts import ProfileSaid, Span
from veille.care.outreach.words import Access, Cancelled, Done, Offer, Setting, Spoken

if TYPE_CHECKING:
    from .scenes import Script

SITE, TRUCK = "cactus", "anonyme"
HOME = f"/at/{TRUCK}/outreach/"
ZONE = ZoneInfo("America/Toronto")
HERE, NEXT, LAST = "Berri / Sainte-Catherine", "Ontario / Papineau", "Atwater / Saint-Antoine"
MISSED = "Viger / Saint-Hubert"


def around(now: datetime, begins: int, ends: int, zone: ZoneInfo = ZONE) -> tuple[Span, date]:
    """A stop from so many minutes after `now` to so many, and the date of the truck it is of."""
    first, last = (now.astimezone(zone) + timedelta(minutes=n) for n in (begins, ends))
    span = Span(first.hour * 60 + first.minute, last.hour * 60 + last.minute)
    day = first.date() - timedelta(days=first.hour < 7)
    return span, day


def play(script: "Script") -> None:
    """Profiles, hours, a date of its own; at a stop, one missed before it and a cancelled one."""
    by = script.by["marie"]
    stops: dict[str, str] = {}

    def plan(corner: str, span: Span, day: date) -> None:
        stop = actions.plan_stop(
            by=by,
            place=TRUCK,
            corner=corner,
            span=span,
            weekdays=range(7),
            first=day - timedelta(days=1),
            place_fr="devant le parc",
            place_en="in front of the park",
        )
        stops[corner] = stop.id

    zone = ZoneInfo(reads.site(TRUCK).time_zone)
    spans = {
        corner: around(script.now, *minutes, zone)
        for corner, minutes in (
            (MISSED, (-150, -90)),
            (HERE, (-45, 60)),
            (NEXT, (75, 170)),
            (LAST, (190, 250)),
        )
    }
    said = ProfileSaid(
        "rue Berger, au coin de Sainte-Catherine",
        "514-555-0142",
        "Sonnez à la porte grise.",
        "Ring at the grey door.",
        tuple(Offer),
        tuple(Access),
        (Spoken.BOTH, Spoken.SPANISH),
    )
    week = (*(((Span(14 * 60, 6 * 60),),) * 4), (Span(14 * 60, 0),), (Span(0, 0),), ())
    today = script.now.date()
    for place in (SITE, TRUCK):
        script.ago(60, partial(actions.say_profile, by=by, place=place, said=said))
    script.ago(
        60,
        partial(actions.say_hours, by=by, place=SITE, first=today - timedelta(days=9), week=week),
    )
    script.ago(
        60,
        partial(
            actions.say_day,
            by=by,
            place=SITE,
            day=today + timedelta(days=3),
            spans=(),
            word_fr="Congé",
            word_en="Holiday",
        ),
    )
    for corner, (span, day) in spans.items():
        script.ago(60, partial(plan, corner, span, day))
    for ago, corner, verb, told in (
        (30, HERE, actions.reach, {}),
        (20, NEXT, actions.delay, {"minutes": 15}),
        (15, LAST, actions.cancel, {"why": Cancelled.BREAKDOWN}),
    ):
        script.ago(ago, partial(_say, verb, by, stops, corner, spans[corner][1], told))
    script.ago(
        12,
        partial(
            actions.count,
            by=by,
            place=TRUCK,
            people=5,
            setting=Setting.STREET,
            done=[Done.TALKED, Done.EQUIPMENT],
        ),
    )


def _say(
    verb: Callable[..., object],
    by: str,
    stops: dict[str, str],
    corner: str,
    day: date,
    told: dict[str, object],
) -> None:
    verb(by=by, stop=stops[corner], day=day, **told)


def _at(path: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(path)

    return show


def _opened(path: str) -> Callable[[Page], None]:
    """With everything that folds unfolded."""

    def show(page: Page) -> None:
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")

    return show


def _sheet_of(verb: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(HOME)
        page.goto(page.locator(f"a[href$='/{verb}/']").last.get_attribute("href") or "")

    return show


def _cancel_over_board(page: Page) -> None:
    _sheet_of("cancel")(page)
    page.click("#main .sheet-foot button")
    page.locator(".error").first.wait_for()


def _refused(page: Page) -> None:
    page.goto(f"/at/{TRUCK}/schedule/")
    page.click("section[aria-labelledby=new] .primary")
    page.locator(".error").first.wait_for()


#: Name, who looks (None: nobody is signed in), how they come to it.
SIGHTS: tuple[tuple[str, str | None, Callable[[Page], None]], ...] = (
    ("network in French", None, _opened("/fr/reseau/")),
    ("network in English", None, _opened("/en/network/")),
    ("front page in French", None, _opened("/fr/")),
    ("front page in English", None, _opened("/en/")),
    ("what is around in French", None, _opened("/fr/autour/")),
    ("truck's board", "marie", _at(f"/at/{TRUCK}/")),
    ("outreach of the truck", "marie", _opened(HOME)),
    ("outreach of a site", "noor", _at(f"/at/{SITE}/outreach/")),
    ("outreach, read only", "ali", _at(HOME)),
    ("stop, cancel", "marie", _sheet_of("cancel")),
    ("stop, cancel refused", "marie", _cancel_over_board),
    ("stop, move", "marie", _sheet_of("move")),
    ("schedule", "marie", _opened(f"/at/{TRUCK}/schedule/")),
    ("schedule, refused", "marie", _refused),
    ("profile", "marie", _opened(f"/at/{SITE}/profile/")),
)
