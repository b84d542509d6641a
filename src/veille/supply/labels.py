"""A sample's label: twelve characters that nobody can guess, and that nobody reads wrongly."""

import secrets
import unicodedata

from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed

#: Without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V: what is read aloud or written by hand stays one thing.
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
LENGTH = 12
_GROUP = 4
_DASHES = "-‐‑‒–—―−"
#: What a label looks like.
EXAMPLE = "4K7PMXARHCWT"


def new_label() -> str:
    """23 characters in 12 places: 54 bits. Drawn by the system's generator."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def in_groups(label: str) -> str:
    """As it is printed: three groups of four."""
    return " ".join(label[i : i + _GROUP] for i in range(0, len(label), _GROUP))


def tidied(text: str) -> str:
    """What somebody typed or scanned, as labels are written: in capitals, in the plain letters and
    digits of any width, without spaces, dashes, and what nobody sees."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(
        one
        for one in plain
        if one.isalnum() or (unicodedata.category(one)[0] in "PS" and one not in _DASHES)
    )


def read_label(text: str) -> str:
    """A label as somebody typed or scanned it: spaces, dashes and small letters do not matter.

    Raises Malformed, with the first character that no label has.
    """
    tidy = tidied(text)
    wrong = next((one for one in tidy if one not in ALPHABET), None)
    if wrong is not None:
        raise Malformed(
            _(
                "No label has the character “%(wrong)s”. Read it again: it has twelve, such as "
                "%(example)s."
            ),
            wrong=wrong[:1],
            example=in_groups(EXAMPLE),
        )
    if len(tidy) != LENGTH:
        raise Malformed(
            _("A label has twelve characters; this one has %(count)s. Read it again."),
            count=len(tidy),
        )
    return tidy
