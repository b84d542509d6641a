"""What is so now of an alert: a pure fold, along one table of stages and verbs."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from veille.ledger.facts import Body, Entry
from veille.ledger.states import State, by_time, first, state_of

from . import facts
from .words import SoldAs, Stage, Subject, Verb, Why

#: (stage, verb) → the stage that follows. What is not here is not allowed.
NEXT: dict[tuple[Stage, Verb], Stage] = {
    (Stage.DRAFT, Verb.EDIT): Stage.DRAFT,
    (Stage.DRAFT, Verb.APPROVE): Stage.APPROVED,
    (Stage.DRAFT, Verb.DROP): Stage.DROPPED,
    (Stage.APPROVED, Verb.EDIT): Stage.DRAFT,
    (Stage.APPROVED, Verb.PUBLISH): Stage.LIVE,
    (Stage.APPROVED, Verb.DROP): Stage.DROPPED,
    (Stage.LIVE, Verb.EDIT): Stage.CHANGED,
    (Stage.LIVE, Verb.END): Stage.ENDED,
    (Stage.LIVE, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.CHANGED, Verb.EDIT): Stage.CHANGED,
    (Stage.CHANGED, Verb.APPROVE): Stage.READY,
    (Stage.CHANGED, Verb.END): Stage.ENDED,
    (Stage.CHANGED, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.READY, Verb.EDIT): Stage.CHANGED,
    (Stage.READY, Verb.PUBLISH): Stage.LIVE,
    (Stage.READY, Verb.END): Stage.ENDED,
    (Stage.READY, Verb.WITHDRAW): Stage.WITHDRAWN,
    (Stage.ENDED, Verb.WITHDRAW): Stage.WITHDRAWN,
}
#: Stages in which the public reads what was published last as being so.
LIVE = frozenset({Stage.LIVE, Stage.CHANGED, Stage.READY})
#: Stages in which somebody still has something to do with it, or it is out.
OPEN = LIVE | {Stage.DRAFT, Stage.APPROVED}

VERB_OF: dict[type[Body], Verb] = {
    facts.AlertEdited: Verb.EDIT,
    facts.AlertApproved: Verb.APPROVE,
    facts.AlertPublished: Verb.PUBLISH,
    facts.AlertEnded: Verb.END,
    facts.AlertWithdrawn: Verb.WITHDRAW,
    facts.AlertDropped: Verb.DROP,
}
#: Characters of an alert's code: the end of its identity, in its public address.
CODE_LENGTH = 12


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What went out: the first time, as an update, or as what ends it (`over`)."""

    at: datetime
    content: facts.Content
    over: bool = False


class Alert(State, frozen=True, kw_only=True):
    """`content` is what it says as written last; `messages` what went out, the oldest first."""

    content: facts.Content
    raised: facts.Raised | None
    stage: Stage
    #: Who wrote what it says now: empty where a trigger did.
    written_by: str
    approved_by: str
    approved_at: datetime | None
    messages: tuple[Message, ...]
    #: When it was ended by hand, withdrawn or set aside.
    over_at: datetime | None
    why: Why | None
    #: The first verb that did not fit the stage it met, where facts of two nodes cross.
    misplaced: Verb | None

    @property
    def code(self) -> str:
        """Where the public reads it."""
        return self.id[-CODE_LENGTH:]

    @property
    def substance(self) -> str:
        return self.content.substance

    @property
    def sold_as(self) -> SoldAs | None:
        return self.content.sold_as

    @property
    def subject(self) -> Subject:
        return self.content.subject

    @property
    def shown(self) -> facts.Content | None:
        """What was published last; None before that."""
        return self.messages[-1].content if self.messages else None

    @property
    def published_at(self) -> datetime | None:
        return self.messages[0].at if self.messages else None

    @property
    def ends(self) -> str:
        """The last day of what is out; of a draft, what it says."""
        return (self.shown or self.content).ends

    @property
    def raised_on(self) -> str:
        return self.raised.on if self.raised else ""

    def is_live(self, today: date) -> bool:
        """Whether the public is told so today: published, and its last day has not passed."""
        return self.stage in LIVE and self.ends >= today.isoformat()

    def stage_on(self, today: date) -> Stage:
        """The stage as a reader of that day sees it: an alert ends by itself."""
        return Stage.ENDED if self.stage in LIVE and not self.is_live(today) else self.stage


def fold_alert(_about: str, entries: Sequence[Entry], version: int) -> Alert | None:
    """None before it is known that it was drafted. Drafted by two nodes, the first one stands."""
    drafted = first(entries, facts.AlertDrafted)
    if drafted is None:
        return None
    entry, body = drafted
    alert = state_of(
        Alert,
        entry,
        version,
        stage=Stage.DRAFT,
        written_by=entry.by,
        approved_by="",
        approved_at=None,
        messages=(),
        over_at=None,
        why=None,
        misplaced=None,
        content=body.content,
    )
    for each in by_time(entries):
        alert = _after(alert, each)
    return alert


def _after(alert: Alert, entry: Entry) -> Alert:
    body = entry.body
    verb = VERB_OF.get(type(body)) if isinstance(body, Body) else None
    if verb is None:
        return alert
    stage = NEXT.get((alert.stage, verb))
    if stage is None:
        return msgspec.structs.replace(alert, misplaced=alert.misplaced or verb)
    alert = msgspec.structs.replace(alert, stage=stage)
    match body:
        case facts.AlertEdited():
            return msgspec.structs.replace(
                alert,
                content=body.content,
                written_by=entry.by,
                approved_by="",
                approved_at=None,
            )
        case facts.AlertApproved():
            return msgspec.structs.replace(alert, approved_by=entry.by, approved_at=entry.at)
        case facts.AlertPublished():
            sent = Message(at=entry.at, content=alert.content)
            return msgspec.structs.replace(alert, messages=(*alert.messages, sent))
        case facts.AlertWithdrawn():
            return _over(msgspec.structs.replace(alert, why=body.why), entry)
        case _:
            return _over(alert, entry)


def _over(alert: Alert, entry: Entry) -> Alert:
    """Ended by hand, withdrawn or set aside: whoever read it is told so."""
    messages = alert.messages
    if messages:
        messages = (*messages, Message(at=entry.at, content=messages[-1].content, over=True))
    return msgspec.structs.replace(alert, messages=messages, over_at=entry.at)
