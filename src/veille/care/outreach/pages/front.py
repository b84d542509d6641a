"""What outreach puts on the public front page: where to go now, as hours from now on."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.care.tables import SiteRow
from veille.ui.public import FrontPart, PublicLink, address_in
from veille.ui.words import words_of

from .. import reads, whereabouts
from ..tables import ProfileRow
from ..whereabouts import Moments
from ..words import Offer
from .hours import moment_time, until_words, when
from .public import profile_words

#: How far ahead the bars reach.
AHEAD = timedelta(hours=12)
#: A bar is drawn so many units wide.
WIDTH = 720
_DAY = timedelta(days=1)
_MARK_EVERY_HOURS = 3
#: What decides where somebody goes; the page of the sites has all of it.
_TOLD = (Offer.INJECTION, Offer.INHALATION, Offer.CHECKING, Offer.SUPPLY)


def where_to_go(now: datetime) -> Mapping[str, Any] | None:
    """Every public site and truck, the open ones first, each with when it is open from now on."""
    told = reads.public_places()
    if not told:
        return None
    places = [_place(site, row, now) for site, row in told]
    zone = ZoneInfo(told[0][0].time_zone)
    return {
        "places": sorted(places, key=lambda place: (not place["open"], place["next"])),
        "made": moment_time(now, zone),
        "day": now.astimezone(zone),
        "marks": list(_marks(now, zone)),
        "width": WIDTH,
        "all": address_in("network"),
    }


def _place(site: SiteRow, row: ProfileRow, now: datetime) -> dict[str, Any]:
    corner = ""
    if reads.has_stops(site.slug):
        stops = reads.stops_ahead(site, now)
        spans = [(each.here_from, each.here_until) for each in stops if each.takes_place]
        truck = whereabouts.now(stops, now)
        if stop := truck.here or truck.next:
            corner = stop.corner
    else:
        spans = reads.openings_ahead(site, now)
    open_until = max((ends for begins, ends in spans if begins <= now < ends), default=None)
    opens = min((begins for begins, _ends in spans if begins > now), default=None)
    return {
        **profile_words(site, row),
        "offers": words_of([o.value for o in _TOLD if o.value in row.offers], Offer),
        "corner": corner,
        "open": open_until is not None,
        "next": opens or now + 30 * _DAY,
        "status": _status(open_until, opens, now, ZoneInfo(site.time_zone)),
        "bars": list(_bars(spans, now)),
    }


def _status(
    open_until: datetime | None, opens: datetime | None, now: datetime, zone: ZoneInfo
) -> str:
    if open_until is not None:
        return until_words(open_until, now, zone)
    if opens is not None:
        return _("opens %(when)s") % {"when": when(opens, now, zone)}
    return _("hours not told")


def _bars(spans: Iterable[Moments], now: datetime) -> Iterable[dict[str, int]]:
    """Where each span begins and how wide it is, within what is drawn."""
    for begins, ends in spans:
        first, last = _across(begins, now), _across(ends, now)
        if last > first:
            yield {"x": first, "width": last - first}


def _across(at: datetime, now: datetime) -> int:
    return round(WIDTH * min(1, max(0, (at - now) / AHEAD)))


def _marks(now: datetime, zone: ZoneInfo) -> Iterable[dict[str, Any]]:
    """Times below the bars, on full hours of the clock, with where each stands."""
    at = now.astimezone(zone).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    while at < now + AHEAD - timedelta(minutes=30):
        local = at.astimezone(zone)
        # “now” stands before the first of them.
        if local.hour % _MARK_EVERY_HOURS == 0 and at - now > timedelta(hours=2):
            yield {"x": _across(at, now), "time": moment_time(at, zone)}
        at += timedelta(hours=1)


FRONT = (FrontPart("outreach/front.html", where_to_go, where="main"),)
LINKS = (PublicLink(gettext_lazy("Sites and truck"), "network"),)
