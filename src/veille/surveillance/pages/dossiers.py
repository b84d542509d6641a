"""The pages of a site's dossier."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from veille.ui.requests import AccountRequest
from veille.ui.words import language

from . import dossier as made
from .paper import Form, Paper
from .published import Asked, file_of, paper_page


def dossier(request: AccountRequest) -> HttpResponse:
    """The twelve months up to one, of one site, in the reader's language."""
    asked = Asked(request, of_sites=True)

    def drawn() -> Paper:
        return made.paper(made.year(asked.place, asked.month), language())

    return paper_page(request, asked, _("Dossier"), "watch-dossier", drawn)


def dossier_file(request: AccountRequest, form: Form) -> HttpResponse:
    """Both languages in one file. Raises Missing for a PDF where the part “poster” is not
    installed."""
    asked = Asked(request, of_sites=True)
    of = made.year(asked.place, asked.month)
    return file_of(made.papers(of), form, made.filename(of, form))
