"""A change is called clear in about one month out of twenty where nothing changed, and not more."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from veille.surveillance.scatter import STEPS_NEEDED, Counted, Scatter, scatter, t_limit

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
TRIES = 3_000


def months(counts: list[int], first: int = 0) -> list[Counted]:
    """As they are released: rounded to ten."""
    return [Counted(round(n, -1), DAYS[(first + at) % 12]) for at, n in enumerate(counts)]


def drawn(mean: float, ratio: float, many: int, stream: np.random.Generator) -> np.ndarray:
    """Negative binomial, by the days of each month; Poisson where the ratio is 1."""
    by_days = np.array([mean * DAYS[at % 12] / 30.4 for at in range(many)])
    if ratio == 1:
        return stream.poisson(by_days, (TRIES, many))
    return stream.negative_binomial(by_days / (ratio - 1), 1 / ratio, (TRIES, many))


def share_clear(counts: np.ndarray) -> float:
    clear = 0
    for row in counts.tolist():
        made = months(row)
        found = scatter(made[:-1])
        assert found is not None
        clear += found.size(*made[-2:]) > found.clear
    return clear / len(counts)


@pytest.mark.parametrize("earlier", [6, 12, 24])
@pytest.mark.parametrize("ratio", [1, 2, 5, 15])
@pytest.mark.parametrize("mean", [60, 400, 3_000])
def test_the_size_holds_for_counts_that_scatter(mean: float, ratio: float, earlier: int):
    counts = drawn(mean, ratio, earlier + 1, np.random.default_rng(19))
    # Two standard errors of so many tries above one in twenty, and the t law's own approximation.
    assert share_clear(counts) <= 0.068


def test_poisson_s_own_limit_speaks_many_times_too_often_of_such_counts():
    counts = drawn(400, 5, 13, np.random.default_rng(19))
    now, before = counts[:, -1], counts[:, -2]
    assert np.mean(abs(now - before) > 1.96 * np.sqrt(now + before)) > 0.3


def test_a_doubling_is_still_found():
    counts = drawn(200, 4, 13, np.random.default_rng(19))
    counts[:, -1] = 2 * counts[:, -1]
    assert share_clear(counts) > 0.8


def test_fewer_days_are_no_change():
    """February has a tenth fewer days than January, and so a tenth fewer visits."""
    steady = [round(100 * days) for days in DAYS]
    found = scatter(months(steady))
    assert found is not None
    for before, now in pairwise(months(steady)):
        assert found.size(before, now) < 0.2


def test_too_few_months_side_by_side_tell_nothing():
    some = months([100] * (STEPS_NEEDED + 1))
    assert scatter(some) is not None
    assert scatter(some[1:]) is None
    assert scatter([*some[:3], Counted(None, 30), *some[3:]]) is None
    assert Scatter(1, 5).size(Counted(None, 30), Counted(900, 31)) == 0


@pytest.mark.parametrize("freedom", [3.6, 5, 7.6, 16, 200])
def test_the_limit_is_student_s(freedom: float):
    assert t_limit(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=0.01)
