"""What a rule file may hold: frozen structs, so that an unknown key or a wrong type is refused."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec

from .answer import Outcome, ReferredTo, Verified, Words
from .case import Circumstance, Landmark, Measure, PlaceKind

#: A string that something must stand in.
Said = str


Comparison = Literal["at_most", "less_than", "more_than", "at_least"]


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act, an order, a ruling or a directive; `date`: when it was made or took effect."""

    act: Words
    date: date
    link: Said


class Dated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Holds on the days [begins, until); without `until`, to this day. Each has its reference."""

    begins: date = msgspec.field(name="from")
    until: date | None = None
    reference: Said
    section: Said
    section_fr: str = ""
    verified: Verified


class Far(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Farther than so many metres from each of these."""

    metres: Decimal
    of: tuple[Landmark, ...]


class Version(Dated, frozen=True, kw_only=True):
    """A rule as it read for some time: what it says, and when it holds.

    With an `outcome` it decides. With `after` it adds something to what was decided: a duty of
    the police, a fine, a sentence to the text. All conditions that are given must hold.
    """

    text: Words

    outcome: Outcome | None = None
    after: tuple[Outcome, ...] = ()
    max_years: dict[str, Decimal] = {}
    maximum: dict[str, Words] = {}
    seized: bool | None = None
    referred_to: ReferredTo | None = None
    fine: tuple[Decimal, Decimal, str] | None = None
    police_must_consider_alternatives: bool = False

    age_from: int | None = None
    age_under: int | None = None
    substances: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    places: tuple[PlaceKind, ...] = ()
    places_not: tuple[PlaceKind, ...] = ()
    farther_than: Far | None = None
    all_of: tuple[Circumstance, ...] = ()
    any_of: tuple[Circumstance, ...] = ()
    none_of: tuple[Circumstance, ...] = ()
    at_most: str = ""
    less_than: str = ""
    more_than: str = ""
    at_least: str = ""

    @property
    def circumstances(self) -> tuple[Circumstance, ...]:
        """All that this rule asks about."""
        return (*self.all_of, *self.any_of, *self.none_of)

    @property
    def limits(self) -> tuple[tuple[Comparison, str], ...]:
        """Each comparison with the table of amounts that it is made with."""
        given: tuple[tuple[Comparison, str], ...] = (
            ("at_most", self.at_most), ("less_than", self.less_than),
            ("more_than", self.more_than), ("at_least", self.at_least),
        )  # fmt: skip
        return tuple(each for each in given if each[1])


class Amounts(Dated, frozen=True, kw_only=True):
    """Amounts to measure against: of each substance (`of`), or of several together."""

    of: dict[str, dict[Measure, Decimal]] = {}
    together: tuple[str, ...] = ()
    in_all: dict[Measure, Decimal] = {}


class Membership(Dated, frozen=True, kw_only=True):
    """These substances stand in this schedule."""

    schedule: str
    substances: tuple[str, ...]


class Youth(Dated, frozen=True, kw_only=True):
    under: int


class Record(Dated, frozen=True, kw_only=True):
    """When a record of a conviction is kept apart: on a day for those before `older_than`; later
    ones so many years after conviction or the end of the sentence, whichever is later."""

    older_than: date
    older_on: date
    years_after: int


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that people remember and that changed no rule."""

    date: date
    reference: Said
    section: Said
    section_fr: str = ""
    verified: Verified
    text: Words


#: What a commission may do with a case, in words that no jurisdiction owns.
Decides = Literal[
    "provisional_suspension", "suspended_sanction", "warning", "fine", "other_measure",
    "acquittal", "closed",
]  # fmt: skip


class CommissionDecision(Dated, frozen=True, kw_only=True):
    """What a dissuasion commission may decide, or a time limit that somebody keeps.

    `decides`: which kind of decision this is, or those whose length it bounds.
    """

    kind: Literal["decision", "time_limit"]
    text: Words
    decides: tuple[Decides, ...] = ()
    all_of: tuple[Circumstance, ...] = ()
    none_of: tuple[Circumstance, ...] = ()
    schedules: tuple[str, ...] = ()
    euros: tuple[Decimal, Decimal] | None = None
    months: tuple[int, int] | None = None
    hours: int | None = None


class Jurisdiction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`within`: whose rules hold here too. `scope`: what says how far these rules reach."""

    code: str
    name: Words
    time_zone: str
    within: str = ""
    scope: str = ""
    scope_section: str = ""
    scope_section_fr: str = ""
    scope_verified: Verified = "secondary"


#: A table of the file → the struct of each entry in it.
NAMED_LISTS: dict[str, type[Dated]] = {
    "rules": Version, "amounts": Amounts, "commission": CommissionDecision,
}  # fmt: skip
LISTS: dict[str, Any] = {
    "schedule": Membership, "youth": Youth, "record": Record, "no_effect": Event,
}  # fmt: skip
