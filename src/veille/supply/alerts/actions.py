"""The verbs of alerts: keyword-only, `by=` the account that says it."""

from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.facts import Body
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent

from . import facts, policies
from .area import ALERT
from .state import LIVE, VERB_OF, Alert
from .tables import AlertRow
from .words import Why


def draft(*, by: str, place: str, content: facts.Content, submission: str | None = None) -> Alert:
    """Begin an alert by hand."""
    policies.check_days(content, _today())
    with recording(by=by, place=place, submission=submission) as pen:
        return pen.note(ALERT, new_id(), facts.AlertDrafted(content=content))


def draft_by_trigger(*, place: str, content: facts.Content, raised: facts.Raised) -> Alert | None:
    """What a trigger drafts, by nobody; None where this cause has its draft of that day already,
    from this node or another."""
    id = id_of_cause(content, raised.on)
    with recording(by="", place=place) as pen:
        if pen.state(ALERT, id) is not None:
            return None
        return pen.note(ALERT, id, facts.AlertDrafted(content=content, raised=raised))


def id_of_cause(content: facts.Content, on: str) -> str:
    """A drafted alert's identity follows from its cause and day: two nodes that see the same draft
    one alert."""
    sold_as = content.sold_as.value if content.sold_as else ""
    cause = f"supply.alerts.alert:{content.subject.value}:{content.substance}:{sold_as}:{on}"
    return sha256(cause.encode()).hexdigest()[:32]


def edit(
    *, by: str, alert: str, content: facts.Content, seen: int, submission: str | None = None
) -> Alert:
    """Change what it says. `seen` is the version that was read."""
    policies.check_days(content, _today())
    return _do(by, alert, facts.AlertEdited(content=content), seen=seen, submission=submission)


def approve(*, by: str, alert: str, seen: int, submission: str | None = None) -> Alert:
    """Approve it as it stands; it goes out with `publish`."""
    return _do(by, alert, facts.AlertApproved(), seen=seen, submission=submission)


def publish(*, by: str, alert: str, submission: str | None = None) -> Alert:
    """Let it out: as new, or as an update of what is out."""
    return _do(by, alert, facts.AlertPublished(), submission=submission)


def end(*, by: str, alert: str, submission: str | None = None) -> Alert:
    """End it before its day."""
    return _do(by, alert, facts.AlertEnded(), submission=submission)


def withdraw(*, by: str, alert: str, why: Why, submission: str | None = None) -> Alert:
    """It was wrong; it stays readable as withdrawn."""
    return _do(by, alert, facts.AlertWithdrawn(why), submission=submission)


def drop(*, by: str, alert: str, submission: str | None = None) -> Alert:
    """Set a draft aside."""
    return _do(by, alert, facts.AlertDropped(), submission=submission)


def _do(
    by: str, alert: str, body: Body, *, seen: int | None = None, submission: str | None = None
) -> Alert:
    with recording(by=by, submission=submission) as pen:
        now = _alert(pen, alert)
        if seen is not None:
            policies.check_as_seen(now, seen)
        policies.check_can(now, VERB_OF[type(body)])
        if isinstance(body, facts.AlertApproved):
            policies.check_approver(now, by, two_people=settings.VEILLE_ALERTS_TWO_PEOPLE)
        if isinstance(body, facts.AlertApproved | facts.AlertPublished):
            policies.check_days(now.content, _today())
        if isinstance(body, facts.AlertPublished):
            policies.check_is_alone(now, _live_of(now.content))
        return pen.note(ALERT, now.id, body)


def _live_of(content: facts.Content) -> list[str]:
    """Alerts of this cause that the public reads today."""
    rows = AlertRow.objects.filter(
        subject=content.subject.value,
        substance=content.substance,
        sold_as=content.sold_as.value if content.sold_as else "",
        stage__in=[stage.value for stage in LIVE],
        ends__gte=_today().isoformat(),
    )
    return list(rows.values_list("id", flat=True))


def _alert(pen: Pen, id: str) -> Alert:
    """The alert as it is; what is written from here on is placed where it was drafted."""
    alert = pen.state(ALERT, check_id(id))
    if alert is None:
        raise Absent(_("That alert is not in this ledger. Go back and open the page again."))
    pen.place = alert.site
    return alert


def _today() -> date:
    return clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
