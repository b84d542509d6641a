"""By a line: each batch is posted to the hub over HTTPS, and its answer comes back at once.

Batches are sealed as on a stick, to the hub and to the node: whoever holds the line, or a proxy on
it, reads how much was written, and nothing of what. HTTPS keeps from them who talks to whom; its
certificate is one that an authority signed, or one whose fingerprint a person compared.

What is cut off is sent again: what came twice is compared and passed over. So nothing is kept here
but when it last went well, and what was wrong last.
"""

import hashlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from string import hexdigits
from urllib.parse import SplitResult, urlsplit

import msgspec
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..clock import from_microseconds, to_microseconds
from ..refusal import Malformed, Refused
from .batches import Answer, Wait, check_signed, pack, read_envelope, unpack
from .deposits import Errand, ErrandDone
from .here import hub, link, node_side, this_node
from .hub import Hub
from .keys import seal
from .membership import member_of
from .notices import NOTICES
from .store import encode
from .stored import Stored
from .words import Notice, NotTaken

PATH = "/sync/"
ERRAND_PATH = "/sync/errand/"
WAIT_PATH = "/sync/wait/"
#: How long the hub lets a node wait for something; proxies let nobody wait for a minute.
WAIT_SECONDS = 25.0
_CONTEXT = b"veille-line/1"
#: SHA-256, in hex.
_PIN_DIGITS = 64
#: A batch takes half a minute over 64 kbit/s.
_PATIENCE_SECONDS = 90.0
#: Somebody stands at the door with their card meanwhile.
_SOON_SECONDS = 10.0
#: What one answer holds at the most, sealed.
_LARGEST_BYTES = 32 * 1024 * 1024
#: Batches in one go; the rest goes the next time, so that nothing else waits for ever.
MOST_TURNS = 500
_TYPE = "application/octet-stream"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Where the hub is reached, and how it went. `pin`: the SHA-256 of its certificate, in hex,
    where no authority signed it. Times in microseconds since 1970."""

    address: str
    pin: str = ""
    went_well_at: int = 0
    failed_at: int = 0
    failures: int = 0
    why: str = ""

    @property
    def went_well(self) -> datetime | None:
        return from_microseconds(self.went_well_at) if self.went_well_at else None


class Why(StrEnum):
    """Why a meeting over the line could not be ended."""

    AWAY = "away"
    PIN = "pin"
    CERTIFICATE = "certificate"
    NO_HUB = "no-hub"
    BUSY = "busy"
    TOO_BIG = "too-big"


class LineDown(Exception):
    """The hub was not reached, or what answered was not the hub. Nothing is lost by it."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


WHY: dict[Why, Promise] = {
    Why.AWAY: _("The hub cannot be reached over this line: is it on, and the address right?"),
    Why.PIN: _(
        "What answers at the hub’s address has another certificate than the one that was compared: "
        "somebody may stand in between, or it was renewed. Nothing was sent. Compare the new "
        "fingerprint at the hub, then run “veille node line” with it."
    ),
    Why.CERTIFICATE: _(
        "The certificate at the hub’s address is out of date, or of another name. Nothing was "
        "sent. Have it renewed at the hub; a stick works meanwhile."
    ),
    Why.NO_HUB: _(
        "What answers at this address is no hub of Veille’s. Nothing was taken in. See whether the "
        "address is right: “veille node line”."
    ),
    Why.BUSY: _("The hub asks to wait a little."),
    Why.TOO_BIG: _(
        "An entry is too big for the hub’s proxy. Take a stick this once: “veille sync write”."
    ),
}


NO_LINE = _("This node has no line to its hub. “veille node line ADDRESS” makes one.")


def line() -> Line | None:
    """This node's line to its hub; None where it has none."""
    with Stored().reading() as here:
        raw = here.kept(f"line/{this_node().id}")
    return None if raw is None else msgspec.json.decode(raw, type=Line)


def keep(kept: Line) -> Line:
    with Stored().writing() as here:
        here.keep(f"line/{this_node().id}", encode(kept))
    return kept


def set_up(address: str, pin: str) -> Line:
    """Reach the hub at `address` from now on. Raises Refused where no certificate was compared and
    none is signed by an authority: the sentence shows the fingerprint that was seen."""
    if link() is None:
        raise Refused(NOTICES[Notice.NOT_PAIRED])
    made = Line(address=address.rstrip("/"), pin=plain_pin(pin))
    parts = _parts(made.address)
    if parts.scheme == "https" and not made.pin:
        _check_authority(parts)
    return keep(made)


