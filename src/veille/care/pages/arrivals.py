"""The arrival desk: find or welcome a visitor, let them in."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext as _

from veille.ledger import clock
from veille.ledger.facts import Sealed
from veille.ledger.recording import batch
from veille.ledger.refusal import Absent, Malformed
from veille.ui.answers import sheet, submit
from veille.ui.looks import note_look
from veille.ui.names import handle_of
from veille.ui.rooms import all_bands
from veille.ui.words import words_of

from .. import actions, reads
from ..handles import Handle, is_young, learn, may_be_a_legal_name, read_handle, records_near
from ..records import one_of_each
from ..tables import PersonRow, VisitRow
from ..words import Mode, Substance
from .answers import done
from .forms import ArrivalForm, FirstVisitForm, HandleForm
from .requests import SiteRequest
from .rooms import alerts_of


def find(request: SiteRequest, slug: str) -> HttpResponse:
    """Ask for a handle; then on to the visitor it belongs to, or to a first visit."""
    form = HandleForm(request.POST or None)
    if submitted := submit(request, form, lambda data: read_handle(data["handle"])):
        handle = submitted.made
        found = reads.known_by(handle.text)
        if len(found) == 1 and "another" not in request.POST:
            return _known(request, next(iter(found.values())))
        if found and "another" not in request.POST:
            return _which(request, handle.text, found)
        if "another" not in request.POST and (near := _near(handle)):
            return _which(request, handle.text, near, near=True)
        if "chosen" not in request.POST and not found and may_be_a_legal_name(handle):
            return sheet(request, "care/arrival_name.html", {"handle": handle.text})
        return _first(
            request,
            FirstVisitForm(
                initial={
                    "handle": handle.text,
                    "gender": handle.gender,
                    "another": bool(found),
                }
            ),
        )
    # Over the board, the board has it.
    context = {} if request.htmx else {"arrival": new_arrival()}
    return sheet(request, "care/arrival_find.html", context, form)


def _near(handle: Handle) -> dict[str, PersonRow]:
    """Who is known by a handle that is near this one; the visitor says whether it is theirs."""
    found = reads.people(one_of_each(records_near(handle)))
    return {id: row for id, row in found.items() if not row.forgotten}


def _which(
    request: SiteRequest, handle: str, found: Mapping[str, PersonRow], *, near: bool = False
) -> HttpResponse:
    """Several people chose one handle, or a code of the year before or after is known: the visitor
    says which they are."""
    alerts = alerts_of(request.here, found)
    people = [
        {
            "id": id,
            "who": handle_of(id, row.handle),
            "last": reads.last_visit_of(id),
            "visits": reads.visit_count_of(id),
            "died": reads.death_of(id) is not None,
            "alerts": alerts.get(id, ()),
        }
        for id, row in found.items()
    ]
    for id in found:
        note_look(request, id, "arrival")
    context = {"handle": handle, "people": people, "near": near}
    return sheet(request, "care/arrival_which.html", context)


def known(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """Let a known visitor in: as last time by one tap, or otherwise."""
    return _known(request, person)


def _known(request: SiteRequest, person: PersonRow) -> HttpResponse:
    if person.forgotten:
        raise Absent(
            _(
                "Nobody is known by that handle any more. Register a first visit, or choose "
                "“anonymous”."
            )
        )
    id = person.id
    note_look(request, id, "arrival")
    last = reads.last_visit_of(id)
    who = handle_of(id, person.handle)
    submitted = request.method == "POST" and "handle" not in request.POST
    form = ArrivalForm(_as_last_time(request, last) if submitted else None)
    form.last_time = last.substances if last else ()
    if submit(
        request,
        form,
        lambda _data: actions.arrive(
            by=request.user.id,
            place=request.here.slug,
            person=id,
            submission=form.identity,
            **form.visit(),
        ),
    ):
        learn(id, Sealed(person.handle))
        words = _("%(who)s is waiting.") % {"who": who}
        return done(request, _to_tell(words, form.visit()["substances"]))
    context = {
        "person": person,
        "death": reads.death_of(id),
        "who": who,
        "last": last,
        "usual": _in_words(last),
        "visits": reads.visit_count_of(id),
        "here": reads.open_visit_of(id),
        **_at_the_door(request, id),
    }
    return sheet(request, "care/arrival_known.html", context, form)


def _at_the_door(request: SiteRequest, id: str) -> dict[str, Any]:
    """What must be seen before this visitor is let in; where a restriction keeps them out, the
    page that answers it."""
    alerts = alerts_of(request.here, [id]).get(id, [])
    return {"alerts": alerts, "barred": next((a.bars for a in alerts if a.bars), "")}


def _as_last_time(request: SiteRequest, last: VisitRow | None) -> Any:
    """What was submitted; with “as last time”, what the last visit said."""
    data = request.POST.copy()
    if "same" in data and last is not None:
        data["mode"], data["company"] = last.mode, last.company
        data.setlist("substances", last.substances)
    return data


def _in_words(last: VisitRow | None) -> str:
    if last is None:
        return ""
    return f"{words_of([last.mode], Mode)} · {words_of(last.substances, Substance)}"


def new_arrival() -> ArrivalForm:
    """The form of an arrival of which nothing is known yet."""
    return ArrivalForm()


def anonymous(request: SiteRequest, slug: str) -> HttpResponse:
    """Let somebody in who gives no handle."""
    form = ArrivalForm(request.POST or None)
    if submit(
        request,
        form,
        lambda _data: actions.arrive(
            by=request.user.id, place=slug, submission=form.identity, **form.visit()
        ),
    ):
        words = _("An anonymous visitor is waiting.")
        return done(request, _to_tell(words, form.visit()["substances"]))
    return sheet(request, "care/arrival_anonymous.html", {}, form)


def _to_tell(words: str, substances: Iterable[str]) -> str:
    """`words`, and what somebody who names these substances should be told now."""
    told = [band.title for band in all_bands(substances)]
    if not told:
        return words
    return _("%(words)s Tell them: %(alerts)s.") % {"words": words, "alerts": "; ".join(told)}


def first(request: SiteRequest, slug: str) -> HttpResponse:
    """Welcome a first visit and let the visitor in."""
    form = FirstVisitForm(request.POST)

    def welcome(data: dict[str, Any]) -> None:
        _ask_about_age(request, form)
        # One commit for both: nobody is welcomed whom the board does not show.
        with batch():
            person = actions.welcome(
                by=request.user.id,
                place=slug,
                submission=form.identity,
                at=data["at"],
                **form.person(),
            )
            actions.arrive(by=request.user.id, place=slug, person=person.id, **form.visit())

    if submit(request, form, welcome):
        who = form.cleaned_data["handle"]
        words = _("Welcome, %(who)s. They are waiting.") % {"who": who}
        return done(request, _to_tell(words, form.visit()["substances"]))
    return _first(request, form)


def _ask_about_age(request: SiteRequest, form: FirstVisitForm) -> None:
    """Where the site declared no least age, nobody young is let in without a word: a question."""
    data = form.cleaned_data
    born = read_handle(data["handle"]).birth_year or data["birth_year"]
    today = clock.now().astimezone(ZoneInfo(request.here.time_zone)).date()
    if not request.here.least_age and is_young(born, today) and not data["young"]:
        form.asks_age = True
        raise Malformed(
            _(
                "Born in %(year)s, this visitor is %(age)s at most. Is the year right? If so, stay "
                "with them, call the coordinator or a service for young people, then tick below "
                "that we go on. Nothing was saved yet; in danger, let them in as “anonymous”."
            ),
            year=str(born),
            age=today.year - (born or 0),
        )


def _first(request: SiteRequest, form: FirstVisitForm) -> HttpResponse:
    handle = form["handle"].value() or ""
    context = {"handle": handle, "asks_age": form.asks_age}
    return sheet(request, "care/arrival_first.html", context, form)
