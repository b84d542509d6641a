"""Finding a person, and a referral, again: by keyed hashes in domains of the commission's own.

The same words leave another trace with every other area: nothing joins a person of the
commission with anybody known elsewhere. A person is known by name and year of birth. Who was
told by age alone was born in one of two years, and is found by either.

A name is one whatever its case, accents, dashes, commas and spaces, whether the family name comes
first or last, and with or without a title before it: M. Jean-François Roy is ROY, Jean Francois.
Nothing fuzzier: Roi is not Roy.
"""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from itertools import permutations

from veille.ledger.vault import vault

from .words import Authority

_PERSON = "diversion.person"
_REFERENCE = "diversion.reference"
#: Letters that Unicode does not take for a letter and an accent.
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "œ": "oe",
        "þ": "th",
    }
)
_WORD = re.compile(r"[^\W_]+")
#: What is written before a name; “M Roy” without its point may be an initial, and stays.
_TITLE = re.compile(r"^(?:(?:M|Mr|Mrs|Ms|Dr|Dre|Me)\.|Mme|Mlle|Mr|Mrs|Ms|Dr|Dre)\s+", re.I)
#: Names of more words are looked for in the orders of `known_as` alone: 120 orders of five.
_MOST_WORDS = 5


def known_as(name: str, birth_years: Sequence[int]) -> list[str]:
    """Everybody known by this name and born in one of these years, the first known first."""
    spelled = {name, *_orders(name), *_orders(_untitled(name))}
    found = (
        one
        for year in birth_years
        for said in spelled
        for one in vault().find(f"{said} {year}", _PERSON)
    )
    return sorted(set(found))


def found_by(name: str, birth_year: int) -> list[str]:
    """Everybody whom a clerk may mean by this name: its words in any order, with or without the
    title before them. More than `known_as`, by which nobody is counted as one person."""
    bare = _untitled(name)
    words = _WORD.findall(_bare(bare))
    orders = permutations(words) if len(words) <= _MOST_WORDS else ()
    spelled = {name, bare, *_orders(name), *_orders(bare), *map("".join, orders)}
    found = (one for said in spelled for one in vault().find(f"{said} {birth_year}", _PERSON))
    return sorted(set(found))


def is_same_name(one: str, other: str) -> bool:
    return not set(_orders(_untitled(one))).isdisjoint(_orders(_untitled(other)))


def know(person: str, name: str, birth_years: Sequence[int]) -> None:
    for year in birth_years:
        vault().know(person, f"{_orders(_untitled(name))[0]} {year}", _PERSON)


def unknow(person: str, name: str, birth_years: Sequence[int]) -> None:
    """Let nobody be found as this person by a name that was written wrong."""
    for year in birth_years:
        for said in (name, _orders(name)[0], _orders(_untitled(name))[0]):
            vault().unknow(person, f"{said} {year}", _PERSON)


def cases_of_reference(authority: Authority, service: str, reference: str) -> list[str]:
    """Cases that this sender referred under this reference."""
    return vault().find(_plain(authority, service, reference), _REFERENCE)


def know_reference(case: str, authority: Authority, service: str, reference: str) -> None:
    vault().know(case, _plain(authority, service, reference), _REFERENCE)


def _untitled(name: str) -> str:
    return _TITLE.sub("", name.strip())


def _orders(name: str) -> list[str]:
    """A name's bare letters, run together: in the order told, then each time with the first word
    put last. Whoever writes the family name first writes one of these."""
    words = _WORD.findall(_bare(name)) or [name]
    return ["".join(words[n:] + words[:n]) for n in range(len(words))]


def _bare(name: str) -> str:
    """Its letters in small, without accents."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(c for c in apart if not unicodedata.combining(c))


def _plain(authority: Authority, service: str, reference: str) -> str:
    """Dashes count in a reference (26-1-23 is not 26-12-3), case and spaces do not."""
    words = (authority.value, service, reference)
    tidy = "\0".join("".join(word.split()).casefold() for word in words)
    return sha256(tidy.encode()).hexdigest()
