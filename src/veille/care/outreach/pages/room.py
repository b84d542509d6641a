"""What outreach gives to the pages that it shares."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.care.pages.rooms import CareRoom
from veille.ui.number_fields import WholeField
from veille.ui.rooms import Kind, Tab, as_in
from veille.ui.words import words_of

from .. import facts, reads
from ..policies import told
from ..words import Done
from .forms import CancelForm, CountForm, MoveForm, SpanField, StopForm
from .hours import late_words
from .strip import strip


def _day_said(body: facts.DaySaid) -> str:
    hours = ", ".join(map(told, body.spans)) or _("closed")
    day = date_format(body.day, "DATE_FORMAT")
    return _("%(date)s: %(hours)s") % {"date": day, "hours": hours}


def _day_as_usual(body: facts.DayAsUsual) -> str:
    day = date_format(body.day, "DATE_FORMAT")
    return _("%(date)s: the week's hours after all") % {"date": day}


def _stop_planned(body: facts.StopPlanned) -> str:
    hours = told(body.span)
    return _("Stop planned: %(corner)s, %(hours)s") % {"corner": body.corner, "hours": hours}


def _counted(body: facts.Counted) -> str:
    how = " · ".join(filter(None, [str(body.setting.label), words_of(body.done, Done)]))
    return _("People met: %(n)s · %(how)s") % {"n": body.people, "how": how}


def _outing(what: Callable[[Any], Any]) -> Callable[[facts.Outing], str]:
    """What was said of a stop on one of its days: its corner, then `what`."""

    def says(body: facts.Outing) -> str:
        corner = reads.corner_of(body.stop)
        return _("%(corner)s: %(what)s") % {"corner": corner, "what": what(body)}

    return says


def _page_of(_kind: str, slug: str, about: str) -> str:
    name = "schedule" if reads.stop(slug, about) else "outreach"
    return reverse(name, args=[slug])


def _tidy_stop(_said: facts.StopPlanned, changes: dict[str, Any]) -> dict[str, Any]:
    """Weekdays are kept as numbers."""
    return {"weekdays": tuple(int(day) for day in changes["weekdays"])}


ROOM = CareRoom(
    prefix="care.outreach.",
    page_of=_page_of,
    kinds={
        facts.ProfileSaid: Kind(_lazy("Public profile: %(address)s")),
        facts.HoursSaid: Kind(_lazy("Opening hours from %(first)s on")),
        facts.DaySaid: Kind(_day_said),
        facts.DayAsUsual: Kind(_day_as_usual),
        facts.StopPlanned: Kind(
            _stop_planned,
            {
                **as_in(StopForm, "corner"),
                "span": lambda _site: SpanField(label=_lazy("Hours")),
                **as_in(StopForm, "weekdays"),
            },
            tidy=_tidy_stop,
        ),
        facts.StopEnded: Kind(_lazy("Last time on %(last)s")),
        facts.Reached: Kind(_outing(lambda _body: _("we are here")), {}),
        facts.Delayed: Kind(
            _outing(lambda body: late_words(body.minutes)),
            {"minutes": lambda _site: WholeField(label=_lazy("Minutes late"), least=1)},
        ),
        facts.CalledOff: Kind(
            _outing(lambda body: _("cancelled: %(why)s") % {"why": body.why.label}),
            as_in(CancelForm, "why"),
        ),
        facts.Moved: Kind(
            _outing(lambda body: _("moved to %(corner)s") % {"corner": body.corner}),
            as_in(MoveForm, "corner"),
        ),
        facts.AsPlanned: Kind(_outing(lambda _body: _("as planned after all")), {}),
        facts.Departed: Kind(_outing(lambda _body: _("left")), {}),
        facts.Counted: Kind(
            _counted,
            {
                "people": lambda _site: WholeField(label=_lazy("How many people"), least=1),
                **as_in(CountForm, "setting", "done"),
            },
        ),
    },
    tabs=(Tab("outreach", _lazy("Outreach")),),
    strip=strip,
)
