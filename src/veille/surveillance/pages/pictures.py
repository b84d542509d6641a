"""A series as a picture, drawn on the server: bars of what was counted, what was expected, the
bound, alarms, what is still coming in, and the next fortnight as a fan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile

from django.utils.formats import date_format

from ..found import Judged, Nowcast
from .labels import number

#: Units of the picture.
WIDTH, HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _GROUND = 36, 12, 20, 228
_TICKS = 4
_MOST_LABELS = 7
#: How days are labelled, and months where there are many of them.
_DAY, _MONTH, _MANY = "j M", "M Y", 200
#: A count as nobody sees it: of a sparkline.
SPARK_WIDTH, SPARK_HEIGHT, SPARK_DAYS = 112, 28, 28

Scale = Callable[[float], float]


@dataclass(frozen=True)
class Bar:
    """`missing`: nothing was counted."""

    x: float
    width: float
    y: float
    height: float
    says: str
    missing: bool = False
    alarm: bool = False

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def sign_y(self) -> float:
        return self.y - 4


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Picture:
    bars: Sequence[Bar]
    #: Lines as points of SVG, each unbroken; they break where there is no number.
    expected: Sequence[str]
    bound: Sequence[str]
    ticks: Sequence[Tick]
    days: Sequence[Tick]
    #: The fan: areas of 90 and of 50 %, and its middle.
    fan: Sequence[str] = ()
    fan_middle: str = ""
    #: What the last days will hold once all is in: the area of 90 %, and its middle.
    coming: str = ""
    coming_middle: str = ""
    ground: int = _GROUND
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    top: int = _TOP
    right_end: int = WIDTH - _RIGHT

    @property
    def has_alarm(self) -> bool:
        return any(bar.alarm for bar in self.bars)

    @property
    def has_missing(self) -> bool:
        return any(bar.missing for bar in self.bars)


def picture(judged: Judged, at: Sequence[int]) -> Picture:
    """The periods of `at`, numbers in the series, one after the other."""
    last = len(judged.observed) - 1
    shows_end = bool(at) and at[-1] == last
    forecast = judged.forecast if shows_end else None
    ahead = len(forecast.rows) if forecast else 0
    now = judged.nowcast if shows_end else None
    highest = max(
        [
            *(judged.observed[n] or 0 for n in at),
            *(judged.expected[n] or 0 for n in at),
            *(judged.bound[n] or 0 for n in at),
            *(row[-1] for row in (forecast.rows if forecast else ())),
            *(now.high if now else ()),
            1,
        ]
    )
    step_up = _round_step(highest / _TICKS)
    top = step_up * _TICKS
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(at) + ahead)
    gap = min(3.0, step / 5)

    def x(place: float) -> float:
        return round(_LEFT + place * step, 2)

    def y(value: float) -> float:
        return round(_GROUND - (_GROUND - _TOP) * min(value, top) / top, 2)

    bars = []
    for place, n in enumerate(at):
        count = judged.observed[n]
        bar = Bar(
            x=round(x(place) + gap / 2, 2),
            width=round(max(1.0, step - gap), 2),
            y=_TOP if count is None else y(count),
            height=_GROUND - _TOP if count is None else round(_GROUND - y(count), 2),
            says=f"{date_format(judged.day(n), 'SHORT_DATE_FORMAT')}: {number(count)}",
            missing=count is None,
            alarm=judged.alarm[n],
        )
        bars.append(bar)
    fan, middle = [], ""
    if forecast:
        places = [len(at) + n + 0.5 for n in range(ahead)]
        for low, high in ((0, -1), (1, -2)):
            upper = [f"{x(p)},{y(row[high])}" for p, row in zip(places, forecast.rows, strict=True)]
            lower = [f"{x(p)},{y(row[low])}" for p, row in zip(places, forecast.rows, strict=True)]
            fan.append(" ".join(upper + lower[::-1]))
        centre = len(forecast.levels) // 2
        middle = " ".join(
            f"{x(p)},{y(row[centre])}" for p, row in zip(places, forecast.rows, strict=True)
        )
    coming, coming_middle = _coming(now, judged, at, x, y)
    return Picture(
        bars=bars,
        expected=_lines([(x(p + 0.5), judged.expected[n]) for p, n in enumerate(at)], y),
        bound=_lines([(x(p + 0.5), judged.bound[n]) for p, n in enumerate(at)], y),
        ticks=[Tick(y(step_up * n), number(step_up * n)) for n in range(_TICKS + 1)],
        days=_days(judged, at, x),
        fan=fan,
        fan_middle=middle,
        coming=coming,
        coming_middle=coming_middle,
    )


def _coming(
    now: Nowcast | None, judged: Judged, at: Sequence[int], x: Scale, y: Scale
) -> tuple[str, str]:
    """The band of 90 %, as wide as its days, and its middle: from the first day of which more is
    still to come in to the last of all."""
    if now is None:
        return "", ""
    begins = len(judged.observed) - len(now.median)

    def is_whole(day: tuple[int, int]) -> bool:
        return now.high[day[1] - begins] <= (judged.observed[day[1]] or 0)

    days = [*dropwhile(is_whole, ((place, n) for place, n in enumerate(at) if n >= begins))]

    def along(values: Sequence[float]) -> list[str]:
        return [
            f"{x(place + side)},{y(values[n - begins])}" for place, n in days for side in (0, 1)
        ]

    return " ".join(along(now.high) + along(now.low)[::-1]), " ".join(along(now.median))


def _round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that reaches so far."""
    ten = 1
    while True:
        for step in (ten, 2 * ten, 5 * ten):
            if step >= least:
                return step
        ten *= 10


def _lines(points: Sequence[tuple[float, float | None]], y: Scale) -> list[str]:
    lines: list[list[str]] = [[]]
    for at, value in points:
        if value is None:
            lines.append([])
        else:
            lines[-1].append(f"{at},{y(value)}")
    return [" ".join(line) for line in lines if len(line) > 1]


def _days(judged: Judged, at: Sequence[int], x: Scale) -> list[Tick]:
    every = max(1, -(-len(at) // _MOST_LABELS))
    return [
        Tick(x(place + 0.5), date_format(judged.day(n), _DAY if len(at) < _MANY else _MONTH))
        for place, n in enumerate(at)
        if place % every == every // 2
    ]


def spark(judged: Judged, last: date) -> list[Bar]:
    """Four weeks up to a day, small: bars alone, those above the bound dark."""
    end = min(len(judged.observed) - 1, (last - judged.begins) // judged.step)
    at = range(max(0, end - SPARK_DAYS + 1), end + 1)
    highest = max([judged.observed[n] or 0 for n in at] + [1])
    step = SPARK_WIDTH / SPARK_DAYS
    return [
        Bar(
            x=round(place * step, 1),
            width=round(step - 1, 1),
            y=round(SPARK_HEIGHT * (1 - (judged.observed[n] or 0) / highest), 1),
            height=round(SPARK_HEIGHT * (judged.observed[n] or 0) / highest, 1),
            says="",
            alarm=judged.alarm[n],
        )
        for place, n in enumerate(at)
    ]


def up_to(judged: Judged, last: date, days: int) -> list[int]:
    """The numbers of the periods of so many days up to one; 0 is all of them."""
    end = min(len(judged.observed) - 1, max(0, (last - judged.begins) // judged.step))
    count = -(-days // judged.step.days) if days else end + 1
    return list(range(max(0, end - count + 1), end + 1))


def whole(judged: Judged, days: int) -> list[int]:
    return up_to(judged, judged.until + timedelta(days=1), days)
