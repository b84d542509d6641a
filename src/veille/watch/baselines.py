"""Which past rows each row of a series is compared with: Farrington's reference windows.

A plan depends on dates and settings alone, so that thousands of series with the same dates share
one.
"""

from dataclasses import dataclass

import numpy as np

from . import dates


@dataclass(frozen=True)
class Plan:
    """Of row weeks[j] the baseline is rows[starts[j]:starts[j + 1]]; none if history is short."""

    weeks: np.ndarray
    starts: np.ndarray
    rows: np.ndarray
    #: Seasonal level of each baseline row; the last level is that of the windows and of now.
    level: np.ndarray
    #: Time of each baseline row, and of now, in steps of the series.
    time: np.ndarray
    now: np.ndarray

    @property
    def most_rows(self) -> int:
        return int(max(np.diff(self.starts), default=0))


def flexible(
    days: np.ndarray,
    weeks: np.ndarray,
    *,
    frequency: int,
    by_date: bool,
    years: int,
    half_width: int,
    levels: int,
    left_out: int,
) -> Plan:
    """Windows of ± `half_width` rows about the same time of past years (Noufaily 2013).

    With more than one level the rest of each year is cut into levels − 1 parts. The `left_out`
    rows before now are no part of the baseline.
    """
    row_of = {int(day): row for row, day in enumerate(days)}
    # By date, time is days ÷ the file's first step: months count as days ÷ 31.
    step = float(days[1] - days[0]) if by_date and len(days) > 1 else 1.0
    pieces = []
    for k in weeks.tolist():
        if by_date:
            near = dates.reference_days(int(days[k]), years, frequency)
            references = [row_of.get(day, -1) for day in near]
        else:
            references = [k - frequency * back for back in range(1, years + 1)]
        rows, level = _one_flexible(k, references, half_width, levels, left_out)
        time = days[rows] if by_date else rows
        origin = time[0] if len(rows) else 0
        at = (days[k] if by_date else k) - origin
        pieces.append((rows, level, (time - origin) / step, at / step))
    return _together(weeks, pieces)


def _one_flexible(
    k: int, references: list[int], half_width: int, levels: int, left_out: int
) -> tuple[np.ndarray, np.ndarray]:
    none = np.empty(0, np.int64), np.empty(0, np.int64)
    # R lets the oldest window begin one row before the series.
    if min(references) < 0 or references[-1] - half_width < -1:
        return none
    first = max(references[-1] - half_width, 0)
    at = np.full(k + 1 - first, -1, np.int64)
    at[max(k - half_width - first, 0) :] = levels - 1
    newer = k
    for reference in references:
        if levels > 1:
            start = reference + half_width + 1
            between = newer - half_width - start
            length, rest = divmod(between, levels - 1)
            if length < 1:
                return none
            sizes = np.full(levels - 1, length)
            sizes[:rest] += 1
            at[start - first : start - first + between] = np.repeat(np.arange(levels - 1), sizes)
        window = slice(max(reference - half_width - first, 0), reference + half_width + 1 - first)
        at[window] = levels - 1
        newer = reference
    at[max(k - left_out - first, 0) :] = -1
    (kept,) = np.nonzero(at >= 0)
    return kept + first, at[kept]


def original(
    days: np.ndarray,
    weeks: np.ndarray,
    *,
    frequency: int,
    by_date: bool,
    years: int,
    half_width: int,
    partial: bool,
) -> Plan:
    """The windows of Farrington 1996, by row number. `partial`: short ones too, as in R."""
    row_of = {int(day): row for row, day in enumerate(days)}
    pieces = []
    for k in weeks.tolist():
        if by_date:
            wanted = [
                row_of.get(day, -1)
                for day in dates.window_days(int(days[k]), years, half_width, frequency)
            ]
        else:
            wanted = [
                k - frequency * back + step
                for back in range(years, 0, -1)
                for step in range(-half_width, half_width + 1)
            ]
        rows = np.array([row for row in wanted if row >= 0], np.int64)
        if len(rows) < len(wanted) and not partial:
            rows = rows[:0]
        origin = rows.min() if len(rows) else 0
        pieces.append(
            (rows, np.zeros(len(rows), np.int64), (rows - origin) * 1.0, 1.0 * (k - origin))
        )
    return _together(weeks, pieces)


def _together(
    weeks: np.ndarray, pieces: list[tuple[np.ndarray, np.ndarray, np.ndarray, float]]
) -> Plan:
    def joined(at: int, kind: type) -> np.ndarray:
        return np.concatenate([np.empty(0), *(piece[at] for piece in pieces)]).astype(kind)

    return Plan(
        weeks=weeks.astype(np.int64),
        starts=np.cumsum([0, *(len(rows) for rows, *_rest in pieces)]).astype(np.int64),
        rows=joined(0, np.int64),
        level=joined(1, np.int64),
        time=joined(2, np.float64),
        now=np.array([now for *_rest, now in pieces], np.float64),
    )
