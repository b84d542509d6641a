"""Whether the intervals of an interpretation hold the truth as often as they say.

Worlds are counted in blocks, each with a seed of its own, and kept in var/benchmarks: a run that
was stopped goes on, and a run goes on from the one before as long as the model is the same.
"""

import json
from hashlib import sha256
from pathlib import Path
from time import process_time

from veille.supply import calibration, interpretation
from veille.supply.calibration import Coverage, coverage, published_again
from veille.supply.interpretation import LEVEL

from .tables import Measured, met

WORLDS, WORLDS_SMALL = 4_000, 100
_BLOCK = 100
#: No run counts for longer (seconds of one core’s time): the next one goes on.
SECONDS, SECONDS_SMALL = 600, 60
KEPT = Path(__file__).parents[1] / "var" / "benchmarks" / "supply-calibration.json"


def measured(small: bool) -> Measured:
    found = _counted(WORLDS_SMALL if small else WORLDS, SECONDS_SMALL if small else SECONDS)
    table = Measured(
        "supply: whether 90 % intervals hold the truth in 90 % of worlds",
        f"{found.worlds:,} worlds drawn from the model itself: how common it is, two studies of "
        "each test, this site and four others, then one sample with two strips and FTIR, "
        "dependent through its share and through what confuses strips. In each the true "
        "probability is known, and the studies are learnt anew. Counted in blocks: a run "
        "goes on where the one before ended (var/benchmarks). ± is one standard error.",
        ["", "", "", ""],
    )
    table.add(
        "worlds in which the interval holds it",
        f"{found.share:.1%} ± {found.standard_error:.1%}",
        "88–92 %",
        met(abs(found.share - LEVEL) <= 0.02),
    )
    for what, (model, published) in published_again().items():
        table.add(
            f"benzodiazepines, sensitivity of {what}",
            f"{model:.0%}",
            f"published: {published:.0%}",
            met(abs(model - published) <= 0.05),
        )
    return table


def _counted(worlds: int, seconds: float) -> Coverage:
    """All blocks that are kept, and new ones up to so many worlds or so much time."""
    kept = _kept()
    began = process_time()
    while len(kept) * _BLOCK < worlds and process_time() - began < seconds:
        block = len(kept)
        kept.append(coverage(_BLOCK, seed=(1, block)).held)
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps({"model": _model(), "held": kept}), "utf-8")
    return Coverage(sum(kept), len(kept) * _BLOCK)


def _kept() -> list[int]:
    if not KEPT.exists():
        return []
    found = json.loads(KEPT.read_text("utf-8"))
    return list(found["held"]) if found["model"] == _model() else []


def _model() -> str:
    """What the counts are of: another model, or other worlds, begin anew."""
    files = (interpretation.__file__, calibration.__file__)
    return sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()
