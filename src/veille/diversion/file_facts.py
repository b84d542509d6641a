"""What is entered in the file of a case wherever it stands: who helps, a laboratory's answers,
custody. Sealed words are as in `facts.py`."""

from decimal import Decimal
from typing import ClassVar

from veille.ledger.facts import Body, Sealed

from .words import LawyerBy


class HelpEntered(Body, frozen=True):
    """Who counsels the person, and which language is interpreted for them; empty: none."""

    kind: ClassVar[str] = "diversion.case.help_entered"

    lawyer_by: LawyerBy
    lawyer: Sealed | None = None
    interpreted: str = ""
    note: Sealed | None = None


class Analysed(Body, frozen=True):
    """A laboratory says what one of the things seized is: the `line`-th of them, from 1.

    `purity_percent`: of its weight, how much is that substance; None where it was not measured.
    `besides`: it is in it beside what earlier results found; else it stands in their place.
    """

    kind: ClassVar[str] = "diversion.case.analysed"

    line: int
    substance: str
    purity_percent: Decimal | None = None
    note: Sealed | None = None
    besides: bool = False


class SeizedKept(Body, frozen=True):
    """What was seized is kept there, under that mark."""

    kind: ClassVar[str] = "diversion.case.seized_kept"

    where: str
    mark: str = ""
    note: Sealed | None = None


class SeizedDestroyed(Body, frozen=True):
    """What was seized was destroyed."""

    kind: ClassVar[str] = "diversion.case.seized_destroyed"

    note: Sealed | None = None
