"""`veille watch bulletin`, `veille watch dossier`: what is published of the numbers, as files."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille import extras

from . import installation, terminal

if TYPE_CHECKING:
    from veille.surveillance.pages.paper import Paper


class Form(StrEnum):
    HTML = "html"
    PDF = "pdf"


Place = Annotated[
    str,
    typer.Option(help="A site by its short name, or the network by its own. [default: network]"),
]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A new file. [default: named by what it is]")
]
As = Annotated[Form, typer.Option("--format", help="HTML that prints, or PDF by Typst.")]


def bulletin(
    month: Annotated[str, typer.Option(help="Such as 2026-10. [default: the last whole one]")] = "",
    place: Place = "",
    form: As = Form.HTML,
    out: Out = None,
) -> None:
    """A month's bulletin in both languages: what was counted, what changed, which alarms.

    Only what may leave the house: rounded to ten, small counts withheld. A PDF needs the part
    “poster” of Veille.

    Example: veille watch bulletin --month 2026-10 --place cactus --format pdf
    """
    if form is Form.PDF:
        extras.need("poster")
    installation.open_ready()
    from veille.surveillance.months import read_month
    from veille.surveillance.pages import bulletin as made

    of = made.numbers(read_month(month) if month else made.last_month(), made.place_of(place))
    _write(made.papers(of), form, out or Path(made.filename(of, form)))


def dossier(
    site: Annotated[str, typer.Option(help="The site, by its short name.")],
    until: Annotated[
        str, typer.Option(help="Its last month, such as 2026-10. [default: the last whole one]")
    ] = "",
    form: As = Form.HTML,
    out: Out = None,
) -> None:
    """A site's year for its exemption (s. 56.1) and for Québec's Bill 103, in both languages.

    Need, benefit, impact, neighbours' remarks and pictures, as the data say them and as they may
    leave the house; what the data cannot say is listed. No application, and no advice.

    Example: veille watch dossier --site cactus --until 2026-10 --format pdf
    """
    if form is Form.PDF:
        extras.need("poster")
    installation.open_ready()
    from veille.surveillance.months import read_month
    from veille.surveillance.pages import bulletin
    from veille.surveillance.pages import dossier as made
    from veille.surveillance.pages.labels import Labels

    last = read_month(until) if until else bulletin.last_month()
    of = made.year(bulletin.place_of(site, Labels().sites), last)
    _write(made.papers(of), form, out or Path(made.filename(of, form)))


def _write(papers: Sequence["Paper"], form: Form, out: Path) -> None:
    """A new file. Raises Refused where there is one of that name."""
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Refused
    from veille.surveillance.pages import paper

    body = paper.as_file(papers, paper.Form(form))
    try:
        with out.open("xb") as file:
            file.write(body)
    except FileExistsError:
        raise Refused(
            _("%(file)s exists already. Name a new file with --out; none is overwritten."), file=out
        ) from None
    terminal.say(terminal.said(f"Wrote {out}.", f"Fichier {out} écrit."))
