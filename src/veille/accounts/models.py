"""Accounts of staff. Not facts: a password has no place in a ledger."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from veille.ledger.ids import new_id


class Role(models.TextChoices):
    PEER = "peer", _("peer worker")
    NURSE = "nurse", _("nurse")
    COORDINATOR = "coordinator", _("coordinator")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")
    EPIDEMIOLOGIST = "epidemiologist", _("epidemiologist")
    POLICE = "police", _("police")
    COURT = "court", _("court service")
    CLERK = "clerk", _("clerk of a commission")
    PANEL = "panel", _("member of a panel")
    COMMISSION = "commission", _("coordinator of a commission")


def folded(sign_in: str) -> str:
    """A sign-in name as it is kept and compared: capital letters do not count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", sign_in).casefold()).strip()


if TYPE_CHECKING:
    _Manager = BaseUserManager["Account"]
else:  # Django's classes take their types in stubs alone
    _Manager = BaseUserManager


class Accounts(_Manager):
    def create_account(self, sign_in: str, password: str, **fields: Any) -> Account:
        account = self.model(sign_in=folded(sign_in), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        """Whoever signs in with this name, however its letters are written.

        Two names of an earlier version that differ in capitals alone stay two, each as written.
        """
        as_written: Account | None = self.filter(sign_in=username).first()
        return as_written or self.get(sign_in=folded(username or ""))


class Account(AbstractBaseUser):
    """Somebody who signs in. `id` is what facts hold as `by`; `name` is what colleagues read.

    `sites` and `commissions` are the slugs where they work; empty is all of this node.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    sign_in = models.CharField(_("sign-in name"), max_length=40, unique=True)
    name = models.CharField(_("name that colleagues see"), max_length=60)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    sites = models.JSONField(default=list, blank=True)
    commissions = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=5, blank=True)
    theme = models.CharField(max_length=5, blank=True)
    is_active = models.BooleanField(default=True)

    objects = Accounts()

    USERNAME_FIELD = "sign_in"
    REQUIRED_FIELDS = ["name", "role"]

    def __str__(self) -> str:
        return self.name

    def works_at(self, slug: str) -> bool:
        return not self.sites or slug in self.sites

    def sits_in(self, commission: str) -> bool:
        return not self.commissions or commission in self.commissions


class SecondFactor(models.Model):
    """By this an account proves that its password is not all that somebody has."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="second")
    #: The secret of its codes, opened with the key of the site.
    sealed = models.TextField()
    made_at = models.DateTimeField()
    #: Of the last code that counted: no code counts twice.
    last_step = models.BigIntegerField()
    #: Hashes of the recovery codes that are left.
    recovery = models.JSONField(default=list)


class AuditLine(models.Model):
    """Something happened to an account. `by` and `about` are identities of accounts, or empty."""

    at = models.DateTimeField(db_index=True)
    what = models.CharField(max_length=20)
    by = models.CharField(max_length=32, blank=True)
    about = models.CharField(max_length=32, blank=True, db_index=True)
    address = models.CharField(max_length=45, blank=True)
    #: Of a change: {name of the right: [before, after]}; of a file: which.
    detail = models.JSONField(default=dict)

    def cells(self) -> tuple[str, ...]:
        """As a row of a file."""
        detail = json.dumps(self.detail, sort_keys=True) if self.detail else ""
        return (self.at.isoformat(), self.what, self.by, self.about, self.address, detail)


class FilingToken(models.Model):
    """By this a machine of a police or court service files referrals in its account's name.

    The token itself is shown once, when it is made; what stays here cannot be used to file.
    """

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="token")
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()


class LaboratoryToken(models.Model):
    """By this a laboratory's own system sends what it found in samples, and nothing else.

    The token itself is shown once. An ended one is kept: facts hold its `id` as their `by`.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_id, editable=False)
    laboratory = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["laboratory"],
                condition=models.Q(ended_at=None),
                name="one_token_of_a_laboratory",
            )
        ]
