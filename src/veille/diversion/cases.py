"""What every verb on a case begins and ends with: the case as it is, and that it holds after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.facts import Body, Sealed
from veille.ledger.ids import check_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent

from . import competence, intake, policies
from .area import CASE, commission_of
from .commission_facts import Details
from .deadlines import Limit, Times, limits
from .state import Case
from .words import FileVerb, TreatmentVerb, Verb


class Told(TypedDict, total=False):
    """What every verb on a case may be told besides.

    `note`: free words, sealed with the case's key. `seen`: the version of the case that the person
    had before their eyes. `at`: when it happened, where that was not now. `submission`: the
    identity of what was sent in.
    """

    note: str
    seen: int | None
    at: datetime | None
    submission: str | None


@dataclass(frozen=True)
class Step:
    """A verb that is being done: the case before it, and what was told."""

    pen: Pen
    case: Case
    note: Sealed | None
    at: datetime | None

    @property
    def when(self) -> datetime:
        return self.at or clock.now()

    @property
    def commission(self) -> Details:
        """What is set of the commission that has the case."""
        return commission_of(self.pen, self.case.commission).details

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.commission.time_zone)

    @property
    def day(self) -> date:
        """The day of it, where the commission is."""
        return self.when.astimezone(self.zone).date()

    @property
    def decided_day(self) -> date:
        """The day of the decision, where the commission is; of a verb that follows one."""
        assert self.case.decision is not None
        return self.case.decision.at.astimezone(self.zone).date()

    @property
    def runs_from(self) -> date:
        """The day from which what was decided runs; of a verb that follows it."""
        decided = self.case.decision
        final = decided.final_on if decided and decided.from_final else None
        return final or self.decided_day

    @property
    def says(self) -> competence.Says:
        """What the law says of the case."""
        found_on = self.case.found_at.astimezone(self.zone).date()
        return competence.says(self.commission.law, self.case, found_on)

    def write(self, body: Body) -> Case:
        return self.pen.note(CASE, self.case.id, body, at=self.at)


@contextmanager
def stepping(
    verb: Verb | TreatmentVerb | FileVerb, by: str, case: str, told: Told
) -> Iterator[Step]:
    """Do a verb on a case, under the write lock. Raises Refused where it cannot be done."""
    with recording(by=by, submission=told.get("submission")) as pen:
        now = case_of(pen, case, verb, told.get("seen"))
        yield Step(pen, now, sealed(now, told.get("note", "")), told.get("at"))


def plainly(
    verb: Verb | TreatmentVerb | FileVerb,
    body: Callable[..., Body],
    by: str,
    case: str,
    told: Told,
) -> Case:
    """A verb that says nothing but that it was done, and a note."""
    with stepping(verb, by, case, told) as step:
        return step.write(body(note=step.note))


def case_of(pen: Pen, id: str, verb: Verb | TreatmentVerb | FileVerb, seen: int | None) -> Case:
    """The case, where `verb` can be done with it; what is written is placed at its commission."""
    now = pen.state(CASE, check_id(id))
    if now is None:
        raise Absent(_("That case is not in this ledger. Go back and open the page again."))
    pen.place = now.commission
    policies.check_was_seen(now, seen)
    policies.check_can_move(now, verb)
    return now


def sealed(case: Case, note: str) -> Sealed | None:
    return intake.sealed(case.id, note)


def times_of(case: Case) -> Times:
    return Times(
        status=case.status,
        authority=case.authority,
        found_at=case.found_at,
        received_at=case.received_at,
        acknowledged_at=case.acknowledged_at,
        heard_at=case.heard_at,
        decided_until=case.decision.until if case.decision else None,
        decided_at=case.decision.at if case.decision else None,
        rule=case.decision.rule if case.decision else "",
        treatment=case.treatment.status,
        attended_at=case.treatment.attended_at,
        reported_at=case.treatment.reported_at,
        destroy_on=case.destroy_on,
        explained={key.value: why.value for key, why in case.explained.items()},
    )


def limits_of(pen: Pen, case: Case) -> Iterator[Limit]:
    said = commission_of(pen, case.commission).details
    return limits(times_of(case), said.law, said.time_zone)
