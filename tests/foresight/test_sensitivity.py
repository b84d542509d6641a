"""Which parameters an answer hangs on: known answers are found, and noise is not."""

import numpy as np
import pytest
from scipy.stats import norm

from veille.foresight import evidence
from veille.foresight.study.sensitivity import Drawn, drawn, sensitivity, worth_of_each

MANY = 2_000


@pytest.fixture
def luck() -> np.random.Generator:
    """The same in each test, whichever ran before."""
    return np.random.default_rng(7)


def parameters(luck: np.random.Generator, count: int, draws: int) -> Drawn:
    return Drawn(tuple(f"x{n}" for n in range(count)), luck.normal(size=(draws, count)))


def test_what_goes_along_with_a_cause_has_a_rank_correlation_but_no_partial_one(
    luck: np.random.Generator,
):
    cause = luck.normal(size=MANY)
    along = cause + 0.5 * luck.normal(size=MANY)
    other = luck.normal(size=MANY)
    x = Drawn(("cause", "along", "other"), np.column_stack([cause, along, other]))
    found = {
        row["parameter"]: row for row in sensitivity(x, np.exp(cause) - other).iter_rows(named=True)
    }
    assert found["cause"]["prcc"] > 0.6
    assert found["other"]["prcc"] < -0.4
    assert abs(found["along"]["prcc"]) < 0.06
    assert found["cause"]["prcc_low"] < found["cause"]["prcc"] < found["cause"]["prcc_high"]
    assert found["along"]["high"] - found["along"]["low"] > 1  # what goes along is in the tornado


def test_a_tornado_is_the_outcome_at_either_end_longest_first(luck: np.random.Generator):
    x = parameters(luck, 3, MANY)
    found = sensitivity(x, 10 + 3 * x.values[:, 1] - x.values[:, 2])
    # The mean of a normal's upper fifth is 1.4 of its standard deviations above the middle.
    upper = norm.pdf(norm.ppf(0.8)) / 0.2
    assert found["parameter"].to_list()[:2] == ["x1", "x2"]
    assert found["high"][0] == pytest.approx(10 + 3 * upper, abs=0.2)
    assert found["low"][1] == pytest.approx(10 + upper, abs=0.35)


def test_what_one_parameter_is_worth_knowing_is_what_theory_says(luck: np.random.Generator):
    """Net benefit 500 + 1,000 x0 + 1,000 x1 against none: the gain of knowing x0 has a closed
    form, E[max(0, m)] − 500 with m normal."""
    x = parameters(luck, 3, 4 * MANY)
    one = 500 + 1_000 * x.values[:, 0] + 1_000 * x.values[:, 1]
    benefit = np.column_stack([np.zeros(len(one)), one])
    found = dict(worth_of_each(x, ["x0", "x1", "x2"], benefit).iter_rows())
    expected = 500 * norm.cdf(0.5) + 1_000 * norm.pdf(0.5) - 500
    assert found["x0"] == pytest.approx(expected, rel=0.12)
    assert found["x2"] < 0.05 * expected


def test_few_draws_tell_nothing_and_noise_is_worth_little(luck: np.random.Generator):
    x = parameters(luck, 40, 60)
    noise = luck.normal(size=60)
    assert sum(sensitivity(x, luck.normal(size=60)).height for _study in range(40)) <= 6
    cause = x.values[:, 3] + 0.5 * noise
    assert sensitivity(x, cause)["parameter"].to_list()[0] == "x3"
    benefit = np.column_stack([np.zeros(60), noise])
    worth = worth_of_each(Drawn(x.names, luck.normal(size=(60, 40))), list(x.names), benefit)
    assert worth["evppi"].mean() < 0.05
    assert sensitivity(parameters(luck, 40, 10), noise[:10]).is_empty()


def test_the_parameters_are_those_that_the_draws_of_a_study_had():
    table = evidence.load()
    found = drawn(table, 11, range(3))
    column = found.names.index("carriage_share")
    assert found.values[2, column] == table.values(2, 11)["carriage_share"]
