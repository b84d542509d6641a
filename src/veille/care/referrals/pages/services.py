"""Services given on site: one tap for one of them, during a visit or not; and the site's list."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.board import handles_of
from veille.care.pages.requests import SiteRequest
from veille.care.tables import VisitRow
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed, Refused
from veille.ui.answers import refused_form, sheet, submit
from veille.ui.history import lines
from veille.ui.names import name_of

from .. import actions, reads
from ..facts import OwnService
from ..tables import GivenRow
from .forms import GivenForm, ServicesForm, TapForm

_LAST = 30


def services(request: SiteRequest, slug: str) -> HttpResponse:
    """Services of the site's day, and one tap to give one to whoever comes by."""
    day = floor.day_of(request.here)
    given = list(reads.given_between(slug, day.begins, day.ends))
    counts: Counter[str] = Counter()
    for row in given:
        counts[row.service] += row.count
    names = reads.service_names(slug)
    handles = handles_of(floor.visits({row.visit for row in given[:_LAST] if row.visit}))
    context = {
        "counts": [(names.get(key, key), count) for key, count in counts.most_common()],
        "total": counts.total(),
        "given": [_given(row, names, handles) for row in given[:_LAST]],
        "more": max(0, len(given) - _LAST),
        "tab": "referrals",
        "here": "services",
    }
    home = reverse("services", args=[slug])
    return _page(request, "referrals/services.html", context, counts, home)


def in_visit(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """Services given during one visit."""
    given = reads.given_in_visit(visit.id)
    counts: Counter[str] = Counter()
    for one in given:
        counts[one.service] += one.count
    history = [entry for one in given for entry in entries(one.id)]
    context = {
        "visit": visit,
        "who": handles_of([visit])[visit.id],
        "lines": lines(history, visit.person or visit.id),
        "tab": "referrals",
        "here": "",
    }
    home = reverse("visit-services", args=[slug, visit])
    return _page(request, "referrals/visit_services.html", context, counts, home, visit.id)


def _page(
    request: SiteRequest,
    template: str,
    context: dict[str, Any],
    counts: Counter[str],
    home: str,
    visit: str = "",
) -> HttpResponse:
    """One tap gives one; the form below, several, or earlier."""
    slug = request.here.slug
    offered = reads.services_offered(slug)
    several = "count" in request.POST
    form = GivenForm(request.POST if several else None, offered=offered)
    if request.method == "POST":
        tapped: Any = form if several else TapForm(request.POST)
        if tapped.is_valid():
            data = {"count": 1, **tapped.cleaned_data}
            data.pop("submission")
            try:
                given = actions.give_service(
                    by=request.user.id, place=slug, visit=visit, submission=tapped.identity, **data
                )
            except Refused as refusal:
                if not several:
                    raise
                refused_form(form, refusal)
            else:
                name = reads.service_name(given.service)
                return done(request, _("Noted: %(service)s.") % {"service": name}, to=home)
        elif not several:
            raise Malformed(
                _("That tap was not understood. Open the page again, then tap once more.")
            )
    taps = [{"key": key, "name": name, "count": counts[key]} for key, name in offered]
    context |= {"taps": taps, "form": form, "home": home}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)


def _given(row: GivenRow, names: dict[str, str], handles: dict[str, str]) -> dict[str, Any]:
    history = entries(row.id)
    return {
        "row": row,
        "name": names.get(row.service, row.service),
        "who": handles.get(row.visit, ""),
        "by": name_of(row.by),
        "entry": history[0].id if history else "",
    }


def choose(request: SiteRequest, slug: str) -> HttpResponse:
    """Which services the site gives; it may name its own, in both languages."""
    row = reads.services(slug)
    names = reads.service_names(slug)
    offered = [key for key, _name in reads.services_offered(slug)]
    initial = {"seen": row.version if row else None, "offered": offered}
    form = ServicesForm(request.POST or None, known=list(names.items()), initial=initial)

    def choose(data: dict[str, Any]) -> None:
        chosen, own = list(data["offered"]), [OwnService(**one) for one in (row.own if row else ())]
        if data["new_fr"] or data["new_en"]:
            key = actions.own_key(data["new_fr"])
            own = [one for one in own if one.key != key]
            own.append(OwnService(key, data["new_fr"].strip(), data["new_en"].strip()))
            chosen.append(key)
        actions.choose_services(
            by=request.user.id,
            place=slug,
            offered=chosen,
            own=own,
            seen=data["seen"],
            submission=form.identity,
        )

    if submit(request, form, choose):
        words = _("Saved: these are the services that can be tapped from now on.")
        return done(request, words, to=reverse("services", args=[slug]))
    return sheet(request, "referrals/services_list.html", {}, form)
