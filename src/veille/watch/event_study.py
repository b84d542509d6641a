"""Do counts rise in the days after an event, such as a seizure of drugs (claim C1)?

Days after events are set beside other days of the same month and day of the week, so that season,
trend and weekday cancel (Mantel–Haenszel). The p-value is a permutation's: all events are moved
together along the series, by whole weeks, so that their spacing, the series' waves and its scatter
stay what they are. A window before the events is a negative control: nothing can have happened yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from .dates import DAYS_A_WEEK, date_of

Window = tuple[int, int]
#: Days after an event, both included; and the control before it.
AFTER: tuple[Window, ...] = ((1, 3), (1, 7), (1, 14), (1, 21))
BEFORE: Window = (-7, -1)
_TOO_FEW_MOVES = 20
_MOVES_OF_SCATTER = 199


class NoStudy(ValueError):
    """These data cannot answer; the text is one sentence."""


@dataclass(frozen=True)
class Effect:
    """Rate ratio of the days in a window after events, against other days of their stratum."""

    window: Window
    observed: float
    expected: float
    rate_ratio: float
    low: float
    high: float
    #: Share of moves with as large a ratio.
    p: float


@dataclass(frozen=True)
class _Strata:
    """The stratum of each day: its month and day of the week."""

    at: np.ndarray
    many: int

    @classmethod
    def of(cls, days: np.ndarray) -> "_Strata":
        months = np.array([date_of(day).year * 12 + date_of(day).month for day in days])
        _keys, at = np.unique(months * DAYS_A_WEEK + days % DAYS_A_WEEK, return_inverse=True)
        return cls(at, int(at.max()) + 1)

    def ratio(self, counts: np.ndarray, exposed: np.ndarray) -> tuple[float, float, float, float]:
        """(log rate ratio, its variance, observed, expected) by Mantel and Haenszel."""
        known = ~np.isnan(counts)
        y = np.where(known, counts, 0.0)

        def summed(values: np.ndarray) -> np.ndarray:
            return np.bincount(self.at, values, self.many)

        days, days_exposed = summed(known * 1.0), summed(known * exposed)
        cases, cases_exposed = summed(y), summed(y * exposed)
        others = days - days_exposed
        use = (days_exposed > 0) & (others > 0)
        n, n1, n0 = days[use], days_exposed[use], others[use]
        a, m = cases_exposed[use], cases[use]
        above, below = float(np.sum(a * n0 / n)), float(np.sum((m - a) * n1 / n))
        if above <= 0 or below <= 0:
            return np.nan, np.nan, float(a.sum()), 0.0
        variance = float(np.sum(m * n1 * n0 / n**2)) / (above * below)
        ratio = above / below
        return float(np.log(ratio)), variance, float(a.sum()), float(a.sum()) / ratio


def exposed_days(rows: int, events: np.ndarray, window: Window) -> np.ndarray:
    """Which rows lie in a window of any event; events are numbers of rows."""
    found = np.zeros(rows, bool)
    for lag in range(window[0], window[1] + 1):
        at = events + lag
        found[at[(at >= 0) & (at < rows)]] = True
    return found


def event_study(
    days: np.ndarray,
    counts: np.ndarray,
    events: Sequence[int],
    *,
    windows: Sequence[Window] = AFTER,
    control: Window | None = BEFORE,
    level: float = 0.95,
    moves: int = 999,
    seed: int = 1,
) -> tuple[Effect, ...]:
    """Effects by window, the control last. `days` are whole numbers without a gap; `events` too."""
    days, counts = np.asarray(days, np.int64), np.asarray(counts, float)
    if len(days) < 2 or (np.diff(days) != 1).any():
        raise NoStudy("Days have no gap; a day without a count is a missing one.")
    at = np.unique(np.asarray(events, np.int64)) - days[0]
    at = at[(at >= 0) & (at < len(days))]
    if not len(at):
        raise NoStudy("No event falls within the series.")
    weeks = len(days) // DAYS_A_WEEK
    if weeks < _TOO_FEW_MOVES:
        raise NoStudy(f"{weeks} weeks leave too few places to move the events to.")
    strata = _Strata.of(days)
    stream = np.random.default_rng(seed)
    shifts = stream.integers(1, weeks, moves) * DAYS_A_WEEK
    asked = [*windows, *([control] if control else [])]
    return tuple(_effect(strata, counts, at, window, shifts, level) for window in asked)


def _effect(
    strata: _Strata,
    counts: np.ndarray,
    events: np.ndarray,
    window: Window,
    shifts: np.ndarray,
    level: float,
) -> Effect:
    log_ratio, variance, observed, expected = strata.ratio(
        counts, exposed_days(len(counts), events, window)
    )
    if np.isnan(log_ratio):
        raise NoStudy(f"Too few cases on days {window[0]} to {window[1]} from an event, or beside.")
    by_chance = _moved(strata, counts, events, window, shifts)
    # How far moves scatter beyond a Poisson's variance: overdispersion, days that hang together.
    # Without the effect itself, which would be a part of that scatter.
    without = np.where(
        exposed_days(len(counts), events, window), counts / np.exp(log_ratio), counts
    )
    rest = _moved(strata, without, events, window, shifts[:_MOVES_OF_SCATTER])
    wider = max(1.0, float(np.mean(rest[:, 0] ** 2 / rest[:, 1])))
    reach = stats.norm.isf((1 - level) / 2) * np.sqrt(variance * wider)
    p = (1 + np.sum(by_chance[:, 0] >= log_ratio)) / (1 + len(by_chance))
    return Effect(
        window,
        observed,
        expected,
        float(np.exp(log_ratio)),
        float(np.exp(log_ratio - reach)),
        float(np.exp(log_ratio + reach)),
        float(p),
    )


def _moved(
    strata: _Strata, counts: np.ndarray, events: np.ndarray, window: Window, shifts: np.ndarray
) -> np.ndarray:
    """(log rate ratio, its variance) with all events moved by each of `shifts`."""
    found = [
        strata.ratio(counts, exposed_days(len(counts), (events + shift) % len(counts), window))[:2]
        for shift in shifts
    ]
    return np.array([each for each in found if np.isfinite(each).all()]).reshape(-1, 2)


def planted(
    counts: np.ndarray,
    events: np.ndarray,
    window: Window,
    rate_ratio: float,
    stream: np.random.Generator,
) -> np.ndarray:
    """Counts to which, in the window after events, as many are added as the ratio says.

    `events` are numbers of rows. A ratio below one takes cases away.
    """
    exposed = exposed_days(len(counts), events, window) & ~np.isnan(counts)
    made = np.array(counts, float)
    if rate_ratio >= 1:
        usual = np.nanmean(counts)
        # Added about the mean of days nearby: a day's own scatter is no part of its rate.
        near = np.convolve(np.nan_to_num(counts, nan=usual), np.ones(29) / 29, mode="same")
        made[exposed] += stream.poisson(near[exposed] * (rate_ratio - 1))
    else:
        made[exposed] = stream.binomial(made[exposed].astype(int), rate_ratio)
    return made


def power(
    days: np.ndarray,
    counts: np.ndarray,
    events: Sequence[int],
    window: Window,
    rate_ratio: float,
    *,
    alpha: float = 0.05,
    runs: int = 100,
    moves: int = 199,
    seed: int = 1,
) -> float:
    """The share of studies that would see this ratio, with these counts and as many events.

    Events are moved to random days first, so that what they may have done is no part of it.
    """
    stream = np.random.default_rng(seed)
    counts = np.asarray(counts, float)
    at = np.unique(np.asarray(events, np.int64)) - days[0]
    seen = 0
    for run in range(runs):
        moved = np.sort((at + stream.integers(1, len(days))) % len(days))
        made = planted(counts, moved, window, rate_ratio, stream)
        (effect,) = event_study(
            days,
            made,
            (moved + days[0]).tolist(),
            windows=[window],
            control=None,
            moves=moves,
            seed=seed + run,
        )
        seen += effect.p <= alpha
    return seen / runs


def counts_near(
    days: np.ndarray,
    points: np.ndarray,
    point_days: np.ndarray,
    events: np.ndarray,
    event_days: np.ndarray,
    band: tuple[float, float],
    reach: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Of each event, points at a distance in `band`, by day from −reach to reach about it.

    `points` and `events` are metres, n × 2. Gives counts, events × (2 reach + 1), and which of
    those days lie within the series.
    """
    lags = np.arange(-reach, reach + 1)
    found = np.zeros((len(events), len(lags)))
    for row, (place, day) in enumerate(zip(events, event_days, strict=True)):
        away = np.hypot(*(points - place).T)
        lag = point_days - day
        near = (away >= band[0]) & (away < band[1]) & (np.abs(lag) <= reach)
        np.add.at(found[row], lag[near] + reach, 1)
    on = event_days[:, None] + lags[None, :]
    return found, (on >= days[0]) & (on <= days[-1])


def near_ratio(counts: np.ndarray, there: np.ndarray, window: Window) -> tuple[float, float, float]:
    """Rate ratio within a distance band: days in the window after events against those before.

    With its 95 % limits, by a conditional (binomial) interval.
    """
    reach = counts.shape[1] // 2
    lags = np.arange(-reach, reach + 1)
    after = (lags >= window[0]) & (lags <= window[1])
    before = lags < 0
    a, n1 = float((counts * there)[:, after].sum()), float(there[:, after].sum())
    c, n0 = float((counts * there)[:, before].sum()), float(there[:, before].sum())
    if not a + c or not n1 or not n0:
        raise NoStudy("No case lies in this band, before or after.")
    low = stats.beta.ppf(0.025, a, c + 1) if a else 0.0
    high = stats.beta.ppf(0.975, a + 1, c) if c else 1.0

    def ratio(share: float) -> float:
        return float(share / (1 - share) * n0 / n1) if share < 1 else float("inf")

    return ratio(a / (a + c)), ratio(low), ratio(high)
