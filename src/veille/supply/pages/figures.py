"""What is seen of the supply, as figures: a picture, and the same as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..proportions import Share
from ..records import Method
from ..seeing import SHOWN, Found, Month, Strength, View
from . import pictures
from .substance_names import substance_name

#: Substances whose share over time is drawn, at most.
_DRAWN = 6


@dataclass(frozen=True)
class Figure:
    """`rows` are cells as they are read; `spec` is None where there is nothing to draw, and for a
    table alone. `numbers` says which columns hold numbers."""

    key: str
    title: str
    note: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    spec: pictures.Spec | None = None
    #: Below the table, where it is cut: how many lines more the CSV holds.
    more: int = 0

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """Each row as (heading, cell)."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]

    def drawn(self) -> Any:
        return pictures.svg(self.spec, get_language() or "en") if self.spec else None


def group_name(group: str) -> str:
    names = {
        "all": _("everything"),
        "opioid": _("down or another opioid"),
        "stimulant": _("a stimulant"),
        "benzodiazepine": _("a benzodiazepine"),
    }
    return names.get(group, _("something else"))


def _percent(value: float) -> float:
    return round(100 * value, 1)


def _share(share: Share) -> str:
    return number_format(_percent(share.value or 0.0), 1) + "\u00a0%"


def _interval(share: Share) -> str:
    return _("%(low)s to %(high)s %%") % {
        "low": number_format(_percent(share.low), 1),
        "high": number_format(_percent(share.high), 1),
    }


def _by(method: Method) -> str:
    return _("strip") if method is Method.STRIP else _("FTIR or laboratory")


def _of(share: Share) -> str:
    return _("%(n)s of %(of)s tested") % {"n": share.positive, "of": share.tested}


def _cut(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[tuple[str, ...], ...], int]:
    kept = tuple(rows[:SHOWN])
    return kept, len(rows) - len(kept)


def found(view: View) -> Figure:
    """Sold as → found."""
    rows, more = _cut([_found_row(line) for line in view.found])
    drawn = [line for line in view.found if line.share.tested >= 1][: _DRAWN * 2]
    return Figure(
        key="found",
        title=_("Sold as one thing, found in it"),
        note=_(
            "A share is of the samples that were tested for it, beside how many these were; the "
            "line is its 95 % interval (Wilson). What was not tested is no negative."
        ),
        headings=(
            _("Sold as"),
            _("Found"),
            _("By"),
            _("Of those tested"),
            _("Share"),
            _("95 % interval"),
        ),
        rows=rows,
        more=more,
        spec=pictures.intervals([_found_mark(line) for line in drawn], _("% of those tested"))
        if drawn
        else None,
    )


def _found_row(line: Found) -> tuple[str, ...]:
    return (
        group_name(line.group),
        substance_name(line.substance),
        _by(line.by),
        _of(line.share),
        _share(line.share),
        _interval(line.share),
    )


def _found_mark(line: Found) -> dict[str, Any]:
    where = f"{substance_name(line.substance)} ({_short_group(line.group)}, {_by(line.by)})"
    return {
        "name": where,
        "value": _percent(line.share.value or 0),
        "low": _percent(line.share.low),
        "high": _percent(line.share.high),
        "words": f"{_of(line.share)}: {_share(line.share)} ({_interval(line.share)})",
    }


def _short_group(group: str) -> str:
    names = {
        "opioid": _("opioids"),
        "stimulant": _("stimulants"),
        "benzodiazepine": _("benzodiazepines"),
    }
    return names.get(group, _("others"))


def over_time(view: View) -> Figure:
    """Shares by strip, month by month; a jump in testing is said as such."""
    names = _most(view.months, lambda line: line.share.tested)
    drawn = [line for line in view.months if line.substance in names]
    return Figure(
        key="months",
        title=_("By test strip, month by month"),
        note=_(
            "The band is the 95 % interval. A diamond marks a month in which many more, or many "
            "fewer, of the samples were tested than in the month before: a change of the share "
            "may come of that alone."
        ),
        headings=(
            _("Month"),
            _("Strip for"),
            _("Of those tested"),
            _("Share"),
            _("95 % interval"),
            _("Tested, of the samples"),
            _("Testing"),
        ),
        rows=tuple(_month_row(line) for line in view.months),
        spec=pictures.over_months([_month_mark(line) for line in drawn], _("% of those tested"))
        if drawn
        else None,
    )


