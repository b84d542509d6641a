"""The door for machines: `POST /api/referrals/`, one referral a call, by a bearer token.

No cookie counts here: whoever is signed in on a browser cannot be made to send a referral.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_exempt

import veille
from veille.accounts.access import FILERS
from veille.ledger.refusal import Refused
from veille.ui.limits import Limit
from veille.ui.machines import Door, refused
from veille.ui.names import sentence
from veille.ui.words import language

from .. import reads
from ..policies import UnderAge
from . import api_body, openapi, tokens
from .intake import Arrival, First, first_appointment, take_in
from .words import moment

_MINUTE = timedelta(minutes=1)
#: A service sends a few referrals a day; after a day without a line, all of them at once. Several
#: services may share an address. Assumed.
DOOR = Door(
    holder=tokens.holder,
    of_token=Limit("referrals-of-token", 60, _MINUTE),
    of_address=Limit("referrals-of-address", 180, _MINUTE),
    wrong_tokens=Limit("wrong-tokens", 10, _MINUTE),
    most_kib=64,
    by_post=_lazy("Send a referral by POST."),
    with_token=_lazy(
        "Send the token of an account that files referrals, as “Authorization: Bearer …”."
    ),
    smaller=_lazy("A referral has at most 64 KiB."),
)


@csrf_exempt
def referrals(request: HttpRequest) -> HttpResponse:
    """File a referral. 201: taken in; 200: it had arrived before, the first answer once more."""
    came = DOOR.let_in(request)
    if isinstance(came, JsonResponse):
        return came
    account, body = came
    if account.role not in FILERS:
        return refused(403, "role", _("This account files no referrals."))
    try:
        arrival = take_in(account, api_body.read(body).told())
    except api_body.NotAReferral as wrong:
        faults = [{"path": one.path, "what": one.what} for one in wrong.faults]
        return refused(
            422, "malformed", _("Nothing was kept: mend this, then send it again."), faults=faults
        )
    except UnderAge as refusal:
        return refused(422, "youth_path", sentence(refusal))
    except Refused as refusal:
        return refused(refusal.status, "refused", sentence(refusal))
    answer = _answer(request, arrival)
    status = 200 if arrival.again else 201
    return JsonResponse(answer, status=status, headers={"Location": answer["address"]})


def _answer(request: HttpRequest, arrival: Arrival) -> dict[str, Any]:
    """Its number, when and where the person is to come, and where the notice is to print."""
    row = arrival.row
    first = first_appointment(row)
    return {
        "number": row.number,
        "arrived_at": row.received_at.isoformat(),
        "arrived_before": arrival.again,
        "appointment": _appointment(first) if first else None,
        "address": request.build_absolute_uri(reverse("filing", args=[row.id])),
        "notice": request.build_absolute_uri(reverse("filing-notice", args=[row.id]))
        if first
        else None,
    }


def _appointment(first: First) -> dict[str, Any]:
    said = reads.details(reads.commission(first.commission))
    zone = reads.zone_of(first.commission)
    words = {}
    for code, _name in settings.LANGUAGES:
        with timezone.override(zone), translation.override(code):
            words[code] = moment(first.at)
    return {
        "at": first.at.astimezone(zone).isoformat(),
        "in_words": words,
        "commission": said.name_en if language() == "en" else said.name_fr,
        "address": said.address_en if language() == "en" else said.address_fr,
        "room": first.room,
        "phone": said.phone,
    }


def description(request: HttpRequest) -> HttpResponse:
    """What this door takes and answers, as OpenAPI."""
    return JsonResponse(openapi.document(veille.__version__, DOOR))
