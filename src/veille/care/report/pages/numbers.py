"""“The numbers”: what everybody may read of the services, by finished month."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from veille.disclosure import NETWORK, SMALLEST, WITHHELD, Place
from veille.tabular.writing import as_csv
from veille.ui.pictures import columns
from veille.ui.public import address_in, languages, public_page
from veille.ui.rooms import all_external_series

from ..floor_sections import OVERDOSES, VISITS
from ..release import (
    COLUMNS,
    DEATHS,
    FRESH_SECONDS,
    ROUNDED_TO,
    Month,
    begun_in,
    finished_months,
    month,
)
from .report import in_words

#: What is drawn, month by month.
_DRAWN = (VISITS, OVERDOSES)
#: A page that any other may frame: it has no form, no script and no cookie.
_EMBEDDED = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)


def numbers(request: HttpRequest, language: str) -> HttpResponse:
    """The month that is asked for, else the last finished one; below it, the months before."""
    return public_page(
        request,
        "report/numbers.html",
        lambda: {
            **_context(request.GET.get("month", "")),
            "frame": _frame(request.build_absolute_uri(address_in("numbers-embed"))),
        },
        language=language,
        fresh_seconds=FRESH_SECONDS,
    )


def embed(request: HttpRequest, language: str) -> HttpResponse:
    """The pictures alone, for a frame on another page; any page may hold it."""
    response = public_page(
        request,
        "report/numbers_embed.html",
        lambda: _embedded(request.build_absolute_uri(address_in("numbers"))),
        language=language,
        fresh_seconds=FRESH_SECONDS,
    )
    response.headers["Content-Security-Policy"] = _EMBEDDED
    response.xframe_options_exempt = True
    return response


def _frame(address: str) -> str:
    """What is copied into another page."""
    title = _("The numbers")
    return f'<iframe src="{address}" title="{title}" width="100%" height="640"></iframe>'


def _embedded(whole: str) -> dict[str, Any]:
    months = _months()[::-1]
    return {
        "months": len(months),
        "pictures": [_picture(name, months) for name in _DRAWN] if len(months) > 1 else [],
        "withheld": WITHHELD,
        "rounded_to": ROUNDED_TO,
        "whole": whole,
    }


def as_file(request: HttpRequest, language: str) -> HttpResponse:
    """Every number of the page's months as CSV, a line for each month and place."""
    with translation.override(language):
        rows = [
            [each.period.name, place or "network", name, *_cells(each, place)]
            for each in reversed(_months())
            for place, name in _places(each)
        ]
        headings = [_("month"), _("place"), _("name"), *map(str, COLUMNS.values())]
        response = HttpResponse(as_csv(headings, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="numbers.csv"'
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _months() -> list[Month]:
    """The finished months in which somebody came, the latest first."""
    return [found for found in map(month, finished_months()) if not found.empty]


def _context(asked: str) -> dict[str, Any]:
    months = _months()
    shown = next((each for each in months if each.period.name == asked), None)
    return {
        "missed": asked[:20] if asked and shown is None else "",
        "shown": _shown(shown or months[0]) if months else None,
        "pictures": [_picture(name, months[::-1]) for name in _DRAWN] if len(months) > 1 else [],
        "external_series": all_external_series(),
        "nobody_died": bool(months) and all(each.of_all(DEATHS) == 0 for each in months),
        "months": [(each.period.name, in_words(each.period)) for each in months],
        "rounded_to": ROUNDED_TO,
        "most_withheld": SMALLEST - 1,
        "withheld": WITHHELD,
        "csv": address_in("numbers-csv"),
        "embed": address_in("numbers-embed"),
        "addresses": languages("numbers"),
    }


def _shown(found: Month) -> dict[str, Any]:
    return {
        "name": found.period.name,
        "title": in_words(found.period),
        "headings": COLUMNS.values(),
        "lines": [
            {
                "name": name,
                "all": place == NETWORK,
                "numbers": list(zip(COLUMNS.values(), _cells(found, place), strict=True)),
            }
            for place, name in _places(found)
        ],
        "begun": begun_in(found, NETWORK),
    }


def _places(found: Month) -> Sequence[tuple[Place, str]]:
    """Each with its name; the network last, where it has more than one site."""
    places = [(site.slug, site.name) for site in found.sites]
    return [*places, (NETWORK, _("The whole network"))] if len(places) > 1 else places


def _cells(found: Month, place: Place) -> list[int | str | None]:
    """None where the place had nobody in that month."""
    if (VISITS, place) not in found.numbers:
        return [None] * len(COLUMNS)
    cells = (found.numbers[name, place] for name in COLUMNS)
    return [WITHHELD if cell is None else cell for cell in cells]


def _picture(name: str, months: Sequence[Month]) -> dict[str, Any]:
    data = [(formats.date_format(m.period.first, "M"), m.of_all(name)) for m in months]
    return {
        "key": name.replace(".", "-"),
        "title": COLUMNS[name],
        "first": in_words(months[0].period),
        "last": in_words(months[-1].period),
        "columns": columns(data),
    }
