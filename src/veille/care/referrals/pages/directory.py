"""The directory of destinations, and how long each takes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.care.pages.answers import done
from veille.care.pages.requests import SiteRequest
from veille.hours import closures_in_words
from veille.ledger.recording import entries
from veille.ui.answers import sheet, submit
from veille.ui.history import lines
from veille.ui.pictures import Quantity, bar_rows
from veille.ui.words import words_of

from .. import actions, reads
from ..facts import Details
from ..tables import DestinationRow
from ..words import Booking, Language, Need
from .forms import CloseDestinationForm, DestinationForm
from .words import hours_now, languages, week


def destinations(request: SiteRequest, slug: str) -> HttpResponse:
    """Places to refer to; by need, by a part of the name or address, or those that closed."""
    need = request.GET.get("need", "")
    text = request.GET.get("q", "").strip()[:80]
    show_closed = "closed" in request.GET
    rows = [
        row
        for row in reads.destinations(closed=show_closed)
        if (not need or need in row.needs)
        and text.casefold() in f"{row.name} {row.address}".casefold()
    ]
    context = {
        "rows": [_row(row) for row in rows],
        "needs": Need.choices,
        "need": need,
        "q": text,
        "closed": show_closed,
        "tab": "referrals",
        "here": "destinations",
    }
    return render(request, "referrals/directory.html", context)


def _row(row: DestinationRow) -> dict[str, Any]:
    return {
        "row": row,
        "needs": words_of(row.needs, Need),
        "phone": row.phone.replace("-", "\N{NON-BREAKING HYPHEN}"),
        "hours": hours_now(reads.hours_of(row)) if row.closed_at is None else None,
    }


def destination(request: SiteRequest, slug: str, destination: DestinationRow) -> HttpResponse:
    """One place: how to reach it, when it is open, how long it takes."""
    hours = reads.hours_of(destination)
    context = {
        **_row(destination),
        "booking": words_of(destination.booking, Booking),
        "spoken": languages(destination),
        "week": week(hours) if hours.known else [],
        "closed_on": closures_in_words(hours.closed_on),
        "note": destination.note_en if request.LANGUAGE_CODE == "en" else destination.note_fr,
        "wait": next(iter(reads.waiting_times(destination=destination.id)), None),
        "lines": lines(entries(destination.id), destination.id),
        "days": reads.WAITS_DAYS,
        "tab": "referrals",
        "here": "destinations",
    }
    return render(request, "referrals/destination.html", context)


def new(request: SiteRequest, slug: str) -> HttpResponse:
    """Add a place to the directory."""
    form = DestinationForm(request.POST or None)
    if submitted := submit(
        request,
        form,
        lambda _data: actions.list_destination(
            by=request.user.id,
            place=slug,
            submission=form.identity,
            details=form.details(request.here.time_zone),
        ),
    ):
        listed = submitted.made
        return done(
            request,
            _("The place stands in the directory."),
            to=reverse("destination", args=[slug, listed.id]),
        )
    back = reverse("destinations", args=[slug])
    return sheet(request, "referrals/destination_form.html", {"back": back}, form)


def change(request: SiteRequest, slug: str, destination: DestinationRow) -> HttpResponse:
    """Say anew what the directory says of a place."""
    hours = reads.hours_of(destination)
    now = Details(
        destination.name,
        tuple(Need(need) for need in destination.needs),
        destination.address,
        destination.phone,
        hours,
        tuple(Language(language) for language in destination.languages),
        tuple(Booking(booking) for booking in destination.booking),
        destination.note_fr,
        destination.note_en,
    )
    form = DestinationForm(
        request.POST or None, initial=DestinationForm.said(now, destination.version)
    )
    back = reverse("destination", args=[slug, destination.id])
    if submit(
        request,
        form,
        lambda data: actions.change_destination(
            by=request.user.id,
            place=slug,
            destination=destination.id,
            submission=form.identity,
            details=form.details(hours.time_zone),
            seen=data["seen"],
        ),
    ):
        return done(request, _("Saved. What it said before stays in the register."), to=back)
    return sheet(
        request, "referrals/destination_form.html", {"back": back, "row": destination}, form
    )


def close(request: SiteRequest, slug: str, destination: DestinationRow) -> HttpResponse:
    """Close a place for good; what was referred to it stays."""
    back = reverse("destination", args=[slug, destination.id])
    form = CloseDestinationForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.close_destination(
            by=request.user.id,
            place=slug,
            destination=destination.id,
            submission=form.identity,
            note=data["note"],
        ),
    ):
        words = _("Closed for good. Nobody is referred there any more.")
        return done(request, words, to=back)
    waiting = next(iter(reads.waiting_times(destination=destination.id)), None)
    context = {"back": back, "row": destination, "waiting": waiting.waiting if waiting else 0}
    return sheet(request, "referrals/destination_close.html", context, form)


def waiting(request: SiteRequest, slug: str) -> HttpResponse:
    """From making a referral to going: median and 90th percentile of each place."""
    waits = reads.waiting_times()
    went = [
        Quantity(
            wait.name,
            f"{floatformat(wait.median_days, 1)} · {floatformat(wait.p90_days, 1)}",
            [(wait.median_days, "")],
            mark=wait.p90_days,
        )
        for wait in waits
        if wait.median_days is not None and wait.p90_days is not None
    ]
    context = {
        "waits": waits,
        "picture": bar_rows(went, whiskers=True),
        "days": reads.WAITS_DAYS,
        "tab": "referrals",
        "here": "referral-waits",
    }
    return render(request, "referrals/waiting.html", context)
