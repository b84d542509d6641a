"""HTML of a report: escaped words, tables, things that open."""

from collections.abc import Iterable, Sequence
from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(of: object) -> Markup:
    return of if isinstance(of, Markup) else Markup(escape(str(of)))


def joined(parts: Iterable[object]) -> Markup:
    return Markup("\n".join(text(part) for part in parts))


def tag(name: str, *inside: object, **attributes: str) -> Markup:
    """An element; `class_` is its class, and an underline in a name is a hyphen."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    return Markup(f"<{name}{told}>{''.join(text(part) for part in inside)}</{name}>")


def table(
    head: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    named: str,
    words: int = 1,
    wide: bool = False,
) -> Markup:
    """A table that scrolls by itself where the screen is narrow; `named` says what it shows. The
    first `words` columns hold words, the first of them the row's name; the others numbers. A `wide`
    one is set more closely."""
    columns = [tag("th", cell, scope="col", **_kind(n, words)) for n, cell in enumerate(head)]
    lines = [
        tag("tr", tag("th", row[0], scope="row"),
            *(tag("td", cell, **_kind(n, words)) for n, cell in enumerate(row[1:], start=1)))
        for row in rows
    ]  # fmt: skip
    made = tag("table", tag("thead", tag("tr", *columns)), tag("tbody", *lines))
    return tag(
        "div",
        made,
        class_="scrolls wide" if wide else "scrolls",
        role="region",
        tabindex="0",
        aria_label=named,
    )


def opens(summary: object, *inside: object) -> Markup:
    return tag("details", tag("summary", summary), *inside)


def _kind(column: int, words: int) -> dict[str, str]:
    return {} if column < words else {"class_": "number"}
