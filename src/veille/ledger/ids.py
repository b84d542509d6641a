"""Identities: UUIDv7 (RFC 9562), written as 32 hexadecimal digits.

They sort by the time they were made, so that a database's index grows at its end and
the cost of a fact stays flat; they hold no name of a machine or a person.
"""

import os
import re
import threading
import time

from django.utils.translation import gettext_lazy as _

from .refusal import Malformed

_FORM = re.compile(r"[0-9a-f]{32}")


_turn = threading.Lock()
_last = 0


def new_id() -> str:
    """A new UUIDv7: 48 bits of milliseconds, version, variant, 74 random bits. Of those that one
    process makes within a millisecond, each comes after the one before (RFC 9562, 6.2)."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[str]:
    """So many new identities, one after the other: one call of the system's randomness for all
    of them."""
    global _last
    random = int.from_bytes(os.urandom(10), "big")
    milliseconds = time.time_ns() // 1_000_000
    first = (
        (milliseconds & 0xFFFF_FFFF_FFFF) << 80
        | 0x7 << 76
        | (random >> 68 & 0xFFF) << 64
        | 0b10 << 62
        | (random & 0x1FFF_FFFF_FFFF_FFFF)  # its highest bit is left for those that follow
    )
    with _turn:
        if first >> 80 == _last >> 80 and first <= _last:
            # By a random step: a process that forked off goes on from the same number.
            first = _last + 1 + (random >> 40 & 0xFFFF_FFFF)
        _last = first + count - 1
    return [f"{first + number:032x}" for number in range(count)]


def check_id(text: str) -> str:
    """`text` where it is an identity; raises Malformed where it is not."""
    if _FORM.fullmatch(text) is None:
        raise Malformed(
            _("“%(text)s” is not an identity of this system. Go back and open the page again."),
            text=text[:40],
        )
    return text
