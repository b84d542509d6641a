"""The funnel: what became of everybody referred, unknowns included, by month; beside Portugal's."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from veille.disclosure import WITHHELD, Relation, choose
from veille.ledger import clock
from veille.ui.pictures import Quantity, bar_rows
from veille.ui.words import language

from .. import funnel as reckoning
from .. import published, reads
from ..funnel import Cohort, Count, Part, Step
from .requests import CommissionRequest

_MONTHS = 12


def funnel(request: CommissionRequest, commission: str) -> HttpResponse:
    """The last twelve months together, drawn; then each month, and the published figures."""
    first, until = _year(request)
    this_month = timezone.localdate(clock.now()).replace(day=1)
    cohorts = reads.funnel(commission, first, until)
    whole = reckoning.together(cohorts, first)
    context = {
        "steps": _steps(whole),
        "referred": whole.steps[Step.REFERRED].reached,
        "picture": bar_rows([_drawn(one) for one in _steps(whole)], numbers_above=True),
        "months": [
            {"name": formats.date_format(one.month, "YEAR_MONTH_FORMAT"), "cells": _cells(one)}
            for one in cohorts
        ],
        "heads": [str(step_words(step)) for step in Step],
        "period": _period(first, until),
        "before": _shifted(first, -_MONTHS).isoformat(),
        "after": until.isoformat() if until <= this_month else "",
        "first": first,
        "published": _published(),
        "split": _split(reads.split(commission, first, until)),
        "split_source": _split_source(),
        "tab": "funnel",
    }
    return render(request, "diversion/funnel.html", context)


def _drawn(step: dict[str, Any]) -> Quantity:
    """Who reached a step, of whom is not known, who stopped before it: together they are who
    reached the step before."""
    kinds = {"reached": "", "unknown": "unknown", "stopped": "stopped"}
    parts = [(step[name], drawn) for name, drawn in kinds.items()]
    return Quantity(step["label"], step["numbers"], parts)


def file(request: CommissionRequest, commission: str) -> HttpResponse:
    """As CSV, a line a step: to publish, the twelve months together without small counts; with
    `?inside`, every month in full, for the commission itself."""
    first, until = _year(request)
    cohorts = reads.funnel(commission, first, until)
    inside = "inside" in request.GET
    found = cohorts if inside else [reckoning.together(cohorts, first)]
    period = "%Y-%m" if inside else f"{first:%Y-%m}/{_shifted(until, -1):%Y-%m}"
    gone = frozenset() if inside else _withheld(found[0])
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [
            _("commission"),
            _("referred in"),
            _("step"),
            _("reached"),
            _("stopped before it"),
            _("not known"),
            _("version"),
        ]
    )
    version = _("inside: must not leave the commission") if inside else _("to publish")
    for cohort in found:
        for step, count in cohort.steps.items():
            numbers = [
                WITHHELD if (cohort.month, step, field) in gone else getattr(count, field)
                for field in ("reached", "stopped", "unknown")
            ]
            when = cohort.month.strftime(period)
            writer.writerow([commission, when, step.value, *numbers, version])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"funnel-{commission}-{first:%Y-%m}{'-inside' if inside else ''}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _withheld(cohort: Cohort) -> frozenset[object]:
    """Counts of one to nine, and what else would give one away."""
    relations = [Relation(dict(factors.items())) for factors in reckoning.sums([cohort])]
    return frozenset(choose(dict(reckoning.numbers([cohort]).items()), relations))


def part_words(part: Part) -> str:
    return {
        Part.SUSPENSIVE: _("suspensive"),
        Part.PUNITIVE: _("punitive"),
        Part.ACQUITTAL: _("acquittals"),
        Part.OTHER: pgettext("decision", "other"),
    }[part]


def _split(counts: dict[Part, int]) -> list[dict[str, Any]]:
    """Each part of the decisions: here, and as it was published."""
    whole = sum(counts.values())
    _year, there = published.split_year()
    return [
        {
            "label": part_words(part),
            "number": count,
            "share": formats.number_format(round(100 * count / whole)) if whole else "",
            "published": there.get(part),
        }
        for part, count in counts.items()
        if count or part in there
    ]


def _split_source() -> dict[str, Any]:
    year, _parts = published.split_year()
    return {"year": year.year, "source": year.source[language()]}


def _published() -> list[dict[str, Any]]:
    return [
        {
            "year": one.year,
            "figures": [_figure(figure) for figure in one.figures],
            "source": one.source[language()],
            "link": one.link,
        }
        for one in published.YEARS
    ]


def _figure(figure: published.Figure) -> str:
    values = {"what": figure.what[language()], "number": formats.number_format(figure.number)}
    if figure.share:
        return _("%(what)s: %(number)s %%") % values
    return _("%(what)s: %(number)s") % values


def step_words(step: Step) -> str:
    return {
        Step.REFERRED: _("referred"),
        Step.APPEARED: _("appeared"),
        Step.ASSESSED: _("assessed"),
        Step.DECIDED: _("decided"),
        Step.ACCEPTED: _("accepted treatment"),
        Step.ATTENDED: _("went to treatment"),
        Step.COMPLETED: _("completed it"),
    }[step]


def _steps(cohort: Cohort) -> list[dict[str, Any]]:
    return [_row(step, count, cohort) for step, count in cohort.steps.items()]


def _row(step: Step, count: Count, cohort: Cohort) -> dict[str, Any]:
    share = cohort.share(step)
    numbers = formats.number_format(count.reached)
    if share is not None:
        numbers = _("%(n)s, %(share)s %% of those referred") % {
            "n": numbers,
            "share": formats.number_format(round(100 * share)),
        }
    return {
        "label": step_words(step),
        "numbers": numbers,
        "reached": count.reached,
        "stopped": count.stopped,
        "unknown": count.unknown,
    }


def _cells(cohort: Cohort) -> Sequence[dict[str, Any]]:
    return [
        {"head": step_words(step), "reached": count.reached, "unknown": count.unknown}
        for step, count in cohort.steps.items()
    ]


def _year(request: CommissionRequest) -> tuple[date, date]:
    """Twelve months: those that end with this one, or those that begin with `?from=`."""
    this = timezone.localdate(clock.now()).replace(day=1)
    first = _shifted(this, 1 - _MONTHS)
    try:
        asked = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return first, _shifted(this, 1)
    if not date(2000, 1, 1) <= asked <= this:
        return first, _shifted(this, 1)
    return asked.replace(day=1), _shifted(asked.replace(day=1), _MONTHS)


def _shifted(month: date, by: int) -> date:
    years, rest = divmod(month.month - 1 + by, 12)
    return date(month.year + years, rest + 1, 1)


def _period(first: date, until: date) -> str:
    last = _shifted(until, -1)
    return _("%(first)s to %(last)s") % {
        "first": formats.date_format(first, "YEAR_MONTH_FORMAT"),
        "last": formats.date_format(last, "YEAR_MONTH_FORMAT"),
    }
