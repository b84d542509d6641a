"""Computes the model's numbers for the claims: `python -m veille.foresight.claims.run [FOLDER]`.

FOLDER keeps finished pieces: stopped with Ctrl-C, the same command goes on from there. The numbers
are committed; a test fails when the model, its evidence or the study moved and they did not.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from .. import evidence
from ..study.job import code_hash
from ..study.run import run
from ..study.study import Study
from ..study.study_file import read_study
from .read import NUMBERS, STUDY_FILE

#: Told beside the outcome that a claim names.
_ALSO = ("overdose_deaths", "expected_deaths", "overdoses", "cost", "took_up", "site_visits")
_SIZES = ("people", "years", "draws", "replicates")


def study() -> Study:
    """The scenarios that answer a claim, and the baseline."""
    return read_study(STUDY_FILE)


def inputs() -> dict[str, Any]:
    """All that decides the numbers: hashes of the study, of the evidence, of the model's code."""
    asked = study()
    return {
        "study": sha256(asked.text.encode()).hexdigest(),
        "place": sha256(repr(asked.place).encode()).hexdigest(),
        "evidence": evidence.load().hash,
        "code": code_hash(),
        **{name: getattr(asked, name) for name in _SIZES},
    }


def numbers(folder: Path | None = None) -> dict[str, Any]:
    """Scenario → outcome → the difference from the baseline; and the baseline's own."""
    results = run(study(), folder)
    found: dict[str, dict[str, Any]] = {}
    for scenario in results.study.scenarios:
        of = found.setdefault(scenario.key, {})
        for outcome in _ALSO:
            find = results.found if scenario.key == "baseline" else results.more
            estimate = find(scenario.key, outcome)
            of[outcome] = {**estimate._asdict(), "told": estimate.is_told_from_zero}
    return {"inputs": inputs(), "numbers": found}


if __name__ == "__main__":
    kept = Path(sys.argv[1]) if sys.argv[1:] else None
    NUMBERS.write_text(json.dumps(numbers(kept), indent=1) + "\n", encoding="utf-8")
