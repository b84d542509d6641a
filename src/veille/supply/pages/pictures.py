"""Pictures of the supply: one Vega-Lite specification each, drawn as SVG here and, where somebody
explores it, by Vega in the browser.

A picture is drawn in colours that stand for the page's own (`INKS`); in the SVG each becomes the
CSS variable, so that one drawing serves the light theme, the dark one and paper. `pictures.js`
does the same in the browser.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from veille import extras

#: A colour that no picture would choose → the page's variable for it.
INKS = {
    "#010203": "--ink",
    "#040506": "--dim",
    "#070809": "--edge",
    "#0a0b0c": "--blue",
    "#0d0e0f": "--amber",
}
INK, DIM, EDGE, BLUE, AMBER = INKS
#: Narrow enough that letters keep their size on a phone.
WIDTH = 280
_ROW, _HEIGHT = 38, 150
_LOCALES = {"en": "en-CA", "fr": "fr-CA"}
_SECONDS_KEPT = 3600
#: A picture is one thing to who hears it, with its numbers in a table: marks have no roles.
_INNER_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_FONT = "system-ui, sans-serif"
_CONFIG = {
    "background": None,
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": DIM,
        "titleColor": DIM,
        "titleFontWeight": "normal",
        "gridColor": EDGE,
        "domainColor": EDGE,
        "tickColor": EDGE,
        "labelFontSize": 12,
        "titleFontSize": 12,
    },
    "header": {"labelColor": INK, "labelFontSize": 13, "title": None, "labelFontWeight": 600},
}
Spec = dict[str, Any]
#: Across a picture of months.
_MONTH: Spec = {
    "field": "month",
    "type": "temporal",
    "title": None,
    "axis": {"format": "%Y-%m", "tickCount": 3, "grid": False, "labelOverlap": True},
}


def svg(spec: Spec, language: str) -> SafeString | None:
    """The picture as an SVG element; None where the extra [print] is not installed."""
    if not extras.is_installed("print"):
        return None
    key = "picture:" + sha256(f"{language}{json.dumps(spec)}".encode()).hexdigest()
    drawn: str | None = cache.get(key)
    if drawn is None:
        drawn = _drawn(spec, language)
        cache.set(key, drawn, _SECONDS_KEPT)
    return mark_safe(drawn)  # noqa: S308  (drawn here, of numbers and escaped names)


def _drawn(spec: Spec, language: str) -> str:
    import vl_convert

    locale: Any = _LOCALES.get(language, "en-CA")
    drawn: str = vl_convert.vegalite_to_svg(spec, format_locale=locale, time_format_locale=locale)
    for ink, variable in INKS.items():
        drawn = drawn.replace(ink, f"var({variable})")
    return _INNER_ROLES.sub("", drawn[drawn.index("<svg") :])


def intervals(rows: Sequence[Mapping[str, Any]], unit: str) -> Spec:
    """Rows of {name, value, low, high, words}, in percent: a point on its interval, its name above
    it, where it has the whole width of a phone."""
    order = [row["name"] for row in rows]
    y = {"field": "name", "type": "nominal", "sort": order, "axis": None}
    said = {"field": "words"}
    return {
        **_head(rows),
        "width": WIDTH,
        "height": _ROW * len(rows),
        "layer": [
            {
                "mark": {"type": "text", "align": "left", "dy": -12, "color": INK, "fontSize": 12},
                "encoding": {"y": y, "x": {"datum": 0}, "text": {"field": "name"}},
            },
            {
                "mark": {"type": "rule", "color": BLUE, "size": 3, "opacity": 0.5},
                "encoding": {
                    "y": y,
                    "x": _across("low", unit),
                    "x2": {"field": "high"},
                    "tooltip": said,
                },
            },
            {
                "mark": {"type": "point", "color": BLUE, "size": 60, "filled": True, "opacity": 1},
                "encoding": {"y": y, "x": _across("value", unit), "tooltip": said},
            },
        ],
    }


def _across(field: str, unit: str) -> Spec:
    return {
        "field": field,
        "type": "quantitative",
        "title": unit,
        "scale": {"domain": [0, 100]},
        "axis": {"tickCount": 5},
    }


def over_months(rows: Sequence[Mapping[str, Any]], unit: str) -> Spec:
    """Rows of {name, month, value, low, high, jump, words}, in percent: a small picture for each
    name, its interval as a band; a diamond where testing changed."""
    up = {"field": "value", "type": "quantitative", "title": unit, "scale": {"domain": [0, 100]}}
    jump = {
        "condition": {"test": "datum.jump", "value": AMBER},
        "value": BLUE,
    }
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "color": BLUE, "opacity": 0.2},
            "encoding": {"x": _MONTH, "y": {**up, "field": "low"}, "y2": {"field": "high"}},
        },
        {"mark": {"type": "line", "color": BLUE}, "encoding": {"x": _MONTH, "y": up}},
        {
            "mark": {"type": "point", "filled": True, "size": 50, "opacity": 1},
            "encoding": {
                "x": _MONTH,
                "y": up,
                "color": jump,
                "shape": {
                    "condition": {"test": "datum.jump", "value": "diamond"},
                    "value": "circle",
                },
                "tooltip": {"field": "words"},
            },
        },
    ]
    return _facets(rows, layers)


def strengths(rows: Sequence[Mapping[str, Any]], unit: str) -> Spec:
    """Rows of {name, month, value, high, words}, in percent of the mass: the median, and up to the
    90th percentile where it is known."""
    up = {"field": "value", "type": "quantitative", "title": unit}
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "color": BLUE, "size": 2},
            "encoding": {"x": _MONTH, "y": up, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 50, "color": BLUE, "opacity": 1},
            "encoding": {"x": _MONTH, "y": up, "tooltip": {"field": "words"}},
        },
    ]
    return _facets(rows, layers)


def _facets(rows: Sequence[Mapping[str, Any]], layers: Iterable[Spec]) -> Spec:
    order = list(dict.fromkeys(row["name"] for row in rows))
    return {
        **_head(rows),
        "columns": 1,
        "facet": {"field": "name", "type": "nominal", "sort": order},
        "spec": {"width": WIDTH, "height": _HEIGHT, "layer": list(layers)},
        "resolve": {"axis": {"x": "independent"}},
    }


def _head(rows: Sequence[Mapping[str, Any]]) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [dict(row) for row in rows]},
        "config": _CONFIG,
    }
