"""Every series, and one of them: what was counted, what was expected, the bound, what comes."""

import csv
from io import StringIO
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille import extras
from veille.ledger.refusal import Absent
from veille.ui.requests import AccountRequest

from .. import gathering
from ..detecting import SHORTEST
from ..found import Found, Judged, id_of, load
from ..words import Period
from . import outside
from .asked import Choices
from .drafting import draft
from .labels import (
    Labels,
    finding,
    forecast_why,
    method,
    missing,
    number,
    site_of,
    slug_of,
    when,
    why_not,
)
from .objects import may_read
from .pictures import picture, spark, whole

DAYS = (30, 91, 365, 0)
_USUAL_DAYS = DAYS[1]
_WEEK_DAYS = 7


def all_of_them(request: AccountRequest) -> HttpResponse:
    """Every series that this account may read, by what is counted."""
    extras.need("watch")
    labels, found = Labels(), load()
    choices = Choices(request.GET, "at")
    sites = [slug for slug in (gathering.NETWORK, *labels.sites) if may_read(request.user, slug)]
    at = choices.one("at", [*map(slug_of, sites)])
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in labels.series}
    for judged in found.judged if found else ():
        if judged.period is not Period.DAY or not may_read(request.user, judged.site):
            continue
        if at and slug_of(judged.site) != at:
            continue
        last = whole(judged, _WEEK_DAYS)
        rows.setdefault(judged.series, []).append(
            {
                "series": judged.series,
                "at": slug_of(judged.site),
                "site": labels.of_site(judged.site),
                "week": number(sum(judged.observed[n] or 0 for n in last)),
                "until": judged.until,
                "alarm": any(judged.alarm[n] for n in last),
                "spark": spark(judged, judged.until),
                "why_not": why_not(judged, SHORTEST),
            }
        )
    context = {
        "groups": [(labels.of_series(name), several) for name, several in rows.items() if several],
        "found": found,
        "needed": SHORTEST,
        "sites": [(slug_of(slug), labels.of_site(slug)) for slug in sites],
        "at": at,
        "wrong": choices.wrong,
        "outside": outside.every(),
        "tab": "watch-series",
    }
    return render(request, "surveillance/all_series.html", context)


class Asked:
    """The period that an address asks for; what it does not know is the usual one, and is said
    (`wrong`)."""

    def __init__(self, asked: QueryDict) -> None:
        choices = Choices(asked, "days", "by")
        self.days = int(choices.one("days", [*map(str, DAYS)], str(_USUAL_DAYS)))
        self.by = Period(choices.one("by", Period.values, Period.DAY.value))
        self.wrong = choices.wrong


def one(request: AccountRequest, series: str, at: str) -> HttpResponse:
    """One series: its picture, its table, its alarms."""
    extras.need("watch")
    labels, found, asked = Labels(), load(), Asked(request.GET)
    several = _of(request, labels, found, series, at)
    judged = next((each for each in several if each.period is asked.by), several and several[0])
    context: dict[str, Any] = {
        "title": labels.title(series, site_of(at)),
        "series": series,
        "at": at,
        "asked": asked,
        "wrong": asked.wrong,
        "days": DAYS,
        "found": found,
        "needed": SHORTEST,
        "judged": judged or None,
        "periods": [each.period for each in several],
        "tab": "watch-series",
    }
    if judged:
        shown = whole(judged, asked.days)
        alarms = list(judged.alarms())
        context |= {
            "head": _head(judged, shown),
            "picture": picture(judged, shown),
            "method": method(judged),
            "why_not": why_not(judged, SHORTEST),
            "forecast_why": forecast_why(judged),
            "missing": missing(judged, shown),
            "rows": [_row(judged, n) for n in reversed(shown)],
            "out_of": labels.of_series(labels.out_of.get(series, "")) if judged.out_of else "",
            "alarms": [
                {
                    "id": id_of(seen),
                    "when": when(seen),
                    "finding": finding(seen),
                    "draft": draft(seen),
                }
                for seen in reversed(alarms)
                if seen.last >= judged.day(shown[0]).isoformat()
            ]
            if shown
            else [],
        }
    return render(request, "surveillance/series.html", context)


def _of(
    request: AccountRequest, labels: Labels, found: Found | None, series: str, at: str
) -> list[Judged]:
    """The series as each method judges it. Raises Absent where it is not there, or not theirs."""
    site = site_of(at)
    known = series in labels.series and (site in labels.sites or site == gathering.NETWORK)
    several = found.series(series, site) if found else []
    if (not several and not known) or not may_read(request.user, site):
        raise Absent(_("There is no such series here. Go back to the list of series."))
    return several


def _head(judged: Judged, shown: list[int]) -> str:
    """The finding, as the page’s first line says it: made of the numbers."""
    alarms = [seen for seen in judged.alarms() if seen.last >= judged.day(shown[0]).isoformat()]
    counted = [judged.observed[n] for n in shown if judged.observed[n] is not None]
    total = sum(count or 0 for count in counted)
    words = ngettext("%(n)s counted", "%(n)s counted", total) % {"n": number(total)}
    if not alarms:
        return _("%(counted)s, no alarm") % {"counted": words}
    raised = ngettext("%(n)s alarm", "%(n)s alarms", len(alarms)) % {"n": number(len(alarms))}
    return _("%(counted)s, %(alarms)s") % {"counted": words, "alarms": raised}


def _row(judged: Judged, n: int) -> dict[str, Any]:
    return {
        "day": date_format(judged.day(n)),
        "missing": judged.observed[n] is None,
        "count": number(judged.observed[n]),
        "out_of": number(judged.out_of[n]) if judged.out_of else "",
        "expected": number(judged.expected[n]),
        "bound": number(judged.bound[n]),
        "alarm": judged.alarm[n],
    }


def as_csv(request: AccountRequest, series: str, at: str) -> HttpResponse:
    """The numbers of the picture, as a table for other programs: empty where there is none."""
    extras.need("watch")
    labels, found, asked = Labels(), load(), Asked(request.GET)
    several = _of(request, labels, found, series, at)
    judged = next((each for each in several if each.period is asked.by), None)
    out = StringIO()
    write = csv.writer(out)
    write.writerow(("date", "observed", "out_of", "expected", "upperbound", "alarm"))
    for n in whole(judged, asked.days) if judged else ():
        assert judged is not None
        count = judged.observed[n]
        write.writerow(
            (
                judged.day(n).isoformat(),
                "" if count is None else count,
                "" if not judged.out_of or judged.out_of[n] is None else judged.out_of[n],
                _plain(judged.expected[n]),
                _plain(judged.bound[n]),
                "" if judged.bound[n] is None else int(judged.alarm[n]),
            )
        )
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{series}-{at}-{judged.until if judged else asked.by.value}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
