"""The day as code for a GPU: the very same functions, compiled to PTX. No GPU runs here."""

from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
from numba import cuda, from_dtype, types, uint64

from veille.foresight.model.day import (
    comes_about,
    drawn_purpose,
    happen,
    hazard_of,
    most_but_overdose,
    most_overdose,
    next_review,
    review,
)
from veille.foresight.model.person import PERSON
from veille.foresight.model.world import WORLD

from .places import of_the_place

HOPPER = (9, 0)
TOOLKITS = sorted(Path("/usr/local").glob("cuda*/nvvm"))


def a_day(people, world, parameters, seed, tally, bounds):
    """What a thread of a GPU would do for one person and day."""
    who = cuda.grid(1)
    person, w, p = people[who], world[0], parameters[0]
    word = uint64(who) * uint64(2654435761)
    review(person, who, 3, p, seed, tally[0])
    purpose = drawn_purpose(word)
    hazard = hazard_of(purpose, person, 3, 1.0, w, p)
    if comes_about(word, purpose, hazard, who, 3, seed):
        happen(purpose, person, who, 3, w, p, seed, tally[0])
    bounds[who, 0] = most_but_overdose(person, 3, w, p)
    bounds[who, 1] = most_overdose(person, p)
    bounds[who, 2] = next_review(person, who, 3)


@pytest.mark.long
@pytest.mark.skipif(not TOOLKITS, reason="no CUDA toolkit: the day was not compiled for a GPU")
def test_the_day_compiles_for_a_gpu(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CUDA_HOME", str(TOOLKITS[-1].parent))
    records = [from_dtype(one) for one in (PERSON, WORLD, of_the_place().dtype)]
    arrays = [types.Array(record, 1, "C") for record in records]
    signature = types.void(
        *arrays, types.uint64, types.Array(types.int64, 2, "C"), types.Array(types.float64, 2, "C")
    )
    # Numba asks a device for its generation, though it compiles for the one that is told.
    device = SimpleNamespace(compute_capability=HOPPER)
    with mock.patch("numba.cuda.dispatcher.get_current_device", return_value=device):
        ptx, _ = cuda.compile_ptx(a_day, signature, cc=HOPPER)

    assert ".target sm_90" in ptx
    assert ".extern .func" not in ptx
