"""Finding a person, and a referral, again: by keyed hashes in domains of the commission's own.

The same words leave another trace with every other area: nothing joins a person of the
commission with anybody known elsewhere. A person is known by name and year of birth. Who was
told by age alone was born in one of two years, and is found by either.
"""

from collections.abc import Sequence
from hashlib import sha256

from veille.ledger.vault import vault

from .words import Authority

_PERSON = "diversion.person"
_REFERENCE = "diversion.reference"


def known_as(name: str, birth_years: Sequence[int]) -> list[str]:
    """Everybody known by this name and born in one of these years, the first known first."""
    found = (one for year in birth_years for one in vault().find(f"{name} {year}", _PERSON))
    return sorted(set(found))


def know(person: str, name: str, birth_years: Sequence[int]) -> None:
    for year in birth_years:
        vault().know(person, f"{name} {year}", _PERSON)


def cases_of_reference(authority: Authority, service: str, reference: str) -> list[str]:
    """Cases that this sender referred under this reference."""
    return vault().find(_plain(authority, service, reference), _REFERENCE)


def know_reference(case: str, authority: Authority, service: str, reference: str) -> None:
    vault().know(case, _plain(authority, service, reference), _REFERENCE)


def _plain(authority: Authority, service: str, reference: str) -> str:
    """Dashes count in a reference (26-1-23 is not 26-12-3), case and spaces do not."""
    words = (authority.value, service, reference)
    tidy = "\0".join("".join(word.split()).casefold() for word in words)
    return sha256(tidy.encode()).hexdigest()
