"""What the next page says travels in a cookie: sealed, for it may name a visitor by their handle,
and a browser keeps cookies in a file."""

import base64
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage

_NONCE_BYTES = 12


class SealedCookieStorage(CookieStorage):
    """Django's own, which signs; sealed besides, with a key of the site's secret."""

    cookie_name = f"{settings.COOKIE_PREFIX}veille_said"

    def _encode_parts(self, messages: Any, encode_empty: bool = False) -> str | None:
        signed = super()._encode_parts(messages, encode_empty)  # type: ignore[misc]
        if not signed:
            return None
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = _cipher().encrypt(nonce, signed.encode(), None)
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def _decode(self, data: str | None) -> Any:
        try:
            raw = base64.urlsafe_b64decode(data or "")
            signed = _cipher().decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
        except (ValueError, InvalidTag):  # of an earlier version, or of nobody's making
            self.used = bool(data)  # so that it is taken away
            return None
        return super()._decode(signed)  # type: ignore[misc]


def _cipher() -> AESGCM:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"veille messages")
    return AESGCM(derived.derive(settings.SECRET_KEY.encode()))
