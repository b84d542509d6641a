"""What alerts give to pages that belong to no room: words, a tab, bands."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from veille.supply.danger import danger_of
from veille.supply.naming import key_of, keys_of, sold_as
from veille.ui.rooms import Band, Room, Tab
from veille.ui.words import language

from .. import facts, reads
from ..state import Alert
from ..words import SoldAs, Subject
from .wording import text_of
from .words import KINDS

#: The arrival desk’s word of somebody who does not know what they have.
_UNKNOWN = "unknown"


def _page_of(_kind: str, slug: str, about: str) -> str:
    return reverse("alert", args=[slug, about])


def bands() -> Sequence[Band]:
    """A band for each alert that is live, in the language in force, the most dangerous first."""
    return [_band(alert) for alert in sorted(reads.live(), key=_danger)]


def _danger(alert: Alert) -> int:
    """Overdoses that happen come before what may lead to one."""
    content = alert.shown
    if content is None or content.subject is Subject.OVERDOSES:
        return -1
    return danger_of(key_of(content.substance))


def _band(alert: Alert) -> Band:
    content = alert.shown
    assert content is not None
    text = text_of(alert, content, reads.today())
    name = f"alert-public-{'fr' if language() == 'fr' else 'en'}"
    return Band(
        title=text.headline,
        detail=text.found,
        address=reverse(name, args=[alert.code]),
        concerns=lambda substance: _concerns(content, substance),
    )


def _concerns(content: facts.Content, substance: str) -> bool:
    """Whether somebody who names this substance should hear of it. Overdoses concern everybody,
    and whoever does not know what they have should hear of everything."""
    if content.subject is Subject.OVERDOSES or content.sold_as is None or substance == _UNKNOWN:
        return True
    group = sold_as(keys_of(substance))
    if content.sold_as is SoldAs.OTHER:
        return group not in set(SoldAs.values) - {SoldAs.OTHER.value}
    return group == content.sold_as.value


ROOM = Room(
    prefix="supply.alerts.",
    page_of=_page_of,
    kinds=KINDS,
    tabs=[Tab("alerts", _lazy("Alerts"))],
    bands=bands,
    alert_form=lambda site: reverse("alert-new", args=[site]),
)
