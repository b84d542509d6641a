"""`veille import`: a site's earlier records, from files, into its ledger."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veille.tabular.writing import as_csv

from . import installation, terminal
from .law import MALFORMED, Language
from .row_files import say_how_to_answer, share_read, show_dry_run, write_faults

if TYPE_CHECKING:
    from veille.care.tables import SiteRow


class Which(StrEnum):
    FIRST = "first"
    SECOND = "second"


def import_(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="visits, people, exchanges, stock, staff.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or a workbook.")],
    site: Annotated[
        str, typer.Option(help="Whose records they are. [default: the only site]")
    ] = "",
    source: Annotated[
        str, typer.Option(help="From which records, such as “paper register”. Marks every entry.")
    ] = "",
    profile: Annotated[
        Path | None,
        typer.Option(help="How it is read, as TOML. [default: proposed from the headings]"),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Write how it was read, as TOML.")
    ] = None,
    repeated: Annotated[
        Which | None,
        typer.Option(help="Which of both, where the clock showed an hour twice, in autumn."),
    ] = None,
    faults: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write every row that stays out, and why, as CSV."),
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="Write an empty FILE to fill in, and read nothing.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Take the rows into the ledger.")] = False,
    language: Annotated[
        Language | None, typer.Option(help="Of what is said. [default: of the terminal]")
    ] = None,
) -> None:
    """Bring in what was kept before Veille, or beside it: each row with its true date, marked with
    where it comes from. Without --write, say what would come of it: rows, faults, questions.

    The same file twice adds nothing; stopped half-way, the same command goes on. People come
    before their visits. Exit 2 where the file holds no table, or a question is open.

    Example: veille import visits register.xlsx --site cactus --source "paper register" --write
    """
    installation.open_ready()
    from veille import tabular
    from veille.care.importing import Where, import_file, importer_named, open_with, try_file

    speech = language.value if language else terminal.language()
    importer = importer_named(kind)
    where = Where(
        site=_site(site), by="", source=source, repeated=repeated.value if repeated else ""
    )
    if template:
        labels = [field.label.in_words(speech) for field in importer.reading(where).schema.fields]
        text = as_csv(labels, [], delimiter=";" if speech == "fr" else ",")
        with file.open("x", encoding="utf-8-sig") as empty:
            empty.write(text)
        return
    try:
        text = profile.read_text("utf-8") if profile else ""
        table, found = open_with(file, importer, where, text)
    except tabular.Unreadable as refused:
        terminal.mention(refused.in_words(speech))
        raise typer.Exit(MALFORMED) from None
    with share_read(file.name) as on:
        dry, reading = try_file(table, found, importer, where, on)
    show_dry_run(table, found, dry, speech)
    if reading.repeats_an_hour and repeated is None:
        terminal.mention(
            "Pour l’heure que l’horloge a montrée deux fois\u00a0: --repeated first, ou second."
            if speech == "fr"
            else "For the hour that the clock showed twice: --repeated first, or second."
        )
    if keep is not None:
        keep.write_text(tabular.written_profile(dry.profile), "utf-8")
    if faults is not None:
        again = importer.reading(where).schema
        pages = tabular.pages(table, again, dry.profile)
        write_faults(faults, (one for page in pages for one in page.faults), speech)
    if dry.questions:
        say_how_to_answer(speech)
        raise typer.Exit(MALFORMED)
    if not write:
        return
    with share_read(file.name) as on:

        def go(share: float) -> bool:
            on(share)
            return True

        done = import_file(importer=importer, where=where, table=table, profile=dry.profile, go=go)
    terminal.say(
        f"Dans le registre\u00a0: {done.new} nouvelles, {done.here} déjà là\u202f; "
        f"{dry.faulty} laissées de côté."
        if speech == "fr"
        else f"In the ledger: {done.new} new, {done.here} here already; {dry.faulty} left out."
    )


def _site(slug: str) -> "SiteRow":
    from django.utils.translation import gettext_lazy as _

    from veille.care import reads
    from veille.ledger.refusal import Malformed

    if slug:
        return reads.site(slug)
    sites = reads.sites()
    if len(sites) != 1:
        raise Malformed(_("Say whose records they are: --site, with the site's short name."))
    return sites[0]
