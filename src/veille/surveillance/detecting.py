"""Runs the detectors over the series of the ledger, and keeps what they found (`found`).

It needs the part “watch” of Veille, compiles for some seconds where it never ran before, and so
runs in a process of its own (`veille watch alarms`), never in a page. What each method is set to,
and how often it is wrong then, stands in docs/epidemiologist.en.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

import msgspec

from veille import extras
from veille.ledger import clock, store

from . import gathering, outside
from .found import (
    Estimated,
    Forecast,
    Found,
    HowHeld,
    Judged,
    Nowcast,
    OfOutside,
    load,
    save,
)
from .gathering import DAY, Counts
from .tables import OutsideRow
from .words import Period

SHARE, EARS, FARRINGTON = "share", "ears", "farrington-flexible"
#: Days of baseline, and how many days a series needs for it; a short one is judged by the shorter.
BASELINE, BASELINE_SHORT = 28, 14
LONG_ENOUGH = 2 * BASELINE
SHORTEST = BASELINE_SHORT + 1
#: One false alarm a series-year, about: see `benchmarks.watch_alarms`.
_EARS = {"method": "C1", "min_sigma": 0.5, "alpha": 1e-5}
_SHARE = {"alpha": 0.005}
#: Weeks: one in fifty-two.
_FARRINGTON = {
    "b": 3,
    "w": 2,
    "threshold_method": "nbPlugin",
    "alpha": 0.02,
    "population_offset": True,
}
_DAYS_A_YEAR, _WEEKS_A_YEAR = 365, 52
WEEKS_NEEDED = 3 * _WEEKS_A_YEAR + 4
WEEKS_JUDGED = 104
#: Delays up to so many days are told apart; a delay is learnt from so many days.
_LONGEST_DELAY, _DELAY_DAYS = 14, 70
_FORECAST_DAYS, _FORECAST_FROM_DAYS = 14, 182
_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_MODELS = ("seasonal-naive", "random-walk")
_SEASON_DAYS = 7


def look(now: datetime | None = None) -> Found:
    """Judge every series of the ledger, and keep what was found."""
    now = now or clock.now()
    counts = gathering.gather(now)
    found = Found(
        made_at=now,
        on=gathering.today(now),
        of=fingerprint(),
        judged=tuple(judge(counts)),
        outside=tuple(of_outside(load())),
    )
    save(found)
    return found


def of_outside(before: Found | None) -> Iterator[OfOutside]:
    """Nowcasts of every vintage of the kept series; those that did not change are as before."""
    for row in outside.every():
        known = before.of_outside(row.id, row.version) if before else None
        yield known or _hindsight_of(row)


def _hindsight_of(row: OutsideRow) -> OfOutside:
    from veille.watch import hindsight

    series = outside.as_series(row)
    told = [each for vintage in hindsight.every_vintage(series) for each in vintage]
    held = hindsight.record(series, told)
    return OfOutside(
        id=row.id,
        version=row.version,
        told=tuple(
            Estimated(
                as_of=each.as_of.isoformat(),
                day=each.day.isoformat(),
                low=each.low,
                median=each.median,
                high=each.high,
            )
            for each in told
        ),
        held=HowHeld(**asdict(held)) if held else None,
    )


def fingerprint() -> str:
    """Of the facts that are here: while it is the same, what was found still stands."""
    with store.cursor() as cursor:
        return str(store.count(cursor))


def judge(series: Sequence[Counts]) -> list[Judged]:
    """Each series by days, and by weeks too where its history suffices. Raises extras.Missing."""
    extras.need("watch")
    made: list[Judged] = []
    groups: dict[tuple[str, int], list[Counts]] = defaultdict(list)
    for one in series:
        known = sum(count is not None for count in one.counts)
        if known < SHORTEST:
            made.append(_not_judged(one, "short"))
            continue
        method = EARS if one.out_of is None else SHARE
        baseline = BASELINE if known >= LONG_ENOUGH else BASELINE_SHORT
        groups[method, baseline].append(one)
    for (method, baseline), several in groups.items():
        made += _by_days(several, method, baseline)
    weeks = [week for one in series if len((week := in_weeks(one)).counts) >= WEEKS_NEEDED]
    made += _by_weeks(weeks)
    order = {(one.series, one.site): n for n, one in enumerate(series)}
    return sorted(made, key=lambda each: (order[each.series, each.site], each.period.value))


def _not_judged(one: Counts, why: str, period: Period = Period.DAY) -> Judged:
    nothing = (None,) * len(one.counts)
    return Judged(
        series=one.series,
        site=one.site,
        period=period,
        begins=one.begins,
        method="",
        observed=one.counts,
        out_of=one.out_of,
        expected=nothing,
        bound=nothing,
        alarm=(False,) * len(one.counts),
        why=why,
    )


def _by_days(several: Sequence[Counts], method: str, baseline: int) -> Iterable[Judged]:
    """Only days on which it was counted are rows: a baseline is of so many days at work, and what
    is missing is never judged."""
    settings = {**(_SHARE if method == SHARE else _EARS), "baseline": baseline}
    rows = [
        (n, day, count, (one.out_of or one.counts)[at])
        for n, one in enumerate(several)
        for at, (day, count) in enumerate(zip(one.days, one.counts, strict=True))
        if count is not None
    ]
    answers = _detect(rows, method, settings, _DAYS_A_YEAR, by_rows=True)
    for n, one in enumerate(several):
        judged = _judged(one, answers.get(n, {}), method, baseline, Period.DAY)
        yield _with_future(one, judged)


def _by_weeks(several: Sequence[Counts]) -> Iterable[Judged]:
    rows = [
        (n, one.begins + 7 * at * DAY, count, of)
        for n, one in enumerate(several)
        for at, (count, of) in enumerate(zip(one.counts, one.out_of or (), strict=True))
    ]
    if not rows:
        return
    for length in {len(one.counts) for one in several}:
        these = {n for n, one in enumerate(several) if len(one.counts) == length}
        first = min(max(WEEKS_NEEDED, length - WEEKS_JUDGED) + 1, length)
        settings = {**_FARRINGTON, "range_start": first}
        answers = _detect(
            [row for row in rows if row[0] in these],
            FARRINGTON,
            settings,
            _WEEKS_A_YEAR,
            by_rows=False,
        )
        for n in sorted(these):
            yield _judged(several[n], answers.get(n, {}), FARRINGTON, 0, Period.WEEK)


Answer = tuple[float | None, float | None, bool]


def _detect(
    rows: Sequence[tuple[int, date, int | None, int | None]],
    method: str,
    settings: dict[str, object],
    frequency: int,
    *,
    by_rows: bool,
) -> dict[int, dict[date, Answer]]:
    """Expected, bound and alarm, by series and day."""
    import polars as pl

    from veille.watch.detect import detect

    frame = pl.DataFrame(
        rows,
        schema={
            "series": pl.Int64,
            "date": pl.Date,
            "count": pl.Float64,
            "population": pl.Float64,
        },
        orient="row",
    )
    answers = detect(
        frame,
        method,
        settings,
        frequency=frequency,
        time="row" if by_rows else "date",
        threads=1,
    )
    found: dict[int, dict[date, Answer]] = defaultdict(dict)
    for row in answers.filter(pl.col("date").is_not_null()).iter_rows(named=True):
        bound = row["upperbound"]
        # Without a bound nothing can lie above it.
        alarm = bool(row["alarm"]) and bound is not None and row["observed"] is not None
        found[row["series"]][row["date"]] = (row["expected"], bound, alarm)
    return found


def _judged(
    one: Counts, answers: dict[date, Answer], method: str, baseline: int, period: Period
) -> Judged:
    step = 1 if period is Period.DAY else 7
    days = [one.begins + n * step * DAY for n in range(len(one.counts))]
    nothing: Answer = (None, None, False)
    each = [answers.get(day, nothing) for day in days]
    why = "" if any(bound is not None for _expected, bound, _alarm in each) else "no-bound"
    if not any(one.counts):
        why = why or "zeros"
    return Judged(
        series=one.series,
        site=one.site,
        period=period,
        begins=one.begins,
        method=method,
        baseline=baseline,
        observed=one.counts,
        out_of=one.out_of,
        expected=tuple(answer[0] for answer in each),
        bound=tuple(answer[1] for answer in each),
        alarm=tuple(answer[2] for answer in each),
        why=why,
    )


def in_weeks(one: Counts) -> Counts:
    """Sums of whole weeks from Monday on, each out of what it is a share of, or else out of the
    days on which it was counted; a week without any is missing."""
    skip = -one.begins.weekday() % 7
    counts, of = one.counts[skip:], (one.out_of or ())[skip:]
    sums: list[int | None] = []
    shares: list[int | None] = []
    for start in range(0, len(counts) - 6, 7):
        week = [count for count in counts[start : start + 7] if count is not None]
        sums.append(sum(week) if week else None)
        if one.out_of is None:
            shares.append(len(week) or None)
        else:
            shares.append(sum(n or 0 for n in of[start : start + 7]) or None)
    return Counts(
        series=one.series,
        site=one.site,
        begins=one.begins + skip * DAY,
        counts=tuple(sums),
        out_of=tuple(shares),
    )


def _with_future(one: Counts, judged: Judged) -> Judged:
    forecast, why = _forecast(one)
    return msgspec.structs.replace(
        judged, nowcast=nowcast(one), forecast=forecast, forecast_why=why
    )


def nowcast(one: Counts) -> Nowcast | None:
    """What the last days will hold once all is known; None where nothing was ever known later than
    on its day, or too few days tell of delays."""
    from veille.watch.line_lists import beta_negative_binomial
    from veille.watch.triangle import Triangle

    now = one.begins + (len(one.counts) - 1) * DAY
    first = max(one.begins, now - (_DELAY_DAYS - 1) * DAY)
    # What became known today is known: the day that is not over yet is no period of its own.
    recent = [(event, min(known, now)) for event, known in one.known if first <= event <= now]
    periods = (now - first).days + 1
    if periods <= 2 * _LONGEST_DELAY or all(event == known for event, known in recent):
        return None
    triangle = Triangle.from_line_list(
        [(event - first).days for event, _known in recent],  # type: ignore[arg-type]
        [(known - first).days for _event, known in recent],  # type: ignore[arg-type]
        now=periods - 1,
        first=0,
        longest=_LONGEST_DELAY,
    )
    found = beta_negative_binomial(triangle, alpha=0.1)

    def last(values: Iterable[float]) -> tuple[int, ...]:
        return tuple(int(value) for value in list(values)[-_LONGEST_DELAY:])

    return Nowcast(median=last(found.median), low=last(found.low), high=last(found.high))


def _forecast(one: Counts) -> tuple[Forecast | None, str]:
    """The next fortnight, and why there is none."""
    import numpy as np

    from veille.watch import forecasts

    recent = one.counts[-_FORECAST_FROM_DAYS:]
    while recent and recent[0] is None:
        recent = recent[1:]
    if any(count is None for count in recent):
        return None, "missing-days"
    try:
        found = forecasts.forecast(
            np.array(recent, float), _FORECAST_DAYS, season=_SEASON_DAYS, levels=_LEVELS, of=_MODELS
        )
    except forecasts.NoForecast:
        return None, "short-for-forecast"
    rows = tuple(tuple(round(float(x), 2) for x in row) for row in found["ensemble"])
    return Forecast(levels=_LEVELS, rows=rows), ""


def can_judge(now: datetime) -> bool:
    """Whether anything was counted long enough ago for a detector to say something."""
    return gathering.reaches_back(now - SHORTEST * DAY)


def is_due(found: Found | None, now: datetime, *, every: timedelta) -> bool:
    """Whether it is to be looked again: another day, or other facts and some time since."""
    if found is None or found.on != gathering.today(now):
        return True
    return now - found.made_at >= every and found.of != fingerprint()
