"""`veille commission`: the dissuasion commissions of this installation."""

from typing import Annotated

import typer

from . import installation, terminal

app = typer.Typer(no_args_is_help=True, help="Dissuasion commissions: set one up, list them.")

#: Until its coordinator says otherwise: office hours, Monday to Friday.
_FIRST_DAYS = range(5)
_OPENS_MINUTES, _CLOSES_MINUTES = 9 * 60, 16 * 60


@app.command()
def add(
    slug: Annotated[
        str, typer.Argument(help="Its short name in addresses: small letters, digits, dashes.")
    ],
    name_fr: Annotated[str, typer.Argument(help="Its name in French.")],
    name_en: Annotated[str, typer.Argument(help="Its name in English.")],
    territory: Annotated[
        list[str],
        typer.Option(
            metavar="PLACE",
            help="Beginning of a postal code, or name of a place, for which it is competent; "
            "repeat for several.",
        ),
    ],
    law: Annotated[str, typer.Option(help="Whose rules it decides by.")] = "PT",
    time_zone: Annotated[str, typer.Option(help="Its time zone.")] = "America/Toronto",
) -> None:
    """Set up a commission, with one room and hearings from 9:00 to 16:00 on weekdays.

    Its coordinator sets the rest on its page “Commission”: address, phone, rooms, hours, members.

    Example: veille commission add montreal "Commission de Montréal" "Montréal commission"
    --territory H1 --territory H2
    """
    installation.open_ready()
    from veille.diversion import commissions
    from veille.diversion.commission_facts import Details, Session

    details = Details(
        name_fr=name_fr,
        name_en=name_en,
        territory=tuple(territory),
        law=law,
        time_zone=time_zone,
        sessions=tuple(Session(day, _OPENS_MINUTES, _CLOSES_MINUTES) for day in _FIRST_DAYS),
    )
    opened = commissions.open_commission(by="", slug=slug, details=details)
    terminal.say(f"{opened.details.name_en} ({opened.slug}) is set up.")


@app.command("list")
def list_commissions() -> None:
    """Show every commission, its law and its territory.

    Example: veille commission list
    """
    installation.open_ready()
    from veille.diversion import reads

    shown = terminal.table("Slug", "Name", "Law", "Competent for")
    for row in reads.commissions():
        said = reads.details(row)
        shown.add_row(row.slug, row.name_en, said.law, ", ".join(said.territory))
    terminal.to_reader().print(shown)
