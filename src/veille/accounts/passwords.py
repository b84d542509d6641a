"""Passwords that are too easy: one’s own name with little added, the same thing again and again."""

import re
from itertools import pairwise

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Account, folded

#: A word of so many letters in a password counts for nothing where everybody here knows it.
_SHORTEST_WORD = 3
#: What is left without those words, and with what repeats and what follows once, has so many signs.
_LEAST_LEFT = 7
_NO_SIGN = re.compile(r"[\W_]+")
_AGAIN = re.compile(r"(.+?)\1+")
_OF_THE_HOUSE = ("veille", "password", "motdepasse", "bonjour")


class OwnWords:
    """For Django's validation of passwords."""

    def validate(self, password: str, user: Account | None = None) -> None:
        if len(_left_of(password, user)) < _LEAST_LEFT:
            raise ValidationError(
                _(
                    "This password is too easy: too little is left of it without a name, and with "
                    "what repeats or follows (1234) counted once. Take three words that do not "
                    "belong together."
                ),
                code="password_of_known_words",
            )

    def get_help_text(self) -> str:
        return _("Not your name, and not the same thing again and again.")


def _left_of(password: str, user: Account | None) -> str:
    left = _NO_SIGN.sub("", folded(password))
    for word in _known(user):
        left = left.replace(word, "")
    return _without_rows(_AGAIN.sub(r"\1", left))


def _known(user: Account | None) -> list[str]:
    """The longest first: none of them is part of one that follows."""
    told = [*_OF_THE_HOUSE, settings.VEILLE_NETWORK]
    if user is not None:
        told += [user.sign_in, user.name]
    words = {word for text in told for word in _NO_SIGN.split(folded(text))}
    return sorted((w for w in words if len(w) >= _SHORTEST_WORD), key=len, reverse=True)


def _without_rows(text: str) -> str:
    """What follows one upon another (3456, dcba) counts as its first two signs."""
    steps = [ord(sign) - ord(before) for before, sign in pairwise(text)]
    goes_on = [step in (-1, 1) and step == before for before, step in pairwise(steps)]
    return text[:2] + "".join(s for s, row in zip(text[2:], goes_on, strict=True) if not row)
