"""Wrong passwords and wrong codes, counted so that those of a stranger lock nobody else out.

A device that somebody signed in on before counts for them by itself; every other one counts by name
and address. So a stranger who tries a nurse's name makes their own address wait, and never the
tablet on which she works. The counting itself is django-axes'; here stands what is counted as one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from ipaddress import ip_address, ip_network
from math import ceil
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from veille.ledger.ids import new_id

from .access import CARE, COMMISSION
from .models import Account, Role, folded

#: What tells a device that has been signed in on: signed by the server, and of no use to sign in.
COOKIE = settings.DEVICE_COOKIE_NAME
_SALT = "veille.device"
_YEAR_SECONDS = 365 * 24 * 60 * 60
#: A tablet that more people share forgets who signed in on it first.
_PEOPLE_OF_A_DEVICE = 40
_SUBNET_BITS = 64
#: Wrong codes of a second factor stand where a device would: whoever sends them gave the password.
_CODE = "code"


def counted_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """What django-axes counts as a name: with the device's identity, where it is known to them.

    No sign-in name holds a space.
    """
    name = name_in(request, credentials)
    device = device_known_to(request, name)
    return f"{name} {device}" if device else name


def counted_together(
    request: HttpRequest, credentials: Mapping[str, Any] | None = None
) -> list[str | list[str]]:
    """For django-axes: a known device by itself, wherever it is; else a name and an address."""
    known = device_known_to(request, name_in(request, credentials))
    return ["username"] if known else [["username", "ip_address"]]


def counted_address(request: HttpRequest) -> str | None:
    """For django-axes: one machine has as many addresses of a network of IPv6 as it likes."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    try:
        read = ip_address(address)
    except ValueError:
        return None
    if read.version == 4:
        return address
    network = ip_network((address.partition("%")[0], _SUBNET_BITS), strict=False)
    return str(network.network_address)


def device_known_to(request: HttpRequest, name: str) -> str:
    """The identity of the device, where `name` has signed in on it before; else empty."""
    device, people = _read(request)
    if not people:
        return ""
    account = Account.objects.filter(sign_in=name).values_list("id", flat=True).first()
    return device if account in people else ""


def device_of(request: HttpRequest) -> str:
    """The identity of the device, where somebody has signed in on it before; else empty."""
    return _read(request)[0]


def remember_device(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Let this device be known to `account` from now on: they signed in on it."""
    device, people = _read(request)
    others = [each for each in people if each != account.id]
    told = {"device": device or new_id(), "people": [*others, account.id][-_PEOPLE_OF_A_DEVICE:]}
    response.set_cookie(
        COOKIE,
        signing.dumps(told, salt=_SALT, compress=True),
        max_age=_YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def device_in(cookie: str) -> str:
    """The identity of the device that sends this cookie; empty where this site did not sign it."""
    return _told_by(cookie)[0]


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    return _told_by(request.COOKIES.get(COOKIE, ""))


def _told_by(cookie: str) -> tuple[str, list[str]]:
    try:
        told = signing.loads(cookie, salt=_SALT, max_age=_YEAR_SECONDS)
    except signing.BadSignature:
        return "", []
    return told["device"], told["people"]


def seconds_to_wait(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> int:
    """How long the name and place of a refused sign-in still wait; at least one second."""
    own = AccessAttempt.objects.filter(username=counted_name(request, credentials))
    if counted_together(request, credentials) != ["username"]:
        own = own.filter(ip_address=counted_address(request))
    latest = own.order_by("-attempt_time").first()
    if latest is None:
        return 1
    left: timedelta = latest.attempt_time + _pause() - timezone.now()
    return max(1, ceil(left.total_seconds()))


def _pause() -> timedelta:
    return timedelta(hours=settings.AXES_COOLOFF_TIME)


def note_wrong_code(account: Account) -> None:
    """Count one more wrong code of this account's second factor, from anywhere."""
    own, now = _wrong_codes(account), timezone.now()
    own.filter(attempt_time__lte=now - _pause()).delete()
    one_more = {"failures_since_start": F("failures_since_start") + 1, "attempt_time": now}
    if not own.update(**one_more):
        AccessAttempt.objects.create(
            username=f"{account.sign_in} {_CODE}", failures_since_start=1, get_data="", post_data=""
        )


def seconds_for_codes(account: Account) -> int:
    """How long this account's codes wait, after too many wrong ones; 0 where they do not."""
    rows = list(_wrong_codes(account).filter(attempt_time__gt=timezone.now() - _pause()))
    if sum(row.failures_since_start for row in rows) < settings.AXES_FAILURE_LIMIT:
        return 0
    left: timedelta = max(row.attempt_time for row in rows) + _pause() - timezone.now()
    return max(1, ceil(left.total_seconds()))


def _wrong_codes(account: Account) -> QuerySet[AccessAttempt]:
    counted: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(
        username=f"{account.sign_in} {_CODE}"
    )
    return counted


def can_unlock(by: Account, account: Account) -> bool:
    """An administrator, everybody; a coordinator, who works at a site or commission of theirs."""
    if by.role == Role.ADMINISTRATOR:
        return True
    if by.role == Role.COORDINATOR:
        return account.role in CARE and _share(by.sites, account.sites)
    if by.role == Role.COMMISSION:
        return account.role in COMMISSION and _share(by.commissions, account.commissions)
    return False


def _share(some: Sequence[str], others: Sequence[str]) -> bool:
    return not some or not others or bool({*some} & {*others})


def locked_for(by: Account) -> list[Account]:
    """Whom `by` can let in who have to wait somewhere."""
    names = _without_tries_left()
    waiting = Account.objects.filter(sign_in__in=names, is_active=True) if names else []
    return [account for account in waiting if can_unlock(by, account)]


def _without_tries_left() -> set[str]:
    """Every name that has to wait somewhere."""
    counted: Counter[tuple[str, str]] = Counter()
    for attempt in AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - _pause()):
        name, _space, device = (attempt.username or "").partition(" ")
        counted[name, device or attempt.ip_address or ""] += attempt.failures_since_start
    most = settings.AXES_FAILURE_LIMIT
    return {name for (name, _where), tried in counted.items() if tried >= most}


def unlock(account: Account) -> None:
    """Count nobody's wrong passwords or codes for this name any more, on no device."""
    names = [account.sign_in]
    tried = AccessAttempt.objects.filter(username__startswith=f"{account.sign_in} ")
    names += tried.values_list("username", flat=True)
    AccessAttempt.objects.filter(username__in=names).delete()


def name_in(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The sign-in name that somebody tries, as accounts keep it."""
    told = (credentials or request.POST).get(settings.AXES_USERNAME_FORM_FIELD) or ""
    return folded(str(told))
