"""What happens to accounts: who signed in, who was refused, whose role was changed, who took a file
away. Kept beside the ledger for as long as the installation says, and then taken out.

No line holds a word that somebody typed: a name that nobody has is often a password.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import DatabaseError, models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import attempts
from .models import Account, AuditLine

_log = logging.getLogger(__name__)


class Happened(models.TextChoices):
    SIGNED_IN = "signed-in", _("signed in")
    SIGNED_OUT = "signed-out", _("signed out")
    REFUSED = "refused", _("a wrong password")
    LOCKED = "locked", _("too many wrong passwords")
    CODE_REFUSED = "code-refused", _("a wrong code")
    SECOND_SET = "second-set", _("a second factor was set up")
    SECOND_REMOVED = "second-removed", _("a second factor was taken away")
    ADDED = "added", _("an account was added")
    CHANGED = "changed", _("an account was changed")
    PASSWORD = "password", _("a password was changed")
    UNLOCKED = "unlocked", _("somebody who waited was let in")
    TOKEN = "token", _("a machine’s token was made or ended")
    EXPORTED = "exported", _("a file was taken away")


def note(
    what: Happened,
    *,
    by: Account | None = None,
    about: Account | None = None,
    address: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Keep that it happened. `by` is None for the command, or for whoever is not known. On a full
    disk it is said in the server's own log, and what was done goes on."""
    told = {
        "what": what.value,
        "by": by.pk if by else "",
        "about": about.pk if about else "",
        "address": address,
        "detail": dict(detail or {}),
    }
    try:
        with transaction.atomic():
            AuditLine.objects.create(at=timezone.now(), **told)
    except DatabaseError:
        _log.error("not kept: %s", told)


def note_request(
    request: HttpRequest,
    what: Happened,
    *,
    about: Account | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """What whoever is signed in did on a page."""
    account = request.user if isinstance(request.user, Account) else None
    note(what, by=account, about=about, address=_address(request), detail=detail)


def note_changes(what: Happened, before: Mapping[str, Any], account: Account, **who: Any) -> None:
    """Keep which of an account's rights were changed, from what to what."""
    after = rights_of(account)
    changed = {
        name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]
    }
    if changed or what is Happened.ADDED:
        note(what, about=account, detail=changed, **who)


def rights_of(account: Account) -> dict[str, Any]:
    """What decides what an account opens."""
    names = ("role", "sites", "commissions", "is_active")
    return {name: getattr(account, name) for name in names}


def clear_old() -> int:
    """Take out what is older than the installation keeps; returns how many lines."""
    oldest = timezone.now() - timedelta(days=settings.VEILLE_AUDIT_DAYS)
    return AuditLine.objects.filter(at__lt=oldest).delete()[0]


def _address(request: HttpRequest | None) -> str:
    return (attempts.counted_address(request) or "") if request is not None else ""


def _signed_in(request: HttpRequest | None, user: Account, **_told: object) -> None:
    note(Happened.SIGNED_IN, by=user, about=user, address=_address(request))


def _signed_out(request: HttpRequest | None, user: Account | None, **_told: object) -> None:
    if user is not None:
        note(Happened.SIGNED_OUT, by=user, about=user, address=_address(request))


def _refused(
    credentials: Mapping[str, Any], request: HttpRequest | None = None, **_told: object
) -> None:
    note(Happened.REFUSED, about=_named(request, credentials), address=_address(request))


def _locked(request: HttpRequest | None, **_told: object) -> None:
    note(Happened.LOCKED, about=_named(request, None), address=_address(request))


def _named(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> Account | None:
    """Whose name was typed; None where it is nobody's."""
    if request is None:
        return None
    return Account.objects.filter(sign_in=attempts.name_in(request, credentials)).first()


def listen() -> None:
    """Keep what Django and django-axes tell of signing in."""
    user_logged_in.connect(_signed_in, dispatch_uid="veille.audit.in")
    user_logged_out.connect(_signed_out, dispatch_uid="veille.audit.out")
    user_login_failed.connect(_refused, dispatch_uid="veille.audit.refused")
    user_locked_out.connect(_locked, dispatch_uid="veille.audit.locked")
