"""Referrals: the list to follow up, one referral, and the verbs on it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.care import reads as floor
from veille.care.handles import read_handle
from veille.care.pages.answers import done
from veille.care.pages.board import handles_of
from veille.care.pages.requests import SiteRequest
from veille.care.tables import PersonRow, VisitRow
from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent
from veille.ui.answers import sheet, submit
from veille.ui.history import lines
from veille.ui.names import handle_of
from veille.ui.words import words_of

from .. import actions, course, reads
from ..tables import ReferralRow
from ..words import ClosingReason, Need, Status, Verb, Way
from .forms import CloseForm, MakeForm, OfferForm, RescheduleForm, StepForm, WhomForm
from .words import hours_now, languages, status_words, when

_ON_PAGE = 40
#: Verbs that are one tap, and may have a note; the others ask something first.
_PLAIN: dict[Verb, Callable[..., Any]] = {
    Verb.ACCEPT: actions.accept,
    Verb.DECLINE: actions.decline,
    Verb.ATTEND: actions.attend,
    Verb.MISS: actions.miss,
}
_VERBS: dict[Verb, Callable[..., Any]] = {
    **_PLAIN,
    Verb.RESCHEDULE: actions.reschedule,
    Verb.CLOSE: actions.close,
}


def to_follow(request: SiteRequest, slug: str) -> HttpResponse:
    """Referrals that wait for somebody, those that wait too long first; or those that ended."""
    show_ended = "ended" in request.GET
    late = [] if show_ended else list(reads.waits_too_long(slug))
    rest = reads.ended(slug) if show_ended else reads.to_follow(slug)
    page = Paginator(rest, _ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "ended": show_ended,
        "late": _rows(late, late=True),
        "rows": _rows(page.object_list),
        "page": page,
        "make_days": course.MAKE_WITHIN.days,
        "news_days": course.NEWS_WITHIN.days,
        "tab": "referrals",
        "here": "referrals",
    }
    return render(request, "referrals/list.html", context)


def _rows(rows: Iterable[ReferralRow], *, late: bool = False) -> list[dict[str, Any]]:
    rows = list(rows)
    people = floor.people({row.person for row in rows if row.person})
    places = reads.destination_names(row.destination for row in rows)
    now = clock.now()
    return [
        {
            "row": row,
            "who": handle_of(row.person, people[row.person].handle if row.person in people else ""),
            "need": words_of([row.need], Need),
            "place": places.get(row.destination, ""),
            "status": status_words(row.status),
            "outcome": status_words(row.outcome),
            "late_days": (now - row.waits_from).days if late else 0,
        }
        for row in rows
    ]


def new(request: SiteRequest, slug: str) -> HttpResponse:
    """Whom a referral is for: somebody who is here, or a handle."""
    form = WhomForm(request.POST or None)
    submitted = submit(request, form, lambda data: _known_by(data["handle"]))
    found = submitted.made if submitted else []
    if len(found) == 1:
        return redirect("person-referral", slug=slug, person=found[0])
    visits = floor.on_floor(slug)
    handles = handles_of(visits)
    context = {
        "visits": [(visit, handles[visit.id]) for visit in visits],
        "found": [{"id": id, "last": floor.last_visit_of(id)} for id in found],
    }
    return sheet(request, "referrals/new.html", context, form)


def _known_by(written: str) -> list[str]:
    """The people of a handle. Raises Absent where there is nobody."""
    handle = read_handle(written)
    found = list(floor.known_by(handle.text))
    if not found:
        raise Absent(
            _(
                "Nobody is known by “%(handle)s”. Check the spelling, or let them "
                "in first: a referral can be offered from their visit."
            ),
            handle=handle.text,
        )
    return found


def for_visit(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """Offer a referral to a visitor who is, or was, here."""
    back = reverse("visit", args=[slug, visit])
    earlier = reads.referrals_of_person(visit.person) or reads.referrals_of_visit(visit.id)
    return _offer(request, handles_of([visit])[visit.id], back, earlier, visit=visit.id)


def for_person(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """Offer a referral to somebody known who is not here (on the phone, say)."""
    if person.forgotten:
        raise Absent(
            _(
                "Nobody is known by that handle any more. Register a first visit, or choose "
                "“anonymous”."
            )
        )
    earlier = reads.referrals_of_person(person.id)
    back = reverse("referrals", args=[slug])
    who = handle_of(person.id, person.handle)
    return _offer(request, who, back, earlier, person=person.id)


def _offer(
    request: SiteRequest,
    who: str,
    back: str,
    earlier: list[ReferralRow],
    *,
    visit: str = "",
    person: str = "",
) -> HttpResponse:
    slug = request.here.slug
    form = OfferForm(request.POST or None)
    if submitted := submit(
        request,
        form,
        lambda _data: actions.offer(
            by=request.user.id,
            place=slug,
            submission=form.identity,
            visit=visit,
            person=person,
            **form.told(),
        ),
    ):
        offered = submitted.made
        to = reverse("referral", args=[slug, offered.id])
        if offered.status is Status.ACCEPTED:
            to = reverse("referral-make", args=[slug, offered.id])
        return done(request, _("Noted."), to=to)
    ours = [row for row in earlier if row.site == slug and row.open]
    return sheet(
        request, "referrals/offer.html", {"who": who, "back": back, "earlier": _rows(ours)}, form
    )


def who_of(row: ReferralRow) -> str:
    person = floor.person(row.person) if row.person else None
    return handle_of(row.person, person.handle if person else None)


def referral(request: SiteRequest, slug: str, referral: ReferralRow) -> HttpResponse:
    """One referral: where it stands, what can be done next, and everything that was said."""
    place = reads.destination(referral.destination) if referral.destination else None
    allowed = course.ALLOWED[Status(referral.status)]
    hours = reads.hours_of(place) if place else None
    history = lines(entries(referral.id), referral.person or referral.visit or referral.id)
    waited = clock.now() - referral.waits_from
    late = referral.open and waited > course.longest_wait(Status(referral.status))
    context = {
        "row": referral,
        "who": who_of(referral),
        "need": words_of([referral.need], Need),
        "status": status_words(referral.status),
        "reason": words_of([referral.reason], ClosingReason) if referral.reason else "",
        "way": words_of([referral.way], Way) if referral.way else "",
        "when": when(referral.appointment) if referral.made_at else "",
        "place": place,
        "spoken": languages(place) if place else "",
        "hours": hours_now(hours) if hours else None,
        "late_days": waited.days if late else 0,
        "verbs": [_step(verb, referral) for verb in allowed],
        "taps": [_step(verb, referral) for verb in allowed if verb in _PLAIN],
        "lines": history,
        "tab": "referrals",
    }
    return render(request, "referrals/referral.html", context)


def _step(verb: Verb, row: ReferralRow) -> dict[str, Any]:
    """A verb as a button: by one tap, or with an address that asks for more."""
    asked = [row.site, row.id]
    if verb is Verb.MAKE:
        address = reverse("referral-make", args=asked)
    else:
        address = reverse("referral-step", args=[*asked, verb.value])
    return {
        "label": _verb_label(verb, row),
        "hint": _hint(verb),
        "tap": verb in _PLAIN,
        "address": address,
    }


def _verb_label(verb: Verb, row: ReferralRow) -> str:
    """Made already, it can be made to another place."""
    if verb is Verb.MAKE and row.destination:
        return _("To another place")
    return str(verb.label)


def _hint(verb: Verb) -> str:
    return {
        Verb.MAKE: _("place, appointment"),
        Verb.RESCHEDULE: _("at the same place"),
        Verb.CLOSE: _("with the reason"),
    }.get(verb, "")


def step(request: SiteRequest, slug: str, referral: ReferralRow, verb: str) -> HttpResponse:
    """A verb other than making it: by one tap, or with a note and an earlier time."""
    if verb not in _VERBS:
        raise Absent(_("There is no such step. Go back and open the referral again."))
    chosen = Verb(verb)
    kind = {Verb.CLOSE: CloseForm, Verb.RESCHEDULE: RescheduleForm}.get(chosen, StepForm)
    act = _VERBS[chosen]
    form = kind(request.POST or None, initial={"seen": referral.version})
    if submit(
        request,
        form,
        lambda _data: act(
            by=request.user.id, referral=referral.id, submission=form.identity, **form.told()
        ),
    ):
        done_words = _("Noted: %(verb)s.") % {"verb": chosen.label}
        return done(request, done_words, to=reverse("referral", args=[slug, referral]))
    if form.non_field_errors():
        _see(form, referral)
    context = {
        "row": referral,
        "verb": chosen,
        "label": _verb_label(chosen, referral),
        "who": who_of(referral),
    }
    return sheet(request, "referrals/step.html", context, form)


def _see(form: Any, row: ReferralRow) -> None:
    """What is read now, is seen: sent again, the form is no longer stale."""
    form.data = form.data.copy()
    form.data["seen"] = str(row.version)


def make(request: SiteRequest, slug: str, referral: ReferralRow) -> HttpResponse:
    """Make the referral: to which place, when, how."""
    places = reads.destinations_for(referral.need)
    # What is not offered here can still be asked for: the action says why not, and what instead.
    others = [place for place in reads.destinations() if place not in places]
    others += reads.destinations(closed=True)
    medians = {wait.destination: wait.median_days for wait in reads.waiting_times()}
    rows = [
        {
            "place": place,
            "hours": hours_now(reads.hours_of(place)),
            "median": medians.get(place.id),
        }
        for place in places
    ]
    form = MakeForm(
        request.POST or None,
        places=[(place.id, place.name) for place in [*places, *others]],
        initial={"seen": referral.version, "destination": request.GET.get("to", "")},
    )
    if submit(
        request,
        form,
        lambda _data: actions.make(
            by=request.user.id, referral=referral.id, submission=form.identity, **form.told()
        ),
    ):
        words = _("The referral is made. A card can be printed for the visitor.")
        return done(request, words, to=reverse("referral", args=[slug, referral]))
    if form.non_field_errors():
        _see(form, referral)
    context = {
        "row": referral,
        "who": who_of(referral),
        "need": words_of([referral.need], Need),
        "places": [
            {**found, "chip": chip} for found, chip in zip(rows, form["destination"], strict=False)
        ],
    }
    return sheet(request, "referrals/make.html", context, form)
