"""Whom pages speak of: colleagues, where facts hold an account's identity, laboratories whose own
systems answer, and visitors."""

import time
from typing import Any

from django.utils.translation import gettext as _

from veille.accounts.models import Account, LaboratoryToken
from veille.ledger.facts import Sealed
from veille.ledger.refusal import Refused, Who
from veille.ledger.vault import vault

_KEPT_SECONDS = 30.0
_kept: dict[str, str] = {}
_kept_at = 0.0


def names() -> dict[str, str]:
    """Identity of an account, or of a laboratory's token, to name; at most half a minute old."""
    global _kept, _kept_at
    if time.monotonic() - _kept_at > _KEPT_SECONDS:
        _kept = dict(LaboratoryToken.objects.values_list("id", "laboratory"))
        _kept |= dict(Account.objects.values_list("id", "name"))
        _kept_at = time.monotonic()
    return _kept


def name_of(account: str) -> str:
    """An account's name; for one of another node, the first digits of its identity."""
    return names().get(account) or account[-6:]


def handle_of(person: str, sealed: str | None) -> str:
    """A visitor's handle; “anonymous” without one, “forgotten” where its key is gone."""
    if not person:
        return _("anonymous")
    opened = vault().open(person, Sealed(sealed)) if sealed else None
    return opened or _("forgotten")


def forget_names() -> None:
    """An account was changed: look names up again."""
    global _kept_at
    _kept_at = 0.0


def sentence(refusal: Refused) -> str:
    """What a refusal says, with colleagues' names in it."""
    places: dict[str, Any] = {
        key: (names().get(value.account) or str(value)) if isinstance(value, Who) else value
        for key, value in refusal.places.items()
    }
    return str(Refused(refusal.sentence, **places))
