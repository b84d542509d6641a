"""The parts of a case: its appointment, what was decided, what became of the right to appeal, the
referral to treatment, what a laboratory found. Pure."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from veille.ledger.facts import Body, Sealed

from .days import ONE_DAY
from .facts import Panelist, Sanction
from .words import (
    DecisionKind,
    FileVerb,
    LawyerBy,
    Measure,
    Risk,
    Ruling,
    Treatment,
    TreatmentVerb,
    Verb,
)


class Appointment(msgspec.Struct, frozen=True):
    at: datetime
    minutes: int
    room: str

    @property
    def ends(self) -> datetime:
        return self.at + timedelta(minutes=self.minutes)


class Assessment(msgspec.Struct, frozen=True):
    at: datetime
    dependent: bool
    risk: Risk


class Competence(msgspec.Struct, frozen=True):
    """What the panel decided on whether the case is the commission's."""

    at: datetime
    competent: bool
    own_use_shown: bool


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided; fields as in `facts.Decided`.

    `until` is None where `months` run from the day on which it is final, and that is not known.
    `revoked_at`: when its suspension was, so that `sanction` applies, and `until` is of that.
    `waived_on`, `appealed_at`, `ruling`: what became of the person's right to appeal.
    """

    at: datetime
    kind: DecisionKind
    rule: str
    panel: tuple[Panelist, ...]
    months: int | None
    euros: Decimal | None
    presentations: int | None
    measure: Measure | None
    measure_months: int | None
    accepted: bool
    not_viable: bool
    until: date | None
    from_final: bool
    appeal_until: date | None
    sanction: Sanction | None = None
    revoked_at: datetime | None = None
    waived_on: date | None = None
    appealed_at: datetime | None = None
    ruling: Ruling | None = None
    ruled_on: date | None = None

    @property
    def is_before_court(self) -> bool:
        return self.appealed_at is not None and self.ruling is None

    @property
    def final_on(self) -> date | None:
        """The day from which it is final; None where no appeal is open to it, while a court has it,
        and where the court set it aside."""
        if self.appealed_at is not None:
            return self.ruled_on if self.ruling is Ruling.UPHELD else None
        if self.waived_on is not None or self.appeal_until is None:
            return self.waived_on
        return self.appeal_until + ONE_DAY

    def is_final(self, day: date) -> bool:
        """Whether nothing of it can change any more by an appeal."""
        if self.appeal_until is None or self.ruling is Ruling.SET_ASIDE:
            return True
        return self.final_on is not None and self.final_on <= day


class Analysis(msgspec.Struct, frozen=True):
    """What a laboratory says one of the things seized is."""

    at: datetime
    substance: str
    purity_percent: Decimal | None


class Help(msgspec.Struct, frozen=True):
    """Who counsels the person; which language is interpreted for them."""

    lawyer_by: LawyerBy
    lawyer: Sealed | None
    interpreted: str


class Custody(msgspec.Struct, frozen=True):
    """Where what was seized is kept, and when it was destroyed."""

    where: str = ""
    mark: str = ""
    destroyed_at: datetime | None = None


class Care(msgspec.Struct, frozen=True):
    """The referral to treatment. `waiting_since` is of the present place; `reported_at` and
    `goes_on` are of the last report of it."""

    status: Treatment = Treatment.NONE
    place: str = ""
    since: datetime | None = None
    offered_at: datetime | None = None
    accepted_at: datetime | None = None
    waiting_since: datetime | None = None
    attended_at: datetime | None = None
    reported_at: datetime | None = None
    goes_on: bool | None = None
    completed_at: datetime | None = None


class Move(msgspec.Struct, frozen=True):
    """One verb done, with what it said."""

    entry: str
    verb: Verb | TreatmentVerb | FileVerb
    at: datetime
    by: str
    body: Body
