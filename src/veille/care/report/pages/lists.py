"""What stands behind a number, fifty a page, each with the way to its own page."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from veille.accounts.access import can_open
from veille.care import reads
from veille.care.pages.board import handles_of
from veille.care.tables import SiteRow
from veille.care.words import Mode, Outcome, Substance
from veille.ledger.recording import entries
from veille.ui.history import in_words
from veille.ui.names import handle_of
from veille.ui.requests import AccountRequest
from veille.ui.rooms import room_of
from veille.ui.words import words_of

from .. import lists
from ..lists import OVERDOSE, PERSON, VISIT, Thing
from .query import asked
from .report import in_words as period_in_words

_ON_PAGE = 50


def behind(request: AccountRequest, slug: str = "") -> HttpResponse:
    """The list of a number: `?number=visits.band.22`."""
    which = asked(request, slug)
    found = lists.behind(which.period, which.sites, request.GET.get("number", ""))
    page = Paginator(found.things, _ON_PAGE).get_page(request.GET.get("page"))
    things = list(page.object_list)
    names = {site.slug: site for site in which.sites}
    context = {
        "behind": found,
        "title": period_in_words(which.period),
        "whole": str(found.label) if found.table.key in _NAMED_BY_ROW else str(found.table.title),
        "rows": _rows(things, names, request.user.role),
        "page": page,
        "network": which.site is None,
        "home": which.address(),
        "tab": "report" if slug else "report-network",
    }
    return render(request, "report/list.html", context)


#: Tables of one row, whose row says more than their title.
_NAMED_BY_ROW = frozenset({"visits", "people", "consumptions", "overdoses"})


def _rows(
    things: Sequence[Thing], sites: dict[str, SiteRow], role: str | None
) -> list[dict[str, Any]]:
    """What each thing is called and where its page is; a few queries for each kind of thing."""
    visits = {row.id: row for row in reads.visits(t.id for t in things if t.kinds == VISIT)}
    handles = handles_of(visits.values())
    people = reads.people([t.id for t in things if t.kinds == PERSON])
    rows = []
    for thing in things:
        words, who, page = "", "", ""
        if thing.kinds == VISIT and thing.id in visits:
            row = visits[thing.id]
            who = handles[row.id]
            words = f"{words_of([row.mode], Mode)} · {words_of(row.substances, Substance)}"
            page = _address("visit", thing, role)
        elif thing.kinds == PERSON:
            known = people.get(thing.id)
            who = handle_of(thing.id, known.handle if known else None)
            page = _address("person", thing, role)
        elif thing.kinds == OVERDOSE:
            outcome = reads.overdose(thing.id).outcome
            words = words_of([outcome], Outcome) if outcome else ""
            page = _address("overdose", thing, role)
        else:
            parts = [entry for entry in entries(thing.id) if not entry.struck]
            words = in_words(parts[0].body) if parts else ""
            room = room_of(thing.kinds)
            page = room.page_of(thing.kinds, thing.site, thing.id) if room else ""
        zone = ZoneInfo(sites[thing.site].time_zone)
        rows.append(
            {
                "at": timezone.localtime(thing.at, zone),
                "site": sites[thing.site].name,
                "who": who,
                "words": words,
                "page": page,
            }
        )
    return rows


def _address(name: str, thing: Thing, role: str | None) -> str:
    return reverse(name, args=[thing.site, thing.id]) if can_open(role, name) else ""
