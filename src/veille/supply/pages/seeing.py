"""Seeing the supply: by place, period and what was sold, for staff; and, of the whole network's
finished weeks, for everybody."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from veille import extras
from veille.ledger import clock
from veille.ledger.refusal import Absent
from veille.tabular.writing import as_csv
from veille.ui.public import LANGUAGES, languages, public_page
from veille.ui.requests import AccountRequest

from .. import gathered, reads
from ..around import last_finished
from ..exporting import DETAIL_FILE, SAMPLES_FILE, two_files
from ..figure_tables import TABLES
from ..seeing import ALL, GROUPS, View, seen
from .figures import FIGURES, Figure, group_name

#: Months that a period may have, back from today.
PERIODS = (3, 12, 24, 60)
USUAL_MONTHS = 12
_DAYS_A_MONTH = 30.44
#: Finished weeks that the public page looks back on.
PUBLIC_WEEKS = 52
#: A copy of the public page is good for so long, in seconds: it changes once a week.
FRESH_SECONDS = 600
#: Vega's bundle changes with its package alone.
_BUNDLE_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Choice:
    """`source` is another programme; empty is this network, of which `site` is one or all."""

    source: str
    site: str
    group: str
    months: int

    def query(self, **changed: object) -> str:
        said = {
            "source": self.source,
            "site": self.site,
            "sold": self.group,
            "months": self.months,
            **changed,
        }
        return urlencode({name: value for name, value in said.items() if value})


def supply(request: AccountRequest) -> HttpResponse:
    """The supply as it was seen, by place, period and what was sold."""
    choice, sites, sources = _choice(request)
    view = _view(choice)
    figures = [make(view) for make in FIGURES.values()]
    csv = {key: f"{reverse('supply-csv', args=[key])}?{choice.query()}" for key in FIGURES}
    context = {
        "choice": choice,
        "samples": view.samples,
        "figures": [_shown(figure, csv[figure.key]) for figure in figures if figure.rows],
        "sites": sites,
        "sources": sources,
        "groups": [(group, group_name(group)) for group in GROUPS],
        "periods": PERIODS,
        "months": gathered.months(),
        "export": f"{reverse('supply-export')}?{choice.query()}",
        "tab": "supply",
    }
    return render(request, "supply/supply.html", context)


def as_file(request: AccountRequest, figure: str) -> HttpResponse:
    """A figure's whole table as CSV."""
    choice, _sites, _sources = _choice(request)
    return _csv(figure, _view(choice))


def _csv(key: str, view: View) -> HttpResponse:
    table = TABLES.get(key)
    if table is None:
        raise Absent(_("There is no such picture. Go back and open the page again."))
    headings, rows = table
    response = HttpResponse(as_csv(headings, rows(view)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    return response


def export(request: AccountRequest) -> HttpResponse:
    """Every sample of this network, or of one source, as UNC’s two files in one archive."""
    choice, _sites, _sources = _choice(request)
    zone = ZoneInfo(settings.TIME_ZONE)
    samples = (
        gathered.of_source(choice.source)
        if choice.source
        else gathered.of_network(zone, site=choice.site)
    )
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in zip((SAMPLES_FILE, DETAIL_FILE), two_files(samples), strict=True):
            archive.writestr(name, text)
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="samples.zip"'
    return response


def _shown(figure: Figure, csv: str) -> dict[str, Any]:
    return {"figure": figure, "svg": figure.drawn(), "csv": csv}


def _choice(request: AccountRequest) -> tuple[Choice, list[str], list[str]]:
    asked, sources = request.GET, gathered.sources()
    sites = [slug for slug in reads.sites_with_samples() if request.user.works_at(slug)]
    site, source = asked.get("site", ""), asked.get("source", "")
    group, months = asked.get("sold", ALL), asked.get("months", str(USUAL_MONTHS))
    if (site and site not in sites) or (source and source not in sources):
        raise Absent(
            _("No samples are of “%(name)s”. Go back and choose again."), name=source or site
        )
    choice = Choice(
        source=source if source in sources else "",
        site=site if site in sites and not source else "",
        group=group if group in GROUPS else ALL,
        months=next((each for each in PERIODS if str(each) == months), USUAL_MONTHS),
    )
    return choice, sites, sources


def _view(choice: Choice) -> View:
    if choice.source:
        return seen(gathered.of_source(choice.source), choice.group)
    now, zone = clock.now(), ZoneInfo(settings.TIME_ZONE)
    since = (now - timedelta(days=choice.months * _DAYS_A_MONTH)).astimezone(zone).date()
    return seen(gathered.of_network(zone, site=choice.site), choice.group, since)


# For everybody


def seen_by_all(request: HttpRequest, language: str) -> HttpResponse:
    return public_page(
        request,
        "supply/supply_seen.html",
        lambda: _finished(language),
        language=language,
        fresh_seconds=FRESH_SECONDS,
    )


def _finished(language: str) -> dict[str, Any]:
    begins, ends = _weeks()
    view = _of_weeks(begins, ends)
    csv = {key: reverse("supply-seen-csv", args=[language, key]) for key in FIGURES}
    figures = [make(view) for make in FIGURES.values()]
    return {
        "begins": begins,
        "last": ends - timedelta(days=1),
        "samples": view.samples,
        "figures": [_shown(figure, csv[figure.key]) for figure in figures if figure.rows],
        "addresses": languages("supply-seen"),
    }


def _weeks() -> tuple[date, date]:
    zone = ZoneInfo(settings.TIME_ZONE)
    return last_finished(clock.now().astimezone(zone).date(), PUBLIC_WEEKS)


def _of_weeks(begins: date, ends: date) -> View:
    zone = ZoneInfo(settings.TIME_ZONE)
    finished = gathered.of_network(zone, ends=datetime.combine(ends, time(), zone))
    return seen(finished, since=begins)


def public_file(request: HttpRequest, language: str, figure: str) -> HttpResponse:
    """A figure of the public page as CSV."""
    with translation.override(language if language in LANGUAGES else "fr"):
        response = _csv(figure, _of_weeks(*_weeks()))
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def bundle(request: HttpRequest) -> HttpResponse:
    """Vega, Vega-Lite and their embedding, as one script, from the package that draws the SVG."""
    extras.need("print")
    response = HttpResponse(_vega(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={_BUNDLE_SECONDS}"
    return response


@cache
def _vega() -> str:
    """It sets `window.vegaEmbed`, which `pictures.js` calls."""
    import vl_convert

    made: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # the stub lacks a default
    return made
