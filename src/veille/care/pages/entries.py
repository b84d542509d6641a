"""A visit's history, corrections, and the day's visits."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.accounts.models import Role
from veille.ledger import clock
from veille.ledger.facts import Entry
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed
from veille.ui.answers import sheet, submit
from veille.ui.history import in_words, lines
from veille.ui.names import name_of
from veille.ui.pictures import Column, columns
from veille.ui.rooms import room_of
from veille.ui.words import minutes_since, words_of

from .. import corrections, policies, reads
from ..tables import OverdoseRow, SiteRow, VisitRow
from ..words import Company, Gender, HeardOf, Help, LeavingReason, Mode, Sharing, Stage, Substance
from .answers import done, from_board
from .board import handles_of
from .corrections import form_for, new_body, reasons_for, sealed_words
from .forms import MoveForm, StrikeForm
from .overdoses import timeline_part
from .requests import SiteRequest
from .rooms import Door, alerts_of, rooms

_VISITS_ON_PAGE = 50
_NOT_SHARED = (Sharing.NONE, Sharing.UNTOLD)
#: No ledger goes further back; a date before it, or of a year to come, is a slip of the finger.
_FIRST_YEAR = 2000


def visit(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """Everything that was said of one visit, by the time it happened."""
    overdoses = reads.overdoses_of([visit.id])
    history = [*entries(visit.id)]
    for overdose in overdoses:
        history += entries(overdose.id)
    for room in rooms():
        for thing in room.things_of_visit(visit.id):
            history += entries(thing)
    found = lines(history, visit.person or visit.id)
    context = {
        "visit": visit,
        "who": handles_of([visit])[visit.id],
        "stage": words_of([visit.stage], Stage),
        "substances": words_of(visit.substances, Substance),
        "mode": words_of([visit.mode], Mode),
        "company": words_of([visit.company], Company) if visit.company else "",
        "help": words_of(visit.help, Help),
        "reason": words_of([visit.reason], LeavingReason) if visit.reason else "",
        "minutes": minutes_since(visit.stage_since, clock.now()),
        "overdoses": overdoses,
        "open_overdose": next((o for o in overdoses if not o.outcome), None),
        "lines": found,
        "undoable": _undoable(request, history),
        "corrected": sum(bool(line.before) for line in found),
        "doors": _doors(request, visit),
        "sharing": "" if visit.sharing in _NOT_SHARED else words_of([visit.sharing], Sharing),
        "alerts": alerts_of(request.here, [visit.person]).get(visit.person, ()),
        **_visitor(visit),
        "tab": "",
    }
    return render(request, "care/visit.html", context)


def _undoable(request: SiteRequest, history: list[Entry]) -> set[str]:
    """What this account may still undo by one tap, of the visit and of its overdoses."""
    if not can_open(request.user.role, "entry-undo", change=True):
        return set()
    now, by = clock.now(), request.user.id
    return {
        id
        for about in {entry.about for entry in history}
        for id in policies.undoable([e for e in history if e.about == about], now, by)
    }


def _doors(request: SiteRequest, row: VisitRow) -> list[Door]:
    """What can be done for this visit in other rooms, by somebody of this role."""
    role = request.user.role
    return [
        door
        for room in rooms()
        for door in room.doors(request.here, row)
        if can_open(role, door.name, change=True)
    ]


def _visitor(row: VisitRow) -> dict[str, Any]:
    """What the visitor told on their first visit; nothing of somebody anonymous or forgotten."""
    person = reads.person(row.person) if row.person else None
    if person is None or person.forgotten:
        return {"person": None}
    return {
        "person": person,
        "heard_of": words_of([person.heard_of], HeardOf) if person.heard_of else "",
        "gender": words_of([person.gender], Gender) if person.gender else "",
        "welcome": lines(entries(person.id), person.id),
    }


def correct(request: SiteRequest, slug: str, entry_id: Entry) -> HttpResponse:
    """Change what an entry says; what it said stays."""
    target, home = entry_id, _home(request, entry_id)
    words = sealed_words(target)
    form = form_for(target, request.here, words, request.POST or None)
    if submit(
        request,
        form,
        lambda data: corrections.correct(
            by=request.user.id,
            entry_id=entry_id.id,
            why=data["why"],
            at=data["at"],
            body=new_body(target, form),
            words=data.get("words"),
            note=data["note"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Corrected. What it said before stays visible."), to=home)
    strikes = StrikeForm(reasons=reasons_for(target), auto_id="id_strike_%s")
    context = {"entry": target, "says": in_words(target.body), "home": home, "strike": strikes}
    return sheet(request, "care/correct.html", context, form)


def strike(request: SiteRequest, slug: str, entry_id: Entry) -> HttpResponse:
    """Say that what an entry says did not happen."""
    home = _home(request, entry_id)
    form = StrikeForm(request.POST, reasons=reasons_for(entry_id))
    if not form.is_valid():
        raise Malformed(_("Say why: choose a reason, then strike it out."))
    state = corrections.strike(
        by=request.user.id,
        entry_id=entry_id.id,
        why=form.cleaned_data["why"],
        note=form.cleaned_data["note"],
        submission=form.identity,
    )
    gone = state is None
    words = _("Struck out. It stays visible in the register.")
    return done(request, words, to=reverse("board", args=[slug]) if gone else home)


def undo(request: SiteRequest, slug: str, entry_id: Entry) -> HttpResponse:
    """Take back one's own tap of a moment ago, from the board, the visit or the timeline."""
    form = MoveForm(request.POST)
    form.is_valid()
    home = _home(request, entry_id)
    overdose = reads.overdose(entry_id.about) if _is_of_overdose(entry_id) else None
    state = corrections.undo(by=request.user.id, entry_id=entry_id.id, submission=form.identity)
    words = _("Undone. It stays in the register, struck out.")
    if overdose is not None and state is None:
        return done(request, words, to=reverse("visit", args=[slug, overdose.visit]))
    if overdose is not None and request.htmx and request.htmx.target == "overdose":
        return HttpResponse(timeline_part(request, overdose))
    return done(request, words, to=None if from_board(request) else home)


