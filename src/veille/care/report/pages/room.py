"""What the report gives to pages that belong to no room: its tab. It writes no facts."""

from django.utils.translation import gettext_lazy as _

from veille.care.pages.rooms import CareRoom
from veille.ledger.facts import Body
from veille.ui.rooms import Tab


def _no_words(_body: Body) -> str:
    return ""


def _no_page(_kind: str, _slug: str, _thing: str) -> str:
    return ""


ROOM = CareRoom(
    kinds="care.report.",
    in_words=_no_words,
    page_of=_no_page,
    tabs=(Tab("report", _("Report")),),
)
