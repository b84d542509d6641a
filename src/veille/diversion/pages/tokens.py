"""Tokens by which a police or court service's own system files referrals.

Wrong ones lock nobody out: they make whoever sends them wait (`api.DOOR`).
"""

from django.utils.translation import gettext_lazy as _

from veille.accounts.access import FILERS
from veille.accounts.models import Account, FilingToken
from veille.accounts.tokens import hash_of, new_token
from veille.ledger import clock
from veille.ledger.refusal import Refused


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
    token = new_token()
    FilingToken.objects.update_or_create(
        account=account, defaults={"sha256": hash_of(token), "made_at": clock.now()}
    )
    return token


def revoke(account: Account) -> None:
    """End the account's token. Safe to repeat."""
    FilingToken.objects.filter(account=account).delete()


def holder(token: str) -> Account | None:
    """Whose token this is; None where it is nobody's, or their account is closed."""
    found = FilingToken.objects.select_related("account").filter(sha256=hash_of(token)).first()
    return found.account if found and found.account.is_active else None
