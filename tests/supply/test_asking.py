"""What is asked of a sample of the bench: its tests with their lots, and what is common here."""

import pytest

from veille.supply import reads
from veille.supply.asking import asked_of
from veille.supply.records import Outcome
from veille.supply.words import Control, Reading, Strip

from .scene import control, open_lot, read, take_in

pytestmark = pytest.mark.usefixtures("bench")


def test_counts_are_of_what_was_sold_as_the_same_here_apart_from_elsewhere():
    sample = read(take_in(expected="down"), open_lot())
    counted = [
        ("cactus", "fentanyl", "xylazine", "positive"),
        ("cactus", "down", "xylazine", "negative"),
        ("cactus", "down", "xylazine", "invalid"),
        ("cactus", "cocaine", "xylazine", "positive"),
        ("dopamine", "down", "xylazine", "negative"),
    ]
    asked = asked_of(sample, reads.lot, counted)
    assert (asked.local["xylazine"].positive, asked.local["xylazine"].tested) == (1, 2)
    assert [(one.positive, one.tested) for one in asked.others["xylazine"]] == [(0, 1)]


def test_a_strip_keeps_its_lots_own_limit_and_one_of_a_stopped_lot_says_nothing():
    lot = open_lot(limit_ng_per_ml=77.0)
    sample = read(take_in(), lot)
    asked = asked_of(sample, reads.lot, ())
    assert (asked.lots[0].limit_ng_per_ml, asked.lots[0].stopped) == (77.0, False)
    control(lot, Reading.NEGATIVE, Control.POSITIVE)
    assert asked_of(sample, reads.lot, ()).lots[0].stopped


def test_a_strip_that_was_not_done_is_not_a_negative():
    lot = open_lot(Strip.NITAZENE)
    sample = read(take_in(), lot, Reading.NOT_DONE)
    (strip,) = asked_of(sample, reads.lot, ()).strips
    assert strip.outcome is Outcome.NOT_DONE
