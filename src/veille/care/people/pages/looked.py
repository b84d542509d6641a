"""Who looked at visitors' records: a page for whoever answers for a site, and its file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from veille.accounts.audit import Happened, note_request
from veille.care.pages.requests import SiteRequest
from veille.ledger import clock
from veille.tabular.writing import as_csv
from veille.ui.names import name_of
from veille.ui.words import words_of

from ..looks import Colleague, by_colleague, looks_at
from ..tables import OpeningRow
from ..words import Opened
from .record import roles_of_accounts

#: Of how many days it is asked for.
SPANS = (7, 30, 90, 366)
_LOOKS_ON_PAGE = 50
#: Enough of an identity to tell visitors of one page apart; their handles are on their own page.
_DIGITS = 6
_COLUMNS = ("at", "account", "name", "role", "what", "visitor", "visit_within_a_day")


@dataclass(frozen=True)
class _Asked:
    days: int
    by: str
    person: str
    apart: bool


def looked(request: SiteRequest, slug: str) -> HttpResponse:
    """Who opened which record, when, and whether its visitor was there about then."""
    asked = _asked(request)
    since = clock.now() - timedelta(days=asked.days)
    roles = roles_of_accounts()
    everybody = by_colleague(looks_at(slug, since, person=asked.person))
    chosen = looks_at(slug, since, by=asked.by, person=asked.person, apart=asked.apart)
    page = Paginator(chosen, _LOOKS_ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "spans": SPANS,
        "colleagues": [_colleague(one, roles) for one in everybody],
        "page": page,
        "rows": [_row(row, roles) for row in page.object_list],
        "query": request.GET.urlencode(),
        "tab": "people-find",
    }
    return render(request, "people/looked.html", context)


def looked_file(request: SiteRequest, slug: str) -> HttpResponse:
    """The same as CSV, all of its pages."""
    asked = _asked(request)
    since = clock.now() - timedelta(days=asked.days)
    chosen = looks_at(slug, since, by=asked.by, person=asked.person, apart=asked.apart)
    note_request(request, Happened.EXPORTED, detail={"file": f"looked-{slug}"})
    response = HttpResponse(
        as_csv(_COLUMNS, _cells(chosen)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="looked-{slug}.csv"'
    return response


def _asked(request: HttpRequest) -> _Asked:
    told = request.GET
    days = told.get("days", "")
    return _Asked(
        days=int(days) if days in map(str, SPANS) else SPANS[0],
        by=told.get("by", "").replace("\0", ""),
        person=told.get("person", "").replace("\0", ""),
        apart=told.get("apart") == "1",
    )


def _colleague(one: Colleague, roles: dict[str, str]) -> dict[str, Any]:
    return {"told": one, "name": name_of(one.account), "role": roles.get(one.account, "")}


def _row(row: Any, roles: dict[str, str]) -> dict[str, Any]:
    return {
        "at": row.at,
        "name": name_of(row.by),
        "role": roles.get(row.by, ""),
        "what": words_of([row.what], Opened),
        "person": row.person,
        "mark": row.person[-_DIGITS:],
        "near": row.near,
    }


def _cells(looks: Any) -> Iterator[tuple[object, ...]]:
    roles = roles_of_accounts()
    row: OpeningRow
    for row in looks.iterator():
        role = roles.get(row.by, "")
        near = int(row.near)  # type: ignore[attr-defined]  # annotated
        yield row.at.isoformat(), row.by, name_of(row.by), role, row.what, row.person, near
