"""Laboratories whose own systems send answers: each by a token, which opens nothing else."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from veille.accounts.models import LaboratoryToken
from veille.accounts.tokens import hash_of, new_token
from veille.ledger import clock
from veille.ledger.refusal import Absent, Refused

from ..policies import check_name

#: When a token was used last is written down at most so often.
_USED_EVERY = timedelta(minutes=1)


def make(*, by: str, laboratory: str) -> tuple[LaboratoryToken, str]:
    """A laboratory's token, and the same in words, which nothing here can show again.

    Raises Refused where the laboratory has one.
    """
    name, token = check_name(laboratory), new_token()
    try:
        with transaction.atomic():
            made = LaboratoryToken.objects.create(
                laboratory=name, sha256=hash_of(token), made_by=by, made_at=clock.now()
            )
    except IntegrityError:
        raise Refused(
            _("%(laboratory)s has a token. End that one first; its system then stops sending."),
            laboratory=name,
        ) from None
    return made, token


def end(*, token: str) -> LaboratoryToken:
    """End a token. Safe to repeat. Raises Absent."""
    LaboratoryToken.objects.filter(id=token, ended_at=None).update(ended_at=clock.now())
    found = LaboratoryToken.objects.filter(id=token).first()
    if found is None:
        raise Absent(_("There is no such token. Go back and open the page again."))
    return found


def holder(token: str) -> LaboratoryToken | None:
    """Whose token this is; None where it is nobody's, or is ended."""
    return LaboratoryToken.objects.filter(sha256=hash_of(token), ended_at=None).first()


def note_use(token: LaboratoryToken, now: datetime) -> None:
    if token.used_at is None or now - token.used_at >= _USED_EVERY:
        LaboratoryToken.objects.filter(id=token.id).update(used_at=now)


def tokens() -> list[LaboratoryToken]:
    """Every one, the latest first."""
    return list(LaboratoryToken.objects.order_by("-made_at", "-id"))
