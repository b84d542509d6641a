"""Pictures: Altair's specifications as SVG that follows the page's theme.

A picture is drawn in colours that stand for the page's own (`INKS`); in the SVG each becomes the
CSS variable, so that one drawing serves the light theme, the dark one and paper.
"""

import re
from typing import Any, Literal

import altair as alt
import polars as pl

from veille import extras

#: A colour that no picture would choose → the page's variable for it.
INKS = {
    "#010203": "var(--ink)",
    "#040506": "var(--dim)",
    "#070809": "var(--edge)",
    "#0a0b0c": "var(--blue)",
    "#0d0e0f": "var(--amber)",
    "#101112": "var(--card)",
}
INK, DIM, EDGE, BLUE, AMBER, CARD = INKS
#: Narrow enough that letters keep their size on a phone; a desk shows pictures side by side.
WIDTH = 300
_FONT = "system-ui, sans-serif"
_LOCALES: dict[str, Literal["en-CA", "fr-CA"]] = {"en": "en-CA", "fr": "fr-CA"}
#: A picture is one thing to who hears it, with its numbers in a table: marks have no roles.
_INNER_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


def svg(chart: alt.TopLevelMixin, language: str) -> str:
    """The picture as an SVG element for a page; its letters and lines take the page's colours.

    Without the extra [print], a paragraph that says how to install it: the numbers are beside it.
    """
    if not extras.is_installed("print"):
        return f"<p>{extras.Missing('print').in_language(language)}</p>"
    import vl_convert

    spec = chart.to_dict(validate=False)
    drawn = vl_convert.vegalite_to_svg(
        spec, format_locale=_LOCALES[language], time_format_locale=_LOCALES[language]
    )
    for ink, variable in INKS.items():
        drawn = drawn.replace(ink, variable)
    return _INNER_ROLES.sub("", drawn[drawn.index("<svg") :])


def data_of(frame: pl.DataFrame) -> alt.Data:
    return alt.Data(values=[_plain(row) for row in frame.iter_rows(named=True)])  # type: ignore[no-untyped-call]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in row.items()
    }


def finished(chart: Any) -> alt.TopLevelMixin:
    finished: alt.TopLevelMixin = (
        chart.configure(background="transparent", font=_FONT, padding=2)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=DIM,
            titleColor=DIM,
            gridColor=EDGE,
            domainColor=EDGE,
            tickColor=EDGE,
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
            labelFlush=True,
        )
        .configure_legend(labelColor=INK, labelFontSize=11)
    )
    return finished
