"""The pictures of a reform’s result: outcomes before and after, and who is answered otherwise."""

import altair as alt
import polars as pl

from veille.reports.pictures import BLUE, DIM, INK, WIDTH, data_of, finished

#: Names stand over their bars: a phone has no room for them at the side.
_BAR, _NAME = 11, 15
_ROOM = 1.2


def outcomes(frame: pl.DataFrame, order: list[str], whens: tuple[str, str]) -> alt.TopLevelMixin:
    """Bars of [outcome, when, cases]: two for each outcome, what is in force above the reform."""
    colour = alt.Color(
        "when:N",
        scale=alt.Scale(domain=list(whens), range=[DIM, BLUE]),
        legend=alt.Legend(title=None, orient="top", direction="vertical", labelLimit=WIDTH),
    )
    up = alt.Y("outcome:N", sort=order, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    row = _NAME + 2 * _BAR + 10
    base = alt.Chart(data_of(frame))
    each = base.encode(alt.X("cases:Q", title=None, axis=alt.Axis(tickCount=4, format="~s")), up)
    layers = [
        each.transform_filter(alt.datum.when == when)
        .mark_bar(size=_BAR, yOffset=_NAME / 2 + shift)
        .encode(color=colour)
        for when, shift in zip(whens, (-_BAR / 2, _BAR / 2), strict=True)
    ]
    names = base.transform_filter(alt.datum.when == whens[0]).mark_text(
        align="left", baseline="middle", dy=-_BAR - 1, color=INK, fontSize=11
    )
    names = names.encode(x=alt.value(0), y=up, text="outcome:N")
    return finished(alt.layer(*layers, names).properties(width=WIDTH, height=alt.Step(row)))


def groups(frame: pl.DataFrame, order: list[str]) -> alt.TopLevelMixin:
    """Bars of [dimension, group, share, label], under a heading for each dimension; in percent."""
    base = alt.Chart()
    up = alt.Y("group:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    # Room for the figure behind the longest bar.
    most = alt.Scale(domain=(0, max(float(frame["share"].max() or 0) * _ROOM, 1)), nice=False)  # type: ignore[arg-type]
    across = alt.X("share:Q", title=None, axis=alt.Axis(tickCount=4), scale=most)
    bars = base.mark_bar(color=BLUE, size=_BAR, yOffset=_NAME / 2).encode(across, up)
    figures = base.mark_text(align="left", dx=4, dy=_NAME / 2, color=INK, fontSize=11).encode(
        across, up, text="label:N"
    )
    names = base.mark_text(
        align="left", baseline="middle", dy=-_BAR / 2 - 1, color=INK, fontSize=11
    ).encode(x=alt.value(0), y=up, text="group:N")
    each = alt.layer(bars, figures, names, data=data_of(frame)).properties(
        width=WIDTH, height=alt.Step(_NAME + _BAR + 6)
    )
    heading = alt.Header(
        labelAnchor="start", labelColor=DIM, labelFontSize=11, labelOrient="top", labelPadding=4
    )
    facets = each.facet(
        row=alt.Row("dimension:N", title=None, sort=order, header=heading), spacing=18
    ).resolve_scale(y="independent")
    return finished(facets)
