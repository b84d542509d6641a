"""What `assess` answers."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

Outcome = Literal[
    "no_offence", "exempt", "shielded", "diverted", "administrative", "offence", "undetermined"
]
#: How a value was checked: read in the act itself, in a report of it, or from memory alone.
Source = Literal["primary", "secondary", "recalled"]
ReferredTo = Literal["commission", "screening", "treatment"]

#: From the best checked to the least.
SOURCES: tuple[Source, ...] = ("primary", "secondary", "recalled")

#: From the mildest to the gravest. What cannot be told stands between: it may be either.
GRAVITY: tuple[Outcome, ...] = (
    "no_offence",
    "exempt",
    "shielded",
    "diverted",
    "administrative",
    "undetermined",
    "offence",
)


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in both languages."""

    en: str
    fr: str

    def __getitem__(self, language: str) -> str:
        return self.fr if language == "fr" else self.en


class Reference(msgspec.Struct, frozen=True):
    """Where a rule stands, and how that was checked. `link_fr`: to the French text, where it has
    an address of its own."""

    act: Words
    section: Words
    date: date
    link: str
    source: Source
    link_fr: str = ""

    def link_in(self, language: str) -> str:
        """To the text in that language, where it is known; else to the other."""
        return (self.link_fr or self.link) if language == "fr" else self.link


class Considered(msgspec.Struct, frozen=True):
    """A rule that was looked at, for which substances, and why it applied or not."""

    rule: str
    reference: Reference
    why: Words
    substances: tuple[str, ...]


class End(msgspec.Struct, frozen=True):
    """One end of what the answer may be, where the case leaves it open."""

    outcome: Outcome
    section: Words
    if_so: Words


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the law says. `max_years` is null where no maximum is known, or where it is life;
    `maximum` is the same as the act words it: “5 years less a day”.

    `ends`: the mildest and the gravest answer, where the case does not say enough (a purity,
    a weight); both are the same outcome where it makes no difference. `source`: how the least
    checked of the rules that were applied was checked.
    """

    outcome: Outcome
    section: str | None = None
    grade: Words | None = None
    schedule: str | None = None
    max_years: Decimal | None = None
    maximum: Words | None = None
    police_must_consider_alternatives: bool = False
    seized: bool | None = None
    referred_to: ReferredTo | None = None
    youth: bool = False
    fine: tuple[Decimal, Decimal, str] | None = None
    record_kept_apart_on: date | None = None
    applied: tuple[Considered, ...]
    rejected: tuple[Considered, ...]
    ends: tuple[End, ...] = ()
    source: Source
    text: Words


def weakest(considered: Iterable[Considered]) -> Source:
    """How the least checked of these was checked."""
    return max((each.reference.source for each in considered), key=SOURCES.index)


_encoder = msgspec.json.Encoder(decimal_format="number")


def to_json(answers: Answer | list[Answer]) -> bytes:
    """One answer, or an array of them; years and money as exact JSON numbers."""
    return _encoder.encode(answers)
