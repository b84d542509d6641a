"""Who is signed in, asked of the database with every request: a session that was ended, or an
account that was closed, is out at once. Django's own session and backend, read by plain SQL.

A session ends when nobody has used it for as long as the installation says (VEILLE_IDLE_MINUTES),
and after a long day in any case.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import DatabaseError
from django.utils import timezone

from veille.ledger.rows import own_rows_where

from .models import Account

#: However much it is used: a double shift.
LONGEST = timedelta(minutes=settings.LONGEST_SESSION_MINUTES)
#: It is not written anew at each tap.
_OFTEN_ENOUGH = timedelta(minutes=1)
_BEGAN = "began"


class SessionStore(DatabaseSessionStore):
    #: When it ends unless it is used; None before it was read.
    ends_at: datetime | None = None

    def begin(self) -> None:
        """Somebody signed in with their password just now."""
        self[_BEGAN] = timezone.now().isoformat()

    def renew(self) -> int:
        """It was used. Returns for how many seconds it holds now; 0 where that is not said anew.
        On a full disk it is not renewed, and what was asked is answered all the same."""
        now = timezone.now()
        until = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        if began := self.get(_BEGAN):
            until = min(until, datetime.fromisoformat(began) + LONGEST)
        if self.ends_at is None or until - self.ends_at < _OFTEN_ENOUGH:
            return 0
        with suppress(DatabaseError):
            same = self.model.objects.filter(pk=self.session_key, expire_date=self.ends_at)
            if same.update(expire_date=until):
                return int((until - now).total_seconds())
        return 0

    def load(self) -> dict[str, Any]:
        still_holds = "session_key = %s AND expire_date > %s"
        found = own_rows_where(self.model, still_holds, self.session_key, timezone.now())
        if not found:
            self._session_key = None
            return {}
        self.ends_at = found[0].expire_date
        values: dict[str, Any] = self.decode(found[0].session_data)
        return values


class AccountBackend(ModelBackend):
    def get_user(self, user_id: str) -> Account | None:
        found = own_rows_where(Account, "id = %s", user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
