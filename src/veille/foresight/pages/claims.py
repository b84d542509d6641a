"""What people said: a page for each claim, with the model's number, and what is published for and
against it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.reports import notation
from veille.ui.pictures import Quantity, bar_rows
from veille.ui.public import languages, public_page

from ..claims import read
from ..claims.read import Claim, Number
from ..lab.levers import places
from ..words import Words
from .form import weaknesses

#: The pages change with the release alone.
FRESH_SECONDS = 600
_SHORT_HASH = 12
_DAYS_A_YEAR = 365.25
_VISITS = "site_visits"
#: What a number counts, as it stands after it.
_COUNTED = {
    "overdose_deaths": gettext_lazy("overdose deaths in %(years)s years, against nothing new"),
    "overdoses": gettext_lazy("overdoses, fatal or not, in %(years)s years, against nothing new"),
    _VISITS: gettext_lazy("visits to sites a day, all sites together, against nothing new"),
}


def claims(request: HttpRequest, language: str) -> HttpResponse:
    """All of them, each with whether there is a number."""
    return public_page(
        request,
        "foresight/claims.html",
        lambda: {
            "claims": [_line(each, language) for each in read.claims().values()],
            "addresses": languages("claims"),
        },
        language=language,
        fresh_seconds=FRESH_SECONDS,
    )


def claim(request: HttpRequest, claim: str, language: str) -> HttpResponse:
    found = read.claims().get(claim)
    if found is None:
        raise Http404
    return public_page(
        request,
        "foresight/claim.html",
        lambda: _shown(found, language),
        language=language,
        fresh_seconds=FRESH_SECONDS,
    )


def study(request: HttpRequest) -> HttpResponse:
    """The study of which the numbers are, as TOML."""
    response = HttpResponse(
        read.STUDY_FILE.read_bytes(), content_type="application/toml; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="montreal-claims.toml"'
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _line(claim: Claim, language: str) -> dict[str, Any]:
    return {
        "key": claim.key,
        "who": claim.who.of(language),
        "claim": claim.claim.of(language),
        "number": _number(claim.number, language) if claim.number else None,
        "limits": claim.limits.of(language),
        "address": reverse(f"claim-{language}", args=[claim.key]),
    }


def _shown(claim: Claim, language: str) -> dict[str, Any]:
    inputs = read.committed()["inputs"]
    sides = (
        (_("Published: for it"), claim.supports),
        (_("Published: against it"), claim.against),
        (_("Published: neither, or cannot be told"), claim.neither),
    )
    return {
        **_line(claim, language),
        "of_all": len(read.claims()),
        "needs": claim.needs.of(language),
        "instead": claim.instead.of(language),
        "changes": claim.changes.of(language),
        "deaths_counted": notation.number(_counted()["deaths"], language),
        "counted_source": _counted()["source"],
        "counted_day": notation.day(_counted()["on"], language),
        "sides": [
            (title, [(each.says.of(language), each.url) for each in studies])
            for title, studies in sides
        ],
        **_deaths_counted(claim, language),
        "command": "veille foresight run montreal-claims.toml",
        "inputs": " · ".join(inputs[each][:_SHORT_HASH] for each in ("study", "evidence", "code")),
        "draws": inputs["draws"],
        "replicates": inputs["replicates"],
        "weaknesses": [each[language] for each in weaknesses()],
        "lab": claim.lab and f"{reverse(f'lab-{language}')}?place=montreal&{claim.lab}",
        "all": reverse(f"claims-{language}"),
        "addresses": languages("claim", claim.key),
    }


def _counted() -> Mapping[str, Any]:
    """What every run of the place stands on."""
    return places()["montreal"].counted


def _deaths_counted(claim: Claim, language: str) -> dict[str, Any]:
    """Published counts, each with its source, as bars; and the years that have only one side."""
    if not claim.counted:
        return {}
    rows = [
        (f"{each.year}, {each.what.of(language)}", notation.number(each.deaths, language), each)
        for each in claim.counted
    ]
    drawn = [
        Quantity(label, number, [(each.deaths, "beside" if each.beside else "")])
        for label, number, each in rows
    ]
    beside = {each.year for each in claim.counted if each.beside}
    return {
        "counted": [(label, number, each.source.of(language)) for label, number, each in rows],
        "counted_picture": bar_rows(drawn),
        "alone": ", ".join(
            str(year) for year in sorted({each.year for each in claim.counted} - beside)
        ),
    }


def _number(found: Number, language: str) -> dict[str, Any]:
    """The difference, its interval, and what it stands beside."""
    years = read.committed()["inputs"]["years"]
    each = 1 / (years * _DAYS_A_YEAR) if found.outcome == _VISITS else 1.0

    def written(value: float, *, signed: bool = True) -> str:
        return notation.number(each * value, language, signed=signed)

    name, says = _scenario(found.scenario)
    return {
        "mean": written(found.mean),
        "low": written(found.low),
        "high": written(found.high),
        "error": written(found.error, signed=False),
        "baseline": written(found.baseline, signed=False),
        "not_told": not_told(found),
        "one_by_one": _one_by_one(found, language),
        "a_year": notation.number(found.baseline / years, language)
        if found.outcome == "overdose_deaths"
        else "",
        "counted": _COUNTED[found.outcome] % {"years": years},
        "scenario": name.of(language),
        "says": says.of(language),
    }


def not_told(found: Number) -> str:
    """A sentence where the difference is not told from none; it never says so of an interval that
    leaves zero well out."""
    if found.told:
        return ""
    if found.nearly_told:
        return _(
            "The interval ends short of no difference, but by less than chance alone can move it: "
            "whether there is one is not settled."
        )
    return _("That cannot be told from no difference.")


def _one_by_one(found: Number, language: str) -> str:
    """The same difference as counted, where the number is of expected deaths."""
    if found.counted is None or found.counted_error is None:
        return ""
    said = _(
        "Expected deaths: of each overdose, the chance that it kills. Counted one by one in the "
        "same runs: %(counted)s ± %(error)s."
    )
    return said % {
        "counted": notation.number(found.counted, language, signed=True),
        "error": notation.number(found.counted_error, language),
    }


@cache
def _scenarios() -> dict[str, Any]:
    said = tomllib.loads(read.STUDY_FILE.read_text("utf-8"))
    return {each["key"]: each for each in said["scenarios"]}


def _scenario(key: str) -> tuple[Words, Words]:
    said = _scenarios()[key]
    name, says = said["name"], said["says"]
    return (
        Words(name["en"], notation.typeset(name["fr"], "fr")),
        Words(says["en"], notation.typeset(says["fr"], "fr")),
    )
