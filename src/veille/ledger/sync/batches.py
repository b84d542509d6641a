"""What travels: a node's request, the hub's answer, each signed and compressed.

Zlib, which every Python has: no library of zstd is among the locked ones.
"""

import zlib
from typing import TypeVar

import msgspec

from ..facts import Fact
from .keys import Keys, is_signed
from .words import Notice, NotTaken

#: What a version of Veille that reads an envelope must know. A field that is only added needs no
#: new number: who does not know it passes over it.
FORMAT = 1

#: Facts and bytes, before they are compressed, in one batch.
MOST_FACTS = 1_000
MOST_BYTES = 256 * 1024
#: Of one batch, opened: no bomb is unpacked.
_LARGEST_BYTES = 16 * 1024 * 1024
_LEVEL = 6


class Receipt(msgspec.Struct, frozen=True):
    """The hub has a node's facts up to this one on its disk: so it says, and signs.

    `epoch` is of the hub's disk: a hub that was put back from a backup begins another, and what it
    signed before counts no more. `at` is the hub's clock, in microseconds since 1970.
    """

    epoch: str
    node: str
    seq: int
    hash: str
    at: int
    signature: bytes = b""

    def text(self) -> bytes:
        parts = ("veille-receipt/1", self.epoch, self.node, self.seq, self.hash, self.at)
        return "\n".join(map(str, parts)).encode()


def sign_receipt(keys: Keys, receipt: Receipt) -> Receipt:
    return msgspec.structs.replace(receipt, signature=keys.sign(receipt.text()))


def is_receipt_of(verify: bytes, receipt: Receipt) -> bool:
    return is_signed(verify, receipt.text(), receipt.signature)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A node to the hub: what it has, and what the hub lacks as far as the node knows.

    `turn` rises with each; the answer repeats it. `clock` is the sender's, in microseconds.
    `heads` are signed heads of its own chain and of others that it keeps.
    """

    turn: int
    clock: int
    version: str
    have: dict[str, int]
    heads: list[str] = []
    receipt: Receipt | None = None
    facts: list[Fact] = []


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The hub to a node: how it stands, the hub's receipt, and what the node lacks.

    `have` is what the hub has of the chains that this node may know.
    """

    epoch: str
    turn: int
    clock: int
    version: str
    #: Words of a later version pass: whoever does not know one shows it as it is.
    standing: str
    notice: str = ""
    receipt: Receipt | None = None
    have: dict[str, int] = {}
    heads: list[str] = []
    facts: list[Fact] = []
    #: Who was forgotten in facts of the hub's that this node may not have.
    forgotten: list[str] = []
    #: Facts that wait here until a person lets them in.
    apart: int = 0
    #: Whether the hub has more for this node than one batch holds.
    more: bool = False


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """A node to the hub: answer as soon as you have more of a chain than you said that you have."""

    known: dict[str, int]


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A request or an answer, compressed, and signed for one recipient in one network."""

    format: int
    network: str
    sender: str
    recipient: str
    payload: bytes
    signature: bytes = b""

    def text(self) -> bytes:
        head = f"veille-batch/{self.format}\n{self.network}\n{self.sender}\n{self.recipient}\n"
        return head.encode() + self.payload


def pack(keys: Keys, network: str, sender: str, recipient: str, what: msgspec.Struct) -> bytes:
    """A request, an answer or an errand, signed."""
    payload = zlib.compress(msgspec.json.encode(what), _LEVEL)
    bare = Envelope(
        format=FORMAT, network=network, sender=sender, recipient=recipient, payload=payload
    )
    return msgspec.msgpack.encode(msgspec.structs.replace(bare, signature=keys.sign(bare.text())))


def read_envelope(raw: bytes) -> Envelope:
    """Raises NotTaken where these bytes are no envelope, or one of a later format."""
    try:
        envelope = msgspec.msgpack.decode(raw, type=Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise NotTaken(Notice.GARBLED) from None
    if envelope.format > FORMAT:
        raise NotTaken(Notice.NEWER, envelope.sender)
    return envelope


def check_signed(envelope: Envelope, verify: bytes) -> None:
    """Raises NotTaken where another key signed it, or something was changed on the way."""
    if not is_signed(verify, envelope.text(), envelope.signature):
        raise NotTaken(Notice.SIGNATURE, envelope.sender)


_What = TypeVar("_What", bound=msgspec.Struct)


def unpack(envelope: Envelope, what: type[_What]) -> _What:
    """What an envelope holds. Raises NotTaken where it is none of that."""
    try:
        return msgspec.json.decode(_unpacked(envelope), type=what)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise NotTaken(Notice.GARBLED, envelope.sender) from None


def _unpacked(envelope: Envelope) -> bytes:
    opener = zlib.decompressobj()
    try:
        text = opener.decompress(envelope.payload, _LARGEST_BYTES)
    except zlib.error:
        raise NotTaken(Notice.GARBLED, envelope.sender) from None
    if not opener.eof:
        raise NotTaken(Notice.GARBLED, envelope.sender)
    return text


def size_of(fact: Fact) -> int:
    """Bytes of a fact in a batch, nearly: its body, and a header of much the same size always."""
    return len(bytes(fact.body)) + _HEADER_BYTES


_HEADER_BYTES = 360