def _is_of_overdose(target: Entry) -> bool:
    return target.kind.startswith("care.overdose.")


def _home(request: SiteRequest, target: Entry) -> str:
    """The page that an entry belongs to."""
    slug = request.here.slug
    room = room_of(target.kind)
    assert room is not None  # it can be corrected
    return room.page_of(target.kind, slug, target.about) or reverse("board", args=[slug])


def day(request: SiteRequest, slug: str, date: str = "") -> HttpResponse:
    """The visits of one day of the site, the latest first."""
    site = request.here
    zone = ZoneInfo(site.time_zone)
    today = reads.day_of(site)
    if date:
        try:
            noon = datetime.fromisoformat(date).replace(hour=12, tzinfo=zone)
            if not _FIRST_YEAR <= noon.year <= today.date.year:
                raise ValueError
        except ValueError:
            raise Absent(
                _("“%(date)s” is not a date. Write it such as 2026-03-14."), date=date[:20]
            ) from None
        shown = reads.day_of(site, noon)
    else:
        shown = today
    visits = reads.visits_of_day(site, shown)
    page = Paginator(visits, _VISITS_ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "is_today": shown.date == today.date,
        "before": (shown.date - timedelta(days=1)).date().isoformat(),
        "after": _after(shown) if shown.date < today.date else "",
        "counts": reads.day_counts(site, shown),
        "duties": _duties(site, shown),
        "parts": [part for room in rooms() for part in room.of_day(site, shown)],
        "episodes": reads.episodes(slug, shown.begins, shown.ends),
        "hours": _by_hour(list(visits.values_list("arrived_at", flat=True)), shown, zone),
        "page": page,
        "rows": _rows(list(page.object_list)),
        "tab": "day",
    }
    return render(request, "care/day.html", context)


def _after(shown: reads.Day) -> str:
    return (shown.date + timedelta(days=1)).date().isoformat()


def _rows(visits: list[VisitRow]) -> list[dict[str, Any]]:
    handles = handles_of(visits)
    overdoses: dict[str, list[OverdoseRow]] = {}
    for overdose in reads.overdoses_of([v.id for v in visits]):
        overdoses.setdefault(overdose.visit, []).append(overdose)
    now = clock.now()
    return [
        {
            "visit": v,
            "who": handles[v.id],
            "told": f"{words_of([v.mode], Mode)} · {words_of(v.substances, Substance)}",
            "wait": _minutes(v.arrived_at, v.seated_at),
            "seat": _minutes(v.seated_at, v.aftercare_at or v.left_at),
            "stage": words_of([v.stage], Stage),
            "reason": words_of([v.reason], LeavingReason) if v.reason else "",
            "overdoses": overdoses.get(v.id, []),
            "now": now,
        }
        for v in visits
    ]


def _duties(site: SiteRow, shown: reads.Day) -> list[dict[str, Any]]:
    roles = dict(Role.choices)
    return [
        {
            "duty": duty,
            "who": name_of(duty.account),
            "role": str(roles.get(Role(duty.role), duty.role)) if duty.role in roles else duty.role,
            "entries": entries(duty.id),
        }
        for duty in reads.duties_of_day(site, shown)
    ]


def _minutes(start: datetime | None, end: datetime | None) -> int | None:
    return minutes_since(start, end) if start and end else None


def _by_hour(arrivals: list[datetime], shown: reads.Day, zone: ZoneInfo) -> list[Column]:
    """Arrivals by the hour in which they happened; nothing where nobody came."""
    counted = Counter(
        at.astimezone(zone).replace(minute=0, second=0, microsecond=0, fold=0) for at in arrivals
    )
    hours = [shown.begins.astimezone(zone) + timedelta(hours=n) for n in range(24)]
    return columns([(f"{hour.hour} h", counted[hour]) for hour in hours]) if arrivals else []
