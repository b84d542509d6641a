"""A question of the lab as a notebook that gives the same numbers."""

import json

from .question import Question, study_text

_FIRST = """import veille.foresight as vf

with open("study.toml", "w", encoding="utf-8") as file:
    file.write(STUDY)
study = vf.load("study.toml")
results = vf.run(study, "study-pieces")  # finished pieces are kept there"""
_TABLE = """results.table  # every scenario and outcome; vf.Results tells what each column is"""
_FEWER = """for scenario in study.shown[1:]:
    print(scenario.name.en, results.more(scenario.key, "expected_deaths"))"""
_HANGS_ON = "results.hangs_on  # which parameters the answer hangs on"


def notebook(question: Question, *, draws: int) -> str:
    """As nbformat 4.5 has it, JSON; run from top to bottom it needs `veille[foresight]` alone."""
    study = study_text(question, draws=draws)
    cells = [
        _cell("about", "markdown", _about(question)),
        _cell("study", "code", f"STUDY = {study!r}"),
        _cell("run", "code", _FIRST),
        _cell("table", "code", _TABLE),
        _cell("fewer", "code", _FEWER),
        _cell("hangs-on", "code", _HANGS_ON),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _about(question: Question) -> str:
    return (
        f"# {question.place.name.en}: a question of Veille’s policy lab\n\n"
        "It gives the numbers of the lab’s page, for the same version of the model. "
        "It needs `pip install 'veille[foresight]'`. A model: no forecast and no advice."
    )


def _cell(name: str, kind: str, text: str) -> dict[str, object]:
    code: dict[str, object] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {
        "id": name,
        "cell_type": kind,
        "metadata": {},
        "source": text.splitlines(keepends=True),
        **code,
    }
