"""What people note on an alarm. The alarm itself is found in the counts, and is no fact."""

from typing import ClassVar

import msgspec

from veille.ledger.facts import Body

from .words import Period, Reason, Step


class Seen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An alarm as it was when somebody first noted something on it: which series, at which site
    ("" for the network), its first and last period above the bound by their first day, and the
    highest count with what was expected then. `method` is what found it."""

    series: str
    site: str = ""
    period: Period = Period.DAY
    first: str
    last: str
    observed: int
    expected: float | None = None
    bound: float | None = None
    method: str = ""


class AlarmTakenUp(Body, frozen=True, kw_only=True):
    """Somebody noted something on an alarm for the first time: what it said then. Beside the first
    of the notes below."""

    kind: ClassVar[str] = "surveillance.alarm.taken_up"

    seen: Seen


class AlarmLookedAt(Body, frozen=True):
    """Somebody looked at it."""

    kind: ClassVar[str] = "surveillance.alarm.looked_at"


class AlarmFollowed(Body, frozen=True, kw_only=True):
    """It goes on: somebody follows it."""

    kind: ClassVar[str] = "surveillance.alarm.followed"


class AlarmExplained(Body, frozen=True, kw_only=True):
    """Somebody says what it was."""

    kind: ClassVar[str] = "surveillance.alarm.explained"

    why: Reason
    words: str = ""


class AlarmClosed(Body, frozen=True):
    """It is over: nothing more is done about it."""

    kind: ClassVar[str] = "surveillance.alarm.closed"


class AlarmReopened(Body, frozen=True):
    """It was explained or closed, and is looked at again."""

    kind: ClassVar[str] = "surveillance.alarm.reopened"


class AlarmStepDone(Body, frozen=True, kw_only=True):
    """A step was taken, with what came of it."""

    kind: ClassVar[str] = "surveillance.alarm.step_done"

    step: Step
    words: str = ""


class AlarmNoted(Body, frozen=True, kw_only=True):
    """What else somebody has to say of it. Of nobody: see `policies.check_words`."""

    kind: ClassVar[str] = "surveillance.alarm.noted"

    words: str
