"""Every bad input of a detector: a sentence for the broken series, and the others go on."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from veille.watch import baselines, reasons
from veille.watch.dates import days_of
from veille.watch.detect import detect
from veille.watch.frames import Unreadable
from veille.watch.methods import METHODS, UnknownMethod
from veille.watch.settings import WrongSetting

from .made import YEAR_WEEKS, at_step, days, many, poisson_weeks, weeks

FLEXIBLE = "farrington-flexible"
SHORT = {"b": 3}
YEAR_BACK = {"b": 1, "w": 1}


def note(frame: pl.DataFrame, method: str = FLEXIBLE, settings: dict | None = None) -> str:
    """The sentence about the one series of `frame`, which has no other row."""
    found = detect(frame, method, SHORT if settings is None and method == FLEXIBLE else settings)
    assert found.height == 1
    assert found["alarm"][0] is None
    return found["note"][0]


def test_an_empty_series_has_no_rows():
    empty = pl.DataFrame({"date": [], "count": []}, schema={"date": pl.Date, "count": pl.Int64})
    assert detect(empty, "ears").height == 0


@pytest.mark.parametrize("method", [name for name in METHODS if name not in {"share"}])
def test_three_points_are_too_few_and_a_sentence_says_so(method: str):
    frame = days([1, 2, 3])
    if method == "fixed-count":
        assert detect(frame, method).height == 3
        return
    found = detect(frame, method)
    if method == "outbreakp":
        assert found["note"].null_count() == found.height
        return
    assert "rows" in found["note"][0]


@pytest.mark.parametrize("method", [FLEXIBLE, "farrington", "ears", "cusum", "glr", "outbreakp"])
def test_all_zeros_never_alarm_and_never_answer_nan(method: str):
    found = detect(weeks(np.zeros(5 * YEAR_WEEKS)), method, SHORT if "farr" in method else None)
    assert found["alarm"].fill_null(0).sum() == 0
    assert not found["upperbound"].is_nan().any()


def test_an_outbreak_as_long_as_its_baseline_is_the_baseline():
    counts = np.concatenate([np.full(4 * YEAR_WEEKS, 2.0), np.full(4 * YEAR_WEEKS, 40.0)])
    found = detect(weeks(counts), FLEXIBLE, SHORT)
    assert found["alarm"][0:-1].sum() > 0
    assert found["alarm"][-1] == 0
    assert found["expected"][-1] == pytest.approx(40, rel=0.05)


def test_a_leap_day_is_compared_with_the_first_of_march():
    first = date(2016, 3, 1)
    counts = np.ones((date(2020, 2, 29) - first).days + 1)
    counts[[(date(year, 3, 1) - first).days for year in (2017, 2018, 2019)]] = 50
    settings = {
        "b": 3,
        "w": 0,
        "trend": False,
        "reweight": False,
        "range_start": len(counts),
        "limit54": "0,4",
    }
    found = detect(days(counts, first), FLEXIBLE, settings)
    assert found["date"].to_list() == [date(2020, 2, 29)]
    assert found["expected"][0] == pytest.approx(50)


def test_a_year_of_53_weeks_moves_no_window_off_its_season():
    # 2020 has 53 ISO weeks: by row number windows slip by a week a year, by the calendar never.
    when = days_of(weeks(np.ones(8 * YEAR_WEEKS), date(2015, 12, 28))["date"].to_numpy())
    last = np.array([len(when) - 1])
    plan = baselines.flexible(
        when, last, frequency=52, by_date=True, years=5, half_width=0, levels=1, left_out=0
    )
    years_back = np.arange(5, 0, -1)
    assert np.abs(when[last[0]] - when[plan.rows] - 365.25 * years_back).max() <= 4
    by_row = baselines.flexible(
        when, last, frequency=52, by_date=False, years=5, half_width=0, levels=1, left_out=0
    )
    assert np.abs(when[last[0]] - when[by_row.rows] - 365.25 * years_back).max() > 6


def test_negative_and_broken_counts_are_named():
    counts = poisson_weeks(5, 8)
    counts[7] = -3
    assert note(weeks(counts)) == "A count is -3, which is negative."
    counts[7] = 2.5
    assert note(weeks(counts)) == "A count is 2.5, which is no whole number."


def test_a_series_that_is_all_missing_says_so():
    assert note(weeks([None] * 300)) == "All its counts are missing."


def test_a_date_twice_or_out_of_order_or_off_its_step_is_named():
    twice = pl.concat([weeks([1, 2, 3]), weeks([1])])
    assert note(twice.sort("date")) == "2018-01-01 occurs twice."
    assert note(weeks([1, 2, 3]).reverse()) == "2018-01-08 comes after 2018-01-15."
    swapped = pl.DataFrame(
        {"date": [date(2023, 1, 1), date(2023, 1, 2), date(2023, 1, 3)], "count": [1, 2, 3]}
    )
    assert detect(swapped, "ears", frequency=12)["note"][0] == "Its dates are not a month apart."
    assert note(at_step([1, 2, 3], 10, date(2020, 1, 1))).startswith("Its dates are not")


def test_a_week_that_is_left_out_is_a_missing_count_and_no_alarm():
    frame = weeks(poisson_weeks(5, 8))
    without = frame.filter(pl.col("date") != frame["date"][-3])
    found = detect(without, FLEXIBLE, SHORT)
    row = found.filter(pl.col("date") == frame["date"][-3]).row(0, named=True)
    assert row["observed"] is None
    assert row["alarm"] == 0
    assert row["note"] == "The count is missing."


def test_seven_broken_series_of_ten_thousand_have_their_sentences_and_the_others_go_on():
    rows = 30
    good = np.random.default_rng(3).poisson(5, (10_000, rows))
    start = date(2026, 1, 1)
    when = [start + timedelta(days=day) for day in range(rows)]
    frame = pl.DataFrame(
        {
            "series": np.repeat(np.arange(10_000), rows),
            "date": when * 10_000,
            "count": good.ravel(),
        }
    )
    broken = [3, 500, 501, 2_000, 7_777, 9_998, 9_999]
    frame = frame.with_columns(
        count=pl.when(pl.col("series").is_in(broken)).then(-1).otherwise(pl.col("count"))
    )
    found = detect(frame, "ears")
    assert found.filter(pl.col("date").is_null())["series"].to_list() == broken
    assert found.filter(pl.col("date").is_not_null())["series"].n_unique() == 10_000 - 7


def test_some_series_are_short_and_the_others_are_judged():
    frame = many(short=weeks([1, 2, 3]), long=weeks(poisson_weeks(5, 8)))
    found = detect(frame, FLEXIBLE, SHORT)
    assert found["series"].unique(maintain_order=True).to_list() == ["short", "long"]
    assert found.filter(pl.col("series") == "long").height > YEAR_WEEKS


@pytest.mark.parametrize(
    ("method", "settings", "said"),
    [
        ("farington", {}, "There is no method farington"),
        ("ears", {"baselin": 7}, "There is no setting baselin"),
        ("ears", {"baseline": 2}, "baseline cannot be 2"),
        ("ears", {"baseline": "many"}, "it takes a whole number"),
        ("ears", {"method": "C4"}, "it takes C1, C2, C3"),
        (FLEXIBLE, {"alpha": 1.5}, "alpha cannot be 1.5"),
        (FLEXIBLE, {"limit54": "5"}, "2 numbers"),
        (FLEXIBLE, {"reweight": "maybe"}, "true or false"),
        (FLEXIBLE, {"range_start": 0}, "rows are counted from 1"),
        ("cusum", {"m": -1}, "a mean is above 0"),
    ],
)
def test_a_wrong_setting_is_one_sentence(method: str, settings: dict, said: str):
    with pytest.raises((UnknownMethod, WrongSetting), match=said):
        detect(weeks([1, 2, 3]), method, settings)


def test_a_frame_that_cannot_be_read_is_one_sentence():
    with pytest.raises(Unreadable, match="no column count"):
        detect(pl.DataFrame({"date": ["2026-01-01"], "deaths": [1]}), "ears")
    with pytest.raises(Unreadable, match=r"“Jan\. 2012” is not one"):
        detect(pl.DataFrame({"date": ["2026-01-01", "Jan. 2012"], "count": [1, 2]}), "ears")
    with pytest.raises(Unreadable, match=r"“Suppr\.” in the column count is no number"):
        detect(pl.DataFrame({"date": ["2026-01-01"], "count": ["Suppr."]}), "ears")
    with pytest.raises(Unreadable, match="no column population"):
        detect(weeks([1]), FLEXIBLE, {"population_offset": True})


def test_r_s_spellings_of_a_setting_are_read():
    given = {
        "reweight": "FALSE",
        "limit54": "c(0, 4)",
        "powertrans": '"none"',
        "b": "3",
        "past_weeks_not_included": "NULL",
    }
    read = METHODS[FLEXIBLE].settings.read(given)
    assert (read.reweight, read.limit54, read.powertrans, read.b) == (False, (0, 4), "none", 3)


@pytest.mark.parametrize("method", list(METHODS))
def test_a_count_that_is_no_longer_exact_is_refused_by_every_method(method: str):
    both = many(broken=days([*poisson_weeks(9, 8), 2.0**53 + 2]), good=days(poisson_weeks(9, 8)))
    settings = YEAR_BACK if "farr" in method else None
    found = detect(both.with_columns(population=pl.lit(2.0**53)), method, settings, frequency=365)
    sentence = found.filter(pl.col("date").is_null(), pl.col("series") == "broken")["note"][0]
    assert "a count above 9007199254740992 is no longer exact" in sentence


@pytest.mark.parametrize("method", list(METHODS))
def test_the_largest_count_that_is_exact_is_judged_and_answers_no_nan(method: str):
    counts = days([*poisson_weeks(9, 8), 2.0**53]).with_columns(population=pl.lit(2.0**53))
    found = detect(counts, method, YEAR_BACK if "farr" in method else None, frequency=365)
    assert found["observed"].max() == 2**53
    assert not found["upperbound"].is_nan().any()
    assert not found["expected"].is_nan().any()


def test_a_population_that_is_no_longer_exact_is_refused():
    frame = days([5] * 13).with_columns(population=pl.lit(1e301))
    assert detect(frame, "share")["note"][0].startswith("A population is above 9007199254740992")


def test_a_count_larger_than_its_population_says_so():
    frame = days([5] * 13).with_columns(population=pl.Series([20] * 12 + [3]))
    assert detect(frame, "share")["note"][-1] == (
        "The count is larger than the population that it is out of."
    )


@pytest.mark.parametrize("method", list(METHODS))
def test_what_is_wrong_is_said_in_french_too(method: str):
    counts = days([3, 4, -1, *[5] * 500]).with_columns(population=pl.lit(20))
    settings = YEAR_BACK if "farr" in method else None
    assert (
        detect(counts, method, settings, frequency=365, language="fr")["note"][0]
        == "Un nombre est négatif : -1."
    )
    with pytest.raises(WrongSetting) as refused:
        detect(counts, method, {"range_start": 0})
    assert refused.value.in_words("fr") == (
        "range_start ne peut valoir 0 : les lignes se comptent à partir de 1."
    )


def test_every_reason_has_a_sentence_in_both_languages():
    said = [each for each in reasons.SENTENCES.values() if each is not None]
    assert len(said) == len(reasons.SENTENCES) - 1
    assert all(each.en and each.fr and each.en != each.fr for each in said)
