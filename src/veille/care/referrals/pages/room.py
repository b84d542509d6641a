"""What services and referrals give to the pages that belong to no room."""

from collections.abc import Iterator
from datetime import datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from veille.care.pages.rooms import CareRoom, Door
from veille.care.tables import SiteRow, VisitRow
from veille.ui.rooms import Daily, Kind, Tab, ToDo, as_in

from .. import facts, reads
from .forms import CloseForm, GivenForm, MakeForm, OfferForm, PlaceField, RescheduleForm
from .words import place_name, service_choices, when


def _services_chosen(body: facts.ServicesChosen) -> str:
    services = ", ".join(reads.service_name(key) for key in body.offered)
    return _("Services given here: %(services)s") % {"services": services}


def _service_given(body: facts.ServiceGiven) -> str:
    name = reads.service_name(body.service)
    if body.count == 1:
        return _("Service: %(service)s") % {"service": name}
    return _("Service: %(service)s × %(count)s") % {"service": name, "count": body.count}


def _made(body: facts.Made) -> str:
    values = {"place": place_name(body.destination), "when": when(body.appointment)}
    return _("Referral made to %(place)s: %(when)s") % values + f" · {body.way.label}"


def _page_of(_kind: str, slug: str, about: str) -> str:
    """The page that shows a thing of this room."""
    given = reads.given(about)
    if given is not None:
        if given.visit:
            return reverse("visit", args=[slug, given.visit])
        return reverse("services", args=[slug])
    if reads.destination_names([about]):
        return reverse("destination", args=[slug, about])
    if about == reads.services_id(slug):
        return reverse("services", args=[slug])
    if not reads.is_referral(about):  # its offer was struck out
        return reverse("referrals", args=[slug])
    return reverse("referral", args=[slug, about])


def _doors(site: SiteRow, visit: VisitRow) -> list[Door]:
    return [
        Door(name, label, reverse(name, args=[site.slug, visit.id]))
        for name, label in (
            ("visit-services", _lazy("Services…")),
            ("visit-referral", _lazy("Refer…")),
        )
    ]


def _services(site: SiteRow) -> forms.Field:
    return forms.ChoiceField(
        label=_lazy("Service"), choices=service_choices(site), widget=forms.RadioSelect
    )


def _places(_site: SiteRow) -> forms.Field:
    rows = [*reads.destinations(), *reads.destinations(closed=True)]
    return PlaceField(
        choices=[(row.id, row.name) for row in rows], widget=forms.Select({"class": "input"})
    )


def _to_do(slug: str, now: datetime) -> Iterator[ToDo]:
    late = reads.waits_too_long(slug, now).count()
    if late:
        words = ngettext(
            "%(n)s referral waits for too long", "%(n)s referrals wait for too long", late
        )
        yield ToDo(
            words=words % {"n": late},
            address=reverse("referrals", args=[slug]),
            done_by="referral-step",
            late=True,
        )


ROOM = CareRoom(
    prefix="care.referrals.",
    page_of=_page_of,
    kinds={
        facts.ServicesChosen: Kind(_services_chosen),
        facts.ServiceGiven: Kind(
            _service_given, {"service": _services, **as_in(GivenForm, "count")}
        ),
        facts.DestinationListed: Kind(
            lambda body: _("Listed: %(place)s") % {"place": body.details.name}
        ),
        facts.DestinationChanged: Kind(
            lambda body: _("Changed: %(place)s") % {"place": body.details.name}
        ),
        facts.DestinationClosed: Kind(_lazy("Closed for good"), {}),
        facts.Offered: Kind(_lazy("Referral offered: %(need)s"), as_in(OfferForm, "need")),
        facts.Accepted: Kind(_lazy("Referral accepted"), {}),
        facts.Declined: Kind(_lazy("Referral declined"), {}),
        facts.Made: Kind(_made, {"destination": _places, **as_in(MakeForm, "appointment", "way")}),
        facts.Rescheduled: Kind(
            lambda body: _("Another appointment: %(when)s") % {"when": when(body.appointment)},
            as_in(RescheduleForm, "appointment"),
        ),
        facts.Attended: Kind(_lazy("Referral: they went"), {}),
        facts.Missed: Kind(_lazy("Referral: they did not go"), {}),
        facts.Closed: Kind(_lazy("Referral closed: %(reason)s"), as_in(CloseForm, "reason")),
    },
    things_of_visit=reads.things_of_visit,
    things_of_person=reads.things_of_person,
    doors=_doors,
    tabs=(Tab("referrals", _lazy("Referrals")),),
    to_do=_to_do,
    daily=(
        Daily(name="referrals", label=_lazy("Referrals offered"), counts=reads.offers_by_moment),
    ),
)
