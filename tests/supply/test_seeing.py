"""What was found in what was sold as what: shares of those tested, over time, together."""

from datetime import date

import pytest

from veille.supply.records import Component, Method, Outcome, Reading, Sample
from veille.supply.seeing import seen
from veille.tabular.writing import as_csv, plain, unguarded


def sample(
    day: date | None = date(2026, 3, 2),
    expected: str = "down",
    strips: dict[str, Outcome] | None = None,
    named: dict[str, float | None] | None = None,
    *,
    looked: bool = True,
) -> Sample:
    components = tuple(
        Component(substance=name, method=Method.FTIR, share=share)
        for name, share in (named or {}).items()
    )
    return Sample(
        label="x",
        collected=day,
        place="Laval",
        expected=(expected,),
        readings=tuple(Reading(target=t, outcome=o) for t, o in (strips or {}).items()),
        components=components,
        methods=frozenset({Method.FTIR}) if looked else frozenset(),
    )


YES, NO, INVALID = Outcome.POSITIVE, Outcome.NEGATIVE, Outcome.INVALID


def test_a_share_is_of_those_tested_and_neither_of_all_nor_of_the_invalid():
    view = seen(
        [
            sample(strips={"xylazine": YES}),
            sample(strips={"xylazine": NO}),
            sample(strips={"xylazine": INVALID}),
            sample(),
        ]
    )
    (line,) = (line for line in view.found if line.by is Method.STRIP)
    assert (line.group, line.substance) == ("opioid", "xylazine")
    assert (line.share.positive, line.share.tested) == (1, 2)
    assert view.samples == 4


def test_what_an_instrument_names_is_of_those_it_looked_into():
    view = seen([sample(named={"fentanyl": 0.1}), sample(), sample(looked=False)])
    (line,) = view.found
    assert (line.share.positive, line.share.tested) == (1, 2)


def test_a_group_leaves_the_others_out():
    samples = [sample(named={"caffeine": None}), sample(expected="cocaine", named={"x": None})]
    assert {line.substance for line in seen(samples, "stimulant").found} == {"x"}


def test_a_jump_in_testing_is_said_as_such():
    before = [sample(date(2026, 3, 2), strips={"xylazine": NO} if n < 5 else {}) for n in range(60)]
    after = [sample(date(2026, 4, 2), strips={"xylazine": NO}) for _n in range(60)]
    march, april = seen([*before, *after]).months
    assert march.jump is None
    assert april.jump is not None
    assert april.jump.times == pytest.approx(12)


def test_what_was_found_before_the_period_is_not_first_found_in_it():
    samples = [
        sample(date(2025, 1, 5), named={"xylazine": None}),
        sample(date(2026, 2, 5), named={"xylazine": None}),
        sample(date(2026, 2, 9), strips={"medetomidine": YES}),
    ]
    (first,) = seen(samples, since=date(2026, 1, 1)).firsts
    assert (first.substance, first.on, first.samples) == ("medetomidine", date(2026, 2, 9), 1)


def test_what_comes_together_is_of_the_samples_that_hold_the_rarer():
    samples = [
        sample(named={"fentanyl": None, "xylazine": None}),
        sample(named={"fentanyl": None}),
    ]
    (pair,) = seen(samples).together
    assert (pair.one, pair.other) == ("xylazine", "fentanyl")
    assert (pair.share.positive, pair.share.tested) == (1, 1)


def test_strength_is_the_median_and_a_90th_percentile_only_of_ten_or_more():
    few = [sample(named={"fentanyl": share}) for share in (0.1, 0.2, 0.6)]
    (line,) = seen(few).strengths
    assert (line.samples, line.median, line.p90) == (3, 0.2, None)
    many = [sample(named={"fentanyl": n / 100}) for n in range(1, 21)]
    (line,) = seen(many).strengths
    assert line.p90 == pytest.approx(0.189)


def test_a_sample_without_a_day_is_counted_but_not_over_time():
    view = seen([sample(None, strips={"xylazine": YES}, named={"a": 0.5})])
    assert (len(view.found), view.months, view.firsts, view.strengths) == (2, (), (), ())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM", "\t=1", "\r=1"])
def test_no_cell_begins_a_formula_and_the_guard_comes_off_again(text: str):
    assert plain(text) == f"'{text}"
    assert unguarded(plain(text)) == text
    assert as_csv(["a"], [[text]]).splitlines()[1].lstrip('"').startswith("'")


def test_numbers_and_what_begins_with_an_apostrophe_stay_as_they_are():
    assert (plain(-2.5), plain(3), plain(None), unguarded("'tis")) == ("-2.5", "3", "", "'tis")
