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
from django.utils.translation import gettext as _

from veille.care.pages.requests import SiteRequest
from veille.ledger.refusal import Refused

from .. import reads
from ..tables import ReferralRow
from .card_words import appointment_in, week_short, words_in
from .forms import CardForm
from .referrals import who_of


def card(request: SiteRequest, slug: str, referral: ReferralRow) -> HttpResponse:
    """The card as it will be printed, and what is to stand on it."""
    if not referral.destination:
        raise Refused(
            _(
                "There is no card yet: the referral was made to no place. Make it first, with the "
                "place and the appointment."
            )
        )
    form = CardForm(request.GET or None, initial={"language": request.LANGUAGE_CODE})
    data: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    language = data.get("language") or request.LANGUAGE_CODE
    place = reads.destination(referral.destination)
    words = words_in(language)
    named = [words.languages.get(spoken, spoken) for spoken in place.languages]
    who = who_of(referral) if data.get("handle") and referral.person else ""
    note, note_in = place.note_fr, "fr"
    if language == "en" or (language != "fr" and not note):
        note, note_in = place.note_en, "en"
    printed = {
        "row": referral,
        "place": place,
        "language": language,
        "words": words,
        "when": appointment_in(language, referral.appointment) if referral.appointment else None,
        "week": week_short(reads.hours_of(place), words),
        "note": note,
        "note_in": note_in,
        "spoken": words.spoken % {"spoken": words.and_.join(named)} if named else "",
        "who": words.who % {"who": who} if who else "",
        "sender": words.sender % {"sender": request.here.name} if data.get("sender") else "",
    }
    paper = render_to_string("referrals/slip.html", printed)
    context = {
        "form": form,
        "paper": paper,
        "row": referral,
        "back": reverse("referral", args=[slug, referral.id]),
        "tab": "referrals",
    }
    return render(request, "referrals/card.html", context)
