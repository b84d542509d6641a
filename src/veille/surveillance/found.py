"""What the detectors found last: a cache, in a file beside the database, made anew by `detecting`.

No page computes it: a page reads the file, which one process writes whole.
"""

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
from django.conf import settings

from . import facts
from .actions import id_of_alarm
from .words import Period

FILE = "alarms.json"
#: Alarms of one series that are no further apart, in periods, are one.
GAP = 3
_STEP_DAYS = {Period.DAY: 1, Period.WEEK: 7}


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """Quantiles of the days after the last one: of `levels`, a row each."""

    levels: tuple[float, ...]
    rows: tuple[tuple[float, ...], ...]


class Nowcast(msgspec.Struct, frozen=True, kw_only=True):
    """The last days once all is known: the middle, and the 90 % interval; a number a day, the last
    of the series last."""

    median: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A series at a site, judged by one method, a number a period from `begins` on; None where
    there is none. `why` is why nothing could be judged: a key of `why.SENTENCES`."""

    series: str
    site: str
    period: Period
    begins: date
    method: str
    baseline: int = 0
    observed: tuple[int | None, ...]
    out_of: tuple[int | None, ...] | None = None
    expected: tuple[float | None, ...]
    bound: tuple[float | None, ...]
    alarm: tuple[bool, ...]
    why: str = ""
    nowcast: Nowcast | None = None
    forecast: Forecast | None = None
    forecast_why: str = ""

    @property
    def step(self) -> timedelta:
        return timedelta(days=_STEP_DAYS[self.period])

    def day(self, n: int) -> date:
        return self.begins + n * self.step

    @property
    def until(self) -> date:
        """The last day that is counted in."""
        return self.day(len(self.observed)) - timedelta(days=1)

    def alarms(self) -> Iterator[facts.Seen]:
        """Alarms that lie close together are one, told by its highest excess."""
        at = [n for n, alarm in enumerate(self.alarm) if alarm]
        while at:
            run = [at.pop(0)]
            while at and at[0] - run[-1] <= GAP:
                run.append(at.pop(0))
            yield self._seen(run)

    def _seen(self, run: list[int]) -> facts.Seen:
        top = max(run, key=lambda n: (self.observed[n] or 0) - (self.bound[n] or 0.0))
        return facts.Seen(
            series=self.series,
            site=self.site,
            period=self.period,
            first=self.day(run[0]).isoformat(),
            last=self.day(run[-1]).isoformat(),
            observed=self.observed[top] or 0,
            expected=self.expected[top],
            bound=self.bound[top],
            method=self.method,
        )


class Estimated(msgspec.Struct, frozen=True, kw_only=True):
    """What a nowcast said of one period of a kept series, by what was known on `as_of`; the day is
    its first."""

    as_of: str
    day: str
    low: float
    median: float
    high: float


class HowHeld(msgspec.Struct, frozen=True, kw_only=True):
    """How the estimates of a kept series held, as `veille.watch.hindsight.Record` has it."""

    judged: int
    held: int
    error: float
    error_as_known: float


class OfOutside(msgspec.Struct, frozen=True, kw_only=True):
    """The nowcasts of every vintage of a kept series; of its state with that version. `held` is
    None where no count that was estimated is final yet."""

    id: str
    version: int
    told: tuple[Estimated, ...]
    held: HowHeld | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was judged, when, and on which counts (`of`)."""

    made_at: datetime
    on: date
    of: str = ""
    judged: tuple[Judged, ...] = ()
    outside: tuple[OfOutside, ...] = ()

    def of_outside(self, id: str, version: int) -> OfOutside | None:
        """Of one kept series; None where it was not looked at since it changed."""
        asked = (id, version)
        return next((each for each in self.outside if (each.id, each.version) == asked), None)

    def series(self, series: str, site: str) -> list[Judged]:
        """The same series as each method judges it, days before weeks."""
        return [each for each in self.judged if (each.series, each.site) == (series, site)]


def id_of(seen: facts.Seen) -> str:
    return id_of_alarm(seen.series, seen.site, seen.period.value, seen.first)


def _path() -> Path:
    path: Path = settings.VEILLE_VAR / FILE
    return path


_kept: tuple[tuple[str, int, int], Found] | None = None


def load() -> Found | None:
    """What was found last; None before the first time, or where the file is of another version."""
    global _kept
    path = _path()
    try:
        stat = path.stat()
        key = (str(path), stat.st_mtime_ns, stat.st_size)
        if _kept is None or _kept[0] != key:
            _kept = key, msgspec.json.decode(path.read_bytes(), type=Found)
    except (OSError, msgspec.MsgspecError):
        return None
    return _kept[1]


def save(found: Found) -> None:
    """Written whole or not at all."""
    path = _path()
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(msgspec.json.encode(found))
    unfinished.replace(path)
