"""Writes `docs/law.md` from the table of cases and the rules: `python -m tests.law.reference`."""

from datetime import date
from pathlib import Path
from typing import Any

from veille.law import book, codes
from veille.law.load import texts
from veille.law.prose import cited
from veille.law.words import label

from .table import COLUMNS, Row, rows

PAGE = Path(__file__).resolve().parents[2] / "docs" / "law.md"
#: Later than any rule begins.
DAY = date.max
_SHOWN = ("section", "grade", "schedule", "max", "duty", "seized", "to", "youth", "fine", "apart")

_HEAD = """# What the law says

Written by `make reference` from the rules and from the table that tests them; do not edit. Each row
is a case and its answer: age 30 and the street, where nothing else is said. This is information,
not legal advice.

    veille law assess case.json             a case, or an array, in JSON; JSON out
    veille law assess --explain case.json   in prose, with every rule that was considered
    veille law changes case.json            how the answer changed by day
    veille law compare case.json            in every jurisdiction; --day DATE: on another day
    veille law assess --rules DIR case.json rules of one's own beside those of Veille
    veille law reform my.toml --cases FILE  what a reform would change (docs/reform.en.md)
    veille.law.assess(Case(...))            the same in Python
    veille.law.columnar.assess_frame(frame) a Polars frame of cases in, of answers out
    /fr/loi/, /en/law/                      the public page; below it, places and days compared, and
                                            every rule with its source and the cases that test it
    POST /api/law/v1/assess                 for machines: see law-api.md

The rules are data: one file a jurisdiction in `src/veille/law/rules`. A day is in [from, until).
Each rule, amount and schedule has its `source`: *primary* (read in the text itself), *secondary*
(from a report of the text) or *recalled* (from memory, not verified); an answer is as well checked
as the least checked thing that it applies, and says so where that is only recalled. The mildest
rule whose conditions hold decides for each substance, unless one that holds sets it aside, and the
gravest of these for the person. A bag of several substances is weighed once: what is possessed is
each of them, and where an amount counts, the whole bag does, or the active principle of each where
the table says so. A substance outside its table, an amount that nothing covers, a day before the
first rule: `undetermined`.

Beside an answer of possession stands what it leaves out (`[[beyond]]`: what a large amount may be
taken for there, with its source; else one general sentence), and, for a day to come or after the
rules of that place were last compared with their sources (`checked`), until when the law is known.

Names are read as people write them (accents, case, plural, salts, street names in both languages);
one that may mean several things is asked back, one that is misspelt is proposed, none is taken in
silence. The dictionary is `src/veille/substances/substances.toml`. The items of Schedules I to V of
Canada’s Act stand in `rules/CA-schedules.toml`, written by `python -m tests.law.schedules` from the
Act as the Department of Justice publishes it. Contains information licensed under the Open
Government Licence – Canada."""


def page() -> str:
    parts = [_HEAD]
    headings: dict[str, list[Row]] = {}
    for row in rows():
        headings.setdefault(row.heading, []).append(row)
    for heading, group in headings.items():
        lines = ["| case | on | answer | from |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {_case(row)} | {row.said['day']} | {_answer(row)} | {_from(row)} |" for row in group
        ]
        parts += [f"## {heading}", "\n".join(lines)]
    parts += ["## Sources"]
    read = texts()
    for code in codes():
        cites = sorted(
            {
                cited(rule.reference, "en")
                for day in book(code).days
                for rule in (*day.deciding, *day.adding)
                if rule.key.startswith(f"{code}/")
            }
        )
        links = sorted({act.link for act in read[code].references.values() if act.link})
        cites += sorted(
            f"{cited(reference, 'en')}: what a large amount may be taken for"
            for each, reference in book(code).beyond_on(DAY)
            if each in read[code].beyond
        )
        checked = read[code].jurisdiction.checked
        lines = [f"Last compared with its sources on {checked}.", ""] if checked else []
        lines += [f"- {cite}" for cite in cites] + [f"- <{link}>" for link in links]
        parts += [f"### {book(code).name.en} ({code})", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _case(row: Row) -> str:
    said = row.said
    told = [f"{said['why']}: {said['in']}, {_carried(said['has'])}"]
    if "age" in said:
        told.append(f"age {said['age']}")
    if "at" in said:
        told.append(label("place", said["at"]).en)
    told += [
        f"{metres} m from a {label('landmark', what).en}"
        for what, metres in said.get("near", {}).items()
    ]
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
    told += [
        f"{column} {_value(said[column])}"
        for column in _SHOWN
        if column in COLUMNS and said.get(column) not in (None, False)
    ]
    if "ends" in said:
        told.append("from " + " to ".join(said["ends"]))
    return ", ".join(told) + (" (not verified)" if said.get("source") == "recalled" else "")


def _from(row: Row) -> str:
    """The text that the row rests on, and how that was read."""
    said = row.said
    return f"{said['cite']} ({said['source']})" if "cite" in said else ""


def _value(value: Any) -> str:
    return (
        " ".join(map(str, value)) if isinstance(value, list) else str(value).replace("True", "yes")
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
