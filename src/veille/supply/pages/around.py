"""“What is around”: the public page of the supply, for the whole network and by finished weeks."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from veille.ledger import clock
from veille.ui.public import languages, public_page
from veille.ui.rooms import all_bands
from veille.ui.words import words_of

from .. import reads
from ..around import Card, Line, StripReading, cards, last_finished
from ..proportions import Share
from ..words import Reading, Strip
from .result import share

#: How far back the comparison goes, in days before the weeks that are shown.
BEFORE_DAYS = 182
#: A copy of the page is good for so long, in seconds: it changes once a week.
FRESH_SECONDS = 600


def around(request: HttpRequest, language: str) -> HttpResponse:
    return public_page(
        request,
        "supply/around.html",
        lambda: {**told(clock.now()), "addresses": languages("around")},
        language=language,
        fresh_seconds=FRESH_SECONDS,
    )


def told(now: datetime) -> dict[str, Any]:
    """What was found in the last finished weeks, in the language in force."""
    zone = ZoneInfo(settings.TIME_ZONE)
    begins, ends = last_finished(now.astimezone(zone).date())

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone)

    since = begins - timedelta(days=BEFORE_DAYS)
    readings = [
        StripReading(at.astimezone(zone).date(), expected, strip, reading == Reading.POSITIVE)
        for at, expected, strip, reading in reads.strips_read(midnight(since), midnight(ends))
        if reading in (Reading.POSITIVE, Reading.NEGATIVE)
    ]
    samples = reads.samples_by_expected(midnight(begins), midnight(ends))
    found = cards(readings, samples, begins=begins, ends=ends)
    return {
        "said_bands": all_bands(),
        "begins": begins,
        "last": ends - timedelta(days=1),
        "title": _title(found),
        "cards": [_card(card) for card in found],
    }


def _groups() -> dict[str, str]:
    return {
        "opioid": _("Sold as down or another opioid"),
        "stimulant": _("Sold as a stimulant"),
        "benzodiazepine": _("Sold as a benzodiazepine"),
        "other": _("Sold as something else"),
    }


def _title(found: list[Card]) -> str:
    """The finding, made from the numbers: what is new in opioids, else what is most often there
    beside fentanyl."""
    opioids = next((card for card in found if card.group == "opioid"), None)
    lines = [line for line in opioids.lines if line.strip != Strip.FENTANYL] if opioids else []
    new = [line for line in lines if line.first_seen]
    shown = new or [line for line in lines if line.now.positive]
    if not shown:
        return _("What is around")
    line = shown[0]
    words = {"what": words_of([line.strip], Strip), "n": line.now.positive, "of": line.now.tested}
    if new:
        text = _("New in opioids: %(what)s, in %(n)s of %(of)s tested")
    else:
        text = _("%(what)s in %(n)s of %(of)s opioids tested")
    sentence = text % words
    return sentence[:1].upper() + sentence[1:]


def _card(card: Card) -> dict[str, Any]:
    return {
        "title": _groups()[card.group],
        "samples": card.samples,
        "lines": [_line(line) for line in card.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": words_of([line.strip], Strip),
        "positive": line.now.positive,
        "tested": line.now.tested,
        "range": _range(line.now),
        "low": round(100 * line.now.low),
        "width": round(100 * line.now.high) - round(100 * line.now.low),
        "first": line.first_seen,
        "before": _range(line.before) if line.before.tested else "",
    }


def _range(found: Share) -> str:
    """The interval, as “12 to 25%”."""
    low, high = round(100 * found.low), round(100 * found.high)
    return _("%(low)s to %(high)s") % {"low": low, "high": share(high)}
