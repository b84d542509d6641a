"""Carry cards: a sealed record that waits at the hub, and a secret that only the visitor carries.

The card holds 128 random bits. Two values are derived from them (HKDF-SHA256, RFC 5869): the place
of the deposit at the hub, and the key that seals it. From the place nobody comes to the key, so the
hub, which has places and sealed bytes, can read none; and whoever has no card finds no place.

    place, sealed = place_of(secret), seal(secret, record)     # at the site that makes the card
    record = unseal(secret, sealed)                            # at another, while it is shown
"""

import os
from enum import StrEnum

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .keys import KEY_BYTES
from .store import Reading, Writing, encode
from .words import Purpose

SECRET_BYTES = 16
#: Every deposit is as long as this or a multiple of it: its length says nothing of what it holds.
PADDED_BYTES = 1024
#: What the hub keeps of one, at most.
LARGEST_BYTES = 8 * 1024
_NONCE_BYTES = 12
_LENGTH_BYTES = 4
#: Crockford's letters: none that is read as another, in either language.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_BITS_A_LETTER = 5
#: 26 letters hold the 128 bits, the last two are a check: what was typed wrong is told at once.
_LETTERS_OF_SECRET, _LETTERS_OF_CHECK, _GROUP = 26, 2, 4


class NoCode(ValueError):
    """These letters are no code of a card."""


def new_secret() -> bytes:
    return os.urandom(SECRET_BYTES)


def as_code(secret: bytes) -> str:
    """The secret as it is printed below its square: seven groups of four letters."""
    number = int.from_bytes(secret, "big") << (_LETTERS_OF_SECRET * _BITS_A_LETTER - 128)
    text = _in_letters(number, _LETTERS_OF_SECRET) + _check_of(secret)
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read_code(text: str) -> bytes:
    """The secret that a code stands for, however it was typed. Raises NoCode."""
    plain = "".join(filter(str.isalnum, text.upper())).translate(_READ_AS)
    if len(plain) != _LETTERS_OF_SECRET + _LETTERS_OF_CHECK or set(plain) - set(_LETTERS):
        raise NoCode
    number = 0
    for letter in plain[:_LETTERS_OF_SECRET]:
        number = number << _BITS_A_LETTER | _LETTERS.index(letter)
    spare = _LETTERS_OF_SECRET * _BITS_A_LETTER - 128
    secret = (number >> spare).to_bytes(SECRET_BYTES, "big")
    if number & (1 << spare) - 1 or plain[_LETTERS_OF_SECRET:] != _check_of(secret):
        raise NoCode
    return secret


def _check_of(secret: bytes) -> str:
    derived = int.from_bytes(_derived(secret, b"check", 2), "big")
    return _in_letters(derived & (1 << _LETTERS_OF_CHECK * _BITS_A_LETTER) - 1, _LETTERS_OF_CHECK)


def _in_letters(number: int, count: int) -> str:
    shifts = range((count - 1) * _BITS_A_LETTER, -1, -_BITS_A_LETTER)
    return "".join(_LETTERS[number >> shift & 31] for shift in shifts)


def place_of(secret: bytes) -> str:
    """Where the deposit lies at the hub: 32 hexadecimal digits."""
    return _derived(secret, b"place", 16).hex()


def seal(secret: bytes, record: bytes) -> bytes:
    """The record, for whoever holds the card. Raises ValueError where it is too long."""
    framed = len(record).to_bytes(_LENGTH_BYTES, "big") + record
    padded = framed.ljust(-(-len(framed) // PADDED_BYTES) * PADDED_BYTES, b"\0")
    if len(padded) + _NONCE_BYTES + 16 > LARGEST_BYTES:
        raise ValueError(f"a record of {len(record)} bytes is too long for a deposit")
    nonce = os.urandom(_NONCE_BYTES)
    place = place_of(secret).encode()
    return nonce + ChaCha20Poly1305(_derived(secret, b"key", KEY_BYTES)).encrypt(
        nonce, padded, place
    )


def unseal(secret: bytes, sealed: bytes) -> bytes | None:
    """The record that was sealed with this card; None where these bytes are another's."""
    box = ChaCha20Poly1305(_derived(secret, b"key", KEY_BYTES))
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        padded = box.decrypt(nonce, rest, place_of(secret).encode())
    except (InvalidTag, ValueError):
        return None
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def _derived(secret: bytes, what: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"veille-carry/1 " + what).derive(secret)


class Verb(StrEnum):
    """What a node asks of the hub about a place."""

    LEAVE = "leave"
    FETCH = "fetch"
    TAKE_AWAY = "take-away"


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """A node to the hub, about one place."""

    verb: Verb
    place: str
    sealed: bytes = b""


class Errands(StrEnum):
    """What came of an errand."""

    DONE = "done"
    NOT_THERE = "not-there"
    #: Another node left it, or it was taken away: what is gone does not come back.
    NOT_YOURS = "not-yours"


class ErrandDone(msgspec.Struct, frozen=True, kw_only=True):
    """The hub’s answer."""

    came: Errands
    sealed: bytes = b""


class Deposit(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub keeps at a place. Empty where it was taken away: a message of before that comes
    late, or is sent again by somebody, puts nothing back."""

    by: str
    sealed: bytes = b""


#: Visitors are of sites: no other node leaves, or opens, what a card is of.
MAY_ASK = frozenset({Purpose.SITE})
_PLACE_DIGITS = 32


def is_errand(errand: Errand) -> bool:
    """Whether it can be done at all: a place, and no more than one record."""
    hexadecimal = set(errand.place) <= set("0123456789abcdef")
    short = len(errand.sealed) <= LARGEST_BYTES
    return len(errand.place) == _PLACE_DIGITS and hexadecimal and short


def run(here: Writing, errand: Errand, node: str, before: list[str]) -> ErrandDone:
    """At the hub: do what a node asks. `before` are the nodes in whose place it stands."""
    kept = deposit_at(here, errand.place)
    if errand.verb is Verb.FETCH:
        if kept is None or not kept.sealed:
            return ErrandDone(came=Errands.NOT_THERE)
        return ErrandDone(came=Errands.DONE, sealed=kept.sealed)
    theirs = kept is not None and kept.by not in {node, *before}
    gone = kept is not None and not kept.sealed
    if theirs or (gone and errand.verb is Verb.LEAVE):
        return ErrandDone(came=Errands.NOT_YOURS)
    left = errand.sealed if errand.verb is Verb.LEAVE else b""
    here.keep(f"deposit/{errand.place}", encode(Deposit(by=node, sealed=left)))
    return ErrandDone(came=Errands.DONE)


def deposit_at(here: Reading, place: str) -> Deposit | None:
    raw = here.kept(f"deposit/{place}")
    return None if raw is None else msgspec.json.decode(raw, type=Deposit)
