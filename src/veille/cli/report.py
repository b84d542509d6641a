"""`veille report`: the month's report on the terminal and as files."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from . import installation, terminal

app = typer.Typer(
    no_args_is_help=True,
    help="The report for a funder and for Health Canada: by month, quarter or year.",
)

#: Stands for standard output.
PIPE = Path("-")


class Format(StrEnum):
    TEXT = "text"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


Site = Annotated[str, typer.Option(help="One site by its short name. [default: the network]")]
As = Annotated[Format, typer.Option("--format", help="How it is written.")]
Out = Annotated[
    Path, typer.Option(metavar="FILE", help="A new file to write; “-” is standard output.")
]
Unsuppressed = Annotated[
    bool,
    typer.Option(
        "--unsuppressed",
        help="With small counts: for inside use, and it says so. Never for a funder.",
    ),
]


@app.command()
def monthly(
    month: Annotated[
        str, typer.Option(help="Such as 2026-10. [default: the last whole month]")
    ] = "",
    site: Site = "",
    form: As = Format.TEXT,
    out: Out = PIPE,
    unsuppressed: Unsuppressed = False,
) -> None:
    """A month: visits, people, consumptions, overdoses, and what the rooms counted.

    Counts of 1 to 9 are withheld, and further numbers without which a total would give one
    away. Counted by when things happened, on each site's own clock. The site may run meanwhile.
    While a period runs, it is written with --unsuppressed alone.

    Example: veille report monthly --month 2026-10 --site cactus --format xlsx --out october.xlsx
    """
    _write(month, site, form, out, unsuppressed)


@app.command()
def quarterly(
    quarter: Annotated[str, typer.Option(help="Such as 2026-Q4.")],
    site: Site = "",
    form: As = Format.TEXT,
    out: Out = PIPE,
    unsuppressed: Unsuppressed = False,
) -> None:
    """A quarter, as “monthly” writes a month.

    Example: veille report quarterly --quarter 2026-Q4 --format csv --out quarter.csv
    """
    _write(quarter, site, form, out, unsuppressed)


@app.command()
def yearly(
    year: Annotated[str, typer.Option(help="2026, or 2026/27 for April 2026 to March 2027.")],
    site: Site = "",
    form: As = Format.TEXT,
    out: Out = PIPE,
    unsuppressed: Unsuppressed = False,
) -> None:
    """A calendar or fiscal year, as “monthly” writes a month.

    Example: veille report yearly --year 2026/27 --format xlsx --out year.xlsx
    """
    _write(year, site, form, out, unsuppressed)


def _write(text: str, slug: str, form: Format, out: Path, unsuppressed: bool) -> None:
    installation.open_ready()
    from django.utils.translation import gettext_lazy as _

    from veille.care import reads
    from veille.care.report import counts
    from veille.care.report.export import Carried
    from veille.care.report.period import check_is_over, read_period, this_month
    from veille.ledger.refusal import Absent, Refused

    sites = [reads.site(slug)] if slug else reads.sites()
    if not sites:
        raise Absent(_("There is no site here yet, and nothing to report."))
    period = read_period(text) if text else this_month(sites[0]).before
    if out != PIPE and out.exists():
        raise Refused(
            _("%(file)s exists already. Name a new file; a report never overwrites one."), file=out
        )
    if form is Format.XLSX and out == PIPE and sys.stdout.isatty():
        raise Refused(_("A workbook is no text. Name a file for it with --out."))
    if not unsuppressed:
        check_is_over(period, reads.sites())
    with terminal.progress("Counting", None):
        found = None if unsuppressed else counts.leaving(period)
        report = counts.network(period) if found is None else found.report
    gone = None if found is None else found.gone
    carried = Carried(report, gone, [slug] if slug else report.places)
    body = {
        Format.TEXT: lambda: "".join(f"{line}\n" for line in carried.text()).encode(),
        Format.CSV: carried.csv,
        Format.XLSX: carried.xlsx,
        Format.JSON: carried.json,
    }[form]()
    if out == PIPE:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    with out.open("xb") as file:
        file.write(body)
    numbers = "with small counts, for inside use" if gone is None else "without small counts"
    terminal.say(
        f"Wrote the report of {slug or 'the network'} for {period.name} to {out}, {numbers}."
    )
