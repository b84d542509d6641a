"""The notebook for epidemiologists runs from its first cell to its last, as it stands in docs/."""

import json
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "watch.ipynb"


def test_every_cell_of_the_notebook_runs():
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert len(code) == 6
    names: dict[str, Any] = {}
    for number, source in enumerate(code, 1):
        exec(compile(source, f"cell {number} of {NOTEBOOK.name}", "exec"), names)
    assert names["broken"]["note"][0] == "A count is -1, which is negative."
    assert names["scored"].table.height > 2
