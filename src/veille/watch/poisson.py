"""A Poisson regression with R's start and stopping rule: the mean that CUSUM and GLR begin from."""

from dataclasses import dataclass

import numpy as np

CLOSE = 1e-8
STEPS = 25


class NoFit(ValueError):
    """The regression found no answer; the text is one sentence."""


@dataclass(frozen=True)
class Fitted:
    coefficients: np.ndarray
    mean: np.ndarray
    deviance: float

    def predict(self, design: np.ndarray) -> np.ndarray:
        """The mean at the rows of another design."""
        return np.asarray(np.exp(design @ self.coefficients))


def fit(design: np.ndarray, y: np.ndarray, size: float = 0.0) -> Fitted:
    """log mean = design × coefficients; `size` α above 0 is a negative binomial with known α."""
    mean = y + 0.1 if size == 0 else y + (y == 0) / 6
    eta = np.log(mean)
    before = _deviance(y, mean, size)
    for _step in range(STEPS):
        root = np.sqrt(mean / (1 + size * mean))
        working = eta + (y - mean) / mean
        coefficients, *_rest = np.linalg.lstsq(design * root[:, None], working * root, rcond=1e-11)
        eta = design @ coefficients
        mean = np.exp(eta)
        deviance = _deviance(y, mean, size)
        if not np.isfinite(deviance):
            break
        if abs(deviance - before) / (abs(deviance) + 0.1) < CLOSE:
            return Fitted(coefficients, mean, deviance)
        before = deviance
    raise NoFit("The mean before the range could not be fitted.")


def _deviance(y: np.ndarray, mean: np.ndarray, size: float) -> float:
    logs = np.where(y > 0, y * np.log(np.where(y > 0, y, 1) / mean), 0)
    if size == 0:
        return float(2 * np.sum(logs - (y - mean)))
    return float(2 * np.sum(logs - (y + 1 / size) * np.log((1 + size * y) / (1 + size * mean))))


def seasons(rows: np.ndarray, frequency: int, waves: int, trend: bool) -> np.ndarray:
    """Columns: one, the row (if there is a trend), and `waves` pairs of cosine and sine a year."""
    columns = [np.ones(len(rows))]
    if trend:
        columns.append(rows * 1.0)
    for wave in range(1, waves + 1):
        angle = 2 * wave * np.pi / frequency * rows
        columns += [np.cos(angle), np.sin(angle)]
    return np.column_stack(columns)
