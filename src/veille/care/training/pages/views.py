"""Choosing a situation, working it on the board, reading how it went.

A worker's attempt is kept in their session: it is theirs, and nobody else reads it.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _

from veille.care import reads
from veille.ledger.nodes import local_node
from veille.ui.requests import AccountRequest

from .. import situations as training
from ..attempt import Attempt
from ..situations import Situation

_ATTEMPT, _RESULTS = "training", "training_results"


def situations(request: AccountRequest) -> HttpResponse:
    """The five situations, and how each went when it was last tried."""
    _open_here()
    results = request.session.get(_RESULTS, {})
    rows = [
        {"situation": one, "number": number, "result": results.get(one.name)}
        for number, one in enumerate(training.SITUATIONS, 1)
    ]
    context = {"rows": rows, "done": sum(_all_met(r["result"]) for r in rows), "tab": "training"}
    return render(request, "training/situations.html", context)


def situation(request: AccountRequest, situation: str) -> HttpResponse:
    """Begin a situation (POST), or read how it went."""
    _open_here()
    chosen = training.SITUATION.get(situation)
    if chosen is None:
        raise Http404
    if request.method == "POST":
        attempt = training.begin(situation, by=request.user.id)
        request.session[_ATTEMPT] = attempt.as_json()
        return redirect("board", slug=training.SLUG)
    attempt_now = attempt_of(request)
    if attempt_now is None or attempt_now.situation != situation:
        return redirect("training")
    points = training.judge(attempt_now)
    met = sum(point.met for point in points)
    results = request.session.get(_RESULTS, {})
    request.session[_RESULTS] = {**results, situation: [met, len(points)]}
    names = [one.name for one in training.SITUATIONS]
    later = names[names.index(situation) + 1 :]
    context = {
        "situation": chosen,
        "task": task(chosen, attempt_now),
        "points": points,
        "met": met,
        "next": training.SITUATION[later[0]] if later else None,
        "tab": "training",
    }
    return render(request, "training/situation.html", context)


def _all_met(result: list[int] | None) -> bool:
    return bool(result) and result[0] == result[1]  # type: ignore[index]


def _open_here() -> None:
    """Only a demo that was begun with “--training” has these pages."""
    node = local_node()
    if node is None or not node.rehearsal or not training.is_open():
        raise Http404


def attempt_of(request: HttpRequest) -> Attempt | None:
    """What this worker is at; None where nothing was begun."""
    kept = request.session.get(_ATTEMPT)
    return Attempt.from_json(kept) if kept else None


def task(situation: Situation, attempt: Attempt) -> str:
    """What the worker reads: handles as they are, times as the site's clock shows them."""
    zone = ZoneInfo(reads.site(training.SLUG).time_zone)
    values = {name: _as_read(value, zone) for name, value in attempt.told.items()}
    return str(situation.task) % values


def _as_read(value: str, zone: ZoneInfo) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return formats.time_format(moment.astimezone(zone), "H:i")


def band(request: HttpRequest) -> dict[str, Any]:
    """What the band says on the training site's pages."""
    attempt = attempt_of(request)
    if attempt is None:
        return {"task": _("Choose a situation."), "situation": None}
    chosen = training.SITUATION[attempt.situation]
    return {"task": task(chosen, attempt), "situation": chosen}
