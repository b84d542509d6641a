"""Keys, cards and fingerprints: Ed25519 signs, X25519 with HPKE (RFC 9180) seals. All by
`cryptography`."""

import hashlib
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from .words import Notice, NotTaken, Purpose

KEY_BYTES = 32
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)

#: 128 bits, in groups that two people can read to each other.
_FINGERPRINT_DIGITS, _GROUP = 32, 4


@dataclass(frozen=True)
class Keys:
    """The two private keys of a node."""

    signing: Ed25519PrivateKey
    opening: X25519PrivateKey

    @classmethod
    def made(cls) -> "Keys":
        return cls(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Keys":
        """Raises ValueError where these are no two keys."""
        if len(raw) != 2 * KEY_BYTES:
            raise ValueError(f"{len(raw)} bytes are no two keys")
        return cls(
            Ed25519PrivateKey.from_private_bytes(raw[:KEY_BYTES]),
            X25519PrivateKey.from_private_bytes(raw[KEY_BYTES:]),
        )

    def to_bytes(self) -> bytes:
        return self.signing.private_bytes_raw() + self.opening.private_bytes_raw()

    @property
    def verify(self) -> bytes:
        """The public key by which others know what this node signed."""
        return self.signing.public_key().public_bytes_raw()

    @property
    def seal(self) -> bytes:
        """The public key to which others seal what only this node may read."""
        return self.opening.public_key().public_bytes_raw()

    def sign(self, text: bytes) -> bytes:
        return self.signing.sign(text)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """What was sealed to this node. Raises NotTaken where it was not, or was changed."""
        try:
            return _SUITE.decrypt(sealed, self.opening, info=context)
        except (InvalidTag, ValueError):
            raise NotTaken(Notice.GARBLED) from None


def is_signed(verify: bytes, text: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(verify).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def seal(public: bytes, text: bytes, context: bytes) -> bytes:
    """`text`, to be opened by the holder of the private key alone."""
    return _SUITE.encrypt(text, X25519PublicKey.from_public_bytes(public), info=context)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """Who a node is: what two nodes exchange before they know each other.

    `network` is the identity of the hub that first made the network, on a hub's card alone; `after`
    the node whose facts this one carries on from, since it was put back from a backup.
    """

    node: str
    name: str
    purpose: Purpose
    verify: bytes
    seal: bytes
    network: str = ""
    after: str = ""


class SignedCard(msgspec.Struct, frozen=True):
    """A card as a file holds it, signed by its own key: nobody can show another's as theirs."""

    format: str
    card: msgspec.Raw
    signature: bytes


_CARD_FORMAT = "veille-card/1"
_CONTEXT = b"veille-card/1\n"


def write_card(card: Card, keys: Keys) -> bytes:
    text = msgspec.json.encode(card)
    signed = SignedCard(_CARD_FORMAT, msgspec.Raw(text), keys.sign(_CONTEXT + text))
    return msgspec.json.encode(signed) + b"\n"


def read_card(raw: bytes) -> Card:
    """Raises NotTaken where these bytes are no card, or not one signed by its own key."""
    try:
        signed = msgspec.json.decode(raw, type=SignedCard)
        card = msgspec.json.decode(signed.card, type=Card)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise NotTaken(Notice.NO_CARD) from None
    text = _CONTEXT + bytes(signed.card)
    if signed.format != _CARD_FORMAT or not is_signed(card.verify, text, signed.signature):
        raise NotTaken(Notice.SIGNATURE)
    return card


def fingerprint(card: Card) -> str:
    """128 bits of SHA-256 over the whole card, in hexadecimal groups of four: what two people
    compare, so that nobody stands between two nodes."""
    digits = hashlib.sha256(msgspec.json.encode(card)).hexdigest()[:_FINGERPRINT_DIGITS]
    return "-".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def plain_fingerprint(text: str) -> str:
    """A fingerprint as it is compared: whatever stands between its digits."""
    return "".join(digit for digit in text.lower() if digit in "0123456789abcdef")
