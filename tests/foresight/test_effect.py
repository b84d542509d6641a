"""A lever that changes nothing is refused, with why."""

from pathlib import Path

import pytest

import veille.foresight as vf
from veille.foresight.study.effect import check_effects
from veille.foresight.study.study import Faulty

from .small import TEXT, written


def test_a_study_whose_levers_all_act_passes(tmp_path: Path):
    check_effects(vf.load(written(tmp_path)))


@pytest.mark.parametrize(
    ("lever", "why"),
    [
        ('{ kind = "agonist_capacity", level = 50000 }', "more places than anybody asks for"),
        ('{ kind = "commission", level = 0.9 }', "add decriminalization"),
    ],
)
def test_a_lever_that_changes_nothing_is_refused_with_why(tmp_path: Path, lever: str, why: str):
    kits = '{ kind = "naloxone_kits", level = 40000, start = 2026-01-01 }'

    with pytest.raises(Faulty, match=f"changes nothing in 3 draws: .*{why}"):
        check_effects(vf.load(written(tmp_path, TEXT.replace(kits, lever))))


@pytest.mark.parametrize("name", vf.names())
def test_every_lever_of_a_packaged_study_does_something(name: str):
    check_effects(vf.load(name))
