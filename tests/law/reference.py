"""Writes `docs/law.md` from the table of cases and the rules: `python -m tests.law.reference`."""

from pathlib import Path
from typing import Any

from veille.law import book, codes
from veille.law.load import texts
from veille.law.prose import cited
from veille.law.words import label

from .table import COLUMNS, Row, rows

PAGE = Path(__file__).resolve().parents[2] / "docs" / "law.md"
_SHOWN = ("section", "schedule", "max", "duty", "seized", "to", "youth", "fine", "apart")

_HEAD = """# What the law says

Written by `make reference` from the rules and from the table that tests them; do not edit. Each row
is a case and its answer: age 30 and the street, where nothing else is said. This is information,
not legal advice.

    veille law assess case.json             a case, or an array, in JSON; JSON out
    veille law assess --explain case.json   in prose, with every rule that was considered
    veille law changes case.json            how the answer changed by day
    veille.law.assess(Case(...))            the same in Python
    /fr/loi/, /en/law/                      the public page

The rules are data: one file a jurisdiction in `src/veille/law/rules`. A day is in [from, until).
A rule is *read in the text itself*, *from a report of the text*, or *not verified* (from memory);
an answer that applies one of the last is marked `verified: false`. The mildest rule whose
conditions hold decides for each substance, and the gravest of these for the person. A substance
outside its table, an amount that nothing covers, a day before the first rule: `undetermined`."""


def page() -> str:
    parts = [_HEAD]
    headings: dict[str, list[Row]] = {}
    for row in rows():
        headings.setdefault(row.heading, []).append(row)
    for heading, group in headings.items():
        lines = ["| case | on | answer |", "| --- | --- | --- |"]
        lines += [f"| {_case(row)} | {row.said['day']} | {_answer(row)} |" for row in group]
        parts += [f"## {heading}", "\n".join(lines)]
    parts += ["## Sources"]
    read = texts()
    for code in codes():
        cites = sorted({cited(rule.reference, "en") for day in book(code).days
                        for rule in (*day.deciding, *day.adding)
                        if rule.key.startswith(f"{code}/")})  # fmt: skip
        links = sorted({act.link for act in read[code].references.values()})
        lines = [f"- {cite}" for cite in cites] + [f"- <{link}>" for link in links]
        parts += [f"### {book(code).name.en} ({code})", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _case(row: Row) -> str:
    said = row.said
    told = [f"{said['why']}: {said['in']}, {_carried(said['has'])}"]
    if "age" in said:
        told.append(f"age {said['age']}")
    if "at" in said:
        told.append(label("place", said["at"]).en)
    told += [f"{metres} m from a {label('landmark', what).en}"
             for what, metres in said.get("near", {}).items()]  # fmt: skip
    told += [label("circumstance", each).en for each in said.get("with", ())]
    if "convicted" in said:
        told.append(f"convicted {said['convicted']}, ended {said.get('ended', 'not said')}")
    return ", ".join(told)


def _carried(has: dict[str, Any]) -> str:
    return " and ".join(
        f"{name.replace('_', ' ')} {amount}"
        for name, amounts in has.items()
        for amount in (amounts if isinstance(amounts, list) else [amounts])
    )


def _answer(row: Row) -> str:
    said = row.said
    told = [f"**{said['is']}**"]
    told += [f"{column} {_value(said[column])}" for column in _SHOWN
             if column in COLUMNS and said.get(column) not in (None, False)]  # fmt: skip
    if "ends" in said:
        told.append("from " + " to ".join(said["ends"]))
    return ", ".join(told) + (" (not verified)" if said.get("verified") is False else "")


def _value(value: Any) -> str:
    return (
        " ".join(map(str, value)) if isinstance(value, list) else str(value).replace("True", "yes")
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
