"""What a dissuasion commission may decide, as dated values with their references."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from .answer import Reference, Words
from .books import Book, book
from .text import CommissionDecision, CommissionMeasure, Decides


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision open to the commission, how it may be extended, or a time limit that it keeps.

    `all_of`, `none_of`: of whom it may be made. `euros`: from, to; the most is None where the law
    bounds it by the minimum wage. Other fields as in `text.CommissionDecision`.
    """

    key: str
    kind: Literal["decision", "extension", "time_limit"]
    text: Words
    reference: Reference
    decides: tuple[Decides, ...] = ()
    shall: bool = False
    sanction: bool = False
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    euros: tuple[Decimal, Decimal | None] | None = None
    months: tuple[int, int] | None = None
    from_final: bool = False
    presentations: bool = False
    measures: tuple[CommissionMeasure, ...] = ()
    measure_months: tuple[int, int] | None = None
    breaches: int | None = None
    suspends: tuple[Decides, ...] = ()
    every_months: int | None = None
    hours: int | None = None
    working_days: int | None = None


#: Fields that are told as the file has them.
_AS_WRITTEN = tuple(
    name
    for name in Decision.__struct_fields__
    if name in CommissionDecision.__struct_fields__ and name != "reference"
)


def decisions(jurisdiction: str, day: date) -> list[Decision]:
    """All in force on that day, in the order of the rules. Raises KeyError for a jurisdiction that
    has no rules, or a fine whose rule is not in force."""
    there = book(jurisdiction)
    return [
        Decision(
            key=key,
            reference=reference,
            euros=_fine(there, said, day),
            **{name: getattr(said, name) for name in _AS_WRITTEN},
        )
        for key, versions in there.commission.items()
        for said, reference in versions
        if said.holds_on(day)
    ]


def _fine(
    there: Book, said: CommissionDecision, day: date
) -> tuple[Decimal, Decimal | None] | None:
    if not said.fine_by:
        return None
    in_force = there.on(day)
    for rule in in_force.adding if in_force else ():
        if rule.key.rpartition("/")[2] == said.fine_by and rule.says.fine is not None:
            least, most, _currency = rule.says.fine
            return least, None if said.up_to_minimum_wage else most
    raise KeyError(f"{there.code}: no rule “{said.fine_by}” with a fine on {day}")
