"""Is it useful? Outbreaks put into real counts, every detector set to one false alarm a year.

Connecticut's days and British Columbia's months from shared/data, thinned into many series; the
nowcasts' coverage; the event study on planted effects. Says so where the data are absent.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from tests.watch import golden
from tests.watch.test_nowcasts import hus, two_way_revisions

from veille.watch import line_lists, scores
from veille.watch.detect import detect
from veille.watch.event_study import event_study, planted, power
from veille.watch.many import keep_share_false
from veille.watch.triangle import Triangle
from veille.watch.two_way import two_way

from .tables import Measured

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LEVELS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99)
ALPHAS = (0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 3e-4, 1e-4, 1e-5, 1e-6, 1e-8)
HEIGHTS = (2.0, 4.0, 6.0, 9.0, 13.0, 18.0, 25.0, 40.0, 80.0, 160.0)
#: Detector → settings of daily and of monthly series, and the setting that is turned.
DAYS: dict[str, tuple[str, dict[str, object], str]] = {
    "EARS C1": ("ears", {"method": "C1"}, "alpha"),
    "EARS C2": ("ears", {"method": "C2"}, "alpha"),
    "EARS C3": ("ears", {"method": "C3"}, "alpha"),
    "EARS C1, 28 days": ("ears", {"method": "C1", "baseline": 28, "min_sigma": 0.5}, "alpha"),
    "CUSUM, mean of the days before": ("cusum", {"k": 0.5, "trans": "rossi"}, "h"),
    "Farrington flexible": (
        "farrington-flexible",
        {"b": 3, "w": 7, "threshold_method": "nbPlugin", "limit54": "1,14", "p_threshold_trend": 1},
        "alpha",
    ),
    "ESSENCE switch": ("essence", {}, "p"),
    "fixed count in 24 h": ("fixed-count", {}, "threshold"),
}
MONTHS: dict[str, tuple[str, dict[str, object], str]] = {
    "EARS C1, 12 months": ("ears", {"method": "C1", "baseline": 12}, "alpha"),
    "CUSUM, yearly wave": ("cusum", {"m": "glm", "k": 0.5, "trans": "rossi"}, "h"),
    "Farrington 1996": ("farrington", {"b": 4, "w": 2}, "alpha"),
    "Farrington flexible, delta": ("farrington-flexible", {"b": 4, "w": 2}, "alpha"),
    "Farrington flexible, muan": (
        "farrington-flexible",
        {"b": 4, "w": 2, "threshold_method": "muan"},
        "alpha",
    ),
}


def run(small: bool) -> list[Measured]:
    made = []
    if DATA.exists():
        made += [_days(small), _months(small), _many(small)]
    if golden.HERE:
        made.append(_nowcasts(small))
    return [*made, _events(small)]


def _thinned(counts: np.ndarray, many: int, seed: int) -> np.ndarray:
    stream = np.random.default_rng(seed)
    shares = np.linspace(0.15, 0.9, many)
    return np.array([stream.binomial(counts.astype(int), share) for share in shares], float)


def _frame(days: list[date], series: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "series": np.repeat(np.arange(len(series)), len(days)),
            "date": days * len(series),
            "count": series.ravel(),
        }
    )


def _connecticut() -> tuple[list[date], np.ndarray]:
    told = pl.read_csv(DATA / "ct_daily_deaths.csv", try_parse_dates=True)
    told = told.filter(pl.col("date") >= date(2018, 1, 1))
    return told["date"].to_list(), told["deaths"].to_numpy().astype(float)


def _alarms(
    frame: pl.DataFrame,
    method: str,
    settings: dict[str, object],
    turned: str,
    at: float,
    start: int,
    shape: tuple[int, int],
) -> np.ndarray:
    given = {**settings, "range_start": start + 1}
    if turned == "p":
        found = detect(frame, method, given, details=True)
        alarm = (found["pvalue"].fill_null(1) < at).to_numpy()
    else:
        found = detect(frame, method, {**given, turned: at})
        alarm = found["alarm"].fill_null(0).to_numpy() > 0
    return alarm.reshape(shape[0], shape[1] - start)


def _compare(
    title: str,
    what: str,
    detectors: dict[str, tuple[str, dict[str, object], str]],
    days: list[date],
    series: np.ndarray,
    start: int,
    lasts: int,
    a_year: int,
    outbreak: Callable[[np.ndarray, int, np.random.Generator], np.ndarray],
    unit: str,
    runs: int,
) -> Measured:
    table = Measured(
        title, what, ["detector", "set to", "false alarms a year", "seen", f"median {unit} to it"]
    )
    shape = series.shape
    years = (shape[1] - start) / a_year * shape[0]
    usual = _frame(days, series)
    for name, (method, settings, turned) in detectors.items():
        ladder = {"alpha": ALPHAS, "p": ALPHAS, "h": HEIGHTS, "threshold": tuple(range(1, 13))}[
            turned
        ]
        rates = [
            _alarms(usual, method, settings, turned, at, start, shape).sum() / years
            for at in ladder
        ]
        at, rate = min(
            zip(ladder, rates, strict=True), key=lambda each: abs(np.log(max(each[1], 0.02)))
        )
        stream = np.random.default_rng(7)
        waits: list[float] = []
        for _run in range(runs):
            first = int(stream.integers(start + lasts, shape[1] - lasts))
            made = np.array([outbreak(row, first, stream) for row in series])
            alarm = _alarms(_frame(days, made), method, settings, turned, at, start, shape)
            within = alarm[:, first - start : first - start + lasts]
            waits += np.where(within.any(axis=1), within.argmax(axis=1), np.nan).tolist()
        seen = ~np.isnan(waits)
        table.add(
            name,
            f"{turned} {at:g}",
            f"{rate:.2f}",
            f"{seen.mean():.0%}",
            f"{np.nanmedian(waits):.0f}" if seen.any() else "–",
        )
    return table


def _days(small: bool) -> Measured:
    days, counts = _connecticut()
    series = _thinned(counts, 4 if small else 16, 1)

    def outbreak(row: np.ndarray, first: int, stream: np.random.Generator) -> np.ndarray:
        shape = np.array([1, 1, 2, 2, 3, 3, 3, 2, 2, 2, 1, 1, 1, 1])
        made, shape = row.copy(), shape / shape.sum()
        cases = 3 * np.sqrt(14 * row.mean())
        made[first : first + 14] += stream.poisson(cases * shape)
        return made

    return _compare(
        "Watch: outbreaks in Connecticut's days",
        "Deaths of 2018–2022, thinned into series of 0.5 to 3 a day; an outbreak of 14 days with "
        "three times as many cases as a fortnight's count scatters. Set to about one alarm a "
        "series-year.",
        DAYS,
        days,
        series,
        1_120,
        14,
        365,
        outbreak,
        "days",
        2 if small else 6,
    )


def _months(small: bool) -> Measured:
    told = pl.read_csv(DATA / "bc_monthly_deaths.csv", try_parse_dates=True)
    series = _thinned(told["Deaths"].to_numpy(), 4 if small else 24, 2)

    def outbreak(row: np.ndarray, first: int, stream: np.random.Generator) -> np.ndarray:
        made = row.copy()
        made[first : first + 3] += stream.poisson(2.5 * np.sqrt(row[first - 12 : first].mean()), 3)
        return made

    return _compare(
        "Watch: outbreaks in British Columbia's months",
        "Deaths of 2012–2021, thinned; an outbreak of three months, each 2.5 times the square root "
        "of the year's mean. The series itself rose fivefold in 2015–2017: what alarms then counts "
        "as false here.",
        MONTHS,
        told["Date"].to_list(),
        series,
        62,
        3,
        12,
        outbreak,
        "months",
        3 if small else 10,
    )


def _many(small: bool) -> Measured:
    days, counts = _connecticut()
    many = 40 if small else 200
    stream = np.random.default_rng(4)
    level = np.convolve(np.pad(counts, 30, mode="edge"), np.ones(61) / 61, mode="valid")
    mean = np.linspace(0.15, 0.9, many)[:, None] * level
    series = stream.negative_binomial(8, 8 / (8 + mean)).astype(float)
    start = len(days) - 60
    ill = stream.choice(many, many // 10, replace=False)
    for row in ill:
        series[row, start + 30 :] += stream.poisson(3 * np.sqrt(series[row].mean()) + 2, 30)
    found = detect(
        _frame(days, series),
        "farrington-flexible",
        {
            "b": 3,
            "w": 7,
            "threshold_method": "nbPlugin",
            "limit54": "1,14",
            "alpha": 0.01,
            "range_start": start + 1,
        },
        details=True,
    )
    table = Measured(
        "Watch: many series at once",
        f"{many} negative binomial series about shares of Connecticut's level (independent: "
        "what is false is known), the last 60 days; in a tenth of them something "
        "begins halfway. Alarms over all days.",
        ["rule", "alarms", "of them false", "days of the outbreaks seen"],
    )
    truth = (pl.col("series").is_in(ill.tolist())) & (pl.col("date") >= days[start + 30])
    for name, frame in (
        ("each series at 1 in 100", found),
        ("at most a tenth false (Benjamini–Hochberg)", keep_share_false(found, 0.1)),
    ):
        told = frame.with_columns(truth=truth)
        alarms = told.filter(pl.col("alarm") == 1)
        real = alarms["truth"].sum()
        whole = told["truth"].sum()
        table.add(
            name,
            f"{alarms.height:,}",
            f"{1 - real / max(alarms.height, 1):.0%}",
            f"{real / whole:.0%}",
        )
    return table


def _nowcasts(small: bool) -> Measured:
    table = Measured(
        "Watch: nowcasts",
        "Unfinished periods, the last ten of each now: the line list of the German outbreak of "
        "2011 (now from 28 May to 30 June), and simulated counts revised up and down. WIS: lower "
        "is better.",
        ["data and method", "periods", "90 % held", "50 % held", "WIS"],
    )
    kept: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    last = hus("2011-07-06", 15)
    final = last.known()
    for day in range(28, 28 + (6 if small else 34)):
        now = date(2011, 5, 1).toordinal() + day - 1
        triangle = hus(date.fromordinal(now).isoformat(), 15)
        _nowcast(kept, "outbreak", triangle, final)
    for seed in range(5 if small else 60):
        triangle, whole = two_way_revisions(seed + 100)
        _nowcast(kept, "revised up and down", triangle, whole)
    for name, told in kept.items():
        y, q = (np.concatenate(part) for part in zip(*told, strict=True))
        table.add(
            name,
            len(y),
            f"{scores.covered(y, q[:, 2], q[:, 8]).mean():.0%}",
            f"{scores.covered(y, q[:, 4], q[:, 6]).mean():.0%}",
            f"{scores.wis(y, q, LEVELS).wis.mean():.2f}",
        )
    return table


def _nowcast(
    kept: dict[str, list[tuple[np.ndarray, np.ndarray]]],
    data: str,
    triangle: Triangle,
    final: np.ndarray,
) -> None:
    open_ = np.flatnonzero(triangle.last_delay() < triangle.delays - 1)[-10:]
    ours = two_way(triangle).quantiles(LEVELS)[open_]
    naive = np.repeat(triangle.known()[open_, None], len(LEVELS), axis=1)
    with np.errstate(invalid="ignore"):
        grown = line_lists.lawless(triangle, largest=600).pmf.cumsum(axis=1)[open_]
    lawless = np.array([[np.argmax(row >= level) for level in LEVELS] for row in grown])
    for name, quantiles in (
        ("two-way Bayesian", ours),
        ("Lawless", lawless),
        ("the last number", naive),
    ):
        kept.setdefault(f"{data}: {name}", []).append((final[open_], quantiles))


def _events(small: bool) -> Measured:
    runs = 10 if small else 60
    table = Measured(
        "Watch: the event study (C1)",
        f"{runs} series of two years, 4 counts a day with season and overdispersion, 40 events; an "
        "effect of the days 1–7 is planted. Limits are 95 %.",
        [
            "planted ratio",
            "mean ratio found",
            "95 % held it",
            "p ≤ 0.05",
            "control p ≤ 0.05",
            "power said beforehand",
        ],
    )
    days = np.arange(18_000, 18_000 + 730)
    for ratio in (1.0, 1.5, 2.0):
        stream = np.random.default_rng(int(ratio * 10))
        ratios, held, seen, before = [], 0, 0, 0
        for seed in range(runs):
            level = 4 * np.exp(0.2 * np.sin(2 * np.pi * days / 365))
            counts = stream.negative_binomial(10, 10 / (10 + level)).astype(float)
            events = np.sort(stream.choice(np.arange(20, 700), 40, replace=False))
            made = planted(counts, events, (1, 7), ratio, stream)
            effect, control = event_study(
                days, made, (events + days[0]).tolist(), windows=[(1, 7)], moves=199, seed=seed
            )
            ratios.append(np.log(effect.rate_ratio))
            held += effect.low <= ratio <= effect.high
            seen += effect.p <= 0.05
            before += control.p <= 0.05
        said = power(
            days,
            counts,
            (events + days[0]).tolist(),
            (1, 7),
            ratio,
            runs=10 if small else 40,
            moves=99,
        )
        table.add(
            f"{ratio:g}",
            f"{np.exp(np.mean(ratios)):.2f}",
            f"{held / runs:.0%}",
            f"{seen / runs:.0%}",
            f"{before / runs:.0%}",
            f"{said:.0%}",
        )
    return table
