"""A question, as the page's form sends it; and as a case."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict

from veille import numbers
from veille.ledger import clock
from veille.substances import Found

from .. import Case, Place, Substance, book, codes
from ..books import every_name
from ..case import CIRCUMSTANCES, LANDMARKS, MEASURES, OLDEST, PLACE_KINDS

#: How many substances the form asks about.
LINES = 3
ADULT = 30
HERE = "CA-QC"
STREET = "street"
#: “Within 15 m” is what the form asks; no rule looks closer.
NEAR_METRES = Decimal(15)
LONGEST = 20
#: Of a name: chemists write long ones.
LONGEST_NAME = 80
#: Measure → the unit in which its amount is written.
UNIT_OF = {"grams": "g", "grams_active": "g", "pills": "pills", "units": "units"}
#: What is written behind an age.
_YEARS = re.compile(r"\s*(?:ans?|years?(?: old)?|yrs?|yo)\.?$", re.IGNORECASE)
#: What stands between the names of several things; the first between those of one mixture.
_MIXED = "+"
_SEVERAL = re.compile(r"\s+(?:and|et|with|avec|plus)\s+|\s*[+/&,;]\s*", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass
class Line:
    """One substance, as it was written. `unread`: why its amount is no number. `proposed`: what
    its name may mean, or is written alike; at most three for the latter. `unsure`: the person does
    not know which of the things that its name may mean it is. `mixture`: the several things that it
    names, as one line names what is mixed in one bag."""

    number: int
    name: str = ""
    amount: str = ""
    measure: str = "grams"
    faults: list[str] = field(default_factory=list)
    unread: str = ""
    proposed: tuple[str, ...] = ()
    unsure: bool = False
    mixture: str = ""


@dataclass
class Question:
    """What was asked, in the person's own writing; `case` where it can be answered."""

    place: str = HERE
    day: str = ""
    age: str = str(ADULT)
    kind: str = STREET
    near: list[str] = field(default_factory=list)
    circumstances: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=lambda: [Line(n + 1) for n in range(LINES)])
    faults: list[str] = field(default_factory=list)
    asked: bool = False
    case: Case | None = None

    @property
    def is_unsure(self) -> bool:
        return any(line.unsure for line in self.lines)


def today() -> date:
    return clock.now().astimezone(ZoneInfo(book(HERE).time_zone)).date()


def question(query: QueryDict, today: date, language: str) -> Question:
    """Reads what a form sent; `language` is the page's, in which numbers are written. `pick1`, of a
    button, goes before the name that stood in the first line; `unsure1` says of which name the
    person does not know what it stands for, so that another name is asked back again.

    Each fault is the name of a sentence in the law's words.
    """
    if not query:
        return Question(day=today.isoformat())
    put = Question(
        place=_one(query, "in", HERE),
        day=_one(query, "day", today.isoformat()),
        age=_one(query, "age", str(ADULT)),
        kind=_one(query, "at", STREET),
        near=query.getlist("near")[:LONGEST],
        circumstances=query.getlist("so")[:LONGEST],
        lines=[
            Line(
                n,
                _one(query, f"pick{n}", longest=LONGEST_NAME)
                or _one(query, f"s{n}", longest=LONGEST_NAME),
                _one(query, f"a{n}"),
                _one(query, f"u{n}", "grams"),
                unsure=_is_unsure(query, n),
            )
            for n in range(1, LINES + 1)
        ],
        asked=True,
    )
    put.case = _case(put, language)
    return put


def _one(query: QueryDict, name: str, otherwise: str = "", longest: int = 2 * LONGEST) -> str:
    return str(query.get(name, otherwise)).strip()[:longest]


def _is_unsure(query: QueryDict, n: int) -> bool:
    name = _one(query, f"s{n}", longest=LONGEST_NAME)
    of = _one(query, f"unsure{n}", longest=LONGEST_NAME)
    return bool(name) and of == name and not query.get(f"pick{n}")


def _case(put: Question, language: str) -> Case | None:
    day, age = _day_of(put.day), _age_of(put.age, language)
    checks = {
        "where": put.place in codes(),
        "day": day is not None,
        "age": age is not None,
        "place": put.kind in PLACE_KINDS,
        "so": set(put.near) <= set(LANDMARKS) and set(put.circumstances) <= set(CIRCUMSTANCES),
    }
    put.faults = [name for name, fine in checks.items() if not fine]
    carried = [each for line in put.lines if (each := _substance(line, language))]
    wrong = any(line.faults or line.unread for line in put.lines)
    if not carried and not wrong:
        put.faults.append("substances")
    if put.faults or wrong or day is None or age is None:
        return None
    return Case(
        jurisdiction=put.place,
        date=day,
        age=age,
        place=Place(put.kind, dict.fromkeys(put.near, NEAR_METRES)),
        substances=tuple(carried),
        circumstances=tuple(put.circumstances),
    )


def _day_of(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if _DAY.fullmatch(said) else None
    except ValueError:
        return None


def _age_of(said: str, language: str) -> int | None:
    try:
        age = numbers.read(_YEARS.sub("", said), language)
    except numbers.NotRead:
        return None
    return int(age) if age == int(age) and 0 <= age <= OLDEST else None


def _substance(line: Line, language: str) -> Substance | None:
    if not line.name and not line.amount:
        return None
    keys = _names_of(line)
    if line.measure not in MEASURES:
        line.faults.append("measure")
    if not any(each.isnumeric() for each in line.amount):
        line.faults.append("amount")
        return None
    try:
        amount = _amount(line, language)
    except numbers.NotRead as unread:
        line.unread = unread.in_words(language)
        return None
    if not amount:
        line.faults.append("nothing")
        return None
    measured: dict[str, Any] = {line.measure if line.measure in MEASURES else "grams": amount}
    try:
        carried = Substance(keys[0], mixed_with=keys[1:] or None, **measured)
    except ValueError:
        line.faults.append("amount")
        return None
    return None if line.faults else carried


def _names_of(line: Line) -> tuple[str, ...]:
    """The substance, or those of one mixture; what has to be asked of the name goes to the line."""
    found = every_name().find(line.name)
    if found.key:
        return (found.key,)
    parts = _parts_of(line.name)
    keys = tuple(dict.fromkeys(each.key for each in parts))
    if parts and all(keys) and _MIXED in line.name:
        return keys
    line.proposed = found.readings or found.suggestions
    line.unsure = line.unsure and bool(found.readings)
    if parts:
        line.mixture, line.proposed = f" {_MIXED} ".join(keys) if all(keys) else "", ()
        line.faults.append("several")
    elif not line.unsure:
        line.faults.append(_asked_back(found))
    return (line.name,)


def _parts_of(name: str) -> list[Found]:
    """Several things that one line names, each known or asked back; empty where it is none such."""
    parts = [every_name().find(part) for part in _SEVERAL.split(name) if part.strip()]
    are_known = all(each.key or each.readings for each in parts)
    return parts if len(parts) > 1 and are_known else []


def _asked_back(found: Found) -> str:
    """What is asked of a name that is not taken as it is."""
    if found.readings:
        return "which" if len(found.readings) > 1 else "one"
    return "alike" if found.suggestions else "substance"


def _amount(line: Line, language: str) -> Decimal:
    """The amount in its measure. A unit may be written behind it: 500 mg are 0.5 grams."""
    unit = UNIT_OF.get(line.measure, "g")
    amount = numbers.read_amount(line.amount, language, unit)
    if unit == "g" and amount.grams is not None:
        return amount.grams
    if amount.unit != unit:
        raise numbers.NotANumber(line.amount, "unit")
    return amount.number
