"""Levers: dates, ramps, who takes over; and what cannot be."""

from datetime import date, timedelta

import numpy as np
import pytest

from veille.foresight.model.levers import LEVERS, Lever, LeverFault, daily, weekly, weekly_option

START = date(2026, 1, 5)


def day(number: int) -> date:
    return START + timedelta(days=number)


#: Pulls of one lever, and its level on days 0 to 5.
LEVELS = [
    ("nobody pulls it", [], [0, 0, 0, 0, 0, 0]),
    ("since ever", [Lever("homes", 6)], [6, 6, 6, 6, 6, 6]),
    ("from a day", [Lever("homes", 6, day(2))], [0, 0, 6, 6, 6, 6]),
    ("until a day", [Lever("homes", 6, day(1), day(3))], [0, 6, 6, 0, 0, 0]),
    ("in a straight line", [Lever("homes", 6, day(1), ramp_days=3)], [0, 2, 4, 6, 6, 6]),
    ("the later takes over", [Lever("homes", 6), Lever("homes", 2, day(3))], [6, 6, 6, 2, 2, 2]),
    ("and gives back", [Lever("homes", 6), Lever("homes", 2, day(2), day(4))], [6, 6, 2, 2, 6, 6]),
    ("begun before", [Lever("homes", 6, day(-2), ramp_days=6)], [3, 4, 5, 6, 6, 6]),
]


@pytest.mark.parametrize(("what", "pulls", "levels"), LEVELS, ids=[row[0] for row in LEVELS])
def test_level_by_day(what: str, pulls: list[Lever], levels: list[float]):
    assert daily("homes", pulls, START, 6).tolist() == pytest.approx(levels)


def test_a_week_has_the_mean_level_of_its_days():
    pulls = [Lever("homes", 7, day(13))]

    assert weekly("homes", pulls, START, 3).tolist() == pytest.approx([0, 1, 7])


def test_an_option_holds_while_its_lever_does():
    pulls = [
        Lever("fixed_sites", 1, options={"seats": 5}),
        Lever("fixed_sites", 2, day(7), day(14), options={"seats": 9}),
    ]

    assert weekly_option("fixed_sites", "seats", pulls, START, 4).tolist() == [5, 9, 5, 5]


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_is_told_in_both_languages(name: str):
    told = [LEVERS[name], *LEVERS[name].options.values()]

    assert all(one.en and one.fr and one.unit for one in told)
    assert all(one.low <= one.default <= one.high for one in told)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"kind": "sites", "level": 1}, "kind: there is no lever 'sites'"),
        ({"kind": "homes", "level": -1}, "level: -1 is not from 0 to 100000"),
        ({"kind": "commission", "level": 1.2}, "level: 1.2 is not from 0 to 1"),
        ({"kind": "homes", "level": 1, "start": day(3), "end": day(3)}, "end: .* not after"),
        ({"kind": "homes", "level": 1, "ramp_days": -1}, "ramp_days: -1"),
        ({"kind": "homes", "level": 1, "options": {"seats": 1}}, "seats: homes has no such option"),
        ({"kind": "fixed_sites", "level": 1, "options": {"hours": 30}}, "hours: 30 is not from 0"),
    ],
)
def test_a_lever_that_cannot_be_is_refused_by_key(told: dict[str, object], says: str):
    with pytest.raises(LeverFault, match=says):
        Lever(**told)  # type: ignore[arg-type]


def test_a_ramp_never_overshoots():
    levels = daily("homes", [Lever("homes", 5, day(2), ramp_days=4)], START, 30)

    assert np.all(np.diff(levels) >= 0)
    assert levels.max() == 5
