"""Chance from counters: the published vectors, and streams that look like chance."""

import numpy as np
import pytest
from scipy import stats

from veille.foresight.streams import philox, table_of_uniforms

#: Random123's kat_vectors, philox4x32 with 7 rounds: counter, key, words.
KNOWN = [
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "5f6fb709 0d893f64 4f121f81 4f730a48",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "5207ddc2 45165e59 4d8ee751 8c52f662",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "4dfccaba 190a87f0 c47362ba b6b5242a",
    ),
]


def _words(text: str) -> list[np.uint64]:
    return [np.uint64(int(word, 16)) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_words_are_the_published_ones(counter: str, key: str, words: str):
    assert list(philox(*_words(counter), *_words(key))) == _words(words)


def test_numbers_are_uniform():
    drawn = table_of_uniforms(3, range(20_000), 5, 1, 1).ravel()

    assert stats.kstest(drawn, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("apart", ["person", "day", "purpose", "seed"])
def test_streams_that_differ_in_one_part_are_independent(apart: str):
    count = 20_000
    first = table_of_uniforms(1, range(count), 0, 1, 1)[:, 0]
    other = {
        "person": lambda: table_of_uniforms(1, range(1, count + 1), 0, 1, 1),
        "day": lambda: table_of_uniforms(1, range(count), 1, 1, 1),
        "purpose": lambda: table_of_uniforms(1, range(count), 0, 2, 1),
        "seed": lambda: table_of_uniforms(2, range(count), 0, 1, 1),
    }[apart]()[:, 0]

    assert abs(stats.pearsonr(first, other).statistic) < 4 / np.sqrt(count)


def test_a_person_draws_the_same_whoever_else_is_asked():
    alone = table_of_uniforms(1, [41], 9, 2, 2)
    among = table_of_uniforms(1, range(100), 9, 2, 2)

    assert np.array_equal(alone[0], among[41])
