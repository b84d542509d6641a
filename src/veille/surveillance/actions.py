"""What people note on alarms: keyword-only, `by=` the account that says it.

`seen` is the alarm as the page showed it: with the first note it goes into the ledger, so that what
was looked at stays known when late entries have changed the counts.
"""

from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from veille.ledger.facts import Body
from veille.ledger.ids import check_id
from veille.ledger.recording import recording
from veille.ledger.refusal import Malformed

from . import facts, policies
from .area import ALARM
from .state import VERB_OF, Alarm
from .words import Reason, Stage, Step


def id_of_alarm(series: str, site: str, period: str, first: str) -> str:
    """An alarm's identity follows from its series and its first day: two nodes that find the same
    speak of one alarm."""
    return sha256(f"surveillance.alarm:{series}:{site}:{period}:{first}".encode()).hexdigest()[:32]


def look(*, by: str, id: str, seen: facts.Seen, submission: str | None = None) -> Alarm:
    return _note(by, id, seen, facts.AlarmLookedAt(), submission)


def follow(*, by: str, id: str, seen: facts.Seen, submission: str | None = None) -> Alarm:
    return _note(by, id, seen, facts.AlarmFollowed(), submission)


def explain(
    *,
    by: str,
    id: str,
    seen: facts.Seen,
    why: Reason,
    words: str = "",
    submission: str | None = None,
) -> Alarm:
    """Say what it was."""
    body = facts.AlarmExplained(why=why, words=words.strip())
    return _note(by, id, seen, body, submission)


def close(*, by: str, id: str, seen: facts.Seen, submission: str | None = None) -> Alarm:
    return _note(by, id, seen, facts.AlarmClosed(), submission)


def reopen(*, by: str, id: str, seen: facts.Seen, submission: str | None = None) -> Alarm:
    return _note(by, id, seen, facts.AlarmReopened(), submission)


def do_step(
    *,
    by: str,
    id: str,
    seen: facts.Seen,
    step: Step,
    words: str = "",
    submission: str | None = None,
) -> Alarm:
    """A step was taken; said again, the last word stands."""
    body = facts.AlarmStepDone(step=step, words=words.strip())
    return _note(by, id, seen, body, submission)


def note(*, by: str, id: str, seen: facts.Seen, words: str, submission: str | None = None) -> Alarm:
    if not words.strip():
        raise Malformed(_("Write something, or go back."))
    return _note(by, id, seen, facts.AlarmNoted(words=words.strip()), submission)


def _note(by: str, id: str, seen: facts.Seen, body: Body, submission: str | None) -> Alarm:
    with recording(by=by, place=seen.site, submission=submission) as pen:
        now = pen.state(ALARM, check_id(id))
        verb = VERB_OF.get(type(body))
        if verb is not None:
            policies.check_can(now.stage if now else Stage.NEW, verb)
        if now is None:
            pen.note(ALARM, id, facts.AlarmTakenUp(seen=seen))
        return pen.note(ALARM, id, body)