def _parts(address: str) -> SplitResult:
    parts = urlsplit(address)
    try:
        whole = bool(parts.hostname) and parts.port != 0 and parts.path in ("", "/")
    except ValueError:
        whole = False
    if not whole or parts.scheme not in ("https", "http"):
        raise Malformed(
            _("“%(address)s” is no address of a hub. It is such as https://hub.example."),
            address=address,
        )
    if parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
        raise Malformed(
            _("Without HTTPS a hub is reached on this machine alone. Write https:// before it.")
        )
    return parts


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connection_to(address: str, pin: str) -> http.client.HTTPConnection:
    """A connection to a hub that this node is not paired with yet. Raises Refused or LineDown."""
    parts = _parts(address.rstrip("/"))
    bare = plain_pin(pin)
    if parts.scheme == "https" and not bare:
        _check_authority(parts)
    return _connection(parts, bare)


def plain_pin(pin: str) -> str:
    """A certificate’s fingerprint as it is compared; empty where none is given. Raises Malformed
    where it is none: a wrong length is a slip, and no sign of somebody in between."""
    bare = "".join(filter(str.isalnum, pin)).lower()
    if bare and (len(bare) != _PIN_DIGITS or set(bare) - set(hexdigits)):
        raise Malformed(
            _(
                "This is no fingerprint of a certificate: it has 64 digits and letters from a to "
                "f, and this one %(count)s. “veille hub certificate” shows it at the hub. Nothing "
                "was sent."
            ),
            count=len(bare),
        )
    return bare


def _check_authority(parts: SplitResult) -> None:
    try:
        with closing(_connection(parts, "")):
            return
    except LineDown as error:
        if error.why != Why.CERTIFICATE:
            raise Refused(WHY[error.why]) from None
    seen = ssl.create_default_context()
    seen.check_hostname, seen.verify_mode = False, ssl.CERT_NONE
    with closing(http.client.HTTPSConnection(parts.netloc, context=seen, timeout=30)) as there:
        there.connect()
        pin = _fingerprint(there.sock)
    raise Refused(
        _(
            "No authority signed the certificate at %(address)s. Its fingerprint is %(pin)s. Have "
            "it read from the hub’s own screen; where it is the same, add: --pin %(pin)s. Nothing "
            "was sent."
        ),
        address=parts.geturl(),
        pin=pin,
    )


def pin_of(pem: str) -> str:
    """The fingerprint of a certificate (the first one in a chain), as a node compares it."""
    end = "-----END CERTIFICATE-----"
    first, found, _rest = pem.partition(end)
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(first + found)).hexdigest()


def _fingerprint(sock: socket.socket) -> str:
    assert isinstance(sock, ssl.SSLSocket)
    return hashlib.sha256(sock.getpeercert(binary_form=True) or b"").hexdigest()


def _connection(
    parts: SplitResult, pin: str, patience: float = _PATIENCE_SECONDS
) -> http.client.HTTPConnection:
    """A connection to the hub, over which nothing was sent yet. Raises LineDown."""
    try:
        if parts.scheme == "http":
            plain = http.client.HTTPConnection(parts.netloc, timeout=patience)
            plain.connect()
            return plain
        context = ssl.create_default_context()
        if pin:  # the person who compared it is its authority
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        made = http.client.HTTPSConnection(parts.netloc, timeout=patience, context=context)
        made.connect()
    except ssl.SSLCertVerificationError:
        raise LineDown(Why.CERTIFICATE) from None
    except (OSError, http.client.HTTPException):
        raise LineDown(Why.AWAY) from None
    if pin and _fingerprint(made.sock) != pin:
        made.close()
        raise LineDown(Why.PIN)
    return made


@dataclass
class Exchanged:
    """What one meeting came to: batches sent, and whether there is more to do at once."""

    batches: int = 0
    more: bool = False


def exchange(now: datetime) -> Exchanged:
    """Meet the hub: send all that it lacks, take in all that this node lacks.

    Raises LineDown where it could not be ended, NotTaken where the hub or this node would not take
    a batch; both are noted. What was taken in by then stays.
    """
    there = line()
    if there is None:
        raise Refused(NO_LINE)
    try:
        done = _exchanged(there, now)
    except (LineDown, NotTaken) as error:
        why = error.why if isinstance(error, LineDown) else error.notice
        keep(
            msgspec.structs.replace(
                there,
                why=str(why),
                failed_at=to_microseconds(now),
                failures=there.failures + 1,
            )
        )
        raise
    keep(
        msgspec.structs.replace(
            there, went_well_at=to_microseconds(now), why="", failed_at=0, failures=0
        )
    )
    return done


def _exchanged(there: Line, now: datetime) -> Exchanged:
    side, done = node_side(), Exchanged()
    with closing(_connection(_parts(there.address), there.pin)) as connection:
        for _turn in range(MOST_TURNS):
            tie = link()
            if tie is None:
                raise NotTaken(Notice.NOT_PAIRED)
            raw = side.request(now)
            answer = side.keys.open(
                posted(connection, PATH, seal(tie.hub.seal, raw, _CONTEXT)), _CONTEXT
            )
            after = side.take(answer, now)
            told = unpack(read_envelope(answer), Answer)
            done.batches += 1
            with side.store.reading() as here:
                head = here.head(side.node).seq
            sent_all = after.hub_has.get(side.node, 0) >= head
            stuck = after.hub_has == tie.hub_has and not told.facts
            done.more = not stuck and (not sent_all or told.more)
            if not done.more:
                break
    return done


