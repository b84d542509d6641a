"""The steps of an overdose while nobody is signed in: its page goes on by a token of its own.

A token is for one overdose, on the device on which its page was opened, for a set time. It adds
steps with the name of whoever opened the page, and marks them; it reads nothing, and what cannot be
added by it waits in the page until somebody signs in (docs/decisions).
"""

from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.http import HttpRequest, HttpResponse

from veille.accounts.access import can_open
from veille.accounts.attempts import device_of
from veille.accounts.models import Account
from veille.ledger import clock
from veille.ledger.refusal import Refused, Repeated
from veille.ui.limits import Limit
from veille.ui.requests import AccountRequest

from .. import actions, reads
from ..tables import OverdoseRow
from .forms import StepForm

#: How long after the page was opened. An overdose lasts minutes, an ambulance may take an hour.
LASTS = timedelta(hours=2)
#: An overdose that was found longer ago waits for its outcome: its page opened anew adds nothing.
_OPEN = 2 * LASTS
#: Of one overdose: more than anybody does with their hands.
STEPS = Limit("unattended", 60, timedelta(minutes=10))
HEADER = "Veille-Overdose"
_SALT = "veille.overdose.steps"
#: Of the hash that changes with a password: enough to tell two apart.
_HASH_LETTERS = 24


class _Token(NamedTuple):
    """What is signed: for which overdose, whose page, on which device; `password` changes with
    theirs."""

    overdose: str
    account: str
    device: str
    password: str


def token_for(request: AccountRequest, overdose: OverdoseRow) -> str:
    """What this page may add steps by once its session has ended. Empty where it may not now, the
    overdose is over, or nobody signed in on this device by its sign-in page."""
    device = device_of(request)
    may = can_open(request.user.role, "overdose-step", change=True)
    if not (device and may) or overdose.ended_at is not None:
        return ""
    token = _Token(overdose.id, request.user.id, device, _hash(request.user))
    return signing.dumps(token, salt=_SALT)


def add_step(request: HttpRequest) -> HttpResponse:
    """Add a step by such a token. Answers with no word: 204 where it was added."""
    token = _read(request)
    row = _open(token.overdose) if token else None
    by = _account(token, row) if token and row else None
    form = StepForm(request.POST)
    if row is None or by is None or not form.is_valid() or STEPS.take(row.id):
        return HttpResponse(status=401)
    try:
        actions.intervene(
            by=by.id,
            overdose=row.id,
            submission=form.identity,
            signed_in=False,
            **form.step(),
        )
    except Repeated:
        pass  # its answer was lost on the way
    except Refused:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


def _read(request: HttpRequest) -> _Token | None:
    """The token, where it is right, in time and of this device."""
    try:
        sent = signing.loads(request.headers.get(HEADER, ""), salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    token = _Token(*sent)
    return token if token.device == device_of(request) else None


def _open(overdose: str) -> OverdoseRow | None:
    row = OverdoseRow.objects.filter(pk=overdose, ended_at=None).first()
    return row if row is not None and clock.now() - row.found_at < _OPEN else None


def _account(token: _Token, row: OverdoseRow) -> Account | None:
    """Whoever opened the page, where they could still do it: the account is open, works there, and
    has the password that it had."""
    account = Account.objects.filter(pk=token.account, is_active=True).first()
    site = reads.visit(row.visit).site
    if account is None or _hash(account) != token.password or not account.works_at(site):
        return None
    return account if can_open(account.role, "overdose-step", change=True) else None


def _hash(account: Account) -> str:
    return account.get_session_auth_hash()[:_HASH_LETTERS]
