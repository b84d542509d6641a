"""What may be said of a seizure."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed, Refused

from ..named import has_too_many_digits
from ..naming import key_of
from ..policies import check_name
from ..schemas import EARLIEST
from . import facts


class SeizedOne(Protocol):
    substance: str
    grams: float | None
    units: int | None


#: What was seized together.
Seized = Sequence[SeizedOne]

#: Grams, and units: more than that is a slip of the pen.
LARGEST_GRAMS = 100_000_000.0
LARGEST_UNITS = 100_000_000
LONGEST_REFERENCE = 40
#: A street’s number, a postal code, a telephone: of somebody’s door, not of a town.
_OF_A_DOOR = re.compile(
    r"\b(?:chez|étage|floor|coin|corner|angle|intersection|crossing|croisement|appartement|apartment"
    r"|rue|avenue|boulevard|chemin|street|road)\b"
    r"|\d{1,5}\s*,?\s+\w|\b[A-Za-z]\d[A-Za-z]\s?\d[A-Za-z]\d\b|\d{3}[-. ]\d{4}|@",
    re.IGNORECASE,
)


def check_place(place: str) -> str:
    """A town or a district, tidied. Raises Malformed for what looks like somebody’s address."""
    tidy = check_name(place)
    if _OF_A_DOOR.search(tidy):
        raise Malformed(
            _(
                "“%(place)s” looks like somebody’s address. Write the town or the district alone: "
                "nothing here may lead to a person."
            ),
            place=tidy,
        )
    return tidy


def check_source(source: str) -> str:
    """Who says so, tidied: a service or a newspaper, and no way to reach a person."""
    tidy = check_name(source)
    if has_too_many_digits(tidy) or "@" in tidy:
        raise Malformed(
            _(
                "“%(source)s”: name the service or the newspaper alone, without a telephone or an "
                "e-mail."
            ),
            source=tidy,
        )
    return tidy


def check_day(day: date) -> None:
    """Raises Malformed for a day that nobody logs any more."""
    if day < EARLIEST:
        raise Malformed(_("%(day)s is too long ago. Check the year."), day=day)


class LooksTheSame(Refused):
    """A seizure of the same day, place, kind, substances and amounts is in the log."""


def check_is_another(seized: facts.SeizureLogged, before: Iterable[Seized]) -> None:
    """`before` are those of the same day, place and kind. Raises LooksTheSame for one alike."""
    said = {_plain(one.substance, one.grams, one.units) for one in seized.amounts}
    for there in before:
        if said == {_plain(one.substance, one.grams, one.units) for one in there}:
            raise LooksTheSame(
                _(
                    "The same is in the log already, of this day and place. If it was another "
                    "seizure, say that it is."
                )
            )


def _plain(name: str, grams: float | None, units: int | None) -> tuple[object, ...]:
    return key_of(name), grams, units


def check_amounts(amounts: Sequence[facts.Amount]) -> tuple[facts.Amount, ...]:
    """Each with a name, and above zero where it is said how much. Raises Malformed."""
    if not amounts:
        raise Malformed(_("Write what was seized: at least one substance."))
    checked = []
    for one in amounts:
        name = check_name(one.substance)
        if one.grams is not None and not 0 < one.grams <= LARGEST_GRAMS:
            raise Malformed(_("%(what)s: a mass is above zero, in grams."), what=name)
        if one.units is not None and not 0 < one.units <= LARGEST_UNITS:
            raise Malformed(_("%(what)s: a number of units is above zero."), what=name)
        checked.append(facts.Amount(name, one.grams, one.units))
    return tuple(checked)


def check_reference(reference: str) -> str:
    """The source’s number of it: letters and digits, and what stands between them."""
    tidy = reference.strip()
    if len(tidy) > LONGEST_REFERENCE or not re.fullmatch(r"[\w\-./]*", tidy):
        raise Malformed(
            _(
                "A reference is a number or a code of at most %(most)s characters, such as "
                "2026-0314; no words."
            ),
            most=LONGEST_REFERENCE,
        )
    return tidy
