"""A second factor of an account: a code of its telephone (TOTP, RFC 6238), or one of ten codes that
were printed. The codes are `cryptography`'s; here stand who has one, and that none counts twice.

The secret is sealed with the key of the site's own file, so that a copy of the database alone makes
no codes.
"""

import base64
import hashlib
import secrets
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from . import site_key
from .models import Account, Role, SecondFactor

STEP_SECONDS = 30
DIGITS = 6
#: A telephone's clock, and the time it takes to type: one step before and one after.
STEPS_AROUND = 1
RECOVERY_CODES = 10
#: RFC 4226 asks for 160 bits; every app takes SHA-1 of them, and few another hash.
_SECRET_BYTES = 20
#: Not to be guessed from its hash.
_RECOVERY_BYTES = 10
_GROUP = 4
_PURPOSE = "second factor"
_MOST_CHARACTERS = 40


def is_required(account: Account) -> bool:
    """Whether the installation asks this role for a second factor (VEILLE_SECOND_FACTOR)."""
    return account.role in settings.VEILLE_SECOND_FACTOR


def has_one(account: Account) -> bool:
    return SecondFactor.objects.filter(account=account).exists()


def new_secret() -> str:
    """In base32, as it is typed where no camera reads it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def address_for_apps(secret: str, account: Account) -> str:
    """What the QR code says to an app that makes codes."""
    return _totp(secret).get_provisioning_uri(account.sign_in, settings.VEILLE_NETWORK or "Veille")


def is_code_of(secret: str, code: str) -> bool:
    return _step_of(secret, code) is not None


def enrol(account: Account, secret: str, code: str) -> list[str] | None:
    """Ask this account for codes of `secret` from now on, where `code` is one. Returns the recovery
    codes, which are shown once; None where it is not."""
    step = _step_of(secret, code)
    if step is None:
        return None
    codes = _recovery_codes()
    told = {
        "sealed": site_key.seal(secret, _PURPOSE, account.pk),
        "made_at": timezone.now(),
        "last_step": step,
        "recovery": [_hash(code) for code in codes],
    }
    SecondFactor.objects.update_or_create(account=account, defaults=told)
    return codes


def accept(account: Account, code: str) -> bool:
    """Whether `code` lets this account in: of now, or one of its recovery codes; each counts
    once."""
    with transaction.atomic():
        own = SecondFactor.objects.select_for_update().filter(account=account).first()
        if own is None:
            return False
        # None where the site’s key was another one when it was sealed: recovery codes count.
        secret = site_key.unseal(own.sealed, _PURPOSE, account.pk)
        step = _step_of(secret, code) if secret else None
        if step is None or step <= own.last_step:
            return _take_recovery(own, code)
        own.last_step = step
        own.save(update_fields=["last_step"])
        return True


def accept_recovery(account: Account, code: str) -> bool:
    """The same of recovery codes alone, which nobody guesses: they count while others wait."""
    with transaction.atomic():
        own = SecondFactor.objects.select_for_update().filter(account=account).first()
        return own is not None and _take_recovery(own, code)


def _take_recovery(own: SecondFactor, code: str) -> bool:
    hashed = _hash(code)
    if hashed not in own.recovery:
        return False
    own.recovery = [each for each in own.recovery if each != hashed]
    own.save(update_fields=["recovery"])
    return True


def new_recovery_codes(account: Account) -> list[str]:
    """Ten others; those of before count no more."""
    codes = _recovery_codes()
    SecondFactor.objects.filter(account=account).update(recovery=[_hash(code) for code in codes])
    return codes


def remove(account: Account) -> bool:
    """Ask for no code any more, until another is set up. Returns whether one was."""
    return bool(SecondFactor.objects.filter(account=account).delete()[0])


def can_remove(by: Account, account: Account) -> bool:
    """Whoever lets colleagues in, for those below them: an administrator, everybody else; a
    coordinator, the staff of their sites who are neither. Nobody, their own."""
    from .attempts import can_unlock

    if by.pk == account.pk or not can_unlock(by, account):
        return False
    above = {Role.ADMINISTRATOR, Role.COORDINATOR, Role.COMMISSION, Role.AUDITOR}
    return by.role == Role.ADMINISTRATOR or account.role not in above


def _totp(secret: str) -> TOTP:
    key = base64.b32decode(secret)
    return TOTP(key, DIGITS, hashes.SHA1(), STEP_SECONDS)  # noqa: S303  (RFC 6238, HMAC)


def _step_of(secret: str, code: str) -> int | None:
    """Which step of time a code is of; None where it is of none about now."""
    told = "".join(code.split())
    if len(told) != DIGITS or not (told.isascii() and told.isdigit()):
        return None
    now, totp = int(time.time()) // STEP_SECONDS, _totp(secret)
    for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1):
        if secrets.compare_digest(totp.generate(step * STEP_SECONDS), told.encode()):
            return step
    return None


def _recovery_codes() -> list[str]:
    codes = []
    for _each in range(RECOVERY_CODES):
        text = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
        codes.append("-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP)))
    return codes


def _hash(code: str) -> str:
    told = "".join(code.lower().split()).replace("-", "")[:_MOST_CHARACTERS]
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