def posted(connection: http.client.HTTPConnection, path: str, sealed: bytes) -> bytes:
    """What the hub answers to a sealed message. Raises LineDown, or NotTaken with its word."""
    try:
        connection.request("POST", path, sealed, {"Content-Type": _TYPE})
        answer = connection.getresponse()
        body = answer.read(_LARGEST_BYTES)
    except (OSError, http.client.HTTPException):
        raise LineDown(Why.AWAY) from None
    if answer.status == http.HTTPStatus.OK and answer.getheader("Content-Type") == _TYPE:
        return body
    raise not_answered(answer.status, body)


class Declined(msgspec.Struct, frozen=True):
    """What a hub says that takes nothing in."""

    notice: str


def not_answered(status: int, body: bytes) -> "NotTaken | LineDown":
    """Why a hub’s answer is none: what it said itself, or that it is no hub."""
    if status == http.HTTPStatus.TOO_MANY_REQUESTS:
        return LineDown(Why.BUSY)
    if status == http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return LineDown(Why.TOO_BIG)
    try:
        return NotTaken(Notice(msgspec.json.decode(body, type=Declined).notice))
    except (msgspec.MsgspecError, ValueError):
        return LineDown(Why.NO_HUB)


def wait() -> bool:
    """At a node: wait at the hub until it has something for this node. False where it had nothing
    for as long as it lets a node wait. Raises LineDown, or NotTaken."""
    there, tie = line(), link()
    if there is None or tie is None:
        raise Refused(NO_LINE)
    side = node_side()
    raw = pack(side.keys, tie.hub.network, side.node, tie.hub.node, Wait(known=tie.hub_has))
    sealed = seal(tie.hub.seal, raw, _CONTEXT)
    patience = WAIT_SECONDS + _SOON_SECONDS
    with closing(_connection(_parts(there.address), there.pin, patience)) as connection:
        try:
            connection.request("POST", WAIT_PATH, sealed, {"Content-Type": _TYPE})
            answer = connection.getresponse()
            body = answer.read(_LARGEST_BYTES)
        except (OSError, http.client.HTTPException):
            raise LineDown(Why.AWAY) from None
    if answer.status in (http.HTTPStatus.OK, http.HTTPStatus.NO_CONTENT):
        return answer.status == http.HTTPStatus.OK
    raise not_answered(answer.status, body)


def waited_for(sealed: bytes) -> dict[str, int]:
    """At the hub: what a node that waits knows of each chain. Raises NotTaken."""
    side = hub()
    return side.waited_for(side.keys.open(sealed, _CONTEXT))


def run_errand(errand: Errand) -> ErrandDone:
    """At a node: have the hub do something about a carry card’s deposit, now. Raises Refused where
    there is no line, LineDown where the hub is not reached, NotTaken where it does not do it."""
    there, tie = line(), link()
    if there is None or tie is None:
        raise Refused(NO_LINE)
    side = node_side()
    raw = pack(side.keys, tie.hub.network, side.node, tie.hub.node, errand)
    with closing(_connection(_parts(there.address), there.pin, _SOON_SECONDS)) as connection:
        sealed = posted(connection, ERRAND_PATH, seal(tie.hub.seal, raw, _CONTEXT))
    envelope = read_envelope(side.keys.open(sealed, _CONTEXT))
    if envelope.recipient != side.node:
        raise NotTaken(Notice.UNKNOWN_NODE, envelope.recipient)
    check_signed(envelope, tie.hub.verify)
    return unpack(envelope, ErrandDone)


def answer_errand(sealed: bytes) -> bytes:
    """At the hub: the same, for a node that asks."""
    side = hub()
    return _answered(side, sealed, side.run_errand)


def answer(sealed: bytes, now: datetime) -> bytes:
    """At the hub: what a node posted, taken in, and the answer to it, sealed to that node. Raises
    NotTaken where it is not taken in."""
    side = hub()
    return _answered(side, sealed, lambda raw: side.take(raw, now))


def _answered(side: Hub, sealed: bytes, do: Callable[[bytes], bytes]) -> bytes:
    raw = side.keys.open(sealed, _CONTEXT)
    answered = do(raw)
    with side.store.reading() as here:
        card = member_of(here, read_envelope(raw).sender).card
    return seal(card.seal, answered, _CONTEXT)


def in_words(there: Line) -> Promise | str:
    """What is wrong with the line; empty where nothing is."""
    if there.why in set(Notice):
        return NOTICES[Notice(there.why)]
    if there.why in (Why.AWAY, Why.BUSY):
        again = _("It is tried again by itself while this machine’s site runs.")
        return format_lazy("{} {}", WHY[Why(there.why)], again)
    return WHY[Why(there.why)] if there.why else ""
