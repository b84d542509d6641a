"""Watch ahead: what each policy would do, simulated person by person, day by day.

    import veille.foresight as vf

    study = vf.load("montreal").sized(people=1_000, years=1, draws=2, replicates=2)
    results = vf.run(study)
    results.table

Pure Python, NumPy and Numba: works in a notebook, with no site and no database.

- `model`: a place, its people, and a day of theirs; `engine`: weeks of many people
- `evidence`: every number of the model, with where it comes from
- `study`: scenarios, run and compared; `fit`: a place, after what was counted there
- `report`: what a reader sees
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .study.results import Results
    from .study.run import Running
    from .study.study import Study


def load(name: str | Path) -> "Study":
    """A packaged study by its name (see `names`), or one of your own by the path of its TOML file.

    Raises `study.study.Faulty`, with one line for each fault, before anything runs.
    """
    from .study.study_file import read_study

    return read_study(name)


def run(
    study: "Study", out: str | Path | None = None, running: "Running | None" = None
) -> "Results":
    """Run what is not there yet of a study, and compare its scenarios.

    `out` is a folder that keeps finished pieces for another time. An interrupted run goes on there.
    """
    from .study.run import run

    return run(study, None if out is None else Path(out), running)


def names() -> list[str]:
    """Of the studies that come with Veille."""
    from .study.study import packaged

    return list(packaged())
