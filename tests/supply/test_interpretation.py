"""How probable each substance is: what tests said and cannot see, and what is common here."""

import numpy as np
import pytest

from veille.supply.answering import answer, read_asked
from veille.supply.calibration import coverage, published_again
from veille.supply.interpretation import Counts, Result, interpret, rate_draws
from veille.supply.limits import limits, read_limits
from veille.supply.records import Method

STRIP, FTIR, LAB = Method.STRIP, Method.FTIR, Method.LABORATORY
COMMON = {"local": Counts(15, 30), "others": [Counts(200, 400)]}
RARE = {"local": Counts(1, 40), "others": [Counts(10, 500)]}


def of(
    *results: tuple[Method, bool], substance: str = "fentanyl", least: float | None = None, **counts
):
    said = [
        Result(method=m, positive=p, least_share=least if m is STRIP else None) for m, p in results
    ]
    return interpret(substance=substance, results=said, **counts)


def test_a_positive_raises_and_a_negative_lowers_what_is_common_here():
    none, yes, no = of(**COMMON), of((STRIP, True), **COMMON), of((STRIP, False), **COMMON)
    assert no.median < none.median < yes.median
    assert all(each.low <= each.median <= each.high for each in (none, yes, no))


def test_a_positive_of_something_rare_is_often_a_false_one():
    assert of((STRIP, True), **RARE).median < of((STRIP, True), **COMMON).median - 0.2


def test_a_negative_strip_says_little_where_the_dilution_hides_what_is_there():
    sharp = of((STRIP, False), substance="carfentanil", least=0.0002, **COMMON)
    blind = of((STRIP, False), substance="carfentanil", least=0.05, **COMMON)
    assert blind.median > 2 * sharp.median


def test_a_second_strip_of_one_kind_says_less_than_another_method():
    once = of((STRIP, True), **RARE)
    twice = of((STRIP, True), (STRIP, True), **RARE)
    other = of((STRIP, True), (FTIR, True), **RARE)
    assert once.median < twice.median < other.median


def test_a_method_that_cannot_see_so_little_barely_lowers_anything():
    for substance in ("carfentanil", "nitazene", "medetomidine"):
        strip = of((STRIP, True), substance=substance, **COMMON)
        both = of((STRIP, True), (FTIR, False), substance=substance, **COMMON)
        assert both.median == pytest.approx(strip.median, abs=0.1)


def test_the_laboratory_decides():
    assert of((STRIP, False), (LAB, True), **RARE).median > 0.7
    assert of((STRIP, True), (LAB, False), **COMMON).median < 0.1


def test_without_any_counts_the_interval_is_wide():
    found = of((STRIP, True))
    assert found.high - found.low > 0.3


def test_the_same_question_has_the_same_answer():
    assert of((STRIP, True), **RARE).as_json() == of((STRIP, True), **RARE).as_json()


def test_a_site_with_few_samples_leans_on_the_network():
    alone = of(local=Counts(0, 3))
    pooled = of(local=Counts(0, 3), others=[Counts(160, 200), Counts(150, 200)])
    assert pooled.median > alone.median


def test_studies_that_differ_leave_more_open_than_one_large_study():
    chance = np.random.default_rng(1)
    apart = rate_draws(((175, 200), (197, 200)), 4_000, chance)
    same = rate_draws(((372, 400), (372, 400)), 4_000, chance)
    assert np.ptp(np.quantile(apart, [0.05, 0.95])) > np.ptp(np.quantile(same, [0.05, 0.95]))


def test_the_published_comparison_of_strip_and_ftir_comes_out_again():
    """67 (62–72), 26, and either 75 (70–79): 10.1016/j.drugalcdep.2025.112631."""
    said = published_again()
    assert 0.62 <= said["strip"][0] <= 0.72
    assert 0.22 <= said["FTIR"][0] <= 0.31
    assert 0.70 <= said["either"][0] <= 0.79


@pytest.mark.long
def test_intervals_of_ninety_percent_hold_the_truth_in_nine_worlds_of_ten():
    found = coverage(150, draws=600, seed=11)
    assert 0.84 <= found.share <= 0.96


def test_every_test_has_a_source_or_studies_with_one():
    for test in limits().tests.values():
        assert test.source or test.least_share == 0.05
        assert all(study.source for study in test.studies)


def test_limits_that_are_wrong_are_named():
    with pytest.raises(ValueError, match="strip for x"):
        read_limits('[[test]]\nmethod = "strip"\ntarget = "x"')


ASKED = b"""{"strips": [
  {"target": "fentanyl", "outcome": "negative", "mg_per_ml": 1},
  {"target": "benzodiazepine", "outcome": "invalid"},
  {"target": "xylazine", "outcome": "positive", "brand": "A", "lot": "7"}],
 "instruments": [{"method": "ftir", "found": ["Caffeine"]}],
 "lots": [{"target": "xylazine", "brand": "A", "lot": "7", "stopped": true}]}"""


def test_an_answer_begins_with_what_could_not_be_seen():
    said = answer(read_asked(ASKED))
    assert next(iter(said)) == "limits"
    sentences = [line["says"] for line in said["limits"]]
    assert (
        "This strip at this dilution sees fentanyl from 0.02% up; it misses carfentanil and "
        "furanylfentanyl." in sentences
    )
    assert "FTIR sees fentanyl from about 5%." in sentences
    assert "The strip for benzodiazepines gave no result." in sentences
    assert "The strip for xylazine gave no result." in sentences
    assert "safe" not in " ".join(sentences)


def test_an_answer_speaks_french():
    sentences = [line["says"] for line in answer(read_asked(ASKED), "fr")["limits"]]
    assert (
        "Cette bandelette, à cette dilution, voit le fentanyl à partir de 0,02 %; elle ne voit pas "
        "le carfentanil ni le furanylfentanyl." in sentences
    )


def test_nobody_looked_is_said_of_each_substance_of_concern():
    lines = answer(read_asked(b"{}"))["limits"]
    assert [line["seen"] for line in lines] == ["not-looked-for"] * 6
    assert "Nobody looked for nitazenes." in [line["says"] for line in lines]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"strips": [{"target": "gold", "outcome": "negative"}]}', "gold"),
        (b'{"strips": [{"target": "fentanyl", "outcome": "maybe"}]}', "maybe"),
        (
            b'{"strips": [{"target": "fentanyl", "outcome": "negative", "mg_per_ml": 0}]}',
            "dilution",
        ),
        (b'{"local": {"fentanyl": {"positive": 5, "tested": 3}}}', "5 positive of 3"),
        (b'{"stripes": []}', "stripes"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(content: bytes, says: str):
    with pytest.raises(Exception, match=says):
        read_asked(content)
