"""The pages of a site's dossier."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from veille.ui.requests import AccountRequest
from veille.ui.words import language

from . import dossier as made
from .paper import Paper, as_html, as_pdf
from .published import Asked, as_file, paper_page


def dossier(request: AccountRequest) -> HttpResponse:
    """The twelve months up to one, of one site, in the reader's language."""
    asked = Asked(request, of_sites=True)

    def drawn() -> Paper:
        return made.paper(made.year(asked.place, asked.month), language())

    return paper_page(request, asked, _("Dossier"), "watch-dossier", drawn)


def dossier_file(request: AccountRequest) -> HttpResponse:
    """Both languages in one HTML file that prints."""
    asked = Asked(request, of_sites=True)
    of = made.year(asked.place, asked.month)
    return as_file(as_html(made.papers(of)), made.filename(of, "html"), "text/html; charset=utf-8")


def dossier_pdf(request: AccountRequest) -> HttpResponse:
    """Both languages as a PDF. Raises Missing where the part “poster” is not installed."""
    asked = Asked(request, of_sites=True)
    of = made.year(asked.place, asked.month)
    return as_file(as_pdf(made.papers(of)), made.filename(of, "pdf"), "application/pdf")
