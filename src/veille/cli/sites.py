"""`veille site`: the sites and trucks of this installation."""

from enum import StrEnum
from typing import Annotated

import typer

from . import installation, terminal

app = typer.Typer(no_args_is_help=True, help="The sites and trucks: add one, list them.")

MOST_SEATS = 99


class Kind(StrEnum):
    FIXED = "fixed"
    TRUCK = "truck"


@app.command()
def add(
    slug: Annotated[
        str, typer.Argument(help="Its short name in addresses: small letters, digits, dashes.")
    ],
    name: Annotated[str, typer.Argument(help="Its name as staff and visitors read it.")],
    kind: Annotated[Kind, typer.Option(help="A fixed site, or a truck.")] = Kind.FIXED,
    injection: Annotated[
        int, typer.Option(min=0, max=MOST_SEATS, help="How many seats for injection.")
    ] = 0,
    inhalation: Annotated[
        int, typer.Option(min=0, max=MOST_SEATS, help="How many ventilated seats for smoking.")
    ] = 0,
    time_zone: Annotated[str, typer.Option(help="Its time zone.")] = "America/Toronto",
) -> None:
    """Set up a site or truck with its seats. Seats are numbered through, injection first.

    Example: veille site add cactus "CACTUS Montréal" --kind fixed --injection 8 --inhalation 2
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.care import actions
    from veille.care.facts import Seat
    from veille.care.words import Mode, SiteKind

    seats = [
        Seat(str(number), Mode.INJECTION if number <= injection else Mode.INHALATION)
        for number in range(1, injection + inhalation + 1)
    ]
    site = actions.open_site(
        by="", slug=slug, name=name, kind=SiteKind(kind.value), seats=seats, time_zone=time_zone
    )
    terminal.say(
        _("%(name)s (%(slug)s) is set up; seats: %(seats)s.")
        % {"name": site.name, "slug": site.slug, "seats": len(site.seats)}
    )


@app.command("list")
def list_sites() -> None:
    """Show every site and truck with its seats.

    Example: veille site list
    """
    installation.open_ready()
    from veille.care import reads

    shown = terminal.table("Slug", "Name", "Kind", "Seats", "Time zone")
    for site in reads.sites():
        shown.add_row(site.slug, site.name, site.kind, str(len(site.seats)), site.time_zone)
    terminal.to_reader().print(shown)
