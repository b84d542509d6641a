"""How often the worklist is wrong: alarms a series-year where nothing happens, and what it sees."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from veille.cli import installation

from .tables import Measured

#: Days that are judged after a baseline of 28, and series of each kind.
DAYS, MANY = 393, 20
BASELINE = 28
#: Variance over the mean of the overdispersed ones grows by this share of the mean.
DISPERSION = 0.1
#: Days that something lasts, and how much more it brings: a multiple of the usual scatter.
LASTS, TIMES = 7, 3.0
BEGINS = date(2025, 1, 1)

Drawn = tuple[np.ndarray, np.ndarray | None]


def run(small: bool) -> list[Measured]:
    installation.open_django()
    many = 6 if small else MANY
    table = Measured(
        "Watch: false alarms of the worklist",
        f"{many} made-up series of a year of each kind, as the worklist judges them (alarms up to "
        "three days apart are one). *Seen:* a week that adds each day three times what a day "
        "scatters, begun on a day at random.",
        ["series", "false alarms a year", "seen", "median days to it"],
    )
    for name, draw in _kinds().items():
        stream = np.random.default_rng(1)
        usual = draw(stream, many)
        false = sum(len(each) for each in _alarms(*usual)) / (many * (DAYS - BASELINE) / 365)
        first = stream.integers(BASELINE * 2, DAYS - LASTS, many)
        seen, waits = _outbreaks(usual, first, stream)
        table.add(
            name,
            f"{false:.2f}",
            f"{seen:.0%}",
            f"{np.median(waits):.0f}" if waits else "–",
        )
    return [table]


def _kinds() -> dict[str, Callable[[np.random.Generator, int], Drawn]]:
    """Counts, and what they are a share of."""

    def poisson(mean: float) -> Callable[[np.random.Generator, int], Drawn]:
        return lambda stream, many: (stream.poisson(mean, (many, DAYS)), None)

    def weekly(mean: float) -> Callable[[np.random.Generator, int], Drawn]:
        days = mean * np.where(np.arange(DAYS) % 7 >= 5, 0.7, 1.1)
        return lambda stream, many: (
            stream.poisson(days * stream.gamma(1 / DISPERSION, DISPERSION, (many, DAYS))),
            None,
        )

    def share(of: float, each: float) -> Callable[[np.random.Generator, int], Drawn]:
        def draw(stream: np.random.Generator, many: int) -> Drawn:
            visits = stream.poisson(of, (many, DAYS))
            return stream.binomial(visits, each), visits

        return draw

    made: dict[str, Callable[[np.random.Generator, int], Drawn]] = {}
    for mean in (0.2, 1, 10):
        made[f"{mean:g} a day, Poisson (EARS)"] = poisson(mean)
    for mean in (1, 10, 100):
        made[f"{mean:g} a day, with weekends and more scatter (EARS)"] = weekly(mean)
    for of in (20, 100):
        made[f"1.2 % of {of} visits (Fisher)"] = share(of, 0.012)
    return made


def _alarms(counts: np.ndarray, of: np.ndarray | None) -> list[list[int]]:
    """The days, as numbers, on which alarms begin, of each series."""
    from veille.surveillance.detecting import judge
    from veille.surveillance.gathering import Counts
    from veille.surveillance.words import Period

    series = [
        Counts(
            series=str(n),
            site="",
            begins=BEGINS,
            counts=tuple(map(int, row)),
            out_of=None if of is None else tuple(map(int, of[n])),
        )
        for n, row in enumerate(counts)
    ]
    by_name = {each.series: each for each in judge(series) if each.period is Period.DAY}
    return [
        [(date.fromisoformat(seen.first) - BEGINS).days for seen in by_name[str(n)].alarms()]
        for n in range(len(series))
    ]


def _outbreaks(
    usual: Drawn, first: Sequence[int] | np.ndarray, stream: np.random.Generator
) -> tuple[float, list[int]]:
    counts, of = usual[0].copy(), usual[1]
    for n, start in enumerate(first):
        more = TIMES * max(float(counts[n].std()), 0.5)
        counts[n, start : start + LASTS] += stream.poisson(more, LASTS)
        if of is not None:
            counts[n] = np.minimum(counts[n], of[n])
    waits = []
    for start, alarms in zip(first, _alarms(counts, of), strict=True):
        within = [day - start for day in alarms if start <= day < start + LASTS]
        waits += [int(min(within))] if within else []
    return len(waits) / len(counts), waits
