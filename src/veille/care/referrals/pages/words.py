"""What places and referrals say, in the reader's language."""

from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from veille.care.tables import SiteRow
from veille.hours import Hours, day_in_words
from veille.ledger import clock
from veille.ui.words import words_of

from .. import reads
from ..policies import On
from ..tables import DestinationRow
from ..words import Language, Status


def when(appointment: datetime | None) -> str:
    return str(On(appointment)) if appointment else _("without an appointment")


def place_name(id: str) -> str:
    return reads.destination_names([id]).get(id, id[-6:])


def status_words(status: str) -> str:
    return words_of([status], Status)


def hours_now(hours: Hours) -> dict[str, Any]:
    """Whether a place is open now, and what comes next, as one short sentence."""
    now = clock.now()
    if not hours.known:
        return {"open": None, "words": _("hours not known: call first")}
    if hours.always and not hours.closed_on:
        return {"open": True, "words": _("day and night")}
    closes = hours.closes_at(now)
    if closes is not None:
        return {"open": True, "words": _("until %(time)s") % {"time": _short(closes)}}
    opens = hours.next_opening(now)
    if opens is None:
        return {"open": False, "words": _("for a long time")}
    if _is_today(opens):
        return {"open": False, "words": _("opens at %(time)s") % {"time": _short(opens)}}
    return {"open": False, "words": _("opens %(time)s") % {"time": _short(opens)}}


def _is_today(at: datetime) -> bool:
    return timezone.localdate(at) == timezone.localdate(clock.now())


def _short(at: datetime) -> str:
    """The hour alone where it is of today."""
    return formats.time_format(timezone.localtime(at), "H:i") if _is_today(at) else str(On(at))


def week(hours: Hours) -> list[tuple[str, str]]:
    """Each day of the week with its hours."""
    return [(str(WEEKDAYS[day]), day_in_words(hours.spans, day) or _("closed")) for day in range(7)]


def languages(row: DestinationRow) -> str:
    return words_of(row.languages, Language)


def service_choices(site: SiteRow) -> list[tuple[str, str]]:
    """Every service that an entry of this site may have said."""
    return list(reads.service_names(site.slug).items())
