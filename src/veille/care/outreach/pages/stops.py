"""The truck's stops: tonight's, with what its crew says of them; the schedule; people met."""

from datetime import date as Date
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille.care import reads as floor
from veille.care.pages.answers import done, from_board
from veille.care.pages.requests import SiteRequest
from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed
from veille.ui.answers import sheet, submit
from veille.ui.history import Line, lines
from veille.ui.words import words_of

from .. import actions, reads
from ..policies import told as span_told
from ..state import Stop
from ..tables import CountRow
from ..whereabouts import Occurrence
from ..words import Setting
from . import objects
from .forms import CancelForm, CountForm, EndForm, MoveForm, SayForm, StopForm
from .hours import days_words
from .strip import Shown, shown

#: One tap counts so many people.
AT_ONCE = (1, 2, 5, 10)
_LINES = 12


def outreach(request: SiteRequest, slug: str) -> HttpResponse:
    """Tonight's stops and the counter; what was said of both today."""
    return _outreach(request, _count_form(request))


def _count_form(request: SiteRequest, data: Any = None) -> CountForm:
    """Filled as the same person counted last: one tap is then enough."""
    last = reads.last_count_by(request.here.slug, request.user.id)
    usual = {"setting": last.setting, "done": last.done} if last else {"setting": Setting.STREET}
    return CountForm(data, initial=usual)


def _outreach(request: SiteRequest, form: CountForm) -> HttpResponse:
    site, now = request.here, clock.now()
    today = floor.day_of(site, now)
    tonight = reads.tonight(site, now)
    where = reads.truck(site, now)
    counts = list(reads.counts(site.slug, today.begins, today.ends)[:_LINES])
    by_setting = reads.contacts_by_setting(site.slug, today.begins, today.ends)
    context = {
        "stops": [shown(site, each, now) for each in tonight],
        "here": where.here,
        "following": where.next if where.next and where.next not in tonight else None,
        "has_stops": reads.has_stops(site.slug),
        "form": form,
        "at_once": AT_ONCE,
        "met": sum(by_setting.values()),
        "by_setting": [(words_of([each], Setting), n) for each, n in by_setting.items()],
        "lines": _lines(tonight, counts),
        "tab": "outreach",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "outreach/outreach.html", context, status=status)


def _lines(tonight: list[Occurrence], counts: list[CountRow]) -> list[Line]:
    """What was said today, the latest first."""
    things = [each.outing.id for each in tonight if each.outing] + [row.id for row in counts]
    said = [line for thing in things for line in lines(entries(thing), thing)]
    return sorted(said, key=lambda line: line.at, reverse=True)


