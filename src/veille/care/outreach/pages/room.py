"""What outreach gives to the pages that it shares."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.care.pages.rooms import CareRoom
from veille.ledger.facts import Body
from veille.ui.fields import ChipField, ChipsField
from veille.ui.number_fields import WholeField
from veille.ui.rooms import Tab
from veille.ui.words import words_of

from .. import facts, reads
from ..policies import told
from ..words import Cancelled, Done, Setting, Weekday
from .forms import SpanField
from .hours import late_words
from .strip import strip


def _in_words(body: Body) -> str:
    match body:
        case facts.ProfileSaid():
            return _("Public profile: %(address)s") % {"address": body.address}
        case facts.HoursSaid():
            return _("Opening hours from %(date)s on") % {"date": _date(body.first)}
        case facts.DaySaid():
            hours = ", ".join(map(told, body.spans)) or _("closed")
            return _("%(date)s: %(hours)s") % {"date": _date(body.day), "hours": hours}
        case facts.DayAsUsual():
            return _("%(date)s: the week's hours after all") % {"date": _date(body.day)}
        case facts.StopPlanned():
            return _("Stop planned: %(corner)s, %(hours)s") % {
                "corner": body.corner,
                "hours": told(body.span),
            }
        case facts.StopEnded():
            return _("Last time on %(date)s") % {"date": _date(body.last)}
        case facts.Counted():
            met = [words_of([body.setting], Setting), *filter(None, [words_of(body.done, Done)])]
            return _("People met: %(n)s · %(how)s") % {"n": body.people, "how": " · ".join(met)}
        case facts.Outing():
            return _outing(body)
    return ""


def _outing(body: facts.Outing) -> str:
    return _("%(corner)s: %(what)s") % {
        "corner": reads.corner_of(body.stop),
        "what": _what(body),
    }


def _what(body: facts.Outing) -> str:
    match body:
        case facts.Reached():
            return _("we are here")
        case facts.Departed():
            return _("left")
        case facts.Delayed():
            return late_words(body.minutes)
        case facts.CalledOff():
            return _("cancelled: %(why)s") % {"why": words_of([body.why], Cancelled)}
        case facts.Moved():
            return _("moved to %(corner)s") % {"corner": body.corner}
        case _:
            return _("as planned after all")


def _date(day: object) -> str:
    return date_format(day, "DATE_FORMAT")  # type: ignore[arg-type]


def _page_of(_kind: str, slug: str, about: str) -> str:
    name = "schedule" if reads.stop(slug, about) else "outreach"
    return reverse(name, args=[slug])


def _tidied(body: Body, changes: dict[str, Any]) -> dict[str, Any]:
    """Weekdays are kept as numbers."""
    if isinstance(body, facts.StopPlanned):
        changes["weekdays"] = tuple(int(day) for day in changes["weekdays"])
    return changes


ROOM = CareRoom(
    "care.outreach.",
    _in_words,
    _page_of,
    correctable={
        facts.Counted: {
            "people": lambda _s: WholeField(label=gettext_lazy("How many people"), least=1),
            "setting": lambda _s: ChipField(Setting, label=gettext_lazy("Where")),
            "done": lambda _s: ChipsField(Done, label=gettext_lazy("What"), required=False),
        },
        facts.Reached: {},
        facts.Departed: {},
        facts.AsPlanned: {},
        facts.Delayed: {
            "minutes": lambda _s: WholeField(label=gettext_lazy("Minutes late"), least=1),
        },
        facts.CalledOff: {"why": lambda _s: ChipField(Cancelled, label=gettext_lazy("Why"))},
        facts.Moved: {"corner": lambda _s: _corner()},
        facts.StopPlanned: {
            "corner": lambda _s: _corner(),
            "span": lambda _s: SpanField(label=gettext_lazy("Hours")),
            "weekdays": lambda _s: ChipsField(Weekday, label=gettext_lazy("Nights")),
        },
    },
    tidied=_tidied,
    tabs=(Tab("outreach", gettext_lazy("Outreach")),),
    strip=strip,
)


def _corner() -> forms.Field:
    return forms.CharField(label=gettext_lazy("Corner"), max_length=80)
