"""What an action says when it will not do what it was asked."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy


@dataclass(frozen=True)
class Who:
    """An account, in a sentence. Who knows accounts puts their name in its place."""

    account: str

    def __str__(self) -> str:
        return _("a colleague")


class Refused(Exception):
    """The action was not done, nothing was written, and the sentence says why and what to do.

    `sentence` is translatable and may hold named places (``%(seat)s``), so that the
    person reads it in their own language however far down it was raised. Times in it are
    written as the reader's language writes them, in the time zone in force.
    """

    status = 409

    def __init__(self, sentence: str | Promise, **places: Any) -> None:
        super().__init__(sentence, places)
        self.sentence = sentence
        self.places = places

    def __str__(self) -> str:
        if not self.places:
            return str(self.sentence)
        return str(self.sentence) % {name: _in_words(v) for name, v in self.places.items()}


class Repeated(Refused):
    """The same was sent twice (a double tap). The first one stands; the second wrote nothing."""

    status = 200


class DiskFull(Refused):
    """The disk had no room for what was asked: the database took none of it."""

    status = 507

    def __init__(self) -> None:
        super().__init__(
            _lazy(
                "The disk of this machine is full: this was not saved. Everything saved before "
                "is safe. Make room on the disk, or call whoever looks after this machine; then "
                "do it again."
            ),
        )


class Absent(Refused):
    """What the action is about is not in this ledger."""

    status = 404


class Malformed(Refused):
    """A value was not of the form that it must have."""

    status = 422


#: What nobody sees, and what turns the order of letters around: two texts that differ by it alone
#: look alike. Joiners (U+200C, U+200D), which some languages need, are none of it.
_UNSEEN = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def check_text(text: str) -> str:
    """`text` where a database can keep it and a reader sees all of it; else raises Malformed."""
    if unseen := _UNSEEN.search(text):
        raise Malformed(
            _lazy(
                "There is a character in it that nobody can see (%(code)s), perhaps from another "
                "program. Write the words anew, then save."
            ),
            code=f"U+{ord(unseen[0]):04X}",
        )
    if "\0" in text:
        raise Malformed(
            _lazy(
                "There is a character in it that cannot be kept (NUL), perhaps from a scanner or "
                "another program. Write the words anew, then save."
            ),
        )
    return text


def _in_words(value: Any) -> Any:
    if isinstance(value, float):
        return formats.number_format(format(Decimal(str(value)).normalize(), "f"))
    if isinstance(value, date) and not isinstance(value, datetime):
        return formats.date_format(value, "DATE_FORMAT")
    if not isinstance(value, datetime):
        return value
    local = timezone.localtime(value)
    if local.date() == timezone.localdate():
        return formats.time_format(local, "H:i")
    return formats.date_format(local, "SHORT_DATETIME_FORMAT")
