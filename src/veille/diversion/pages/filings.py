"""The pages of who refers: the form, its acknowledgement, and what they sent. Nothing else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.ledger.refusal import Refused, Repeated
from veille.ui.answers import refused_form
from veille.ui.requests import AccountRequest
from veille.ui.words import language

from .. import reads
from ..tables import CaseRow
from . import words
from .filing_form import FilingForm
from .intake import First, can_print, first_appointment, take_in
from .names import name_of_commission
from .paper import notice_page


def sent(request: AccountRequest) -> HttpResponse:
    """What this account sent: its number, and when it arrived."""
    rows = [
        {"id": row.id, "number": row.number, "arrived_at": row.received_at}
        for row in reads.filed_by(request.user.id)
    ]
    return render(request, "diversion/filings.html", {"rows": rows, "tab": "filings"})


def new(request: AccountRequest) -> HttpResponse:
    """Refer somebody."""
    form = FilingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            arrival = take_in(request.user, form.told(), submission=form.identity)
        except Repeated as repeated:
            messages.info(request, str(repeated))
            return redirect("filings")
        except Refused as refusal:
            refused_form(form, refusal)
        else:
            if arrival.again:
                found = _("This reference arrived before, on %(when)s: nothing was written twice.")
                messages.info(request, found % {"when": words.moment(arrival.row.received_at)})
            return redirect("filing", filing=arrival.row.id)
    status = 422 if form.is_bound else 200
    return render(
        request, "diversion/filing_new.html", {"form": form, "tab": "filing-new"}, status=status
    )


def filing(request: AccountRequest, filing: CaseRow) -> HttpResponse:
    """The acknowledgement: its number, that it arrived, the appointment as it was fixed then."""
    first = first_appointment(filing)
    context = {
        "row": filing,
        "arrived": words.moment(filing.received_at),
        "first": _shown(first) if first else None,
        "can_print": can_print(filing),
        "tab": "filings",
    }
    return render(request, "diversion/filing.html", context)


def notice(request: AccountRequest, filing: CaseRow) -> HttpResponse:
    """The notice to hand over. Later it is the commission's to print."""
    if not can_print(filing):
        raise Refused(
            _(
                "This notice is the commission’s to print now. Nothing was changed; the person can "
                "ask the commission, by the number of the referral."
            ),
        )
    return notice_page(request, filing, back="filing")


def _shown(first: First) -> dict[str, str]:
    commission = reads.commission(first.commission)
    said = reads.details(commission)
    with timezone.override(reads.zone_of(first.commission)):
        when = words.moment(first.at)
    english = language() == "en"
    return {
        "when": when,
        "room": first.room,
        "commission": name_of_commission(commission),
        "address": said.address_en if english else said.address_fr,
        "phone": said.phone,
    }
