"""What the public may know of a site, as its coordinator says it."""

from datetime import date as Date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.requests import SiteRequest
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed
from veille.ui.answers import submit
from veille.ui.history import lines

from .. import actions, reads
from ..tables import ProfileRow
from .forms import DayForm, ProfileForm, WeekForm
from .hours import in_full, span_words, week_words


def profile(request: SiteRequest, slug: str) -> HttpResponse:
    """Address, telephone, what is offered; with the hours and the dates of their own below."""
    form = ProfileForm(request.POST or None, initial=_said(reads.profile(slug)))
    if submit(
        request,
        form,
        lambda _data: actions.say_profile(
            by=request.user.id, place=slug, said=form.said(), submission=form.identity
        ),
    ):
        return _saved(request)
    return _page(request, form=form)


def _said(row: ProfileRow | None) -> dict[str, Any]:
    if row is None:
        return {}
    names = ("address", "way_fr", "way_en", "phone", "offers", "access", "languages", "public")
    return {name: getattr(row, name) for name in names}


def week(request: SiteRequest, slug: str) -> HttpResponse:
    """Set the week's hours from a date on."""
    form = WeekForm(request.POST)
    if submit(
        request,
        form,
        lambda data: actions.say_hours(
            by=request.user.id,
            place=slug,
            first=data["first"],
            week=form.week(),
            submission=form.identity,
        ),
    ):
        return _saved(request)
    return _page(request, week=form)


def day(request: SiteRequest, slug: str) -> HttpResponse:
    """Give a date hours of its own, or close it."""
    form = DayForm(request.POST)
    if submit(
        request,
        form,
        lambda data: actions.say_day(
            by=request.user.id,
            place=slug,
            day=data["day"],
            spans=data["hours"],
            word_fr=data["word_fr"],
            word_en=data["word_en"],
            submission=form.identity,
        ),
    ):
        return _saved(request)
    return _page(request, day=form)


def usual(request: SiteRequest, slug: str) -> HttpResponse:
    """Let a date keep the week's hours after all."""
    try:
        chosen = Date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Malformed(_("Choose a date.")) from None
    actions.keep_day(by=request.user.id, place=slug, day=chosen)
    words = _("%(date)s: the week's hours after all") % {"date": date_format(chosen, "DATE_FORMAT")}
    return done(request, words, to=reverse("profile", args=[slug]))


def _saved(request: SiteRequest) -> HttpResponse:
    words = _("Saved. The public page says so now.")
    return done(request, words, to=reverse("profile", args=[request.here.slug]))


def _page(
    request: SiteRequest,
    *,
    form: ProfileForm | None = None,
    week: WeekForm | None = None,
    day: DayForm | None = None,
) -> HttpResponse:
    """The whole page, with the one form that was sent."""
    site = request.here
    today = floor.day_of(site).date.date()
    in_force = reads.week(site.slug, today)
    known = [reads.spans_of(each) for each in in_force.week] if in_force else []
    initial = {f"day_{n}": in_full(spans) for n, spans in enumerate(known)}
    row = reads.profile(site.slug)
    context = {
        "form": form or ProfileForm(initial=_said(row)),
        "week": week or WeekForm(initial={"first": today, **initial}, auto_id="id_week_%s"),
        "day_form": day or DayForm(initial={"day": today}, auto_id="id_day_%s"),
        "known": week_words(known) if known else [],
        "since": in_force.first if in_force else None,
        "later": [w for w in reads.weeks(site.slug) if w.first > today],
        "days": [
            {
                "day": each.day,
                "hours": span_words(reads.spans_of(each.spans)),
                "word_fr": each.word_fr,
                "word_en": each.word_en,
            }
            for each in reads.days(site.slug, today)
        ],
        "lines": lines(entries(row.id), row.id)[-5:] if row else [],
        "has_stops": reads.has_stops(site.slug),
        "tab": "outreach",
    }
    sent = form or week or day
    status = 422 if sent is not None and sent.is_bound and sent.errors else 200
    return render(request, "outreach/profile.html", context, status=status)
