"""Which time limits a case is under, since when, by what law, and whether they were kept. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from veille.law import Decision, Reference, decisions
from veille.law.answer import Words

from .days import months_after
from .legal_range import entry_of
from .words import Authority, Deadline, Status, Treatment

#: Which limit of the law's data each of these is. The law wants the report within its hours; the
#: acknowledgement shows that it came, and is held to the same hours.
IN_THE_LAW = {
    Deadline.REPORT: "report",
    Deadline.ACKNOWLEDGEMENT: "report",
    Deadline.APPEARANCE: "appearance",
}
_APPEAL, _TREATMENT_REPORT = "appeal", "treatment-report"
#: Who has to do something.
KEPT_BY = {
    Deadline.REPORT: "police",
    Deadline.ACKNOWLEDGEMENT: "clerk",
    Deadline.APPEARANCE: "clerk",
    Deadline.SUSPENSION: "panel",
    Deadline.DUE: "person",
    Deadline.TREATMENT: "service",
    Deadline.RECORD: "clerk",
}
#: Whose word a time limit is that the law names no day for. A fine and a measure are due on the day
#: that the panel decided, within what the law leaves open to it; for how long a record is kept is
#: the commission's own rule.
SET_BY = {Deadline.SUSPENSION: "panel", Deadline.DUE: "panel", Deadline.RECORD: "commission"}
#: A decision waits for a reason where one of these was not kept.
BLOCKS_DECISION = (Deadline.ACKNOWLEDGEMENT, Deadline.APPEARANCE)
_BEFORE_HEARING = (
    Status.RECEIVED,
    Status.ACKNOWLEDGED,
    Status.SCHEDULED,
    Status.RESCHEDULED,
    Status.NOTIFIED,
    Status.MISSED_ONCE,
    Status.MISSED_TWICE,
    Status.UNREACHABLE,
    Status.TRANSFERRED,
)
_ENDS = {
    Status.SUSPENDED: Deadline.SUSPENSION,
    Status.PRESENTING: Deadline.SUSPENSION,
    Status.FINED: Deadline.DUE,
    Status.MEASURED: Deadline.DUE,
}


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """What the time limits of one case depend on; fields as in `state.Case`."""

    status: Status
    authority: Authority
    found_at: datetime
    received_at: datetime
    acknowledged_at: datetime | None
    heard_at: datetime | None
    decided_until: date | None
    decided_at: datetime | None
    rule: str
    treatment: Treatment
    attended_at: datetime | None
    reported_at: datetime | None
    destroy_on: date | None
    explained: Mapping[str, str]


class Limit(msgspec.Struct, frozen=True):
    """A time limit of a case. `met_at`: when what it asks for was done; None: not yet.

    `reason` is why it was not kept, as far as anybody entered it (a `LateReason`). `basis` and
    `text` are None where it comes from the decision itself or from the commission's own rule
    (`set_by`).
    """

    deadline: Deadline
    due: datetime
    met_at: datetime | None
    reason: str
    basis: Reference | None
    text: Words | None

    @property
    def kept_by(self) -> str:
        return KEPT_BY[self.deadline]

    @property
    def set_by(self) -> str:
        """Whose word it is, where no law is its basis; empty where one is."""
        return "" if self.basis else SET_BY[self.deadline]

    def passed(self, now: datetime) -> bool:
        """Whether it was not kept, or is not as things are now."""
        return (self.met_at or now) > self.due

    def needs_reason(self, now: datetime) -> bool:
        return self.passed(now) and not self.reason


def limits(case: Times, law: str, time_zone: str) -> Iterator[Limit]:
    """Every time limit that the case is or was under, in the order in which they come.

    The hours run from the finding; for a court's referral, and for the acknowledgement of a
    report that came late, from its arrival.
    """
    zone = ZoneInfo(time_zone)
    in_force = in_the_law(law, case.found_at.astimezone(zone).date())
    from_police = case.authority == Authority.POLICE
    begins = case.found_at if from_police else case.received_at
    if from_police:
        yield from _hours(case, Deadline.REPORT, in_force, begins, case.received_at)
    report = in_force.get(Deadline.REPORT)
    late = report is not None and case.received_at - begins > _length(report)
    answers = case.received_at if late else begins
    yield from _hours(case, Deadline.ACKNOWLEDGEMENT, in_force, answers, case.acknowledged_at)
    if case.heard_at is not None or case.status in _BEFORE_HEARING:
        yield from _hours(case, Deadline.APPEARANCE, in_force, begins, case.heard_at)
    ends = _ENDS.get(case.status)
    if ends is not None and case.decided_until is not None:
        said = _rule_of(law, case, zone) if ends is Deadline.SUSPENSION else None
        yield Limit(
            ends,
            last_minute_of(case.decided_until, zone),
            None,
            case.explained.get(ends, ""),
            said.reference if said else None,
            said.text if said else None,
        )
    yield from _report(case, law, zone)
    if case.destroy_on is not None and case.status in (Status.CLOSED, Status.YOUTH):
        yield Limit(Deadline.RECORD, last_minute_of(case.destroy_on, zone), None, "", None, None)


def _report(case: Times, law: str, zone: ZoneInfo) -> Iterator[Limit]:
    """The next report of a treatment for which the proceeding is suspended."""
    since = case.reported_at or case.attended_at
    if case.status is not Status.SUSPENDED or case.treatment is not Treatment.ATTENDED:
        return
    if since is None:
        return
    day = since.astimezone(zone).date()
    said = entry_of(law, day, _TREATMENT_REPORT)
    if said is not None and said.every_months is not None:
        yield Limit(
            Deadline.TREATMENT,
            last_minute_of(months_after(day, said.every_months), zone),
            None,
            case.explained.get(Deadline.TREATMENT, ""),
            said.reference,
            said.text,
        )


def appeal_days(law: str, day: date) -> int | None:
    """On how many working days a sanction can be appealed; None where the law says nothing."""
    said = entry_of(law, day, _APPEAL)
    return said.working_days if said else None


def _rule_of(law: str, case: Times, zone: ZoneInfo) -> Decision | None:
    """The law's entry by which the case was decided; None where there is none of its name now."""
    if case.decided_at is None:
        return None
    return entry_of(law, case.decided_at.astimezone(zone).date(), case.rule)


@lru_cache(maxsize=512)
def in_the_law(law: str, day: date) -> Mapping[Deadline, Decision]:
    """The law's limits in force on a day. Empty where the jurisdiction has none."""
    by_key = {one.key: one for one in decisions(law, day) if one.kind == "time_limit"}
    return {ours: by_key[key] for ours, key in IN_THE_LAW.items() if key in by_key}


def last_minute_of(day: date, zone: ZoneInfo) -> datetime:
    """23:59 of a day there."""
    return datetime.combine(day, time(23, 59), zone)


def _hours(
    case: Times,
    deadline: Deadline,
    in_force: Mapping[Deadline, Decision],
    begins: datetime,
    met_at: datetime | None,
) -> Iterator[Limit]:
    said = in_force.get(deadline)
    if said is not None and said.hours is not None:
        yield Limit(
            deadline,
            begins + _length(said),
            met_at,
            case.explained.get(deadline, ""),
            said.reference,
            said.text,
        )


def _length(said: Decision) -> timedelta:
    return timedelta(hours=said.hours or 0)
