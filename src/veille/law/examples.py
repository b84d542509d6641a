"""The cases that hold the rules to what they say: `examples.toml`, which the tests run.

    for example in examples():
        example.case, example.expected, example.answer

An installed Veille has them too: the explorer shows by each rule which cases it is tried on.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from .answer import Answer
from .books import on_change
from .case import Case, Place, Substance
from .engine import assess
from .load import FOLDER

ADULT = 30
#: Stands in the table where an answer has nothing.
NOTHING = "none"
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
class Example:
    """One row. `said`: as it stands in the table; `heading`: what it is an example of."""

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
            age=said.get("age", ADULT),
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
        """What is expected, by column; None where the answer has nothing."""
        found = {column: self.said[column] for column in COLUMNS if column in self.said}
        return {column: None if value == NOTHING else value for column, value in found.items()}


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


@cache
def examples() -> tuple[Example, ...]:
    """Every row of the table, in its order."""
    read = tomllib.loads((FOLDER / "examples.toml").read_text(encoding="utf-8"))
    found = tuple(Example(heading, said) for heading, group in read.items() for said in group)
    if wrong := [each.name for each in found if not isinstance(each.said["day"], date)]:
        raise ValueError(f"no day: {', '.join(wrong)}")
    return found


@cache
def by_rule() -> dict[str, list[tuple[Example, Answer]]]:
    """Each rule (“CA-BC/exemption”) with the examples to which it is applied, and their answers."""
    found: dict[str, list[tuple[Example, Answer]]] = {}
    for example in examples():
        answer = assess(example.case)
        for rule in dict.fromkeys(each.rule for each in answer.applied):
            found.setdefault(rule, []).append((example, answer))
    return found


on_change.append(by_rule.cache_clear)
