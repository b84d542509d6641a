"""The public page of the network: what anybody may know, without an account or a cookie.

It says nothing of who or how many are there.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from veille.care.pages.overdose_guide import overdose_guide
from veille.care.tables import SiteRow
from veille.ledger import clock
from veille.ui.public import languages, public_page
from veille.ui.rooms import all_bands
from veille.ui.words import words_of

from .. import reads
from ..tables import ProfileRow
from ..whereabouts import Occurrence, dates
from ..words import Access, Cancelled, Offer, Spoken
from .hours import (
    date_words,
    days_words,
    late_words,
    moment_time,
    span_words,
    time_words,
    until_words,
    week_words,
    when,
)

#: A copy of the page is good for so long; the truck's next word shows within it.
FRESH_SECONDS = 30
#: Dates of their own are told this many days ahead.
_DAYS_AHEAD = 14
_A_DAY = timedelta(days=1)


def network(request: HttpRequest, language: str) -> HttpResponse:
    return public_page(
        request,
        "outreach/network.html",
        lambda: told(clock.now()),
        language=language,
        fresh_seconds=FRESH_SECONDS,
    )


def told(now: datetime) -> dict[str, Any]:
    """Everything that the page says, in the language in force."""
    places = reads.public_places()
    trucks = [place for place in places if reads.has_stops(place[0].slug)]
    houses = [_house(*place, now) for place in places if place not in trucks]
    return {
        "said_bands": all_bands(),
        "trucks": [_truck(*place, now) for place in trucks],
        "sites": sorted(houses, key=lambda house: not house["open"]),
        "addresses": languages("network"),
        "overdose": overdose_guide(),
        "made": moment_time(now, ZoneInfo(places[0][0].time_zone)) if places else "",
    }


def profile_words(site: SiteRow, row: ProfileRow) -> dict[str, Any]:
    french = translation.get_language() == "fr"
    return {
        "name": site.name,
        "address": row.address,
        "way": row.way_fr if french else row.way_en,
        "phone": row.phone,
        "dial": "".join(c for c in row.phone.partition("#")[0] if c in "+0123456789"),
        "offers": words_of([o for o in Offer.values if o in row.offers], Offer),
        "access": words_of(row.access, Access),
        "languages": words_of(row.languages, Spoken),
    }


def _house(site: SiteRow, row: ProfileRow, now: datetime) -> dict[str, Any]:
    zone = ZoneInfo(site.time_zone)
    today = now.astimezone(zone).date()
    doors = reads.doors(site, now)
    week = reads.week(site.slug, today)
    status = _("hours not told")
    if doors.until is not None:
        status = until_words(doors.until, now, zone)
    elif doors.opens is not None:
        status = _("closed, opens %(when)s") % {"when": when(doors.opens, now, zone)}
    french = translation.get_language() == "fr"
    return {
        **profile_words(site, row),
        "open": doors.until is not None,
        "status": status,
        "week": week_words([reads.spans_of(day) for day in week.week]) if week else [],
        "days": [
            (
                date_words(each.day),
                span_words(reads.spans_of(each.spans)),
                each.word_fr if french else each.word_en,
            )
            for each in reads.days(site.slug, today)
            if (each.day - today).days <= _DAYS_AHEAD
        ],
    }


def _truck(site: SiteRow, row: ProfileRow, now: datetime) -> dict[str, Any]:
    zone = ZoneInfo(site.time_zone)
    where = reads.truck(site, now)
    today = now.astimezone(zone).date()
    french = translation.get_language() == "fr"

    def stop(occurrence: Occurrence | None) -> dict[str, Any] | None:
        if occurrence is None:
            return None
        place = occurrence.stop.place_fr if french else occurrence.stop.place_en
        moved = occurrence.corner != occurrence.stop.corner
        outing = occurrence.outing
        why = outing.cancelled if outing else None
        return {
            "corner": occurrence.corner,
            "place": "" if moved else place,
            "instead": occurrence.stop.corner if moved else "",
            "when": when(occurrence.here_from, now, zone),
            "planned": when(occurrence.begins, now, zone),
            "until": moment_time(occurrence.here_until, zone),
            "late": late_words(occurrence.late_minutes) if occurrence.late_minutes else "",
            "said": moment_time(outing.reached_at, zone) if outing and outing.reached_at else "",
            "why": words_of([why], Cancelled) if why else "",
        }

    return {
        **profile_words(site, row),
        "here": stop(where.here),
        "next": stop(where.next),
        "off": [stop(each) for each in where.off],
        "schedule": _schedule(site, today),
    }


def _schedule(site: SiteRow, today: date) -> list[dict[str, Any]]:
    """The stops of the coming week, as the schedule has them."""
    week = list(dates(today, today + 6 * _A_DAY))
    turn = site.day_starts_hour * 60
    stops = [s for s in reads.stops(site.slug) if any(map(s.takes_place, week))]
    stops.sort(key=lambda s: (s.span.begins < turn, s.span.begins))
    return [
        {
            "hours": f"{time_words(s.span.begins)} – {time_words(s.span.ends)}",
            "corner": s.corner,
            "days": days_words(s.weekdays),
        }
        for s in stops
    ]
