"""What an alert may say, and when something may be done with it."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from veille.ledger.facts import Entry
from veille.ledger.refusal import Malformed, Refused

from . import facts
from .anonymity import check_names_nobody, check_promises_nothing
from .state import NEXT, Alert
from .words import Stage, Subject, Verb

#: Characters of a substance's name, of what it looks like, of what else is said.
LONGEST_NAME, LONGEST_LOOKS, LONGEST_MORE = 60, 160, 400
#: An alert that lives longer is read by nobody; what goes on is updated.
MOST_DAYS = 60
#: A drafted alert lasts so long, in days, if nobody changes it; one of overdoses is soon over.
ALERT_DAYS, OVERDOSE_ALERT_DAYS = 28, 3

STAYS = _("Other entries follow from this one. Set the draft aside, or withdraw the alert.")

_NOT_NOW = {
    Stage.DRAFT: _("It is a draft: approve it first."),
    Stage.APPROVED: _("It is approved and not published yet."),
    Stage.LIVE: _("It is published as it stands. Edit it first, if something is to change."),
    Stage.CHANGED: _("Its change is not approved yet."),
    Stage.READY: _("Its change is approved; publish it, or edit it again."),
    Stage.ENDED: _("It has ended. Begin a new alert."),
    Stage.WITHDRAWN: _("It was withdrawn. Begin a new alert."),
    Stage.DROPPED: _("It was set aside. Begin a new alert."),
}


def check_content(content: facts.Content) -> None:
    """What an alert says is whole, and points to nobody. Raises Malformed."""
    since, ends = _day(content.since), _day(content.ends)
    if not since <= ends:
        raise Malformed(_("An alert ends on the day on which it begins, or later."))
    if (ends - since).days > 2 * MOST_DAYS:
        raise Malformed(
            _("An alert ends within %(days)s days. What goes on is updated."), days=2 * MOST_DAYS
        )
    if content.subject is Subject.OVERDOSES:
        if content.substance or content.sold_as or content.found or content.before:
            raise Malformed(
                _(
                    "An alert of overdoses says since which day, and no number: small counts "
                    "point to people. Leave the substance and the counts empty."
                )
            )
    elif not content.substance.strip():
        raise Malformed(_("Say which substance it is about."))
    for counted in (content.found, content.before):
        if counted is not None and not 0 <= counted.positive <= counted.tested:
            raise Malformed(
                _("%(positive)s positive of %(tested)s tested cannot be. Check the numbers."),
                positive=counted.positive,
                tested=counted.tested,
            )
    for text, longest in (
        (content.substance, LONGEST_NAME),
        (content.looks_fr, LONGEST_LOOKS),
        (content.looks_en, LONGEST_LOOKS),
        (content.more_fr, LONGEST_MORE),
        (content.more_en, LONGEST_MORE),
    ):
        check_names_nobody(text)
        check_promises_nothing(text)
        if len(text) > longest:
            raise Malformed(
                _("“%(text)s…” is too long: at most %(longest)s characters."),
                text=text[:20],
                longest=longest,
            )
    for french, english in (
        (content.looks_fr, content.looks_en),
        (content.more_fr, content.more_en),
    ):
        if bool(french.strip()) != bool(english.strip()):
            raise Malformed(_("Write it in both languages, or in neither."))


def check_days(content: facts.Content, today: date) -> None:
    """It begins at the latest today, and ends within sight. Raises Malformed."""
    if _day(content.since) > today:
        raise Malformed(_("An alert says what was found: it cannot begin after today."))
    if not today <= _day(content.ends) <= today + timedelta(days=MOST_DAYS):
        raise Malformed(
            _("It ends today or later, within %(days)s days. Change the last day."), days=MOST_DAYS
        )


def can(alert: Alert, verb: Verb) -> bool:
    """Whether this may be done with it now."""
    return (alert.stage, verb) in NEXT


def check_can(alert: Alert, verb: Verb) -> None:
    if not can(alert, verb):
        raise Refused(_NOT_NOW[alert.stage])


def check_is_alone(alert: Alert, out: Iterable[str]) -> None:
    """What people read of one cause stands in one alert. `out` are those that are live."""
    others = [id for id in out if id != alert.id]
    if alert.shown is None and others:
        raise Refused(
            _("An alert about this is out already. Edit that one, or end it before this one goes.")
        )


def check_as_seen(alert: Alert, version: int) -> None:
    """Nobody approves, or writes over, what they have not read."""
    if alert.version != version:
        raise Refused(
            _("It was changed meanwhile. Nothing was written; read it again, then decide.")
        )


def check_approver(alert: Alert, approver: str, *, two_people: bool) -> None:
    """Where the network asks for two people, whoever wrote it does not approve it."""
    if two_people and alert.written_by == approver:
        raise Refused(
            _("You wrote it. Here another coordinator approves it: ask a colleague to read it.")
        )


def check_course(alert: Alert) -> None:
    """What happened to it follows the table of stages."""
    if alert.misplaced is not None:
        raise Refused(_("That does not fit what was done with this alert. Nothing was changed."))


def check_stays_out(alert: Alert, entry: Entry) -> None:
    """What the public could read is never unsaid, only withdrawn."""
    public = (facts.AlertPublished, facts.AlertEnded, facts.AlertWithdrawn)
    if entry.struck and isinstance(entry.body, public):
        raise Refused(
            _("The public could read this. Withdraw the alert: it stays readable, with why.")
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed(
            _("“%(date)s” is not a date. Write it such as 2027-03-31."), date=text[:20]
        ) from None
