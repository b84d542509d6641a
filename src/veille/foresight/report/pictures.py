"""The report's pictures: Altair's specifications of frames."""

from typing import Any

import altair as alt
import polars as pl

from veille.reports.pictures import AMBER, BLUE, DIM, INK, WIDTH, data_of, finished

SMALL_WIDTH, SMALL_HEIGHT = 108, 74
#: Each plane has an axis of its own beside it.
PLANE_WIDTH = 94
ROW = 34
_FAINT, _HALF = 0.2, 0.32


def fans(frame: pl.DataFrame, names: tuple[str, str], seen: pl.DataFrame) -> alt.TopLevelMixin:
    """Two scenarios over time [when, scenario, low, quarter, middle, three_quarters, high]: the
    band holds 95 % of draws, the darker one half of them. Points: what was `seen` [when, deaths].
    """
    colour = alt.Color(
        "scenario:N",
        scale=alt.Scale(domain=list(names), range=[DIM, BLUE]),
        legend=alt.Legend(
            title=None,
            orient="top",
            direction="vertical",
            labelLimit=WIDTH,
            symbolType="stroke",
            symbolStrokeWidth=3,
            symbolOpacity=1,
        ),
    )
    across = alt.X("when:T", title=None, axis=alt.Axis(format="%Y", tickCount=6, grid=False))
    base = alt.Chart(data_of(frame))
    wide = base.mark_area(opacity=_FAINT).encode(
        across, alt.Y("low:Q", title=None), alt.Y2("high:Q"), colour
    )
    narrow = base.mark_area(opacity=_HALF).encode(
        across, alt.Y("quarter:Q"), alt.Y2("three_quarters:Q"), colour
    )
    line = base.mark_line(strokeWidth=2).encode(across, alt.Y("middle:Q"), colour)
    points = (
        alt.Chart(data_of(seen))
        .mark_point(filled=True, size=22, opacity=1, color=INK)
        .encode(across, alt.Y("deaths:Q"))
    )
    layers = (wide, narrow, line, points) if seen.height else (wide, narrow, line)
    return finished(alt.layer(*layers).properties(width=WIDTH, height=190))


def small_fans(frame: pl.DataFrame, order: list[str]) -> alt.TopLevelMixin:
    """One fan for each scenario [when, scenario, low, quarter, middle, three_quarters, high], all
    on the same axes."""
    across = alt.X("when:T", title=None, axis=alt.Axis(format="%Y", tickCount=3, grid=False))
    base = alt.Chart()
    wide = base.mark_area(opacity=_FAINT, color=BLUE).encode(
        across, alt.Y("low:Q", title=None, axis=_few()), alt.Y2("high:Q")
    )
    narrow = base.mark_area(opacity=_HALF, color=BLUE).encode(
        across, alt.Y("quarter:Q"), alt.Y2("three_quarters:Q")
    )
    line = base.mark_line(strokeWidth=1.5, color=BLUE).encode(across, alt.Y("middle:Q"))
    zero = base.mark_rule(color=DIM).encode(y=alt.datum(0))
    each = alt.layer(wide, narrow, line, zero, data=data_of(frame)).properties(
        width=SMALL_WIDTH, height=SMALL_HEIGHT
    )
    return finished(_facets(each, order, columns=2))


def forest(frame: pl.DataFrame, unit: str) -> alt.TopLevelMixin:
    """Rows of [name, mean, low, high, least, most]: a line for the parameters' interval, a thick
    one for what chance leaves open (two standard errors), a point for the mean."""
    base, rows = _named_rows(frame)
    long = base.mark_rule(color=BLUE, strokeWidth=1.5).encode(
        rows, alt.X("low:Q", title=unit), alt.X2("high:Q")
    )
    thick = base.mark_rule(color=BLUE, strokeWidth=6, opacity=0.5).encode(
        rows, alt.X("least:Q"), alt.X2("most:Q")
    )
    point = base.mark_point(color=BLUE, filled=True, size=46, opacity=1).encode(
        rows, alt.X("mean:Q")
    )
    layers = alt.layer(_zero(), long, thick, point, _labels(base, rows))
    return finished(layers.properties(width=WIDTH, height=ROW * frame.height))


def pairs(frame: pl.DataFrame, unit: str, alone: str, last: str) -> alt.TopLevelMixin:
    """Rows of [name, alone, last]: what a component does alone, and added to all the others."""
    base, rows = _named_rows(frame)
    line = base.mark_rule(color=DIM).encode(rows, alt.X("alone:Q", title=unit), alt.X2("last:Q"))
    shape = alt.Shape(
        "how:N",
        scale=alt.Scale(domain=[alone, last], range=["circle", "diamond"]),
        legend=alt.Legend(title=None, orient="top", direction="vertical", labelLimit=WIDTH),
    )
    points = (
        base.transform_fold(["alone", "last"], as_=["which", "value"])
        .transform_calculate(how=f"datum.which === 'alone' ? {alone!r} : {last!r}")
        .mark_point(filled=True, size=60, opacity=1)
        .encode(
            rows,
            alt.X("value:Q"),
            shape,
            alt.Color("how:N", scale=alt.Scale(domain=[alone, last], range=[BLUE, AMBER])),
        )
    )
    layers = alt.layer(_zero(), line, points, _labels(base, rows))
    return finished(layers.properties(width=WIDTH, height=ROW * frame.height))


