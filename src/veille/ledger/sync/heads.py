"""The end of a chain, signed by the node that wrote it.

A checkpoint of C2SP (tlog-checkpoint: origin, size, base64 hash) in a signed note (signed-note,
Ed25519): text that other tools can check. Who keeps one can show later that a history was
rewritten.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64

import msgspec

from .keys import Keys, is_signed

#: The algorithm's number in a signed note.
_ED25519 = b"\x01"
_HASH_BYTES = 4
_MARK = "\u2014 "


class SignedHead(msgspec.Struct, frozen=True):
    """A node's chain ends with this fact: so it says, and signs. `hash` is in hex."""

    node: str
    seq: int
    hash: str
    note: str


def _origin(node: str) -> str:
    return f"veille/{node}"


def _key_hash(name: str, verify: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + verify).digest()[:_HASH_BYTES]


def sign_head(keys: Keys, node: str, seq: int, hash: str) -> SignedHead:
    name = _origin(node)
    text = f"{name}\n{seq}\n{b64encode(bytes.fromhex(hash)).decode()}\n"
    signature = b64encode(_key_hash(name, keys.verify) + keys.sign(text.encode())).decode()
    return SignedHead(node, seq, hash, f"{text}\n{_MARK}{name} {signature}\n")


def read_head(note: str, verify: bytes) -> SignedHead | None:
    """The head that a note holds; None where it is none, or that key did not sign it."""
    head = parse_head(note)
    if head is None:
        return None
    text, _mark, signed = note.partition(f"\n{_MARK}")
    name, _space, signature = signed.removesuffix("\n").partition(" ")
    raw = b64decode(signature)
    if name != _origin(head.node) or raw[:_HASH_BYTES] != _key_hash(name, verify):
        return None
    return head if is_signed(verify, text.encode(), raw[_HASH_BYTES:]) else None


def parse_head(note: str) -> SignedHead | None:
    """The head that a note holds, whoever signed it; None where it is none."""
    try:
        text, mark, signed = note.partition(f"\n{_MARK}")
        name, size, root, end = text.split("\n")
        _signer, signature = signed.removesuffix("\n").split(" ")
        b64decode(signature, validate=True)
        node, hash = name.removeprefix("veille/"), b64decode(root, validate=True).hex()
        return SignedHead(node, int(size), hash, note) if mark and not end else None
    except (ValueError, NotBase64):
        return None
