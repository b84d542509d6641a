"""Identities: UUIDv7 (RFC 9562), written as 32 hexadecimal digits.

They sort by the time they were made, so that a database's index grows at its end and
the cost of a fact stays flat; they hold no name of a machine or a person.
"""

import os
import re
import time

from django.utils.translation import gettext_lazy as _

from .refusal import Malformed

_FORM = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """A new UUIDv7: 48 bits of milliseconds, version, variant, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    number = (
        (milliseconds & 0xFFFF_FFFF_FFFF) << 80
        | 0x7 << 76
        | (tail >> 68 & 0xFFF) << 64
        | 0b10 << 62
        | (tail & 0x3FFF_FFFF_FFFF_FFFF)
    )
    return f"{number:032x}"


def new_ids(count: int) -> list[str]:
    """So many new identities, one after the other (RFC 9562, monotonic random): one call of the
    system's randomness for all of them."""
    first = int(new_id(), 16)
    return [f"{first + number:032x}" for number in range(count)]


def check_id(text: str) -> str:
    """`text` where it is an identity; raises Malformed where it is not."""
    if _FORM.fullmatch(text) is None:
        raise Malformed(
            _("“%(text)s” is not an identity of this system. Go back and open the page again."),
            text=text[:40],
        )
    return text
