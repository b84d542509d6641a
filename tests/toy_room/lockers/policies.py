"""When a locker can be taken and freed."""

from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed, Refused

from .state import Locker

LOCKERS = 12


def check_locker(locker: Locker) -> None:
    """What must be so of it, whatever was said or corrected."""
    if not 1 <= locker.number <= LOCKERS:
        raise Malformed(_("Lockers are numbered 1 to %(most)s here."), most=LOCKERS)
    if locker.freed_at is not None and locker.freed_at < locker.at:
        raise Malformed(_("It was left at %(at)s; nobody fetched it before."), at=locker.at)


def check_is_taken(locker: Locker) -> None:
    if locker.freed_at is not None:
        raise Refused(_("It was fetched at %(at)s already."), at=locker.freed_at)
