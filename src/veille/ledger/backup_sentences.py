"""How the backups of this machine are, in sentences: for the page, the terminal, and `healthz`."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import backups, clock

#: A night may be missed by a machine that was off; two are worth a look.
_LATE_HOURS = 50


class Health(StrEnum):
    """How the backups are: `proven` a restore was tried lately; `new` none is due yet; `unproven`
    no trial yet, or too long ago; `late` none was made for two nights; `failed` the last try or
    the last trial failed."""

    PROVEN = "proven"
    NEW = "new"
    UNPROVEN = "unproven"
    LATE = "late"
    FAILED = "failed"


class Backups(NamedTuple):
    """`health`, and the state it was judged by."""

    health: Health
    state: backups.State

    @property
    def is_well(self) -> bool:
        return self.health in (Health.PROVEN, Health.NEW)


def judged(now: datetime | None = None) -> Backups:
    present = now or clock.now()
    seen = backups.state()
    return Backups(_health(seen, present), seen)


def _health(seen: backups.State, now: datetime) -> Health:
    if seen.failed is not None or seen.drill_failed is not None:
        return Health.FAILED
    since = seen.made or backups.began()
    if since is None:
        return Health.NEW
    if (now - since).total_seconds() > _LATE_HOURS * 3600:
        return Health.LATE
    if seen.made is None:
        return Health.NEW
    if seen.proven is None or now - seen.proven > backups.PROVEN_FOR:
        return Health.UNPROVEN
    return Health.PROVEN


def sentences() -> list[str]:
    """What happened last, what is wrong, and what to do."""
    seen = backups.state()
    said = [
        _("Last backup: %(when)s.") % {"when": _when(seen.made)},
        _("Last restore that was tried and held: %(when)s.") % {"when": _when(seen.proven)},
    ]
    if seen.failed is not None:
        said.append(
            _("The backup of %(when)s failed. %(why)s")
            % {"when": _when(seen.failed), "why": _why(seen.why)}
        )
    if seen.drill_failed is not None:
        said.append(
            _("The trial of %(when)s failed. %(why)s")
            % {"when": _when(seen.drill_failed), "why": _why(seen.drill_why)}
        )
    return said


def _why(said: dict[str, str]) -> str:
    return said.get((get_language() or "en")[:2], "")


def _when(moment: datetime | None) -> str:
    if moment is None:
        return _("never")
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
