"""Who is signed in, asked of the database with every request: a session that was ended, or an
account that was closed, is out at once. Django's own session and backend, read by plain SQL."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.utils import timezone

from veille.ledger.rows import own_rows_where

from .models import Account


class SessionStore(DatabaseSessionStore):
    def load(self) -> dict[str, Any]:
        still_holds = "session_key = %s AND expire_date > %s"
        found = own_rows_where(self.model, still_holds, self.session_key, timezone.now())
        if not found:
            self._session_key = None
            return {}
        values: dict[str, Any] = self.decode(found[0].session_data)
        return values


class AccountBackend(ModelBackend):
    def get_user(self, user_id: str) -> Account | None:
        found = own_rows_where(Account, "id = %s", user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
