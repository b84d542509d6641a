"""Seats: who finds one, against theory and against a queue played out."""

import heapq
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.foresight.model.sites import share_served


def _erlang_b(seats: int, offered: float) -> float:
    """Erlang's formula as he wrote it: the last state's share of all."""
    states = [offered**n / factorial(n) for n in range(seats + 1)]
    return states[-1] / sum(states)


@pytest.mark.parametrize("seats", [1, 3, 12])
@pytest.mark.parametrize("an_hour", [0.5, 6.0, 40.0])
def test_share_served_is_erlangs(seats: int, an_hour: float):
    assert share_served(seats, an_hour, 30.0) == pytest.approx(1 - _erlang_b(seats, an_hour / 2))


def test_share_served_is_that_of_arrivals_with_fixed_visits():
    seats, an_hour, minutes, arrivals = 4, 10.0, 30.0, 60_000
    waits = np.random.default_rng(1).exponential(60 / an_hour, arrivals)
    taken: list[float] = []
    served = 0
    for now in np.cumsum(waits):
        while taken and taken[0] <= now:
            heapq.heappop(taken)
        if len(taken) < seats:
            heapq.heappush(taken, now + minutes)
            served += 1

    assert served / arrivals == pytest.approx(share_served(seats, an_hour, minutes), abs=0.006)


@given(st.integers(0, 40), st.floats(0.01, 200), st.floats(5, 60))
def test_a_further_seat_never_serves_fewer(seats: int, an_hour: float, minutes: float):
    one_more = share_served(seats + 1, an_hour, minutes)

    assert 0 <= share_served(seats, an_hour, minutes) <= one_more <= 1
