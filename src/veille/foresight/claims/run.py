"""Computes the model's numbers for the claims: `python -m veille.foresight.claims.run`.

One run of the packaged study of Montréal, made smaller. Its numbers are committed; a test fails
when the model, its evidence or the study moved and they did not.
"""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

from .. import evidence
from ..report.phrases import read as read_words
from ..study.job import code_hash
from ..study.run import run
from ..study.study import Study
from ..study.study_file import read_study
from .read import NUMBERS

STUDY = "montreal"
SIZE = {"people": 5_600, "years": 5, "draws": 30, "replicates": 2}
#: Told beside the outcome that a claim names.
_ALSO = ("overdose_deaths", "expected_deaths", "overdoses", "cost", "took_up", "site_visits")


def study() -> Study:
    """The scenarios that answer a claim, and the baseline."""
    whole = read_study(STUDY).sized(**SIZE)
    answering = {each["answered"]["scenario"] for each in read_words("claims.toml").values()}
    kept = [each for each in whole.shown if each.key in {"baseline", *answering}]
    return replace(whole, scenarios=tuple(kept), components=())


def inputs() -> dict[str, Any]:
    """All that decides the numbers: hashes of the study, of the evidence, of the model's code."""
    place = sha256(repr(read_study(STUDY).place).encode()).hexdigest()
    return {
        "study": sha256(read_study(STUDY).text.encode()).hexdigest(),
        "place": place,
        "evidence": evidence.load().hash,
        "code": code_hash(),
        **SIZE,
    }


def numbers() -> dict[str, Any]:
    """Scenario → outcome → the difference from the baseline; and the baseline's own."""
    results = run(study())
    found: dict[str, dict[str, Any]] = {}
    for scenario in results.study.scenarios:
        of = found.setdefault(scenario.key, {})
        for outcome in _ALSO:
            find = results.found if scenario.key == "baseline" else results.more
            estimate = find(scenario.key, outcome)
            of[outcome] = {**estimate._asdict(), "told": estimate.is_told_from_zero}
    return {"inputs": inputs(), "numbers": found}


if __name__ == "__main__":
    NUMBERS.write_text(json.dumps(numbers(), indent=1) + "\n", encoding="utf-8")
