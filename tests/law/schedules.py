"""Writes `rules/CA-schedules.toml` from the Act as the Department of Justice publishes it.

    python -m tests.law.schedules

Reads ../shared/data/law/C-38.8.eng.xml and .fra.xml: Schedules I to V, every item with its number,
its names in both languages, what it reaches and what it leaves out. A date in the XML is that of
the last re-enactment of a list, not of a listing; only an item that has an enacted-date of its own
has a `from`.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from veille.law.load import RULES

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "law"
PAGE = Path(str(RULES)) / "CA-schedules.toml"
AVAILABLE = (DATA / "C-38.8.eng.xml").exists()

_LIMS = "{http://justice.gc.ca/lims}"
_SCHEDULES = ("I", "II", "III", "IV", "V")
_EXCLUDES = re.compile(r"^(but not including|mais non compris)\b")
_REACHES = {
    "preparations": "preparation",
    "salts": "salt",
    "derivatives": "derivative",
    "isomers": "isomer",
    "analogues": "analogue",
    "intermediates": "intermediate",
    "alkaloids": "alkaloid",
}
_OPEN = re.compile(r"\bincluding\b:?\s*$")
#: Where the names of an item end and what it reaches begins.
_REST = re.compile(
    r",? (?:and|et|ainsi que)? ?(?:any salt|any of its|(?:its|their|ses|leurs)\b|les sels)"
    r"|, (?:but not|sauf|namely|à savoir|any salt)|, (?:its|their|ses|leurs) "
    r"| that correspond| qui répondent| — |[:;]$"
)
_BUT_NOT = re.compile(r", but not |, sauf (?:le |la )?| — (?:with the exception|à l’exclusion) ")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_PERIOD = re.compile(r"([A-Z][a-z]+) (\d+), (\d{4}) to ([A-Z][a-z]+) (\d+), (\d{4})")

_HEAD = """\
# The items of Schedules I to V of the Controlled Drugs and Substances Act, S.C. 1996, c. 19.
# Written by `python -m tests.law.schedules` from the Act as the Department of Justice of Canada
# publishes it ({current}); do not edit.
#
# Contains information licensed under the Open Government Licence – Canada.
# Contient des renseignements visés par la Licence du gouvernement ouvert – Canada.
#
# `names`: each language's, synonyms and chemical names too. `reaches`: what the words of the item
# reach beside the substance; `open`: “including”, so that the list under it is not closed.
# `excluded`: named only to be left out. `from`, `until`: only where the Act itself has the day; the
# other items stand in the Act as it is published, and this file says not since when.
"""


@dataclass
class Item:
    schedule: str
    number: str
    text: str
    reaches: tuple[str, ...] = ()
    open: bool = False
    excluded: bool = False
    repealed: str = ""
    begins: date | None = None
    until: date | None = None


def items(language: str) -> Iterator[Item]:
    """Every item of Schedules I to V, in the order of the Act. `language`: eng or fra."""
    root = ET.parse(DATA / f"C-38.8.{language}.xml").getroot()
    for schedule in root.iter("Schedule"):
        label = _text(schedule.find("ScheduleFormHeading/Label")).split()
        if len(label) == 2 and label[1] in _SCHEDULES and schedule.get("id") is None:
            for each in schedule.findall("List"):
                yield from _of_list(each, label[1], "", ())
            yield from _of_tables(schedule, label[1])


def current() -> str:
    root = ET.parse(DATA / "C-38.8.eng.xml").getroot()
    return f"current to {root.get(_LIMS + 'current-date')}"


def names_of(text: str) -> list[str]:
    """The name that an item begins with, and each name in parentheses after it."""
    text = _BUT_NOT.split(text)[0]
    first = _first(text)
    names = [first, *_parentheses(text[len(first) :])]
    return list(dict.fromkeys(name for name in map(_tidy, names) if name))


def left_out_by(text: str) -> list[str]:
    """The names that the sentence of an item leaves out: “…, but not peyote (lophophora)”."""
    parts = _BUT_NOT.split(text, maxsplit=1)
    if len(parts) < 2:
        return []
    named = re.findall(r"identical to any (\w+)|\(([A-Z]+ [\d,-]+)\)", parts[1])
    return [one or other for one, other in named] or re.findall(r"[\w-]+", parts[1])


def _first(text: str) -> str:
    """Up to a parenthesis that follows a space, or to the words of reach."""
    cut = len(text)
    depth = 0
    for at, sign in enumerate(text):
        if sign in "([" and depth == 0 and at and text[at - 1] == " ":
            cut = at
            break
        depth += (sign in "([") - (sign in ")]")
    rest = _REST.search(text)
    if rest and rest.start() and rest.start() < cut:
        cut = rest.start()
    return text[:cut]


def _parentheses(text: str) -> list[str]:
    """What stands in each outermost pair of parentheses that follows a space."""
    found, depth, began = [], 0, 0
    for at, sign in enumerate(text):
        if sign in "([":
            if depth == 0:
                began = at + 1
            depth += 1
        elif sign in ")]" and depth:
            depth -= 1
            if depth == 0 and (began < 2 or text[began - 2] == " "):
                found.append(text[began:at])
    return found


def _tidy(name: str) -> str:
    return name.strip(" ,:;").replace("- ", "-")


def _of_list(each: ET.Element, schedule: str, above: str, reach: tuple[str, ...]) -> Iterator[Item]:
    excluded, inherited, opened = False, reach, False
    for item in each.findall("Item"):
        label, text = _text(item.find("Label")), _text(item.find("Text"))
        if not label:
            excluded = excluded or bool(_EXCLUDES.match(text))
            inherited = tuple(dict.fromkeys((*inherited, *_reaches(text))))
            for inner in item.findall("List"):
                yield from _of_list(inner, schedule, above, inherited)
            continue
        number = f"{above}{label}"
        own = _reaches(text)
        opened = bool(_OPEN.search(text))
        repealed = item.find("Text/Repealed")
        listed = item.get(_LIMS + "enacted-date")
        yield Item(
            schedule,
            number,
            text,
            reaches=own if excluded else tuple(dict.fromkeys((*inherited, *own))),
            open=opened,
            excluded=excluded,
            repealed=_text(repealed).strip("[]") if repealed is not None else "",
            begins=date.fromisoformat(item.get(_LIMS + "inforce-start-date") or "")
            if listed
            else None,
        )
        for inner in item.findall("List"):
            yield from _of_list(inner, schedule, number, tuple(dict.fromkeys((*inherited, *own))))


def _of_tables(schedule: ET.Element, name: str) -> Iterator[Item]:
    """Schedule V: “part, item”, or “part, table, item” where a part has several tables."""
    for part, group in enumerate(schedule.iter("Group"), 1):
        tables = list(group.iter("TableGroup"))
        rows = [(n, row) for n, table in enumerate(tables, 1) for row in table.iter("row")]
        for table, row in rows:
            cells = [_text(cell) for cell in row.findall("entry")]
            if len(cells) < 3 or not cells[0].isdigit():
                continue
            period = _PERIOD.search(cells[2])
            within = f"{part}/{table}" if len(tables) > 1 else str(part)
            yield Item(
                name,
                f"{within}/{cells[0]}",
                cells[1],
                reaches=_reaches(cells[1]),
                repealed=cells[1].strip("[]") if cells[1].startswith("[") else "",
                begins=_day(*period.groups()[:3]) if period else None,
                until=_day(*period.groups()[3:], after=1) if period else None,
            )


def _day(month: str, day: str, year: str, after: int = 0) -> date:
    return date.fromordinal(date(int(year), _MONTHS.index(month) + 1, int(day)).toordinal() + after)


def _reaches(text: str) -> tuple[str, ...]:
    """By the English words; the French text of an item says the same."""
    outside = re.sub(r"\([^()]*\)", "", text)
    return tuple(key for key, word in _REACHES.items() if re.search(rf"\b{word}s?\b", outside))


def _text(element: ET.Element | None) -> str:
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).replace("\u00ad", "").split())


def toml() -> str:
    french = {(each.schedule, each.number.replace(" et ", " and ")): each for each in items("fra")}
    parts = [_HEAD.format(current=current())]
    for each in items("eng"):
        parts.append(_entry(each, french[each.schedule, each.number]))
    return "\n".join(parts)


def _entry(each: Item, french: Item) -> str:
    lines = ["[[item]]", f'schedule = "{each.schedule}"', f"number = {_said(each.number)}"]
    if each.repealed:
        lines.append(f"repealed = {_said(each.repealed)}")
    else:
        lines.append(f"en = {_list(names_of(each.text))}")
        lines.append(f"fr = {_list(names_of(french.text))}")
        without = left_out_by(each.text)
        lines += [f"but_not = {_list(without)}"] if without else []
    if each.reaches and not each.repealed:
        lines.append(f"reaches = {_list(each.reaches)}")
    lines += ["open = true"] if each.open else []
    lines += ["excluded = true"] if each.excluded else []
    lines += [f"from = {each.begins}"] if each.begins else []
    lines += [f"until = {each.until}"] if each.until else []
    return "\n".join(lines) + "\n"


def _said(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _list(texts: list[str] | tuple[str, ...]) -> str:
    return "[" + ", ".join(map(_said, texts)) + "]"


if __name__ == "__main__":
    PAGE.write_text(toml(), encoding="utf-8")
