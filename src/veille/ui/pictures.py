"""Bars, drawn on the server as SVG: columns side by side, and rows one below the other.

Lengths are in the picture's own units, 584 to its width. The templates are `parts/columns.html` and
`parts/bar_rows.html`; each is given a `label` that says what is drawn and where its numbers stand,
for who does not see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

_WIDTH = 584
_LEFT, _GROUND, _HIGHEST = 4, 120, 100
_WIDEST_GAP = 8
_MOST_LABELS = 8
#: How wide a letter of a label is, at most.
_LETTER = 8


@dataclass(frozen=True)
class Column:
    """A number (None where it is withheld) as a column on the ground line."""

    label: str
    value: int | None
    x: int
    y: int
    width: int
    height: int
    labelled: bool

    @property
    def number(self) -> str:
        """As the reader's language writes it; nothing for 0 and for what is withheld."""
        return number_format(self.value, use_l10n=True) if self.value else ""

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def label_x(self) -> int:
        """Under the middle of its column, and whole within the picture."""
        half = min(len(self.label) * _LETTER, _WIDTH) // 2
        return min(max(self.middle, half), _WIDTH - half)

    @property
    def above(self) -> int:
        return self.y - 4


def columns(data: Sequence[tuple[str, int | None]]) -> list[Column]:
    """A column for each (label, number), the highest 100 units high; at most 8 are labelled."""
    highest = max((value or 0 for _label, value in data), default=0)
    step = (_WIDTH - 2 * _LEFT) / max(1, len(data))
    gap = min(_WIDEST_GAP, step / 5)
    every = max(1, -(-len(data) // _MOST_LABELS))
    return [
        Column(
            label,
            value,
            x=round(_LEFT + n * step + gap / 2),
            y=_GROUND - (height := _length(value or 0, highest, _HIGHEST)),
            width=max(1, round(step - gap)),
            height=height,
            labelled=n % every == 0,
        )
        for n, (label, value) in enumerate(data)
    ]


@dataclass(frozen=True)
class Quantity:
    """What a row shows: its `label` above it, its `number` in words, its `parts` side by side,
    each with the class that draws it, and perhaps a `mark`, such as a median."""

    label: str
    number: str
    parts: Sequence[tuple[float, str]]
    mark: float | None = None


#: A row's height, its bar's, and where that begins.
_STEP, _BAR, _DOWN = 52, 14, 24
#: Room for the number at the right of the longest bar.
_FOR_NUMBER = 84


@dataclass(frozen=True)
class Part:
    x: int
    width: int
    drawn: str


@dataclass(frozen=True)
class Row:
    """A quantity in its place; `mark` and `number_x` are None where there is none, and where the
    number stands above the bar's end."""

    label: str
    number: str
    y: int
    parts: Sequence[Part]
    mark: int | None
    number_x: int | None

    @property
    def label_y(self) -> int:
        return self.y - 6

    @property
    def number_y(self) -> int:
        return self.y + 11

    @property
    def middle(self) -> int:
        return self.y + _BAR // 2

    @property
    def mark_top(self) -> int:
        return self.y - 3

    @property
    def mark_bottom(self) -> int:
        return self.y + _BAR + 3


@dataclass(frozen=True)
class Rows:
    """`whiskers` is whether a line leads to each mark."""

    rows: Sequence[Row]
    whiskers: bool

    @property
    def height(self) -> int:
        return _STEP * len(self.rows)


def bar_rows(
    data: Sequence[Quantity], *, numbers_above: bool = False, whiskers: bool = False
) -> Rows:
    """A row for each quantity, the longest as wide as the picture; its number behind the bar, or
    above its end."""
    longest = max((max(sum(n for n, _c in q.parts), q.mark or 0) for q in data), default=0)
    room = _WIDTH if numbers_above else _WIDTH - _FOR_NUMBER
    rows = []
    for place, quantity in enumerate(data):
        parts, x = [], 0
        for number, drawn in quantity.parts:
            parts.append(Part(x, _length(number, longest, room), drawn))
            x += parts[-1].width
        mark = None if quantity.mark is None else _length(quantity.mark, longest, room)
        number_x = None if numbers_above else max(x, mark or 0) + 8
        y = place * _STEP + _DOWN
        rows.append(Row(quantity.label, quantity.number, y, parts, mark, number_x))
    return Rows(rows, whiskers)


def _length(number: float, most: float, room: int) -> int:
    return round(room * number / most) if most else 0
