"""A sample and what was found in it. Nothing here names a person or a visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Method(StrEnum):
    STRIP = "strip"
    FTIR = "ftir"
    LABORATORY = "laboratory"


class Outcome(StrEnum):
    """What a test says of one substance. Not done is not negative, and neither is invalid."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INVALID = "invalid"
    NOT_DONE = "not_done"
    #: Both ends of the strip disagree, or two strips do.
    CONFLICTING = "conflicting"

    @property
    def counts(self) -> bool:
        """Whether the sample is among those tested."""
        return self in (Outcome.POSITIVE, Outcome.NEGATIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One strip, read. `target` is the substance or class that it looks for; `mg_per_ml` is the
    dilution, None where nobody wrote it down."""

    target: str
    outcome: Outcome
    mg_per_ml: float | None = None
    brand: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One substance that an instrument named. `share` is of the mass, 0 to 1, where it is known;
    `trace` means below the method’s primary components. `written` is its name as the file has it,
    `how` the laboratory’s own word for its method."""

    substance: str
    method: Method
    share: float | None = None
    trace: bool = False
    written: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`expected` is what it was sold as: every substance that was named, and `sold_as_written` the
    same as somebody wrote it. `methods` are those that were applied: a substance that none of them
    looks for was not looked for."""

    label: str
    collected: date | None
    place: str
    site: str = ""
    expected: tuple[str, ...] = ()
    sold_as_written: str = ""
    readings: tuple[Reading, ...] = ()
    components: tuple[Component, ...] = ()
    methods: frozenset[Method] = frozenset()

    def read_by_strip(self, target: str) -> Outcome:
        """The reading of the strip for a target; the first valid one where there are several."""
        found = [each.outcome for each in self.readings if each.target == target]
        return next(
            (each for each in found if each.counts), found[0] if found else Outcome.NOT_DONE
        )

    def holds(self, substances: Iterable[str]) -> bool:
        """Whether an instrument named one of them."""
        wanted = set(substances)
        return any(each.substance in wanted for each in self.components)
