"""What may be said of a seizure."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed

from ..policies import check_name
from . import facts

#: Grams, and units: more than that is a slip of the pen.
LARGEST_GRAMS = 100_000_000.0
LARGEST_UNITS = 100_000_000
LONGEST_REFERENCE = 40
#: A street’s number, a postal code, a telephone: of somebody’s door, not of a town.
_OF_A_DOOR = re.compile(
    r"\d{1,5}\s*,?\s+\w|\b[A-Za-z]\d[A-Za-z]\s?\d[A-Za-z]\d\b|\d{3}[-. ]\d{4}|@"
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
