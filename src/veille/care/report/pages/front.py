"""What the report puts on the public front page: the numbers of the last finished month."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from veille.ui.public import FrontPart, PublicLink, address_in

from ..floor_sections import OVERDOSES, PEOPLE, VISITS
from ..release import ROUNDED_TO, finished_months, month
from .report import in_words

_SHOWN = (
    (VISITS, gettext_lazy("visits")),
    (PEOPLE, gettext_lazy("people")),
    (OVERDOSES, gettext_lazy("overdoses cared for")),
)


def numbers(_now: datetime) -> Mapping[str, Any] | None:
    """None where the last month is of no site, or had no visit."""
    periods = finished_months()
    found = month(periods[0]) if periods else None
    if found is None or found.empty:
        return None
    shown = [(found.of_all(name), label) for name, label in _SHOWN]
    return {
        "title": in_words(found.period),
        "numbers": [(number, label) for number, label in shown if number is not None],
        "rounded_to": ROUNDED_TO,
        "all": address_in("numbers"),
    }


FRONT = (FrontPart("report/front.html", numbers, order=30),)
LINKS = (PublicLink(gettext_lazy("The numbers"), "numbers"),)
