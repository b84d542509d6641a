"""What outreach puts on the public front page: where to go now, as hours from now on."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.care import reads as floor
from veille.care.tables import SiteRow
from veille.ui.public import FrontPart, PublicLink, address_in
from veille.ui.words import words_of

from .. import reads
from ..tables import ProfileRow
from ..whereabouts import Moments
from ..words import Offer
from .hours import moment_time, when
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
    profiles = {slug: row for slug, row in reads.profiles().items() if row.public}
    sites = [site for site in floor.sites() if site.slug in profiles]
    if not sites:
        return None
    places = [_place(site, profiles[site.slug], now) for site in sites]
    zone = ZoneInfo(sites[0].time_zone)
    return {
        "places": sorted(places, key=lambda place: (not place["open"], place["next"])),
        "made": moment_time(now, zone),
        "day": now.astimezone(zone),
        "marks": list(_marks(now, zone)),
        "width": WIDTH,
        "all": address_in("network"),
    }


def _place(site: SiteRow, row: ProfileRow, now: datetime) -> dict[str, Any]:
    zone = ZoneInfo(site.time_zone)
    spans, corner = _spans(site, now), ""
    if reads.has_stops(site.slug):
        truck = reads.truck(site, now)
        spans = [
            (each.here_from, each.here_until)
            for each in reads.occurrences(site, *_dates(now, zone))
            if each.takes_place
        ]
        stop = truck.here or truck.next
        corner = stop.corner if stop else ""
    open_until = max((ends for begins, ends in spans if begins <= now < ends), default=None)
    opens = min((begins for begins, _ends in spans if begins > now), default=None)
    return {
        **profile_words(site, row),
        "offers": words_of([o.value for o in _TOLD if o.value in row.offers], Offer),
        "corner": corner,
        "open": open_until is not None,
        "next": opens or now + 30 * _DAY,
        "status": _status(open_until, opens, now, zone),
        "bars": list(_bars(spans, now)),
    }


def _status(
    open_until: datetime | None, opens: datetime | None, now: datetime, zone: ZoneInfo
) -> str:
    if open_until is not None:
        if open_until - now > _DAY:
            return _("open day and night")
        return _("open until %(time)s") % {"time": moment_time(open_until, zone)}
    if opens is not None:
        return _("opens %(when)s") % {"when": when(opens, now, zone)}
    return _("hours not told")


def _dates(now: datetime, zone: ZoneInfo) -> tuple[Any, Any]:
    today = now.astimezone(zone).date()
    return today - 2 * _DAY, today + 8 * _DAY


def _spans(site: SiteRow, now: datetime) -> list[Moments]:
    known = reads.openings(site, *_dates(now, ZoneInfo(site.time_zone)))
    return reads.joined(span for _day, span in known)


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
