"""Tokens by which a police or court service's own system files referrals.

A token is 256 random bits: it cannot be guessed, so wrong ones lock nobody out (they make whoever
sends them wait: `api.WRONG_TOKENS`).
"""

import hashlib
import secrets

from django.utils.translation import gettext_lazy as _

from veille.accounts.access import FILERS
from veille.accounts.models import Account, FilingToken
from veille.ledger import clock
from veille.ledger.refusal import Refused

_BYTES = 32
#: So that whoever finds one in a log or a script knows what it opens.
_BEGINS = "veille_"


def make(account: Account) -> str:
    """A new token, which ends the one before. Raises Refused for an account that files nothing."""
    if account.role not in FILERS or not account.is_active:
        raise Refused(
            _(
                "“%(sign_in)s” files no referrals, and gets no token. Name an open account of the "
                "police or of a court service."
            ),
            sign_in=account.sign_in,
        )
    token = _BEGINS + secrets.token_urlsafe(_BYTES)
    FilingToken.objects.update_or_create(
        account=account, defaults={"sha256": _hash(token), "made_at": clock.now()}
    )
    return token


def revoke(account: Account) -> None:
    """End the account's token. Safe to repeat."""
    FilingToken.objects.filter(account=account).delete()


def holder(token: str) -> Account | None:
    """Whose token this is; None where it is nobody's, or their account is closed."""
    found = FilingToken.objects.select_related("account").filter(sha256=_hash(token)).first()
    return found.account if found and found.account.is_active else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
