"""What entries and places of this room say, in the reader's language."""

from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from veille.care.tables import SiteRow
from veille.hours import Hours, day_in_words
from veille.ledger import clock
from veille.ledger.facts import Body
from veille.ui.words import words_of

from .. import facts, reads
from ..policies import On
from ..tables import DestinationRow
from ..words import ClosingReason, Language, Need, Status, Way


def in_words(body: Body) -> str:
    """What one entry says."""
    match body:
        case facts.ServicesChosen():
            return _("Services given here: %(services)s") % {
                "services": ", ".join(reads.service_name(key) for key in body.offered)
            }
        case facts.ServiceGiven():
            name = reads.service_name(body.service)
            if body.count == 1:
                return _("Service: %(service)s") % {"service": name}
            return _("Service: %(service)s × %(count)s") % {"service": name, "count": body.count}
        case facts.DestinationListed():
            return _("Listed: %(place)s") % {"place": body.details.name}
        case facts.DestinationChanged():
            return _("Changed: %(place)s") % {"place": body.details.name}
        case facts.DestinationClosed():
            return _("Closed for good")
        case facts.Offered():
            return _("Referral offered: %(need)s") % {"need": words_of([body.need], Need)}
        case facts.Accepted():
            return _("Referral accepted")
        case facts.Declined():
            return _("Referral declined")
        case facts.Made():
            values = {"place": place_name(body.destination), "when": when(body.appointment)}
            made = _("Referral made to %(place)s: %(when)s") % values
            return f"{made} · {words_of([body.way], Way)}"
        case facts.Rescheduled():
            return _("Another appointment: %(when)s") % {"when": when(body.appointment)}
        case facts.Attended():
            return _("Referral: they went")
        case facts.Missed():
            return _("Referral: they did not go")
        case facts.Closed():
            why = words_of([body.reason], ClosingReason)
            return _("Referral closed: %(why)s") % {"why": why}
    return ""


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
