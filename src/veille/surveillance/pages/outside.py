"""Counts that somebody else publishes: the page of one series as known on a day, and what the
public pages, the bulletin and the page of what changed say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille.ui.pictures import columns
from veille.ui.requests import AccountRequest
from veille.ui.rooms import ExternalSeries

from .. import outside as kept
from ..found import Estimated, HowHeld, OfOutside, load
from ..outside_facts import Vintage
from ..outside_state import known
from ..tables import OutsideRow
from ..words import Counted
from .asked import Choices
from .labels import number

#: Periods that a picture shows: beside its numbers, and without them.
_DRAWN, _DRAWN_BARE = 12, 36
_QUARTER_MONTHS = 3
#: Vintages that have a link.
_VINTAGES_LINKED = 13


def of_address(_request: AccountRequest, id: str) -> OutsideRow:
    """A kept series: published counts, which whoever reads numbers may read."""
    return kept.one(id)


@dataclass(frozen=True)
class Named:
    """A series as it is called, and its periods."""

    row: OutsideRow

    @property
    def title(self) -> str:
        label = Counted(self.row.what).label
        what = self.row.title if self.row.what == Counted.OTHER.value else label
        return f"{what}, {self.row.area}"

    @property
    def source(self) -> str:
        return _("Source: %(source)s, “%(title)s”.") % {
            "source": self.row.source,
            "title": self.row.title,
        }

    def period(self, day: str) -> str:
        first = date.fromisoformat(day)
        match self.row.period:
            case "year":
                return str(first.year)
            case "quarter":
                quarter = (first.month - 1) // _QUARTER_MONTHS + 1
                return _("quarter %(n)s of %(year)s") % {"n": quarter, "year": first.year}
            case "month":
                return date_format(first, "F Y")
            case "week":
                return _("week of %(day)s") % {"day": date_format(first)}
            case _:
                return date_format(first)

    def sentence(self, vintage: Vintage) -> str:
        """The last count of a vintage, with its period and the day on which it was known."""
        day = max(vintage.counts)
        said = {
            "title": self.title,
            "n": number(vintage.counts[day]),
            "period": self.period(day),
            "day": date_format(date.fromisoformat(vintage.as_of)),
            "months": self.row.rolling_months,
        }
        if self.row.rolling_months:
            words = _(
                "%(title)s: %(n)s in the %(months)s months to %(period)s, as known on %(day)s."
            )
            return words % said
        return _("%(title)s: %(n)s in %(period)s, as known on %(day)s.") % said

    def data(self, vintage: Vintage, periods: int) -> list[tuple[str, int | None]]:
        """The last periods for a picture; None where the source gives no count."""
        days = sorted({*vintage.counts, *vintage.marks})[-periods:]
        return [
            (self._short(day), round(vintage.counts[day]) if day in vintage.counts else None)
            for day in days
        ]

    def _short(self, day: str) -> str:
        first = date.fromisoformat(day)
        if self.row.period in {"year", "quarter"}:
            return date_format(first, "Y")
        return date_format(first, "M y" if self.row.period == "month" else "j M")


def external_series(row: OutsideRow) -> ExternalSeries | None:
    named, vintage = Named(row), known(kept.vintages(row))
    if vintage is None or not vintage.counts:
        return None
    days = sorted({*vintage.counts, *vintage.marks})[-_DRAWN:]
    return ExternalSeries(
        key=f"outside-{row.id[:8]}",
        title=named.title,
        sentence=f"{named.sentence(vintage)} {_estimate(row, vintage)}".strip(),
        source=named.source,
        first=named.period(days[0]),
        last=named.period(days[-1]),
        columns=columns(named.data(vintage, _DRAWN)),
    )


def _estimate(row: OutsideRow, vintage: Vintage) -> str:
    """What the last count of a vintage will be, by the nowcast; empty where there is none."""
    of_series, asked = _found(row), (vintage.as_of, max(vintage.counts))
    every_one = of_series.told if of_series else ()
    told = next((each for each in every_one if (each.as_of, each.day) == asked), None)
    if told is None or told.low == told.high:
        return ""
    return _(
        "Once all is known: about %(median)s, with 90 percent between %(low)s and %(high)s."
    ) % {
        "median": number(told.median),
        "low": number(told.low),
        "high": number(told.high),
    }


def _found(row: OutsideRow) -> OfOutside | None:
    found = load()
    return found.of_outside(row.id, row.version) if found else None


def public_ones() -> Sequence[ExternalSeries]:
    """What may stand on pages that everybody reads."""
    return [each for row in kept.public() if (each := external_series(row)) is not None]


def every() -> list[dict[str, Any]]:
    """A line for each in the list of series."""
    found = []
    for row in kept.every():
        vintage = known(kept.vintages(row))
        if vintage is not None and vintage.counts:
            named = Named(row)
            found.append({"id": row.id, "title": named.title, "says": named.sentence(vintage)})
    return found


def one(request: AccountRequest, outside: OutsideRow) -> HttpResponse:
    """One series as known on any day (`on` in the address), with what was estimated then and what
    is known now."""
    told, named = kept.vintages(outside), Named(outside)
    choices = Choices(request.GET, "on")
    on = _day(choices)
    then, now = known(told, on) or told[0], told[-1]
    if on and on.isoformat() < told[0].as_of:
        choices.wrong.append(
            _("Nothing was known on %(day)s yet: this is what was known first.")
            % {"day": date_format(on)}
        )
    found = _found(outside)
    estimated = found.told if found else ()
    of_then = {each.day: each for each in estimated if each.as_of == then.as_of}
    context = {
        "title": named.title,
        "row": outside,
        "head": named.sentence(then) if then.counts else "",
        "source": named.source,
        "wrong": choices.wrong,
        "on": on.isoformat() if on else then.as_of,
        "of": then.as_of,
        "as_of": [
            (each.as_of, date_format(date.fromisoformat(each.as_of)))
            for each in list(reversed(told))[:_VINTAGES_LINKED]
        ],
        "is_last": then.as_of == now.as_of,
        "columns": columns(named.data(then, _DRAWN_BARE)),
        "rows": [_line(named, day, then, now, of_then) for day in _days(then)],
        "record": _in_words(found.held) if found and found.held else "",
        "tab": "watch-series",
    }
    return render(request, "surveillance/outside.html", context)


def _day(choices: Choices) -> date | None:
    """The day that the address asks for; None where it asks for none, or for what is no day."""
    text = choices.any("on")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        choices.refuse("on", text)
        return None


def _days(vintage: Vintage) -> list[str]:
    return sorted({*vintage.counts, *vintage.marks}, reverse=True)


def _line(
    named: Named, day: str, then: Vintage, now: Vintage, of_then: dict[str, Estimated]
) -> dict[str, str]:
    told = of_then.get(day)
    return {
        "period": named.period(day),
        "then": _count(then, day),
        "estimate": (
            _("%(median)s (%(low)s to %(high)s)")
            % {
                "median": number(told.median),
                "low": number(told.low),
                "high": number(told.high),
            }
            if told
            else ""
        ),
        "now": _count(now, day),
    }


def _count(vintage: Vintage, day: str) -> str:
    if day in vintage.counts:
        return number(vintage.counts[day])
    return _("not given") if day in vintage.marks else "–"


def _in_words(how: HowHeld) -> str:
    """How the estimates of earlier days held, by what is known now."""
    return ngettext(
        "Of %(n)s estimate of earlier days whose count is final by now, %(held)s held it in its "
        "interval (90 percent are meant to); its middle was off by %(off)s on average, the count "
        "as known then by %(as_known)s.",
        "Of %(n)s estimates of earlier days whose counts are final by now, %(held)s held it in "
        "their intervals (90 percent are meant to); their middle was off by %(off)s on average, "
        "the count as known then by %(as_known)s.",
        how.judged,
    ) % {
        "n": number(how.judged),
        "held": number(how.held),
        "off": number(how.error),
        "as_known": number(how.error_as_known),
    }