def count(request: SiteRequest, slug: str) -> HttpResponse:
    """Count people who were met outside."""
    form = _count_form(request, request.POST)
    if submit(
        request,
        form,
        lambda data: actions.count(
            by=request.user.id,
            place=slug,
            people=form.how_many,
            setting=data["setting"],
            done=data["done"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        many = form.how_many
        words = ngettext("Counted: %(n)s person.", "Counted: %(n)s people.", many)
        return done(request, words % {"n": many}, to=reverse("outreach", args=[slug]))
    return _outreach(request, form)


def say(request: SiteRequest, slug: str, stop: Stop, date: str) -> HttpResponse:
    """We are here, we are late, we leave, all as planned: one tap."""
    found = _stop(request, stop, date)
    form = SayForm(request.POST)
    if not form.is_valid():
        raise Malformed(_("That tap was not understood. Open the stops again, then tap once more."))
    what, _dash, minutes = form.cleaned_data["say"].partition("-")
    values: dict[str, Any] = {
        "by": request.user.id,
        "stop": stop.id,
        "day": found.day,
        "submission": form.identity,
    }
    if what == "here":
        actions.reach(**values)
        words = _("You are at %(corner)s.") % {"corner": found.corner}
    elif what == "leaving":
        actions.depart(**values)
        words = _("You left %(corner)s.") % {"corner": found.corner}
    elif what == "planned":
        actions.restore(**values)
        words = _("%(corner)s: as planned.") % {"corner": found.stop.corner}
    else:
        actions.delay(minutes=int(minutes), **values)
        words = _("Told: %(n)s minutes late.") % {"n": minutes}
    return _done(request, words)


def cancel(request: SiteRequest, slug: str, stop: Stop, date: str) -> HttpResponse:
    """Say that the truck will not come, and why."""
    found = _stop(request, stop, date)
    form = CancelForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.cancel(
            by=request.user.id,
            stop=stop.id,
            day=found.day,
            why=data["why"],
            rest=data["rest"],
            submission=form.identity,
        ),
    ):
        return _done(request, _("Cancelled: %(corner)s.") % {"corner": found.corner})
    return _sheet(request, "outreach/cancel.html", found, form)


def move(request: SiteRequest, slug: str, stop: Stop, date: str) -> HttpResponse:
    """Say at which other corner the truck stops this time."""
    found = _stop(request, stop, date)
    form = MoveForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.move(
            by=request.user.id,
            stop=stop.id,
            day=found.day,
            corner=data["corner"],
            submission=form.identity,
        ),
    ):
        corner = form.cleaned_data["corner"]
        return _done(request, _("Moved to %(corner)s.") % {"corner": corner})
    return _sheet(request, "outreach/move.html", found, form)


def _sheet(request: SiteRequest, template: str, found: Occurrence, form: Any) -> HttpResponse:
    one: Shown = shown(request.here, found, clock.now())
    return sheet(request, template, {"stop": one}, form)


def _done(request: SiteRequest, words: str) -> HttpResponse:
    """The board anew where the tap came from it, else the stops."""
    to = None if from_board(request) else reverse("outreach", args=[request.here.slug])
    return done(request, words, to=to)


def _stop(request: SiteRequest, stop: Stop, date: str) -> Occurrence:
    """One of this site's stops on a date of its schedule."""
    try:
        found = reads.occurrence(request.here, stop.id, Date.fromisoformat(date))
    except ValueError:
        raise Absent(
            _("“%(date)s” is not a date. Write it such as 2026-03-14."), date=date[:20]
        ) from None
    if found is None:
        raise Absent(
            _(
                "The truck does not stop there on that date: the schedule may have changed. "
                "Open the stops again."
            )
        )
    return found


def schedule(request: SiteRequest, slug: str) -> HttpResponse:
    """The stops of the schedule; a coordinator adds to them and ends them."""
    today = floor.day_of(request.here).date.date()
    form = StopForm(request.POST or None, initial={"first": today})
    if submit(
        request,
        form,
        lambda _data: actions.plan_stop(
            by=request.user.id, place=slug, submission=form.identity, **form.stop()
        ),
    ):
        words = _("Planned: %(corner)s.") % {"corner": form.cleaned_data["corner"]}
        return done(request, words, to=reverse("schedule", args=[slug]))
    turn = request.here.day_starts_hour * 60
    stops = [s for s in reads.stops(slug) if s.last is None or s.last >= today]
    stops.sort(key=lambda s: (s.span.begins < turn, s.span.begins, s.first))
    rows = [
        {
            "stop": stop,
            "hours": span_told(stop.span),
            "days": days_words(stop.weekdays),
            "entry": entries(stop.id)[0],
            "end": EndForm(
                initial={"stop": stop.id, "last": today - timedelta(days=1)},
                auto_id=f"id_{stop.id}_%s",
            ),
        }
        for stop in stops
    ]
    return sheet(request, "outreach/schedule.html", {"rows": rows, "tab": "outreach"}, form)


def end(request: SiteRequest, slug: str) -> HttpResponse:
    """Take a stop off the schedule."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Malformed(_("Choose the last date on which the truck stops there, then save."))
    data = form.cleaned_data
    stop = objects.stop(request, data["stop"])
    actions.end_stop(by=request.user.id, stop=stop.id, last=data["last"], submission=form.identity)
    words = _("%(corner)s: no longer on the schedule.") % {"corner": stop.corner}
    return done(request, words, to=reverse("schedule", args=[slug]))
