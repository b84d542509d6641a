"""Watch's speed: a thousand series of 52 weeks, beside R's surveillance in the same run.

R: `apt-get install r-base-core r-cran-surveillance` (Debian). Processor seconds are compared, since
other work may share the cores; R judges some of the series, and its time is scaled.
"""

import json
import shutil
import subprocess
import tempfile
import time
import tracemalloc
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from veille.watch import ears
from veille.watch.block import Block
from veille.watch.detect import detect

from .tables import Measured, number

YEARS, WEEKS = 7, 52
SERIES, R_SERIES = 1_000, 6
TURNS = 20
FIRST = YEARS * WEEKS - WEEKS + 1
NOUFAILY = {
    "no_periods": 10,
    "past_weeks_not_included": 26,
    "p_threshold_trend": 1,
    "threshold_method": "muan",
}
CALLS = {
    "farrington-flexible, R's defaults": ("farrington-flexible", {}, "farringtonFlexible", ""),
    "farrington-flexible, Noufaily": (
        "farrington-flexible",
        NOUFAILY,
        "farringtonFlexible",
        ", noPeriods = 10, pastWeeksNotIncluded = 26, pThresholdTrend = 1, "
        'thresholdMethod = "muan"',
    ),
    "ears C1": ("ears", {"method": "C1"}, "earsC", ', method = "C1"'),
    "ears C3": ("ears", {"method": "C3"}, "earsC", ', method = "C3"'),
}
_SCRIPT = """
suppressMessages(library(surveillance))
m <- as.matrix(read.csv("{file}", header = FALSE))
s <- new("sts", epoch = as.numeric(as.Date("2018-01-01") + 7 * 0:(nrow(m) - 1)), freq = 52,
         start = c(2018, 1), observed = m, epochAsDate = TRUE)
{calls}
"""


def run(small: bool) -> list[Measured]:
    many = 50 if small else SERIES
    counts = _counts(many)
    frame = _frame(counts)
    by_r = _by_r(counts[: 1 if small else R_SERIES])
    table = Measured(
        "Watch: speed beside R",
        f"{many:,} series × {WEEKS} weeks after {YEARS - 1} years, a frame in and a frame out, two "
        f"threads. R judged {1 if small else R_SERIES} of them (not installed: –), scaled. "
        "Processor seconds.",
        ["method", "Veille s", "wall s", "R s", "times R"],
        limit="exp in each step of each fit (one a row with a trend, one a level without); EARS "
        "takes less than the frame around it.",
    )
    for name, (method, settings, _r, _more) in CALLS.items():
        given = {**settings, "range_start": FIRST}
        detect(frame.head(YEARS * WEEKS * 2), method, given)
        wall, spent = time.perf_counter(), time.process_time()
        detect(frame, method, given, threads=2)
        spent, wall = time.process_time() - spent, time.perf_counter() - wall
        r = by_r.get(name)
        table.add(
            name,
            number(spent),
            number(wall),
            number(r * many) if r else "–",
            f"{r * many / spent:,.0f}" if r else "–",
        )
    _of_arrays(table, counts, by_r)
    return [table, _memory(small)]


def _of_arrays(table: Measured, counts: np.ndarray, by_r: dict[str, float]) -> None:
    """EARS as R takes it: a matrix in, a matrix out."""
    block = Block(
        days=17_532 + 7 * np.arange(counts.shape[1]),
        counts=counts.astype(float),
        weeks=np.arange(FIRST - 1, counts.shape[1]),
        frequency=WEEKS,
        threads=2,
    )
    for name in ("C1", "C3"):
        settings = ears.Ears(method=name)
        ears.detect(block, settings)
        wall, spent = time.perf_counter(), time.process_time()
        for _turn in range(TURNS):
            ears.detect(block, settings)
        spent = (time.process_time() - spent) / TURNS
        wall = (time.perf_counter() - wall) / TURNS
        r = by_r.get(f"ears {name}")
        table.add(
            f"ears {name}, arrays",
            f"{spent:.4f}",
            f"{wall:.4f}",
            number(r * len(counts)) if r else "–",
            f"{r * len(counts) / spent:,.0f}" if r else "–",
        )


def _counts(many: int) -> np.ndarray:
    season = np.exp(0.3 * np.sin(2 * np.pi * np.arange(YEARS * WEEKS) / WEEKS))
    return np.random.default_rng(1).poisson(10 * season, (many, YEARS * WEEKS))


def _frame(counts: np.ndarray) -> pl.DataFrame:
    when = [date(2018, 1, 1) + timedelta(weeks=week) for week in range(counts.shape[1])]
    return pl.DataFrame(
        {
            "series": np.repeat(np.arange(len(counts)), counts.shape[1]),
            "date": when * len(counts),
            "count": counts.ravel(),
        }
    )


def _by_r(counts: np.ndarray) -> dict[str, float]:
    """Processor seconds a series; nothing where R is not installed."""
    if shutil.which("Rscript") is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "counts.csv"
        pl.DataFrame(counts.T).write_csv(file, include_header=False)
        calls = "\n".join(
            f"t <- system.time(suppressWarnings({function}(s, control = list(range = {FIRST}:"
            f"nrow(m){more}))))[1]; cat('{{\"name\": \"{name}\", \"s\": ', t, '}}\\n', sep = '')"
            for name, (_method, _settings, function, more) in (
                (name.replace("'", "\\'"), call) for name, call in CALLS.items()
            )
        )
        script = Path(folder) / "speed.R"
        script.write_text(_SCRIPT.format(file=file, calls=calls))
        done = subprocess.run(["Rscript", script], capture_output=True, text=True, check=False)
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {each["name"]: float(each["s"]) / len(counts) for each in told}


def _memory(small: bool) -> Measured:
    table = Measured(
        "Watch: memory",
        "The most that Python held while EARS C1 judged so many series of 30 days, without the "
        "frame that came in.",
        ["series", "MB", "bytes a row of the answer"],
        limit="the answer itself: series are judged 256 at a time.",
    )
    for many in (1_000,) if small else (1_000, 10_000, 40_000):
        counts = np.random.default_rng(2).poisson(5, (many, 30))
        when = [date(2026, 1, 1) + timedelta(days=day) for day in range(30)]
        frame = pl.DataFrame(
            {"series": np.repeat(np.arange(many), 30), "date": when * many, "count": counts.ravel()}
        )
        tracemalloc.start()
        found = detect(frame, "ears", threads=1)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        table.add(f"{many:,}", number(most / 1e6), number(most / found.height))
    return table
