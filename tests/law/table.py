"""The table of cases, read. The same table makes `docs/law.md`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from veille.law import Answer, Case, Place, Substance

CASES = Path(__file__).with_name("cases.yaml")
_MEASURES = {"g": "grams", "g pure": "grams_active", "pills": "pills", "units": "units"}

#: A column of the table → what it is in an answer.
COLUMNS = {
    "is": "outcome",
    "section": "section",
    "schedule": "schedule",
    "max": "max_years",
    "duty": "police_must_consider_alternatives",
    "seized": "seized",
    "to": "referred_to",
    "youth": "youth",
    "fine": "fine",
    "apart": "record_kept_apart_on",
    "source": "source",
    "grade": "grade",
}


@dataclass(frozen=True)
class Row:
    heading: str
    said: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.said['in']} {self.said['day']} {self.said['why']}".replace(" ", "-")

    @property
    def case(self) -> Case:
        said = self.said
        near = {what: Decimal(str(metres)) for what, metres in said.get("near", {}).items()}
        return Case(
            jurisdiction=said["in"],
            date=said["day"],
            age=said.get("age", 30),
            place=Place(said.get("at", "street"), near),
            substances=tuple(
                substance(name, amount)
                for name, amounts in said["has"].items()
                for amount in (amounts if isinstance(amounts, list) else [amounts])
            ),
            circumstances=tuple(said.get("with", ())),
            conviction_date=said.get("convicted"),
            sentence_ended=said.get("ended"),
        )

    @property
    def expected(self) -> dict[str, Any]:
        return {column: self.said[column] for column in COLUMNS if column in self.said}


def substance(name: str, amount: str) -> Substance:
    """``substance("heroin", "1 g pure")``; “heroin + caffeine” is one bag of both,
    “3 g, 1 g pure” one amount in two measures."""
    first, *others = name.split(" + ")
    parts = [each.partition(" ") for each in amount.split(", ")]
    measured: dict[str, Any] = {_MEASURES[unit]: Decimal(number) for number, _, unit in parts}
    return Substance(first, **measured, mixed_with=tuple(others) or None)


def answered(answer: Answer, column: str) -> Any:
    """What the answer says in a column, as the table writes it."""
    value = getattr(answer, COLUMNS[column])
    if column == "fine" and value is not None:
        return [float(value[0]), float(value[1]), value[2]]
    if column == "grade" and value is not None:
        return value.en
    return float(value) if isinstance(value, Decimal) else value


def rows() -> list[Row]:
    read: dict[str, list[dict[str, Any]]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    found = [Row(heading, said) for heading, group in read.items() for said in group]
    assert all(isinstance(row.said["day"], date) for row in found)
    return found
