"""For the technician: what the tests of a sample could see, then how probable each substance is.

Never on the visitor’s page: a low probability is no sign that a sample is safe.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from veille import extras
from veille.ledger import clock

from .. import reads
from ..labels import in_groups
from ..state import Sample
from .requests import BenchRequest
from .substance_names import substance_name


def probable(request: BenchRequest, slug: str, sample: Sample) -> HttpResponse:
    """Limits first; then each substance of concern, with its interval."""
    extras.need("supply")
    from ..answering import answer
    from ..asking import COMMON_DAYS, asked_of

    now = clock.now()
    counted = reads.strips_beside(sample.id, now - timedelta(days=COMMON_DAYS), now)
    asked = asked_of(sample, reads.lot, counted)
    said = answer(asked, get_language() or "en")
    context = {
        "sample": sample,
        "label": in_groups(sample.label),
        "limits": [line["says"] for line in said["limits"]],
        "rows": [_row(one, asked.local) for one in said["estimates"]],
        "days": COMMON_DAYS,
        "tab": "bench",
    }
    return render(request, "supply/probable.html", context)


def _row(estimate: dict[str, Any], local: Any) -> dict[str, Any]:
    low, high = estimate["interval"]
    counted = local.get(estimate["substance"])
    return {
        "name": substance_name(estimate["substance"]),
        "middle": _percent(estimate["probability"]),
        "interval": _("%(low)s to %(high)s") % {"low": _percent(low), "high": _percent(high)},
        "before": _percent(estimate["before_testing"]),
        "low": round(100 * low),
        "width": max(1, round(100 * (high - low))),
        "counted": _("%(n)s of %(of)s tested") % {"n": counted.positive, "of": counted.tested}
        if counted
        else "",
    }


def _percent(share: float) -> str:
    return number_format(round(100 * share, 1), 1) + "\u00a0%"
