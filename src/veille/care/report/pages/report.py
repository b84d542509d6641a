"""The report on a page, to look at and to print."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _

from veille.disclosure import WITHHELD
from veille.ui.requests import AccountRequest

from .. import lists
from ..floor_sections import CONSUMPTIONS, OVERDOSES, PEOPLE, VISITS
from ..period import Kind, Period, is_over, month, read_period, this_month
from ..tables import Report
from ..view import Block, Part, notes, parts, place_names
from .pictures import Picture, by_day, of_block
from .query import INSIDE, LEAVING, Asked, asked

#: Tables that are drawn as well.
_DRAWN = ("visits.band", "people.age", "overdoses.done")
_MONTHS_OFFERED = 24
_HEADS = (VISITS, PEOPLE, CONSUMPTIONS, OVERDOSES)


def report(request: AccountRequest, slug: str = "") -> HttpResponse:
    """The report of a site or of the network, for a month, a quarter or a year."""
    which = asked(request, slug)
    found, gone = which.report(), which.gone()
    shown = [part for part in parts(found, gone, which.places) if not part.empty]
    names = place_names(found, which.places)
    context = {
        "report": found,
        "asked": which,
        "title": in_words(which.period),
        "parts": [_part(which, part, names) for part in shown],
        "places": names,
        "notes": notes(found, gone),
        "heads": _heads(which, found),
        "by_day": by_day(found, which.total) if which.inside else None,
        "is_over": which.is_over,
        "has_after": which.is_over and (which.inside or is_over(which.period.after, which.sites)),
        "choices": _choices(which, found),
        "before": _at(which, which.period.before),
        "after": _at(which, which.period.after),
        "other": _as(which, LEAVING if which.inside else INSIDE),
        "files": {form: which.address("file", format=form) for form in ("csv", "xlsx", "json")},
        "withheld": WITHHELD,
        "tab": "report" if slug else "report-network",
    }
    return render(request, "report/report.html", context)


def in_words(period: Period) -> str:
    """A period as a person says it."""
    match period.kind:
        case Kind.MONTH:
            return formats.date_format(period.first, "F Y")
        case Kind.QUARTER:
            quarter = {"quarter": period.name[-1], "year": str(period.first.year)}
            return _("Quarter %(quarter)s of %(year)s") % quarter
        case Kind.YEAR:
            return str(period.first.year)
        case Kind.FISCAL:
            return _("April %(first)s to March %(last)s") % {
                "first": str(period.first.year),
                "last": str(period.first.year + 1),
            }


def _at(which: Asked, period: Period) -> str:
    return Asked(period, which.site, which.sites, which.inside, which.may_see_inside).address()


def _as(which: Asked, how: str) -> str:
    if not which.may_see_inside or (how == LEAVING and not which.is_over):
        return ""
    inside = how == INSIDE
    return Asked(which.period, which.site, which.sites, inside, True).address()


def _heads(which: Asked, report: Report) -> list[dict[str, Any]]:
    """The few numbers that stand on top."""
    gone = which.gone() or frozenset()
    labels = {table.named(row): table.unit for table in report.tables for row, _l in table.rows}
    return [
        {
            "number": WITHHELD if (name, which.total) in gone else report.number(name, which.total),
            "unit": labels[name],
            "overdose": name == OVERDOSES,
        }
        for name in _HEADS
    ]


def _part(which: Asked, part: Part, names: Sequence[str]) -> dict[str, Any]:
    blocks = [block for block in part.blocks if not block.empty]
    return {
        "key": part.key,
        "title": part.title,
        "blocks": [_block(which, b, names) for b in blocks],
    }


def _block(which: Asked, block: Block, names: Sequence[str]) -> dict[str, Any]:
    linked = which.inside and block.table is not None and lists.is_listed(block.table)
    picture: Picture | None = None
    if block.key in _DRAWN:
        picture = of_block(block, len(which.places) - 1)
    return {
        "key": block.key.replace(".", "-"),
        "title": block.title,
        "unit": block.unit,
        "means": block.means,
        "picture": picture,
        "rows": [
            {
                "label": row.label,
                "unit": "" if block.unit else row.unit,
                "numbers": [
                    {
                        "shown": WITHHELD if number.withheld else number.value,
                        "point": isinstance(number.value, float),
                        "none": number.value is None and not number.withheld,
                        "place": name,
                        "list": _list(which, number.name, number.place)
                        if linked and number.value
                        else "",
                    }
                    for number, name in zip(row.numbers, names, strict=True)
                ],
            }
            for row in block.rows
            if not row.empty
        ],
    }


def _list(which: Asked, name: str, place: str) -> str:
    """The address of the list behind a number: the site's, or the network's."""
    site = next((site for site in which.sites if site.slug == place), None)
    return Asked(which.period, site, which.sites, True, True).address("list", number=name)


def _choices(which: Asked, report: Report) -> list[tuple[str, list[dict[str, Any]]]]:
    """The periods since the site opened, the latest first; months of two years at most."""
    opened = min(report.sites, key=lambda site: site.opened_at)
    first = opened.opened_at.astimezone(ZoneInfo(opened.time_zone)).date().replace(day=1)
    now = this_month(opened)
    months: list[Period] = []
    each = now
    while each.first >= first and len(months) < _MONTHS_OFFERED:
        months.append(each)
        each = each.before
    groups = [
        (_("Months"), months),
        (_("Quarters"), _longer(first, now.first, "{0.year}-Q{1}")),
        (_("Years"), _longer(first, now.first, "{0.year}")),
        (_("Fiscal years"), list(_fiscal(first, now.first))),
    ]
    if not which.inside:
        groups = [
            (title, [one for one in periods if is_over(one, which.sites)])
            for title, periods in groups
        ]
    if which.period not in [period for _title, periods in groups for period in periods]:
        groups.insert(0, (_("Chosen"), [which.period]))
    return [
        (title, [{"name": p.name, "words": in_words(p), "chosen": p == which.period} for p in ps])
        for title, ps in groups
        if ps
    ]


def _longer(first: date, last: date, form: str) -> list[Period]:
    """Quarters or years from one month to another, the latest first."""
    found: dict[Period, None] = {}
    each = month(last.year, last.month)
    while each.first >= first:
        name = form.format(each.first, (each.first.month - 1) // 3 + 1)
        found[read_period(name)] = None
        each = each.before
    return list(found)


def _fiscal(first: date, last: date) -> Iterator[Period]:
    for year in range(last.year - (last.month < 4), first.year - (first.month < 4) - 1, -1):
        yield read_period(f"{year}/{(year + 1) % 100:02d}")
