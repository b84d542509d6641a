"""What is so now of an alarm on which something was noted: a pure fold, along one table."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from veille.ledger.facts import Body, Entry
from veille.ledger.states import State, by_time, first, state_of

from . import facts
from .words import Reason, Stage, Step, Verb

_LOOKING = (Stage.NEW, Stage.LOOKED_AT, Stage.FOLLOWED)
#: (stage, verb) → the stage that follows. What is not here is not allowed.
NEXT: dict[tuple[Stage, Verb], Stage] = {
    (Stage.NEW, Verb.LOOK): Stage.LOOKED_AT,
    (Stage.NEW, Verb.FOLLOW): Stage.FOLLOWED,
    (Stage.LOOKED_AT, Verb.FOLLOW): Stage.FOLLOWED,
    **{(stage, Verb.EXPLAIN): Stage.EXPLAINED for stage in _LOOKING},
    (Stage.EXPLAINED, Verb.EXPLAIN): Stage.EXPLAINED,
    (Stage.FOLLOWED, Verb.CLOSE): Stage.CLOSED,
    (Stage.EXPLAINED, Verb.CLOSE): Stage.CLOSED,
    (Stage.EXPLAINED, Verb.REOPEN): Stage.LOOKED_AT,
    (Stage.CLOSED, Verb.REOPEN): Stage.LOOKED_AT,
}
#: Stages in which somebody has something to do.
OPEN = frozenset(_LOOKING)

VERB_OF: dict[type[Body], Verb] = {
    facts.AlarmLookedAt: Verb.LOOK,
    facts.AlarmFollowed: Verb.FOLLOW,
    facts.AlarmExplained: Verb.EXPLAIN,
    facts.AlarmClosed: Verb.CLOSE,
    facts.AlarmReopened: Verb.REOPEN,
}


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A step that was taken: when it was said last, by whom, and what came of it."""

    step: Step
    at: datetime
    by: str
    words: str


class Alarm(State, frozen=True, kw_only=True):
    """`changed_by` and `changed_at` are of what was noted last."""

    seen: facts.Seen
    stage: Stage
    why: Reason | None
    words: str
    steps: tuple[Done, ...]
    changed_by: str
    changed_at: datetime

    def step(self, step: Step) -> Done | None:
        return next((done for done in self.steps if done.step is step), None)

    @property
    def series(self) -> str:
        return self.seen.series

    @property
    def period(self) -> str:
        return self.seen.period.value

    @property
    def first(self) -> str:
        return self.seen.first

    @property
    def last(self) -> str:
        return self.seen.last


def fold_alarm(_about: str, entries: Sequence[Entry], version: int) -> Alarm | None:
    """None before it is known what was seen. Two nodes may have taken one alarm up: the first one
    stands, and a verb that then fits no stage changes nothing."""
    taken = first(entries, facts.AlarmTakenUp)
    if taken is None:
        return None
    entry, body = taken
    alarm = state_of(
        Alarm,
        entry,
        version,
        seen=body.seen,
        stage=Stage.NEW,
        why=None,
        words="",
        steps=(),
        changed_by=entry.by,
        changed_at=entry.at,
    )
    for each in by_time(entries):
        alarm = _after(alarm, each)
    return alarm


def _after(alarm: Alarm, entry: Entry) -> Alarm:
    body = entry.body
    if not isinstance(body, Body) or isinstance(body, facts.AlarmTakenUp):
        return alarm
    alarm = msgspec.structs.replace(alarm, changed_by=entry.by, changed_at=entry.at)
    if isinstance(body, facts.AlarmStepDone):
        done = Done(step=body.step, at=entry.at, by=entry.by, words=body.words)
        others = tuple(each for each in alarm.steps if each.step is not body.step)
        return msgspec.structs.replace(alarm, steps=(*others, done))
    verb = VERB_OF.get(type(body))
    stage = NEXT.get((alarm.stage, verb)) if verb else None
    if stage is None:
        return alarm
    alarm = msgspec.structs.replace(alarm, stage=stage)
    match body:
        case facts.AlarmExplained():
            return msgspec.structs.replace(alarm, why=body.why, words=body.words)
        case facts.AlarmReopened():
            return msgspec.structs.replace(alarm, why=None, words="")
        case _:
            return alarm
