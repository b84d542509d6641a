"""What the report puts on the public front page: the numbers of the last finished month, as they
leave the house."""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from veille.care import reads
from veille.disclosure import NETWORK
from veille.ui.public import FrontPart

from .. import counts
from ..floor_sections import OVERDOSES, PEOPLE, VISITS
from ..period import this_month
from .report import in_words

#: Small movements of a number tell of single people.
ROUNDED_TO = 10
_SHOWN = (
    (VISITS, gettext_lazy("visits")),
    (PEOPLE, gettext_lazy("people")),
    (OVERDOSES, gettext_lazy("overdoses cared for")),
)
#: A finished month hardly changes; entries of later on show after so long.
_FRESH_SECONDS = 900
_kept: dict[str, tuple[float, dict[str, Any] | None]] = {}


def numbers(_now: datetime) -> Mapping[str, Any] | None:
    """None where no site has a finished month with a visit. Counted at most every quarter of an
    hour: anybody may open the page."""
    sites = reads.sites()
    if not sites:
        return None
    period = this_month(sites[0]).before
    made, found = _kept.get(period.name, (0.0, None))
    if not made or time.monotonic() - made > _FRESH_SECONDS:
        found = _count(period)
        _kept.clear()
        _kept[period.name] = (time.monotonic(), found)
    return {**found, "title": in_words(period)} if found else None


def _count(period: Any) -> dict[str, Any] | None:
    published = counts.leaving(period)
    report = published.report
    total = NETWORK if len(reads.sites()) > 1 else reads.sites()[0].slug
    if not report.number(VISITS, total):
        return None
    return {
        "numbers": [
            (ROUNDED_TO * round(report.number(name, total) / ROUNDED_TO), label)
            for name, label in _SHOWN
            if (name, total) not in published.gone
        ],
        "rounded_to": ROUNDED_TO,
    }


FRONT = (FrontPart("report/front.html", numbers, order=30),)
LINKS = ()