def _most(lines: Sequence[Any], weight: Callable[[Any], int]) -> set[str]:
    """The substances with most behind them."""
    total: dict[str, int] = {}
    for line in lines:
        total[line.substance] = total.get(line.substance, 0) + weight(line)
    return set(sorted(total, key=lambda name: -total[name])[:_DRAWN])


def _month_row(line: Month) -> tuple[str, ...]:
    tested = _("%(n)s of %(of)s") % {"n": line.share.tested, "of": line.samples}
    return (
        date_format(line.month, "YEAR_MONTH_FORMAT"),
        substance_name(line.substance),
        _of(line.share),
        _share(line.share),
        _interval(line.share),
        tested,
        _jump(line),
    )


def _jump(line: Month) -> str:
    if line.jump is None:
        return ""
    return (
        _("many more tested than before")
        if line.jump.times > 1
        else _("many fewer tested than before")
    )


def _month_mark(line: Month) -> dict[str, Any]:
    words = f"{_of(line.share)}: {_share(line.share)} ({_interval(line.share)})"
    return {
        "name": substance_name(line.substance),
        "month": line.month.isoformat(),
        "value": _percent(line.share.value or 0),
        "low": _percent(line.share.low),
        "high": _percent(line.share.high),
        "jump": line.jump is not None,
        "words": " ".join(filter(None, (words, _jump(line)))),
    }


def firsts(view: View) -> Figure:
    rows, more = _cut(
        [
            (
                date_format(line.on, "DATE_FORMAT"),
                substance_name(line.substance),
                group_name(line.group),
                number_format(line.samples),
            )
            for line in view.firsts
        ],
    )
    return Figure(
        key="firsts",
        title=_("Found for the first time in this period"),
        note=_(
            "The latest first. What was there before the first sample of all counts as found "
            "first in it."
        ),
        headings=(_("On"), _("Found"), _("in what was sold as"), _("Samples since")),
        rows=rows,
        more=more,
    )


def together(view: View) -> Figure:
    rows, more = _cut(
        [
            (
                substance_name(line.one),
                substance_name(line.other),
                _("%(n)s of %(of)s") % {"n": line.share.positive, "of": line.share.tested},
                _share(line.share),
                _interval(line.share),
            )
            for line in view.together
        ],
    )
    drawn = view.together[: _DRAWN * 2]
    marks = [
        {
            "name": f"{substance_name(line.one)} + {substance_name(line.other)}",
            "value": _percent(line.share.value or 0),
            "low": _percent(line.share.low),
            "high": _percent(line.share.high),
            "words": _("%(n)s of %(of)s") % {"n": line.share.positive, "of": line.share.tested},
        }
        for line in drawn
    ]
    return Figure(
        key="together",
        title=_("What comes together"),
        note=_("Of the samples in which FTIR or the laboratory named the first, those with both."),
        headings=(_("With"), _("comes"), _("Samples"), _("Share"), _("95 % interval")),
        rows=rows,
        more=more,
        spec=pictures.intervals(marks, _("% of those that hold the first")) if marks else None,
    )


def strengths(view: View) -> Figure:
    names = _most(view.strengths, lambda line: line.samples)
    drawn = [line for line in view.strengths if line.substance in names]
    rows, more = _cut([_strength_row(line) for line in view.strengths])
    return Figure(
        key="strengths",
        title=_("How much of it, month by month"),
        note=_(
            "Share of the mass where it was measured: the median, and up to the 90th percentile "
            "where at least ten samples were. FTIR sees little below 5 %, so these are high."
        ),
        headings=(_("Month"), _("Substance"), _("Samples"), _("Median"), _("90th percentile")),
        rows=rows,
        more=more,
        spec=pictures.strengths([_strength_mark(line) for line in drawn], _("% of the mass"))
        if drawn
        else None,
    )


def _strength_row(line: Strength) -> tuple[str, ...]:
    return (
        date_format(line.month, "YEAR_MONTH_FORMAT"),
        substance_name(line.substance),
        number_format(line.samples),
        number_format(_percent(line.median), 1) + "\u00a0%",
        "" if line.p90 is None else number_format(_percent(line.p90), 1) + "\u00a0%",
    )


def _strength_mark(line: Strength) -> dict[str, Any]:
    most = line.median if line.p90 is None else line.p90
    return {
        "name": substance_name(line.substance),
        "month": line.month.isoformat(),
        "value": _percent(line.median),
        "high": _percent(most),
        "words": " · ".join(_strength_row(line)[2:4]),
    }


FIGURES: dict[str, Callable[..., Figure]] = {
    "found": found,
    "months": over_time,
    "firsts": firsts,
    "together": together,
    "strengths": strengths,
}
