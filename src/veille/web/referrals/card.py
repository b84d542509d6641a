"""A card for the visitor to take along: place, hour, contact, in their language.

Nobody who finds it must learn from it where its owner comes from: it names neither this site
nor the visitor, unless the visitor wishes so; its page has no margin for a browser to print an
address in.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from veille.care.referrals import reads
from veille.care.referrals.words import Booking
from veille.ledger.refusal import Refused

from ..board import words_of
from ..requests import SiteRequest
from .following import here, who_of
from .forms import CardForm
from .words import languages, week_short


def card(request: SiteRequest, slug: str, referral: str) -> HttpResponse:
    """The card as it will be printed, and what is to stand on it."""
    row = here(request, referral)
    if not row.destination:
        raise Refused(
            _("There is no card yet: the referral was made to no place. Make it first, with the "
              "place and the appointment.")
        )  # fmt: skip
    form = CardForm(request.GET or None, initial={"language": request.LANGUAGE_CODE})
    told: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    language = told.get("language") or request.LANGUAGE_CODE
    place = reads.destination(row.destination)
    with translation.override(language):
        hours = reads.hours_of(place)
        printed = {
            "row": row,
            "place": place,
            "language": language,
            "week": week_short(hours),
            "note": place.note_en if language == "en" else place.note_fr,
            "booking": words_of(place.booking, Booking),
            "spoken": languages(place),
            "who": who_of(row) if told.get("handle") and row.person else "",
            "sender": request.here.name if told.get("sender") else "",
        }
        paper = render_to_string("referrals/slip.html", printed)
    context = {
        "form": form,
        "paper": paper,
        "row": row,
        "back": reverse("referral", args=[slug, row.id]),
        "tab": "referrals",
    }
    return render(request, "referrals/card.html", context)
