"""What comes next: forecasts behind one interface, an ensemble, and scores by rolling origin.

A model takes a history and gives quantiles; `seasonal-naive`, `random-walk`, `drift` are here,
and `ets`, `arima` where statsforecast is installed. Every model's spread is that of its own past
errors on the logarithm, so that counts stay above zero.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import polars as pl

from veille.numbers import LARGEST_EXACT

from . import scores
from .refusal import WrongInput

#: The levels that forecast hubs ask for.
HUB_LEVELS = (
    0.01,
    0.025,
    0.05,
    0.1,
    0.15,
    0.2,
    0.25,
    0.3,
    0.35,
    0.4,
    0.45,
    0.5,
    0.55,
    0.6,
    0.65,
    0.7,
    0.75,
    0.8,
    0.85,
    0.9,
    0.95,
    0.975,
    0.99,
)
#: A quantile for each horizon (rows) and level (columns).
Model = Callable[[np.ndarray, int, Sequence[float], int], np.ndarray]
_LEAST_ERRORS = 4
_DRAWS = 2000


class NoForecast(WrongInput):
    """The history cannot be continued; the text is one sentence."""


def _checked(history: np.ndarray, needed: int) -> np.ndarray:
    known = np.asarray(history, float)
    if len(known) < needed:
        raise NoForecast(
            f"{len(known)} periods are too few: this model needs {needed}.",
            f"Trop peu de périodes ({len(known)}) : ce modèle en demande {needed}.",
        )
    if np.isnan(known[-1]) or np.isnan(known).any():
        raise NoForecast(
            "A forecast needs every count; nowcast or leave out the missing ones.",
            "Une prévision demande tous les nombres; estimez ou laissez de côté ceux qui manquent.",
        )
    if (known < 0).any():
        raise NoForecast("A count is negative.", "Un nombre est négatif.")
    if (known > LARGEST_EXACT).any():
        raise NoForecast(
            f"A count is above {LARGEST_EXACT}: it is no longer exact.",
            f"Un nombre dépasse {LARGEST_EXACT} : il n’est plus exact.",
        )
    return np.asarray(np.log1p(known))


def _of_errors(
    center: np.ndarray, errors: Sequence[np.ndarray], levels: Sequence[float]
) -> np.ndarray:
    """Quantiles about a center (logarithms), by the model's own past errors at each horizon."""
    rows = []
    for middle, error in zip(center, errors, strict=True):
        both = np.concatenate([error, -error])  # as often too high as too low
        rows.append(np.expm1(middle + np.quantile(both, levels)))
    return np.asarray(np.maximum(np.array(rows), 0))


def random_walk(
    history: np.ndarray, horizon: int, levels: Sequence[float], _season: int
) -> np.ndarray:
    """The last count, as wide as past steps over as many periods were."""
    logs = _checked(history, horizon + _LEAST_ERRORS)
    errors = [logs[step:] - logs[:-step] for step in range(1, horizon + 1)]
    return _of_errors(np.full(horizon, logs[-1]), errors, levels)


def drift(history: np.ndarray, horizon: int, levels: Sequence[float], season: int) -> np.ndarray:
    """The last count, and the mean step of the last season on from it."""
    logs = _checked(history, max(season, horizon) + _LEAST_ERRORS)
    slope = (logs[-1] - logs[-1 - season]) / season
    ahead = np.arange(1, horizon + 1)
    errors = [
        (step_errors := logs[step:] - logs[:-step]) - step_errors.mean()
        for step in range(1, horizon + 1)
    ]
    return _of_errors(logs[-1] + slope * ahead / 2, errors, levels)


def seasonal_naive(
    history: np.ndarray, horizon: int, levels: Sequence[float], season: int
) -> np.ndarray:
    """The same period a season ago."""
    logs = _checked(history, season + _LEAST_ERRORS)
    past = logs[season:] - logs[:-season]
    center = np.array([logs[-season + step % season] for step in range(horizon)])
    return _of_errors(center, [past] * horizon, levels)


