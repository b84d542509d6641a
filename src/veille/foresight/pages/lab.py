"""The policy lab: levers in the address, an answer that grows sharper while somebody looks on.

What is asked is about a policy, never about a person: an address can be given to somebody.
"""

import csv
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from veille import extras
from veille.ui.limits import Limit, address_of
from veille.ui.public import everywhere, languages

from ..lab.desk import Busy, Desk
from ..lab.notebook import notebook
from ..lab.question import DRAWS, Question, read_question, study_text
from .form import form_of

#: States in which there is more to come, so that a page looks again.
GOES_ON = ("waiting", "running", "resting")
#: Of one address: whoever plays with every slider stays below it; a machine that reads all, not.
NEW_QUESTIONS = Limit("lab", 90, timedelta(minutes=10))
_NUMBERS = ("mean", "error", "low", "high", "more_mean", "more_error", "more_low", "more_high")


@cache
def desk() -> Desk:
    """The one of this site."""
    return Desk(Path(settings.VEILLE_VAR))


_asks = require_http_methods(["GET", "HEAD", "POST"])


# No token guards the two buttons: the page is read without a cookie, and what they do (stop, go
# on) is undone by the other.
@csrf_exempt
@_asks
def lab(request: HttpRequest, language: str) -> HttpResponse:
    """The levers, and what is known by now; `part=answer` is the answer alone,
    `part=wake` has the process begun that will answer."""
    question = _question(request, language)
    can = extras.is_installed("foresight")
    if request.method == "POST":
        return _told(request, question, language, can=can)
    if request.GET.get("part") == "wake":
        if can:
            desk().wake()
        return HttpResponse(status=204)
    with translation.override(language):
        told = {
            "missing": "" if can else extras.Missing("foresight").in_language(language),
            **form_of(question, language),
            **_answered(request, question, language, can=can),
            **_downloads(question, language),
        }
        if request.GET.get("part") == "answer":
            body = render_to_string("foresight/lab_answer.html", told)
        else:
            around = {"addresses": _in_each(question), **everywhere(language)}
            body = render_to_string("foresight/lab.html", {**around, **told})
    headers = {"Content-Language": language, "X-Robots-Tag": "noindex"}
    return HttpResponse(body, headers=headers, status=503 if told["busy"] else 200)


def study(request: HttpRequest, language: str) -> HttpResponse:
    """The study that gives the same numbers, as TOML: as many draws as the answer has by now."""
    question = _question(request, language)
    draws = desk().read(question.key).get("draws", DRAWS)
    return _file(study_text(question, draws=draws), "application/toml", "study.toml", language)


def numbers(request: HttpRequest, language: str) -> HttpResponse:
    """Every number of the answer as CSV."""
    found = desk().read(_question(request, language).key)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["scenario", "outcome", *_NUMBERS, "draws"])
    for row in found.get("rows", ()):
        cells = ("" if row[name] is None else repr(row[name]) for name in _NUMBERS)
        writer.writerow([row["scenario"], row["outcome"], *cells, found["draws"]])
    return _file(out.getvalue(), "text/csv", "numbers.csv", language)


def parquet(request: HttpRequest, language: str) -> HttpResponse:
    """The same numbers as Parquet, for R, Python or a spreadsheet that reads it."""
    extras.need("foresight")
    import polars as pl

    found = desk().read(_question(request, language).key)
    kept = ("scenario", "outcome", *_NUMBERS)
    schema = {name: pl.String if name in kept[:2] else pl.Float64 for name in kept}
    rows = [{name: row[name] for name in kept} for row in found.get("rows", ())]
    body = BytesIO()
    pl.DataFrame(rows, schema=schema).with_columns(
        draws=pl.lit(found.get("draws", 0), pl.Int32)
    ).write_parquet(body)
    return _file(body.getvalue(), "application/vnd.apache.parquet", "numbers.parquet", language)