def groups(frame: pl.DataFrame, order: list[str]) -> alt.TopLevelMixin:
    """Rows of [dimension, name, mean, low, high], under a heading for each dimension."""
    across = alt.X("mean:Q", title=None)
    up = alt.Y("name:N", title=None, sort=None, axis=_names_axis())
    base = alt.Chart()
    line = base.mark_rule(color=BLUE, strokeWidth=1.5).encode(
        alt.X("low:Q", title=None), alt.X2("high:Q"), up
    )
    point = base.mark_point(color=BLUE, filled=True, size=46, opacity=1).encode(across, up)
    zero = base.mark_rule(color=DIM).encode(x=alt.datum(0))
    each = alt.layer(zero, line, point, data=data_of(frame)).properties(
        width=WIDTH - 110, height=alt.Step(24)
    )
    facets = each.facet(
        row=alt.Row("dimension:N", title=None, sort=order, header=_heading()), spacing=18
    ).resolve_scale(y="independent")
    return finished(facets)


def planes(frame: pl.DataFrame, line: pl.DataFrame, order: list[str]) -> alt.TopLevelMixin:
    """A cost plane for each scenario: points of draws [scenario, qalys, cost], the threshold as
    `line` [scenario, qalys, cost], and the axes through the baseline."""
    both = pl.concat(
        [frame.with_columns(kind=pl.lit("draw")), line.with_columns(kind=pl.lit("threshold"))]
    )
    x, y = (
        alt.X("qalys:Q", title=None, axis=_few()),
        alt.Y("cost:Q", title=None, axis=_few_millions()),
    )
    base = alt.Chart()
    points = (
        base.transform_filter("datum.kind === 'draw'")
        .mark_point(filled=True, size=14, opacity=0.45, color=BLUE)
        .encode(x, y)
    )
    threshold = (
        base.transform_filter("datum.kind === 'threshold'")
        .mark_line(color=AMBER, strokeDash=[4, 3], strokeWidth=1.5)
        .encode(x, y)
    )
    level = base.mark_rule(color=DIM).encode(y=alt.datum(0))
    upright = base.mark_rule(color=DIM).encode(x=alt.datum(0))
    each = alt.layer(level, upright, threshold, points, data=data_of(both)).properties(
        width=PLANE_WIDTH, height=SMALL_HEIGHT + 20
    )
    return finished(_facets(each, order, columns=2).resolve_scale(x="independent", y="independent"))


def shares(frame: pl.DataFrame, order: list[str]) -> alt.TopLevelMixin:
    """One line for each scenario [price, scenario, share], all on the same axes."""
    across = alt.X(
        "price:Q",
        title=None,
        axis=alt.Axis(tickCount=3, grid=False, labelExpr="format(datum.value / 1e3, ',.4~r')"),
    )
    up = alt.Y(
        "share:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(tickCount=3, grid=False, labelExpr="format(100 * datum.value, '.3~r')"),
    )
    line = alt.Chart().mark_line(strokeWidth=1.5, color=BLUE).encode(across, up)
    each = alt.layer(line, data=data_of(frame)).properties(width=SMALL_WIDTH, height=SMALL_HEIGHT)
    return finished(_facets(each, order, columns=2))


def _named_rows(frame: pl.DataFrame) -> tuple[alt.Chart, alt.Y]:
    rows = alt.Y("name:N", sort=frame["name"].to_list(), title=None, axis=None)
    return alt.Chart(data_of(frame)), rows


def _labels(base: alt.Chart, rows: alt.Y) -> alt.Chart:
    """Names stand over their lines: a phone has no room for them at the side."""
    named: alt.Chart = base.mark_text(
        align="left", baseline="bottom", dy=-5, color=INK, fontSize=11
    ).encode(rows, x=alt.value(0), text="name:N")
    return named


def _zero() -> alt.Chart:
    once = alt.Data(values=[{}])  # type: ignore[no-untyped-call]
    rule: alt.Chart = alt.Chart(once).mark_rule(color=DIM).encode(x=alt.datum(0))
    return rule


def _facets(each: Any, order: list[str], columns: int) -> alt.FacetChart:
    faceted: alt.FacetChart = each.facet(
        facet=alt.Facet("scenario:N", title=None, sort=order, header=_heading()),
        columns=columns,
        spacing=20,
    )
    return faceted


def _heading() -> alt.Header:
    return alt.Header(
        labelAnchor="start",
        labelColor=INK,
        labelFontSize=10.5,
        labelLimit=134,
        labelOrient="top",
        labelPadding=4,
    )


def _few() -> alt.Axis:
    """Whole numbers of people, written out: never “100m” for a tenth."""
    return alt.Axis(
        tickCount=2, format=",.4~r", grid=False, minExtent=30, maxExtent=36, labelOverlap="greedy"
    )


def _few_millions() -> alt.Axis:
    """Of dollars, where the unit above the picture says so."""
    return alt.Axis(
        tickCount=2,
        labelExpr="format(datum.value / 1e6, ',.4~r')",
        grid=False,
        minExtent=30,
        maxExtent=36,
        labelOverlap="greedy",
    )


def _names_axis() -> alt.Axis:
    return alt.Axis(
        labelLimit=140, labelFontSize=11, ticks=False, domain=False, minExtent=105, labelFlush=False
    )
