"""What services and referrals give to the pages that belong to no room."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from veille.care.pages.rooms import CareRoom, Door
from veille.care.tables import SiteRow, VisitRow
from veille.ui.fields import ChipField, MomentField
from veille.ui.number_fields import WholeField
from veille.ui.rooms import Tab

from .. import facts, reads
from ..words import ClosingReason, Need, Way
from .forms import PlaceField
from .words import in_words, service_choices


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
            ("visit-services", _("Services…")),
            ("visit-referral", _("Refer…")),
        )
    ]


def _services(site: SiteRow) -> forms.Field:
    return forms.ChoiceField(
        label=_("Service"), choices=service_choices(site), widget=forms.RadioSelect
    )


def _places(_site: SiteRow) -> forms.Field:
    rows = [*reads.destinations(), *reads.destinations(closed=True)]
    return PlaceField(
        choices=[(row.id, row.name) for row in rows], widget=forms.Select({"class": "input"})
    )


ROOM = CareRoom(
    kinds="care.referrals.",
    in_words=in_words,
    page_of=_page_of,
    correctable={
        facts.ServiceGiven: {
            "service": _services,
            "count": lambda _s: WholeField(label=_("How many")),
        },
        facts.DestinationClosed: {},
        facts.Offered: {"need": lambda _s: ChipField(Need, label=_("For what"))},
        facts.Accepted: {},
        facts.Declined: {},
        facts.Made: {
            "destination": _places,
            "appointment": lambda _s: MomentField(label=_("Appointment")),
            "way": lambda _s: ChipField(Way, label=_("How it was made")),
        },
        facts.Rescheduled: {"appointment": lambda _s: MomentField(label=_("New appointment"))},
        facts.Attended: {},
        facts.Missed: {},
        facts.Closed: {
            "reason": lambda _s: ChipField(ClosingReason, label=_("Why it is followed no further"))
        },
    },
    things_of_visit=reads.things_of_visit,
    things_of_person=reads.things_of_person,
    doors=_doors,
    tabs=(Tab("referrals", _("Referrals")),),
)
