"""What the floor gives to pages that belong to no room: words of its entries, corrections."""

from collections.abc import Mapping

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from veille.care import facts, reads
from veille.care.tables import SiteRow
from veille.care.words import (
    Assistant,
    Company,
    Gender,
    HeardOf,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Sharing,
    Sign,
    Substance,
)
from veille.ledger.facts import Body
from veille.ui.fields import ChipField, ChipsField
from veille.ui.number_fields import MilligramsField, WholeField
from veille.ui.rooms import Asked

from .rooms import CareRoom
from .words import in_words


def _seats(site: SiteRow) -> forms.Field:
    numbers = [(seat["number"], seat["number"]) for seat in site.seats]
    return forms.ChoiceField(label=_("Seat"), choices=numbers, widget=forms.RadioSelect)


#: Kind of body → field of it → how it is asked for.
_FIELDS: Mapping[type[Body], Mapping[str, Asked]] = {
    facts.Arrived: {
        "substances": lambda _s: ChipsField(Substance, label=_("Substance")),
        "mode": lambda _s: ChipField(Mode, label=_("Mode")),
        "company": lambda _s: ChipField(Company, label=_("With whom")),
        "sharing": lambda _s: ChipField(Sharing, label=_("Splitting or sharing"), required=False),
        "help": lambda _s: ChipsField(Help, label=_("Asks for help with"), required=False),
    },
    facts.Assisted: {"assistant": lambda _s: ChipField(Assistant, label=_("Who assisted"))},
    facts.Seated: {"seat": _seats},
    facts.SentToAftercare: {},
    facts.SentBack: {},
    facts.Left: {
        "consumed": lambda _s: forms.BooleanField(label=_("consumed here"), required=False),
        "reason": lambda _s: ChipField(
            LeavingReason, label=_("Why without consuming?"), required=False
        ),
    },
    facts.OverdoseFound: {
        "signs": lambda _s: ChipsField(Sign, label=_("Signs seen"), required=False)
    },
    facts.Intervened: {
        "what": lambda _s: ChipField(Intervention, label=_("What was done")),
        "route": lambda _s: ChipField(Route, label=_("Route of the naloxone"), required=False),
        "dose_mg": lambda _s: MilligramsField(label=_("Dose"), required=False),
    },
    facts.OverdoseEnded: {"outcome": lambda _s: ChipField(Outcome, label=_("How it ended"))},
    facts.Noted: {},
    facts.PersonWelcomed: {
        "heard_of": lambda _s: ChipField(
            HeardOf, label=_("Heard of the site from"), required=False
        ),
        "postal": lambda _s: forms.CharField(
            label=_("Beginning of the postal code"), required=False, max_length=7
        ),
        "gender": lambda _s: ChipField(Gender, label=_("Gender"), required=False),
        "birth_year": lambda _s: WholeField(label=_("Year of birth"), required=False),
    },
    facts.DutyBegan: {},
    facts.DutyEnded: {},
}


def _page_of(kind: str, slug: str, thing: str) -> str:
    """The page that shows an entry of the floor; empty where none does."""
    if kind.startswith("care.visit."):
        return reverse("visit", args=[slug, thing])
    if kind.startswith("care.overdose."):
        return reverse("overdose", args=[slug, thing])
    if kind.startswith("care.duty."):
        return reverse("day", args=[slug])
    last = reads.last_visit_of(thing) if kind.startswith("care.person.") else None
    return reverse("visit", args=[slug, last.id]) if last and last.site == slug else ""


ROOM = CareRoom(
    kinds="care.",
    in_words=in_words,
    page_of=_page_of,
    correctable=_FIELDS,
    urgent=(facts.OverdoseFound, facts.OverdoseEnded),
)
