"""Every query that a page, a trigger or a feed makes of alerts."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.ids import check_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent
from veille.ledger.replay import fold

from .area import ALERT
from .state import LIVE, Alert
from .tables import AlertRow

#: Alerts that are over are listed so long, in days, for the public and in the feed.
OVER_DAYS = 90


def today() -> date:
    """The day of the network."""
    return clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def alert(id: str) -> Alert:
    """One alert as it is. Raises Absent."""
    found = fold(ALERT, id, entries(check_id(id)))
    if found is None:
        raise Absent(_("That alert is not in this ledger. Go back and open the page again."))
    return found


def alert_by_code(code: str) -> Alert | None:
    """A published alert by the code in its public address; None where the public knows of none."""
    row = AlertRow.objects.filter(code=code).exclude(published_at=None).first()
    return alert(row.id) if row else None


def live(day: date | None = None) -> list[Alert]:
    """What is so for the public on a day, the latest first."""
    rows = AlertRow.objects.filter(
        stage__in=[stage.value for stage in LIVE], ends__gte=(day or today()).isoformat()
    )
    return [alert(row.id) for row in rows.order_by("-published_at", "-id")]


def published(limit: int = 50) -> list[Alert]:
    """What went out, ended and withdrawn too, the latest first."""
    rows = AlertRow.objects.exclude(published_at=None).order_by("-published_at", "-id")
    return [alert(row.id) for row in rows[:limit]]


def all_rows(limit: int = 100) -> list[AlertRow]:
    """For the desk: drafts, what is out, what is over, the latest first."""
    return list(AlertRow.objects.order_by("-at", "-id")[:limit])


def of_cause(subject: str, substance: str, sold_as: str) -> list[AlertRow]:
    """Every alert about one cause, whatever became of it."""
    return list(AlertRow.objects.filter(subject=subject, substance=substance, sold_as=sold_as))
