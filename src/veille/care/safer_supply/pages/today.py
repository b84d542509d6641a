"""Today's list: whose dose is due, was given, waits for a signature; and finding somebody."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.care import reads as floor
from veille.care.handles import read_handle
from veille.care.pages.forms import HandleForm
from veille.care.pages.requests import SiteRequest
from veille.care.tables import SiteRow
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent
from veille.ui.answers import sheet, submit
from veille.ui.history import in_words
from veille.ui.names import handle_of, name_of
from veille.ui.words import words_of

from .. import balance, reads
from ..tables import EnrolmentRow
from ..words import Mg, Status, Units, Why, product_words


@dataclass(frozen=True)
class Row:
    """One enrolment on the list, as its template needs it."""

    today: reads.Today
    who: str
    product: str
    dose: Mg
    units: Units
    why: str

    @property
    def next(self) -> int:
        return self.today.given.doses + 1


def row_of(today: reads.Today, who: str) -> Row:
    enrolment = today.enrolment
    whys = [dose.why for dose in today.doses if dose.why]
    return Row(
        today,
        who,
        product_words(enrolment.product),
        Mg(enrolment.dose_ug),
        Units(enrolment.dose_ug // enrolment.strength_ug, enrolment.form),
        words_of(whys[-1:], Why),
    )


def handles(people: list[str]) -> dict[str, str]:
    known = floor.people(set(people))
    return {id: handle_of(id, row.handle) for id, row in known.items()}


@dataclass(frozen=True)
class Waiting:
    """An entry that waits for a second signature."""

    entry: str
    says: str
    who: str
    by: str
    mine: bool


def waiting(request: SiteRequest) -> list[Waiting]:
    """What this site has to sign, the oldest first."""
    moves, counts = balance.unsigned(request.here.slug)
    doses = reads.unsigned_doses(request.here.slug)
    known = handles([dose.person for dose in doses])
    parts = []
    for thing, who in [
        *((dose.id, known.get(dose.person, "")) for dose in doses),
        *((move.thing, "") for move in moves),
        *((count.id, "") for count in counts),
    ]:
        for one in reads.unsigned(thing):
            entry = next(entry for entry in entries(thing) if entry.id == one.entry)
            parts.append(
                Waiting(
                    one.entry, in_words(entry.body), who, name_of(one.by), one.by == request.user.id
                )
            )
    return parts


@dataclass(frozen=True)
class Open:
    """A product that does not reconcile, and nobody has said why."""

    product: str
    stock: balance.DayOfStock
    fewer: bool
    units: Units


def open_differences(site: SiteRow) -> list[Open]:
    """Where the stock does not reconcile, and since which day. A month back, no further."""
    today = floor.day_of(site)
    found = []
    for row in reads.products(site.slug):
        days = balance.history(site, row.product, today.begins - balance.MONTH, today.ends)
        found += [
            Open(
                product_words(row.product),
                day,
                (day.difference or 0) < 0,
                Units(abs(day.difference or 0), row.form),
            )
            for day in days
            if day.is_open
        ]
    return found


def today(request: SiteRequest, slug: str) -> HttpResponse:
    """Whose dose is due today, in the order in which they were enrolled."""
    day = floor.day_of(request.here)
    listed = reads.todays(request.here, day)
    known = handles([one.enrolment.person for one in listed])
    rows = [row_of(one, known.get(one.enrolment.person, "")) for one in listed]
    due = [row for row in rows if not row.today.done]
    context: dict[str, Any] = {
        "due": due,
        "done": [row for row in rows if row.today.done],
        "given": sum(row.today.given.doses for row in rows),
        "missed_yesterday": sum(row.today.missed_before > 0 for row in rows),
        "waiting": waiting(request),
        "open": open_differences(request.here),
        "kept": reads.products(slug),
        "tab": "safer-supply",
    }
    return render(request, "safer_supply/today.html", context)


def find(request: SiteRequest, slug: str) -> HttpResponse:
    """From a handle to a person's page: no list of handles exists."""
    form = HandleForm(request.POST or None)
    if submitted := submit(request, form, lambda data: _known_by(data["handle"])):
        handle, found = submitted.made
        if len(found) == 1:
            return redirect(address_of(slug, found[0]))
        people = [_told(slug, id) for id in found]
        return sheet(request, "safer_supply/which.html", {"people": people, "who": handle})
    return sheet(request, "safer_supply/find.html", {}, form)


def _known_by(written: str) -> tuple[str, list[str]]:
    """A handle as it is kept, and its people. Raises Absent where there is nobody."""
    handle = read_handle(written)
    found = list(floor.known_by(handle.text))
    if not found:
        raise Absent(
            _(
                "Nobody is known by that handle. Let them in at the arrival desk "
                "first; then come back here."
            )
        )
    return handle.text, found


def _told(slug: str, person: str) -> dict[str, Any]:
    return {
        "address": address_of(slug, person),
        "enrolments": [product_words(row.product) for row in _under_way(person)],
        "last": floor.last_visit_of(person),
    }


def _under_way(person: str) -> list[EnrolmentRow]:
    return [row for row in reads.enrolments_of(person) if row.status != Status.STOPPED]


def address_of(slug: str, person: str) -> str:
    """A person's one enrolment; with several or none, all of them."""
    under_way = _under_way(person)
    if len(under_way) == 1:
        return reverse("safer-supply-enrolment", args=[slug, under_way[0].id])
    return reverse("safer-supply-person", args=[slug, person])


def can_give(request: SiteRequest) -> bool:
    return can_open(request.user.role, "safer-supply-dose", change=True)
