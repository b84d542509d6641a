"""Shares of those tested."""

import pytest

from veille.supply.proportions import testing_jump as jump
from veille.supply.proportions import wilson


@pytest.mark.parametrize(
    ("positive", "tested", "low", "high"),
    [  # Newcombe 1998, table I (method 3), and by hand
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_intervals_are_wilsons(positive: int, tested: int, low: float, high: float):
    share = wilson(positive, tested)
    assert (share.low, share.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_with_nobody_tested_anything_is_possible():
    share = wilson(0, 0)
    assert (share.value, share.low, share.high) == (None, 0.0, 1.0)


def test_more_positive_than_tested_is_refused():
    with pytest.raises(ValueError, match="3 positive of 2 tested"):
        wilson(3, 2)


def test_a_jump_in_testing_is_said_and_a_steady_share_is_not():
    found = jump(tested_before=80, samples_before=1_000, tested_now=700, samples_now=1_000)
    assert found is not None
    assert found.times == pytest.approx(8.75)
    assert jump(tested_before=80, samples_before=1_000, tested_now=90, samples_now=1_000) is None
