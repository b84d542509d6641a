"""Draws that every part of a play makes."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


def draw(rng: Random, choices: Sequence[tuple[T, int]]) -> T:
    """One of `choices`, by its weight."""
    return rng.choices([c for c, _ in choices], [w for _, w in choices])[0]


def minutes(rng: Random, spread: tuple[float, float, float]) -> timedelta:
    """A length of time: (shortest, longest, most usual), in minutes."""
    return timedelta(minutes=rng.triangular(*spread))
