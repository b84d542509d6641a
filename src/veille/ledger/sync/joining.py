"""Pairing by a code: the hub shows eight digits, a person types them at the node, cards change
hands over the line, and both machines show the same words, which two people compare.

The code only says who may ask: it is used once, for a quarter of an hour, and dies of five wrong
tries. What keeps a third machine from standing in between is the words: 128 bits of both cards.
"""

import hashlib
import hmac
import http.client
import secrets
from contextlib import closing
from datetime import datetime, timedelta

import msgspec
from django.utils.translation import gettext_lazy as _

from ..clock import from_microseconds, to_microseconds
from ..refusal import Malformed, Refused
from . import here, line
from .keys import Card, fingerprint, plain_fingerprint, read_card, write_card
from .notices import refusal_of
from .stored import Stored
from .words import Notice, NotTaken

PATH = "/sync/join/"
LIVES = timedelta(minutes=15)
_DIGITS, _GROUP, _WRONG_ALLOWED = 8, 4, 5
_KEY = "joining"
_LARGEST_BYTES = 64 * 1024
#: Proquints (Wilkerson 2009): 16 bits as five letters that can be said, in any language.
_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"


class JoinRequest(msgspec.Struct, frozen=True):
    """A node to the hub: the code that was typed, and its own signed card."""

    code: str
    card: str


class JoinAnswer(msgspec.Struct, frozen=True):
    """The hub’s signed card."""

    card: str


class _Kept(msgspec.Struct, frozen=True):
    """What a hub keeps while somebody pairs; `card` once a node has asked."""

    code: str
    until: int
    wrong: int = 0
    card: str = ""


def words(hub: Card, node: Card) -> list[str]:
    """What both machines show: eight words of 128 bits of both cards."""
    both = plain_fingerprint(fingerprint(hub)) + plain_fingerprint(fingerprint(node))
    raw = hashlib.sha256(f"veille-join/1\n{both}".encode()).digest()[:16]
    return [_said(int.from_bytes(raw[at : at + 2], "big")) for at in range(0, len(raw), 2)]


def _said(bits: int) -> str:
    letters = ((12, _CONSONANTS), (10, _VOWELS), (6, _CONSONANTS), (4, _VOWELS), (0, _CONSONANTS))
    return "".join(among[bits >> shift & len(among) - 1] for shift, among in letters)


def new_code(now: datetime) -> str:
    """At the hub: a code for one node, in place of any before."""
    here.hub()
    code = "".join(secrets.choice("0123456789") for _digit in range(_DIGITS))
    _keep(_Kept(_hidden(code), to_microseconds(now + LIVES)))
    return f"{code[:_GROUP]}-{code[_GROUP:]}"


def end() -> None:
    """At the hub: no code holds any more."""
    with Stored().writing() as there:
        there.drop(_KEY)


def waiting_card(now: datetime) -> Card | None:
    """At the hub: the card of the node that typed the code; None where none did yet. Raises Refused
    where the code holds no longer."""
    kept = _kept()
    if kept is None or from_microseconds(kept.until) < now:
        end()
        raise Refused(_("The code holds no longer: nobody used it in time, or it was tried wrong."))
    return read_card(kept.card.encode()) if kept.card else None


def answer(raw: bytes, now: datetime) -> bytes:
    """At the hub: answer a node that asks to join. Raises NotTaken where its code does not hold."""
    side, network = here.hub(), here.network()
    assert network is not None, "it is a hub"
    try:
        asked = msgspec.json.decode(raw, type=JoinRequest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise NotTaken(Notice.GARBLED) from None
    kept = _kept()
    if kept is None or kept.card or from_microseconds(kept.until) < now:
        raise NotTaken(Notice.CODE)
    if not hmac.compare_digest(kept.code, _hidden(asked.code)):
        wrong = msgspec.structs.replace(kept, wrong=kept.wrong + 1)
        _keep(wrong) if wrong.wrong < _WRONG_ALLOWED else end()
        raise NotTaken(Notice.CODE)
    read_card(asked.card.encode())
    _keep(msgspec.structs.replace(kept, card=asked.card))
    return msgspec.json.encode(JoinAnswer(write_card(side.card(network.name), side.keys).decode()))


def join(address: str, pin: str, code: str, card: bytes) -> Card:
    """At a node: hand over its card for the hub’s. Raises Refused, with nothing kept."""
    if len(_digits(code)) != _DIGITS:
        raise Malformed(_("A code has eight digits, as the hub shows it. Nothing was paired."))
    body = msgspec.json.encode(JoinRequest(_digits(code), card.decode()))
    try:
        with closing(line.connection_to(address, pin)) as there:
            there.request("POST", PATH, body, {"Content-Type": "application/json"})
            answer = there.getresponse()
            raw = answer.read(_LARGEST_BYTES)
    except line.LineDown as error:
        raise Refused(line.WHY[error.why]) from None
    except (OSError, http.client.HTTPException):
        raise Refused(line.WHY[line.Why.AWAY]) from None
    if answer.status != http.HTTPStatus.OK:
        wrong = line.not_answered(answer.status, raw)
        if isinstance(wrong, NotTaken):
            raise refusal_of(wrong)
        raise Refused(line.WHY[wrong.why])
    try:
        return read_card(msgspec.json.decode(raw, type=JoinAnswer).card.encode())
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Refused(line.WHY[line.Why.NO_HUB]) from None


def _digits(code: str) -> str:
    return "".join(sign for sign in code if sign.isascii() and sign.isdigit())


def _hidden(code: str) -> str:
    return hashlib.sha256(_digits(code).encode()).hexdigest()


def _kept() -> _Kept | None:
    with Stored().reading() as there:
        raw = there.kept(_KEY)
    return None if raw is None else msgspec.json.decode(raw, type=_Kept)


def _keep(kept: _Kept) -> None:
    with Stored().writing() as there:
        there.keep(_KEY, msgspec.json.encode(kept))


# At a node that is paired on a page: between the code and the comparison of the words.


class Asked(msgspec.Struct, frozen=True):
    """The hub that answered to the code, until two people have compared the words."""

    hub: str
    address: str
    pin: str


_ASKED = "joining-hub"


def keep_asked(hub: Card, address: str, pin: str) -> None:
    raw = msgspec.json.encode(Asked(msgspec.json.encode(hub).decode(), address, pin))
    with Stored().writing() as there:
        there.keep(_ASKED, raw)


def asked() -> tuple[Card, Asked] | None:
    """The hub that answered, and how it is reached; None where none did."""
    with Stored().reading() as there:
        raw = there.kept(_ASKED)
    if raw is None:
        return None
    kept = msgspec.json.decode(raw, type=Asked)
    return msgspec.json.decode(kept.hub, type=Card), kept


def forget_asked() -> None:
    with Stored().writing() as there:
        there.drop(_ASKED)
