"""What a dissuasion commission may decide, as dated values with their references."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from .answer import Reference, Words
from .books import book
from .text import Decides


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision open to the commission, or a time limit that it keeps.

    `euros` and `months`: from, to. `all_of`, `none_of`: of whom it may be made. `decides`: which
    kind of decision it is, or those whose length it bounds.
    """

    key: str
    kind: Literal["decision", "time_limit"]
    text: Words
    reference: Reference
    decides: tuple[Decides, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    euros: tuple[Decimal, Decimal] | None = None
    months: tuple[int, int] | None = None
    hours: int | None = None


def decisions(jurisdiction: str, day: date) -> list[Decision]:
    """All in force on that day, in the order of the rules. Raises KeyError."""
    return [
        Decision(
            key=key,
            kind=said.kind,
            text=said.text,
            reference=reference,
            decides=said.decides,
            all_of=said.all_of,
            none_of=said.none_of,
            schedules=said.schedules,
            euros=said.euros,
            months=said.months,
            hours=said.hours,
        )
        for key, versions in book(jurisdiction).commission.items()
        for said, reference in versions
        if said.begins <= day and (said.until is None or day < said.until)
    ]
