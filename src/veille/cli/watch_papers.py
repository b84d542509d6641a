"""`veille watch bulletin`: what is published of the numbers, as files."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from veille import extras

from . import installation, terminal


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
    from veille.surveillance.pages.paper import as_html, as_pdf

    of = made.numbers(read_month(month) if month else made.last_month(), made.place_of(place))
    papers = made.papers(of)
    write(
        as_pdf(papers) if form is Form.PDF else as_html(papers),
        out or Path(made.filename(of, form.value)),
    )


def write(body: bytes, out: Path) -> None:
    """A new file. Raises Refused where there is one of that name."""
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Refused

    try:
        with out.open("xb") as file:
            file.write(body)
    except FileExistsError:
        raise Refused(
            _("%(file)s exists already. Name a new file with --out; none is overwritten."), file=out
        ) from None
    terminal.say(f"Wrote {out}.")
