"""Words sealed with the key of the site's own file (`web.secret`), for each purpose another one: a
copy of the database, or a browser's cookies, say nothing of them."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE_BYTES = 12
_KEY_BYTES = 32


def seal(text: str, purpose: str, bound: str = "") -> str:
    """In base64. It opens for the same purpose alone, and for what it is `bound` to, such as an
    account."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _cipher(purpose).encrypt(nonce, text.encode(), bound.encode())
    return urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, purpose: str, bound: str = "") -> str | None:
    """None where this site's key, as it is now, did not seal it."""
    try:
        raw = urlsafe_b64decode(sealed)
        nonce, rest = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
        return _cipher(purpose).decrypt(nonce, rest, bound.encode()).decode()
    except (ValueError, InvalidTag):
        return None


def _cipher(purpose: str) -> AESGCM:
    derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=f"veille {purpose}".encode())
    return AESGCM(derived.derive(settings.SECRET_KEY.encode()))
