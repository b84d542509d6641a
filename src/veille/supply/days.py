"""Days of files and forms that say no hour: noon, in UTC, stands for the day."""

from datetime import UTC, date, datetime, time

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.refusal import Malformed

_NOON = time(12, tzinfo=UTC)


def noon(day: date) -> datetime:
    return datetime.combine(day, _NOON)


def noon_or_before(day: date) -> datetime:
    """Noon of a day of a file; of today, before noon has come, when the day began in UTC, so that
    the same file says the same again; at the latest now."""
    now = clock.now()
    begins = datetime.combine(day, time(), UTC)
    return next((at for at in (noon(day), begins) if at <= now), now)


def noon_or_now(day: date) -> datetime:
    """Noon of a day, or now where that is still to come. Raises Malformed for a day that has not
    come yet where this network is."""
    if day > localdate(clock.now()):
        raise Malformed(_("That day has not come yet. Check the date."))
    return min(noon(day), clock.now())
