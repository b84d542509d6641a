"""What drug checking puts on the public front page: what is around, the first lines of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from veille.ui.public import FrontPart, PublicLink, address_in

from .around import told

#: Cards and lines of each that the front page shows; the page of its own has all of them.
_CARDS, _LINES = 3, 4


def what_is_around(now: datetime) -> Mapping[str, Any] | None:
    found = told(now)
    if not found["cards"]:
        return None
    cards = [{**card, "lines": card["lines"][:_LINES]} for card in found["cards"][:_CARDS]]
    return {**found, "cards": cards, "all": address_in("around")}


FRONT = (FrontPart("supply/front.html", what_is_around),)
LINKS = (
    PublicLink(gettext_lazy("What is around"), "around"),
    PublicLink(gettext_lazy("Result of a sample"), "result-ask"),
)
