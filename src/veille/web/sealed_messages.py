"""What the next page says travels in a cookie: sealed, for it may name a visitor by their handle,
and a browser keeps cookies in a file."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage

from veille.accounts import site_key

_PURPOSE = "messages"


class SealedCookieStorage(CookieStorage):
    """Django's own, which signs; sealed besides, with a key of the site's secret."""

    cookie_name = f"{settings.COOKIE_PREFIX}veille_said"

    def _encode_parts(self, messages: Any, encode_empty: bool = False) -> str | None:
        signed = super()._encode_parts(messages, encode_empty)  # type: ignore[misc]
        return site_key.seal(signed, _PURPOSE) if signed else None

    def _decode(self, data: str | None) -> Any:
        signed = site_key.unseal(data or "", _PURPOSE)
        if signed is None:  # of an earlier version, or of nobody's making
            self.used = bool(data)  # so that it is taken away
            return None
        return super()._decode(signed)  # type: ignore[misc]
