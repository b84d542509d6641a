"""How one column of a file is read: what becomes of it, and what was answered about it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .dates import Order
from .marks import Mark


class OnFault(StrEnum):
    LEAVE_ROW_OUT = "leave-row-out"
    LEAVE_EMPTY = "leave-empty"


class Swapped(StrEnum):
    ASK = "ask"
    KEEP = "keep"  # they are right as they stand
    MEND = "mend"  # day and month change places again


@dataclass(frozen=True, kw_only=True)
class Column:
    """One heading of a file and the field that it becomes; none where it is left out.

    `order`, `decimal`, `swapped` answer questions that the file leaves open. `words` and `marks`
    add to those of the field.
    """

    heading: str
    field: str = ""
    order: Order | None = None
    decimal: str = ""
    swapped: Swapped = Swapped.ASK
    several: str = ""
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    marks: Mapping[str, Mark] = dataclasses.field(default_factory=dict)
    on_fault: OnFault = OnFault.LEAVE_ROW_OUT
