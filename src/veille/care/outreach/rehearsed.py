"""Outreach in a play: what the sites tell the public, the truck's stops as they come, and people
met outside.

Corners are public streets of downtown Montréal. Hours are the play's own (`network.py`), and so
are telephone numbers: 555-01xx is nobody's. How often a stop is late or cancelled, and how many
people are met, is assumed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from veille.care.reads import site as site_row
from veille.care.rehearsed.extra import CareExtra
from veille.care.rehearsed.network import PLACE, PLACES, Place
from veille.care.words import SiteKind
from veille.ledger import clock
from veille.rehearsal.draws import draw

from . import actions, reads
from .facts import ProfileSaid, Span
from .state import Stop
from .whereabouts import Occurrence
from .words import Access, Cancelled, Done, Offer, Setting, Spoken

_EVERY_DAY = range(7)
_DAY_MINUTES = 24 * 60

#: Everywhere, and what one place has besides.
_OFFERS = (
    Offer.INJECTION,
    Offer.EQUIPMENT,
    Offer.NALOXONE,
    Offer.NURSE,
    Offer.WORKER,
    Offer.TALK,
)


@dataclass(frozen=True)
class Told:
    """What one site tells the public."""

    address: str
    way_fr: str
    way_en: str
    phone: str
    offers: tuple[Offer, ...]
    access: tuple[Access, ...]
    languages: tuple[Spoken, ...]


_TOLD = {
    "cactus": Told(
        "rue Berger, au coin de Sainte-Catherine",
        "Métro Saint-Laurent, à deux rues. Sonnez à la porte grise.",
        "Saint-Laurent metro, two streets away. Ring at the grey door.",
        "514-555-0142",
        (Offer.INHALATION, Offer.CHECKING, Offer.TESTING, Offer.SUPPLY, Offer.REST),
        (Access.STEP_FREE, Access.WIDE, Access.ANIMALS, Access.BELONGINGS),
        (Spoken.BOTH, Spoken.SPANISH),
    ),
    "spectre": Told(
        "rue Ontario Est, près de la rue Plessis",
        "Métro Beaudry, cinq minutes à pied.",
        "Beaudry metro, five minutes on foot.",
        "514-555-0156",
        (Offer.INHALATION, Offer.TESTING, Offer.FOOD, Offer.LAUNDRY),
        (Access.STEP_FREE, Access.ANIMALS),
        (Spoken.BOTH,),
    ),
    "dopamine": Told(
        "rue Ontario Est, au coin de la rue Joliette",
        "Métro Joliette, porte bleue sur le côté.",
        "Joliette metro, blue door on the side.",
        "514-555-0163",
        (Offer.INHALATION, Offer.CHECKING, Offer.FOOD, Offer.SHOWER),
        (Access.STEP_FREE, Access.TOILET, Access.WOMEN),
        (Spoken.BOTH, Spoken.CREOLE),
    ),
    "anonyme": Told(
        "un camion, au centre-ville et dans Hochelaga",
        "Cherchez le camion blanc aux lumières bleues.",
        "Look for the white truck with blue lights.",
        "514-555-0178",
        (),
        (Access.ANIMALS,),
        (Spoken.BOTH, Spoken.SPANISH),
    ),
}

#: The truck's night: a corner, from, to, and how to find it in both languages.
_STOPS = (
    (
        "Berri / Sainte-Catherine",
        "22:00",
        "23:20",
        "devant la place Émilie-Gamelin",
        "in front of Place Émilie-Gamelin",
    ),
    (
        "Atwater / Sainte-Catherine",
        "23:40",
        "01:00",
        "du côté du square Cabot",
        "on the Cabot Square side",
    ),
    ("Saint-Laurent / Ontario", "01:20", "02:50", "", ""),
    ("Ontario / Pie-IX", "03:10", "05:00", "devant la station de métro", "by the metro station"),
)

#: Stops that come late, or not at all; minutes late; why not. Assumed.
LATE_SHARE, CANCELLED_SHARE = 0.12, 0.02
LATE_MINUTES = (15, 15, 30)
_WHY = ((Cancelled.WEATHER, 4), (Cancelled.BREAKDOWN, 3), (Cancelled.STAFF, 2), (Cancelled.ROAD, 1))
#: Minutes by which a crew is sooner or later than it said. Assumed.
OFF_MINUTES = (-4.0, 8.0, 1.0)
#: People met outside: rounds a day and place, and how many at once. Assumed.
ROUNDS = {SiteKind.TRUCK: 3, SiteKind.FIXED: 1}
_AT_ONCE = ((1, 30), (2, 25), (3, 15), (4, 10), (5, 10), (8, 6), (12, 4))
_SETTINGS = ((Setting.STREET, 62), (Setting.DOOR, 24), (Setting.PHONE, 12), (Setting.FESTIVAL, 2))


class Outreach(CareExtra):
    """What goes on outside."""

    name = "outreach"

    def set_up(self, by: str) -> None:
        known = reads.profiles()
        for place in PLACES:
            if place.slug in known:
                continue
            found = _TOLD[place.slug]
            said = ProfileSaid(
                found.address,
                found.phone,
                found.way_fr,
                found.way_en,
                (*_OFFERS, *found.offers),
                found.access,
                found.languages,
            )
            actions.say_profile(by=by, place=place.slug, said=said)
            # The play begins in a night, maybe: that of the day before.
            first = clock.now().date() - timedelta(days=2)
            if place.kind is SiteKind.TRUCK:
                self._plan_stops(by, place, first)
            else:
                closes = (place.opens_hour + place.open_hours) * 60 % _DAY_MINUTES
                week = tuple((Span(place.opens_hour * 60, closes),) for _day in _EVERY_DAY)
                actions.say_hours(by=by, place=place.slug, first=first, week=week)

    def _plan_stops(self, by: str, place: Place, first: date) -> None:
        for corner, begins, ends, place_fr, place_en in _STOPS:
            actions.plan_stop(
                by=by,
                place=place.slug,
                corner=corner,
                weekdays=_EVERY_DAY,
                span=Span(_minute(begins), _minute(ends)),
                first=first,
                place_fr=place_fr,
                place_en=place_en,
            )

    def opens(self, place: Place, opens: datetime, closes: datetime) -> None:
        for _round in range(ROUNDS[place.kind]):
            at = opens + (closes - opens) * self.rng.random()
            self.later(at, partial(self._meet, place.slug))
        if place.kind is SiteKind.TRUCK:
            self.later(opens, partial(self._look_ahead, place.slug, opens, closes))

    def _meet(self, slug: str) -> None:
        done = [
            word
            for word, share in ((Done.TALKED, 0.9), (Done.EQUIPMENT, 0.5), (Done.ACCOMPANIED, 0.06))
            if self.rng.random() < share
        ]
        by = self.play.crew.someone(slug, "peer")
        actions.count(
            by=by,
            place=slug,
            people=draw(self.rng, _AT_ONCE),
            setting=draw(self.rng, _SETTINGS),
            done=done,
        )

    def _look_ahead(self, slug: str, opens: datetime, closes: datetime) -> None:
        """Plan what becomes of the stops between opening and closing."""
        first = opens.date() - timedelta(days=1)
        for each in reads.occurrences(site_row(slug), first, closes.date()):
            if opens <= each.begins < closes and each.outing is None:
                self._plan_one(slug, each)
            elif each.is_there and each.ends > opens:
                self._say(slug, each.ends, each, actions.depart)

    def _plan_one(self, slug: str, each: Occurrence) -> None:
        rng = self.rng
        if rng.random() < CANCELLED_SHARE:
            why = draw(rng, _WHY)
            self._say(slug, each.begins - timedelta(minutes=25), each, actions.cancel, why=why)
            return
        comes = each.begins + timedelta(minutes=rng.triangular(*OFF_MINUTES))
        if rng.random() < LATE_SHARE:
            minutes = rng.choice(LATE_MINUTES)
            found = each.begins - timedelta(minutes=10)
            self._say(slug, found, each, actions.delay, minutes=minutes)
            comes += timedelta(minutes=minutes)
        self._say(slug, comes, each, actions.reach)
        goes = each.ends + timedelta(minutes=rng.triangular(-5.0, 5.0, 0.0))
        self._say(slug, goes, each, actions.depart)

    def _say(
        self,
        slug: str,
        at: datetime,
        each: Occurrence,
        verb: Callable[..., object],
        **values: object,
    ) -> None:
        stop: Stop = each.stop

        def say() -> None:
            by = self.play.crew.someone(slug, "peer", "nurse")
            verb(by=by, stop=stop.id, day=each.day, **values)

        self.later(at, say)


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


assert set(_TOLD) == set(PLACE), "every place tells the public something"


EXTRA = Outreach
