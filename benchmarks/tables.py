"""A table of measurements: on the terminal and in docs/benchmarks.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass
class Measured:
    """One table. `what` says what is measured, `limit` what keeps the number from being better."""

    title: str
    what: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    limit: str = ""

    def add(self, *cells: object) -> None:
        assert len(cells) == len(self.columns), cells
        self.rows.append([str(cell) for cell in cells])

    def show(self, console: Console) -> None:
        table = Table(title=self.title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="right" if number else "left")
        for row in self.rows:
            table.add_row(*row)
        console.print()
        console.print(table)
        console.print(self.what, markup=False)
        if self.limit:
            console.print(f"Limit: {self.limit}", markup=False)

    def markdown(self) -> str:
        aligned = ["---", *["---:"] * (len(self.columns) - 1)]
        lines = [self.columns, aligned, *self.rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        parts = [f"## {self.title}", f"*Measured:* {self.what}"]
        if self.limit:
            parts.append(f"*Limited by:* {self.limit}")
        return "\n\n".join([*parts, table])


def number(value: float) -> str:
    """Three digits that mean something, thousands apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def share(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def met(held: bool) -> str:
    return "met" if held else "missed"


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def middle(values: Sequence[Any]) -> Any:
    return median(values)
