"""Between scenarios: which is worth most, how surely, and what it would be worth to know."""

import numpy as np
import polars as pl
import pytest

from veille.foresight.study.decision import PRICES, acceptability, frontier
from veille.foresight.study.study import BASELINE


def plane(**draws: list[tuple[float, float]]) -> pl.DataFrame:
    """Each scenario's draws as (QALYs, dollars) beyond the baseline's."""
    rows = [
        (key, draw, qalys, cost)
        for key, each in draws.items()
        for draw, (qalys, cost) in enumerate(each)
    ]
    return pl.DataFrame(rows, schema=["scenario", "draw", "qalys", "cost"], orient="row")


def at(frame: pl.DataFrame, price: int) -> dict[str, float]:
    return dict(frame.filter(price=price).select("scenario", "share").iter_rows())


#: In one world it gains much, in the other nothing; the same price in both.
UNSURE = plane(kits=[(10.0, 300_000.0), (0.0, 300_000.0)])


def test_the_share_of_draws_in_which_an_option_is_worth_most_grows_with_the_price():
    found = acceptability(UNSURE, ["kits"])

    assert at(found, 20_000) == {BASELINE: 1.0, "kits": 0.0}
    assert at(found, 40_000) == {BASELINE: 0.5, "kits": 0.5}


def test_shares_of_all_options_add_up_to_one_at_every_price():
    luck = np.random.default_rng(4)
    many = {
        key: list(zip(luck.normal(5, 4, 50), luck.normal(1e5, 2e5, 50), strict=True))
        for key in ("a", "b", "c")
    }
    sums = (
        acceptability(plane(**many), ["a", "b", "c"]).group_by("price").agg(pl.col("share").sum())
    )

    assert sums.height == len(PRICES)
    assert sums["share"].to_list() == pytest.approx([1.0] * len(PRICES))


@pytest.mark.parametrize(
    ("price", "best", "knowing"),
    [
        # Even where it gains, it is not worth its price: nothing to know.
        (20_000, BASELINE, 0.0),
        # Worth 100,000 in one world and −300,000 in the other: left alone, but knowing saves half.
        (40_000, BASELINE, 50_000.0),
        # Worth 1,700,000 and −300,000: done, and knowing spares the 300,000 in half the worlds.
        (200_000, "kits", 150_000.0),
    ],
)
def test_what_it_is_worth_to_know_is_what_a_wrong_choice_costs(
    price: int, best: str, knowing: float
):
    row = frontier(UNSURE, ["kits"]).filter(price=price).row(0, named=True)

    assert (row["scenario"], row["evpi"]) == (best, pytest.approx(knowing))


def test_where_every_draw_says_the_same_nothing_is_worth_knowing():
    sure = plane(kits=[(10.0, 1.0)] * 5, sites=[(2.0, 1.0)] * 5)
    found = frontier(sure, ["kits", "sites"]).filter(pl.col("price") > 0)

    assert set(found["scenario"]) == {"kits"}
    assert found["evpi"].max() == 0
    assert found["share"].min() == 1
