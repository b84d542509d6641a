"""A report as it is shown: to the house, or as it leaves it. Pages, files and the terminal draw it
from here, so that all of them say the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from veille.disclosure import NETWORK, SMALLEST, WITHHELD, Cell, Place, leaves

from .tables import Figure, Report, Table, Words


@dataclass(frozen=True)
class Number:
    """One number at one place. `value` is None where it is withheld, or where there is none."""

    name: str
    place: Place
    value: float | int | None
    withheld: bool = False


@dataclass(frozen=True)
class Row:
    key: str
    label: Words
    unit: Words
    numbers: Sequence[Number]

    @property
    def empty(self) -> bool:
        return not any(number.value or number.withheld for number in self.numbers)


@dataclass(frozen=True)
class Block:
    """One table. `table` is None of figures, behind which no list stands."""

    key: str
    title: Words
    unit: Words
    means: Words
    rows: Sequence[Row]
    table: Table | None = None

    @property
    def empty(self) -> bool:
        return all(row.empty for row in self.rows)


@dataclass(frozen=True)
class Part:
    key: str
    title: Words
    blocks: Sequence[Block]

    @property
    def empty(self) -> bool:
        return all(block.empty for block in self.blocks)


def parts(report: Report, gone: frozenset[Cell] | None, places: Sequence[Place]) -> list[Part]:
    """The whole report at these places. `gone` is what is withheld; None shows the inside."""
    hours = [figure for figure in report.figures if figure.section == "hours"]
    found = []
    if hours:
        rows = [_figure(figure, gone, places) for figure in hours]
        title, means = (
            _("Hours open"),
            _("By the day of the week on which the site opened; of sites that say their hours."),
        )
        found.append(Part("hours", title, [Block("hours", title, _("hours"), means, rows)]))
    for section in report.sections:
        blocks = [
            _block(report, table, gone, places)
            for table in section.tables
            if gone is None or table.leaves
        ]
        rows = [_figure(f, gone, places) for f in report.figures if f.section == section.key]
        if rows:
            key = f"{section.key}.figures"
            blocks.append(Block(key, _("Seats, waits and rates"), "", "", rows))
        found.append(Part(section.key, section.title, blocks))
    return found


def _block(
    report: Report, table: Table, gone: frozenset[Cell] | None, places: Sequence[Place]
) -> Block:
    rows = []
    for key, label in table.rows:
        name = table.named(key)
        hidden = [gone is not None and (name, place) in gone for place in places]
        numbers = [
            Number(name, place, None if away else report.number(name, place), away)
            for place, away in zip(places, hidden, strict=True)
        ]
        rows.append(Row(key, label, table.unit, numbers))
    return Block(table.key, table.title, table.unit, table.means, rows, table)


def _figure(figure: Figure, gone: frozenset[Cell] | None, places: Sequence[Place]) -> Row:
    numbers = []
    for place in places:
        value = figure.values.get(place)
        away = gone is not None and value is not None and not leaves(figure, place, gone)
        numbers.append(Number(figure.key, place, None if away else value, away))
    return Row(figure.key, figure.label, figure.unit, numbers)


def place_names(report: Report, places: Sequence[Place]) -> list[str]:
    names = {site.slug: site.name for site in report.sites} | {NETWORK: _("Network")}
    return [names[place] for place in places]


def notes(report: Report, gone: frozenset[Cell] | None, asked_by: str = "") -> list[str]:
    """What whoever reads a report must know of it, in whatever form it reached them."""
    parts = []
    if report.rehearsal:
        parts.append(_("Rehearsal: the people and events are invented."))
    if gone is None:
        parts.append(_("Inside version, with small counts: it must not leave the house."))
        if asked_by:
            parts.append(_("Asked for by %(who)s.") % {"who": asked_by})
    else:
        parts.append(
            _(
                "Counts of 1 to %(most)s are withheld (%(mark)s), as Health Canada does; so are "
                "further numbers, without which a total or a difference would give one away."
            )
            % {"most": SMALLEST - 1, "mark": WITHHELD}
        )
    parts.append(
        _(
            "Counted by when things happened, on the site's own clock, in the site's days: a night "
            "belongs to the day on which it began."
        ),
    )
    parts.append(
        _("Source: the facts of this ledger as of %(when)s UTC.")
        % {"when": f"{report.made_at:%Y-%m-%d %H:%M}"}
    )
    return parts
