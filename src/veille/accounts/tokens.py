"""Tokens of machines: 256 random bits, of which only a hash is kept.

They cannot be guessed, so wrong ones lock nobody out; they make whoever sends them wait.
"""

import hashlib
import secrets

_BYTES = 32
#: So that whoever finds one in a log or a script knows what it opens.
_BEGINS = "veille_"


def new_token() -> str:
    return _BEGINS + secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
