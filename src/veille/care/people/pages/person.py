"""Finding a visitor by their handle, their page, and their flags."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.found import ask_handle
from veille.care.pages.objects import readable
from veille.care.pages.requests import SiteRequest
from veille.care.pages.rooms import alerts_of, rooms
from veille.care.records import records_of
from veille.care.tables import OverdoseRow, PersonRow, VisitRow
from veille.care.words import Mode, Stage, Substance
from veille.ledger import clock
from veille.ledger.refusal import Absent
from veille.ui.answers import form_sheet, submit
from veille.ui.history import Line
from veille.ui.names import handle_of
from veille.ui.words import words_of

from .. import actions, reads
from ..tables import FlagRow, RestrictionRow
from ..words import Appeal, FlagKind, RestrictionKind, Scope
from . import objects
from .forms import FlagForm, LoweringForm
from .joined import joined_with
from .record import lines_of
from .room import flag_alert

_VISITS_ON_PAGE = 20
_OTHERS_ON_PAGE = 30


def find(request: SiteRequest, slug: str) -> HttpResponse:
    """One field: the whole handle. Nobody is found by its beginning, and nobody is listed."""
    form, found = ask_handle(request, lambda id: reverse("person", args=[slug, id]))
    if found.address:
        return redirect(found.address)
    in_force = reads.in_force(slug, clock.now())
    context = {
        **found.context,
        "form": form,
        "in_force": len(in_force),
        "due": sum(is_due(row) for row in in_force),
        "tab": "people-find",
    }
    return render(request, "people/find.html", context, status=422 if form.errors else 200)


def is_due(row: RestrictionRow) -> bool:
    """Whether somebody must look at a restriction: an appeal is open, or a review is due."""
    late = row.review_due_at is not None and row.review_due_at <= clock.now()
    return late or row.appeal == Appeal.OPEN


def known(id: str) -> PersonRow:
    person = floor.person(id)
    if person is None:
        raise Absent(_("That visitor is not in this ledger. Go back and find them again."))
    return person


def person(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """A visitor's page. Everybody sees what must be known at the door; nurses, coordinators and
    the auditor see the history too."""
    whole = can_open(request.user.role, "restriction")
    now = clock.now()
    context: dict[str, Any] = {
        "person": person,
        "who": handle_of(person.id, person.handle),
        "death": floor.death_of(person.id),
        "alerts": [
            a for a in alerts_of(request.here, [person.id]).get(person.id, ()) if not a.bars
        ],
        "flags": [
            {"row": flag, "alert": flag_alert(flag)}
            for flag in reads.flags_of(person.id)
            if flag.ends_at is None or flag.ends_at > now
        ],
        "restrictions": [
            told_of(one)
            for one in reads.restrictions_of(person.id)
            if objects.holds_here(request, one)
        ],
        "visits": floor.visit_count_of(person.id),
        "here": visit_here_of(request, person),
        "joined": joined_with(person.id),
        "whole": whole,
        "tab": "people-find",
    }
    if whole:
        context |= _history(request, person)
    return render(request, "people/person.html", context)


def visit_here_of(request: SiteRequest, person: PersonRow) -> str | None:
    """The visit at this site that they have not ended."""
    open_one = floor.open_visit_of(person.id)
    row = floor.visit(open_one) if open_one else None
    return row.id if row and row.site == request.here.slug else None


def told_of(row: RestrictionRow) -> dict[str, Any]:
    """A restriction in words."""
    now = clock.now()
    return {
        "row": row,
        "kind": words_of([row.kind], RestrictionKind),
        "scope": words_of([row.scope], Scope),
        "in_force": row.begins_at <= now < row.ends_at,
        "appeal": words_of([row.appeal], Appeal) if row.appeal else "",
        "open_appeal": row.appeal == Appeal.OPEN,
        "due": is_due(row) and row.begins_at <= now < row.ends_at,
    }


def _history(request: SiteRequest, row: PersonRow) -> dict[str, Any]:
    """Visits at the sites where this account works, and what other rooms say."""
    mine = [visit for visit in floor.visits_of(row.id) if request.user.works_at(visit.site)]
    page = Paginator(mine, _VISITS_ON_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    overdoses: dict[str, list[OverdoseRow]] = {}
    for overdose in floor.overdoses_of([visit.id for visit in shown]):
        overdoses.setdefault(overdose.visit, []).append(overdose)
    others = _others(request, row.id)
    welcome = [line for record in records_of(row.id) for line in lines_of(record)]
    return {
        "page": page,
        "rows": [_visit(visit, overdoses.get(visit.id, [])) for visit in shown],
        "elsewhere": floor.visit_count_of(row.id) - len(mine),
        "others": others[:_OTHERS_ON_PAGE],
        "more_others": max(0, len(others) - _OTHERS_ON_PAGE),
        "welcome": here_only(readable(request, welcome), request.here.slug),
    }


def _visit(visit: VisitRow, overdoses: list[OverdoseRow]) -> dict[str, Any]:
    return {
        "visit": visit,
        "told": f"{words_of([visit.mode], Mode)} · {words_of(visit.substances, Substance)}",
        "stage": words_of([visit.stage], Stage) if visit.left_at is None else "",
        "overdoses": overdoses,
    }


def _others(request: SiteRequest, person: str) -> list[Line]:
    """What the rooms hold of this visitor, the latest first; not who looked at it."""
    looked = {row.id for row in reads.openings_of(person)}
    things = dict.fromkeys(
        thing for room in rooms() for thing in room.things_of_person(person) if thing not in looked
    )
    parts = [line for thing in things for line in lines_of(thing)]
    mine = readable(request, parts)
    latest = sorted(mine, key=lambda line: (line.at, line.entry.noted), reverse=True)
    return here_only(latest, request.here.slug)


def here_only(lines: list[Line], slug: str) -> list[Line]:
    """Lines with a link to correct them only where they are of this site."""
    return [
        replace(line, correctable=line.correctable and line.entry.place == slug) for line in lines
    ]


def raise_flag(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """Note what must be known of a visitor."""
    form = FlagForm(request.here, request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.raise_flag(
            by=request.user.id,
            place=slug,
            person=person.id,
            kind=data["kind"],
            note=data["note"],
            until=data["until"],
            submission=form.identity,
        ),
    ):
        return done(request, _("The flag is raised."), to=reverse("person", args=[slug, person]))
    return form_sheet(
        request,
        form,
        title=_("%(who)s: a flag") % {"who": handle_of(person.id, person.handle)},
        sub=_(
            "Seen by everybody who lets this visitor in, at every site. An overdose is known by "
            "itself."
        ),
        save=_("Raise the flag"),
        back=reverse("person", args=[slug, person]),
    )


def lower_flag(request: SiteRequest, slug: str, flag: FlagRow) -> HttpResponse:
    """Say that a flag holds no longer."""
    form = LoweringForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.lower_flag(
            by=request.user.id, flag=flag.id, note=data["note"], submission=form.identity
        ),
    ):
        home = reverse("person", args=[slug, flag.person])
        return done(request, _("The flag is lowered."), to=home)
    person = known(flag.person)
    context = {
        "who": handle_of(person.id, person.handle),
        "kind": words_of([flag.kind], FlagKind),
    }
    return form_sheet(
        request,
        form,
        title=_("%(who)s: lower “%(kind)s”?") % context,
        sub=_("It is no longer shown at the door. That it was there stays visible."),
        save=_("Lower the flag"),
        back=reverse("person", args=[slug, person]),
    )