def in_notebook(request: HttpRequest, language: str) -> HttpResponse:
    """The study, and what runs it, as a notebook."""
    question = _question(request, language)
    draws = desk().read(question.key).get("draws", DRAWS)
    made = notebook(question, draws=draws)
    return _file(made, "application/x-ipynb+json", "study.ipynb", language)


def _question(request: HttpRequest, language: str) -> Question:
    twice = [name for name, values in request.GET.lists() if len(set(values)) > 1]
    return read_question(request.GET, language, twice)


def _file(body: str | bytes, kind: str, name: str, language: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Language": language,
        "X-Robots-Tag": "noindex",
    }
    kind = f"{kind}; charset=utf-8" if isinstance(body, str) else kind
    return HttpResponse(body, content_type=kind, headers=headers)


def _told(
    request: HttpRequest, question: Question, language: str, *, can: bool
) -> HttpResponseRedirect:
    """Stop, or go on; then the page again."""
    if can and question.asked:
        if "stop" in request.POST:
            desk().stop(question)
        elif not NEW_QUESTIONS.take(address_of(request)):
            with suppress(Busy):  # the page says so
                desk().ask(question, again=True)
    return HttpResponseRedirect(_address(question, language, shown=question.shown))


def _answered(
    request: HttpRequest, question: Question, language: str, *, can: bool
) -> dict[str, Any]:
    """The answer in this language, its state in words; nothing where nothing is asked."""
    empty = {"answer": None, "state": "", "goes_on": False, "busy": ""}
    if not can:
        return empty
    if not question.asked:
        return empty
    known = desk().read(question.key)
    # A page that looks again at its own question asks no new one, however long the answer takes.
    is_new = not known and not desk().waits_for(question.key)
    if is_new and (wait := NEW_QUESTIONS.take(address_of(request))):
        return {**empty, "busy": _too_many(wait)}
    try:
        found = desk().ask(question)
    except Busy:
        busy = _("The lab answers as many questions as it can. Try again in a minute.")
        return {**empty, "busy": busy}
    state = found["state"]
    said = found.get(language)
    return {
        "answer": said and _of_shown(said, question),
        "state": state,
        "goes_on": state in GOES_ON,
        "draws": found.get("draws", 0),
        "of": found.get("of", DRAWS),
        "busy": "",
    }


def _of_shown(said: Mapping[str, Any], question: Question) -> dict[str, Any]:
    """What stands on top is of the scenario shown; where its levers are as now, of the first."""
    keys = [each.letter for each in question.asked]
    key = question.shown if question.shown in keys else keys[0]
    others = [said["found"][each]["title"] for each in keys if each != key]
    return {
        **said,
        "on_top": said["found"][key],
        "others": others,
        "figures": [*said["of"][key], *said["figures"]],
    }


def _too_many(seconds: int) -> str:
    return ngettext(
        "Many questions came from your address. Try again in %(n)s second.",
        "Many questions came from your address. Try again in %(n)s seconds.",
        seconds,
    ) % {"n": seconds}


def _downloads(question: Question, language: str) -> dict[str, str]:
    query = urlencode(question.fields())
    return {
        "csv": f"{reverse(f'lab-numbers-{language}')}?{query}",
        "toml": f"{reverse(f'lab-study-{language}')}?{query}",
        "parquet": f"{reverse(f'lab-parquet-{language}')}?{query}",
        "notebook": f"{reverse(f'lab-notebook-{language}')}?{query}",
        "here": _address(question, language, shown=question.shown),
    }


def _address(question: Question, language: str, **also: str) -> str:
    return f"{reverse(f'lab-{language}')}?{urlencode([*question.fields(), *also.items()])}"


def _in_each(question: Question) -> list[tuple[str, str, str]]:
    """The same question in the other language."""
    return [
        (code, _address(question, code, shown=question.shown), own)
        for code, _path, own in languages("lab")
    ]
