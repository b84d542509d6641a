"""What is held about a visitor: shown, printed, taken away, corrected, forgotten.

Québec's Act respecting the protection of personal information in the private sector, as
amended by Law 25, and its sister for public bodies: access, a copy in a structured format,
rectification, and being forgotten.
"""

import json

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from veille.accounts.audit import Happened, note_request
from veille.care import corrections
from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.requests import SiteRequest
from veille.care.records import records_of
from veille.care.tables import PersonRow
from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused
from veille.ui.answers import sheet, submit
from veille.ui.names import handle_of

from .. import reads
from .forms import ForgettingForm
from .record import as_file, held_about, told_on_first_visit


class HeldElsewhere(Refused):
    """Forgetting destroys words of every site: whoever does it works at all of them."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _(
                "Part of what is held about this visitor was written at sites where you do not "
                "work. Nothing was changed. Ask a coordinator who works at all of them."
            )
        )


def held(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """All that is held, in the visitor's language, to be read together or printed."""
    asked = request.GET.get("in", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(language):
        about = held_about(person, request.user)
        context = {
            "held": about,
            "person": person,
            "records": [
                {
                    "handle": handle_of(one.id, one.handle),
                    "welcomed_at": one.welcomed_at,
                    "told": told_on_first_visit(one),
                }
                for one in floor.people(records_of(person.id)).values()
            ],
            "sites": {site.slug: site.name for site in floor.sites()},
            "printed": clock.now(),
            "tab": "people-find",
        }
        return render(request, "people/held.html", context)


def file(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """The same as a file, in a structured format that other systems read."""
    if person.forgotten:
        raise Malformed(_("This visitor was forgotten: there is nothing left to take away."))
    note_request(request, Happened.EXPORTED, detail={"file": "held", "at": slug})
    text = json.dumps(as_file(held_about(person, request.user)), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="veille.json"'
    return response


def forget(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """Forget a visitor for good, after reading what it means."""
    if held_about(person, request.user).elsewhere:
        raise HeldElsewhere
    home = reverse("person", args=[slug, person])
    form = ForgettingForm(request.POST or None)
    if submit(
        request,
        form,
        lambda _data: corrections.forget(
            by=request.user.id, person=person.id, submission=form.identity
        ),
    ):
        return done(request, _("Forgotten. Nobody can read or find them any more."), to=home)
    context = {
        "person": person,
        "who": handle_of(person.id, person.handle),
        "visits": floor.visit_count_of(person.id),
        "restricted": bool(reads.known_of(slug, [person.id], clock.now())[person.id].restrictions),
    }
    return sheet(request, "people/forget.html", context, form)
