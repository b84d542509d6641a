"""Cells of files that leave the house: none begins a formula in somebody’s spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

#: What a spreadsheet takes for the beginning of a formula, a tab and a line’s end among them.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
_GUARD = "'"


def plain(value: object) -> str:
    """A cell as text; one that would begin a formula has an apostrophe before it. Numbers stay."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    text = str(value)
    return _GUARD + text if text.startswith(_BEGINNINGS) else text


def unguarded(text: str) -> str:
    """A cell as it was before `plain`."""
    return text[1:] if text.startswith(_GUARD) and text[1:].startswith(_BEGINNINGS) else text


def as_csv(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ","
) -> str:
    """UTF-8 with commas, as every library reads it; with semicolons, as a French spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", delimiter=delimiter)
    writer.writerow([plain(heading) for heading in headings])
    writer.writerows([plain(value) for value in row] for row in rows)
    return out.getvalue()
