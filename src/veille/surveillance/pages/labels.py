"""Series, sites and alarms as a person reads them."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille.ledger import clock
from veille.ui.rooms import all_counted_sites, all_daily

from ..detecting import EARS, FARRINGTON, SHARE
from ..facts import Seen
from ..found import Judged
from ..gathering import NETWORK
from ..words import Period

#: How the network stands in an address.
NETWORK_SLUG = "network"


class Labels:
    """Names of series and sites, asked for once a page."""

    def __init__(self) -> None:
        self.series = {daily.name: daily.label for daily in all_daily()}
        self.out_of = {daily.name: daily.out_of for daily in all_daily()}
        now = clock.now()
        self.sites = {site.slug: site.name for site in all_counted_sites(now, now)}

    def of_series(self, name: str) -> str:
        return str(self.series.get(name, name))

    def of_site(self, slug: str) -> str:
        return _("all sites") if slug == NETWORK else self.sites.get(slug, slug)

    def title(self, series: str, site: str) -> str:
        return f"{self.of_series(series)}, {self.of_site(site)}"


def slug_of(site: str) -> str:
    return NETWORK_SLUG if site == NETWORK else site


def site_of(slug: str) -> str:
    return NETWORK if slug == NETWORK_SLUG else slug


def number(value: float | None) -> str:
    """As the language writes it, with one decimal below ten; a dash where there is none."""
    if value is None:
        return "–"
    places = 1 if abs(value) < 10 and value != int(value) else 0
    return number_format(round(value, places), places, use_l10n=True, force_grouping=True)


def finding(seen: Seen) -> str:
    """“19 counted, 8 expected, bound 15”."""
    counted = {
        "n": number(seen.observed),
        "expected": number(seen.expected),
        "bound": number(seen.bound),
    }
    return (
        ngettext(
            "%(n)s counted, %(expected)s expected, bound %(bound)s",
            "%(n)s counted, %(expected)s expected, bound %(bound)s",
            seen.observed,
        )
        % counted
    )


def when(seen: Seen) -> str:
    """The day, or from when until when; weeks by their first day."""
    first, last = date.fromisoformat(seen.first), date.fromisoformat(seen.last)
    if seen.period is Period.WEEK:
        if first == last:
            return _("week of %(day)s") % {"day": date_format(first)}
        return _("weeks of %(first)s to %(last)s") % {
            "first": date_format(first),
            "last": date_format(last),
        }
    if first == last:
        return date_format(first)
    return _("%(first)s to %(last)s") % {"first": date_format(first), "last": date_format(last)}


def method(judged: Judged) -> str:
    """How a series is judged, in a sentence."""
    days = {"days": judged.baseline}
    if judged.method == SHARE:
        words = _(
            "Compared with its share of the visits on the %(days)s days at work before, by "
            "Fisher’s exact test."
        )
        return words % days
    if judged.method == EARS:
        return _("Compared with the %(days)s days at work before (EARS C1).") % days
    if judged.method == FARRINGTON:
        return _(
            "Compared with the same weeks of the three years before (flexible Farrington, "
            "negative binomial)."
        )
    return ""


def why_not(judged: Judged, needed: int) -> str:
    """Why a series has no bound, or nothing to see."""
    match judged.why:
        case "short":
            known = sum(count is not None for count in judged.observed)
            return ngettext(
                "%(known)s day was counted; a bound needs %(needed)s.",
                "%(known)s days were counted; a bound needs %(needed)s.",
                known,
            ) % {"known": known, "needed": needed}
        case "zeros":
            return _("Nothing was counted on any day: zeros, and no alarm.")
        case "no-bound":
            return _("No day has a bound: too little was counted before.")
    return ""


def forecast_why(judged: Judged) -> str:
    match judged.forecast_why:
        case "missing-days":
            return _("No forecast: days are missing among the last ones.")
        case "short-for-forecast":
            return _("No forecast: the series is too short.")
    return ""


def missing(judged: Judged, days: Sequence[int]) -> str:
    """How many of these days were not counted."""
    gone = sum(judged.observed[n] is None for n in days)
    if not gone:
        return ""
    return ngettext(
        "On %(gone)s day nothing was counted here: no zero.",
        "On %(gone)s days nothing was counted here: no zeros.",
        gone,
    ) % {"gone": gone}


def weeks_ago(weeks: int, today: date) -> date:
    return today - timedelta(weeks=weeks)
