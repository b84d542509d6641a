"""What a strip can see is its limit of detection divided by the dilution."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.supply.sight import least_share_percent


@pytest.mark.parametrize(
    ("limit", "dilution", "percent"),
    [(1_000, 1, 0.1), (200, 1, 0.02), (200, 0.2, 0.1), (2_000, 5, 0.04), (5_000_000, 1, 100)],
)
def test_the_published_example_holds(limit: float, dilution: float, percent: float):
    found = least_share_percent(limit_ng_per_ml=limit, sample_mg_per_ml=dilution)
    assert found == pytest.approx(percent)


@given(limit=st.floats(1, 1e6), dilution=st.floats(0.01, 100), times=st.floats(1, 50))
def test_a_thinner_solution_never_sees_more(limit: float, dilution: float, times: float):
    strong = least_share_percent(limit_ng_per_ml=limit, sample_mg_per_ml=dilution)
    thin = least_share_percent(limit_ng_per_ml=limit, sample_mg_per_ml=dilution / times)
    assert thin >= strong


@pytest.mark.parametrize(("limit", "dilution"), [(0, 1), (200, 0), (-1, 1), (float("nan"), 1)])
def test_nothing_is_seen_without_a_limit_or_a_dilution(limit: float, dilution: float):
    with pytest.raises(ValueError, match="above zero"):
        least_share_percent(limit_ng_per_ml=limit, sample_mg_per_ml=dilution)