def _of_statsforecast(kind: str) -> Model:
    def model(
        history: np.ndarray, horizon: int, levels: Sequence[float], season: int
    ) -> np.ndarray:
        from statsforecast import models

        logs = _checked(history, 2 * season)
        made = getattr(models, kind)(season_length=season)
        central = sorted({round(100 * abs(1 - 2 * level), 6) for level in levels if level != 0.5})
        found = made.forecast(y=logs, h=horizon, level=central)
        columns = [
            found["mean"]
            if level == 0.5
            else found[f"{'lo' if level < 0.5 else 'hi'}-{round(100 * abs(1 - 2 * level), 6):g}"]
            for level in levels
        ]
        return np.asarray(np.maximum(np.expm1(np.column_stack(columns)), 0))

    return model


def models() -> dict[str, Model]:
    """By name; those of statsforecast only where it is installed."""
    here: dict[str, Model] = {
        "seasonal-naive": seasonal_naive,
        "random-walk": random_walk,
        "drift": drift,
    }
    if find_spec("statsforecast"):
        here |= {"ets": _of_statsforecast("AutoETS"), "arima": _of_statsforecast("AutoARIMA")}
    return here


def ensemble(members: Sequence[np.ndarray]) -> np.ndarray:
    """Quantile by quantile the mean of the members (Vincentization)."""
    if not members:
        raise NoForecast("An ensemble has members.", "Un ensemble a des membres.")
    return np.asarray(np.sort(np.mean(members, axis=0), axis=1))


def forecast(
    history: np.ndarray,
    horizon: int,
    *,
    season: int = 12,
    levels: Sequence[float] = HUB_LEVELS,
    of: Sequence[str] = (),
) -> dict[str, np.ndarray]:
    """Quantiles by model, and of their ensemble; horizons × levels."""
    here = models()
    chosen = of or tuple(here)
    unknown = [name for name in chosen if name not in here]
    if unknown:
        raise NoForecast(
            f"There is no model {', '.join(unknown)}; there are {', '.join(here)}.",
            f"Il n’y a pas de modèle {', '.join(unknown)}; il y a {', '.join(here)}.",
        )
    found = {name: here[name](history, horizon, levels, season) for name in chosen}
    return found | {"ensemble": ensemble(list(found.values()))}


@dataclass(frozen=True)
class Scored:
    """Mean WIS by model, and how often its 50 % and 90 % intervals held what came."""

    table: pl.DataFrame
    origins: int

    @property
    def best(self) -> str:
        return str(self.table.sort("wis")["model"][0])


def rolling_origin(
    series: Mapping[str, np.ndarray],
    horizon: int,
    *,
    season: int = 12,
    origins: int = 12,
    levels: Sequence[float] = HUB_LEVELS,
) -> Scored:
    """Forecast each series from each of its last origins, and score what came.

    WIS is on the logarithm, as hubs do it, so that a large place is not all of the score.
    """
    levels = tuple(levels)
    kept: dict[str, list[tuple[float, bool, bool]]] = {}
    done = 0
    for counts in series.values():
        for back in range(horizon, horizon + origins):
            history, came = counts[:-back], counts[len(counts) - back :][:horizon]
            try:
                found = forecast(history, horizon, season=season, levels=levels)
            except NoForecast:
                continue
            done += 1
            for name, quantiles in found.items():
                wis = scores.wis(np.log1p(came), np.log1p(quantiles), levels).wis
                inside = [
                    (quantiles[:, levels.index(low)] <= came)
                    & (came <= quantiles[:, levels.index(high)])
                    for low, high in ((0.25, 0.75), (0.05, 0.95))
                ]
                kept.setdefault(name, []).extend(zip(wis, *inside, strict=True))
    if not done:
        raise NoForecast(
            "No series is long enough for an origin.",
            "Aucune série n’est assez longue pour qu’une prévision en parte.",
        )
    rows = [
        {
            "model": name,
            **dict(zip(("wis", "held_50", "held_90"), np.mean(values, axis=0), strict=True)),
        }
        for name, values in kept.items()
    ]
    return Scored(pl.DataFrame(rows), done)
