"""What can happen to a case before a dissuasion commission.

Words about a person (name, contact, where they were found, notes) are `Sealed` with the key of
their case, so that destroying the case's record destroys them. A person is an identity of the
commission's own: it seals nothing, and the vault finds it again by a keyed hash that no other
area can make (`people.py`).
What stands for long is in `commission_facts.py`, what is entered in the file of a case in
`file_facts.py`, what becomes of a referral to treatment in `treatment_facts.py`.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar

import msgspec

from veille.ledger.facts import Body, Moment, Sealed

from .words import (
    Authority,
    ClosingReason,
    ContactBy,
    Deadline,
    DecisionKind,
    Language,
    LateReason,
    Measure,
    MoveReason,
    NoticeBy,
    OwnUse,
    Profession,
    Risk,
    Ruling,
    Unit,
)

#: Filed as such until a laboratory says what it is.
UNKNOWN_SUBSTANCE = "unknown"


class Seized(msgspec.Struct, frozen=True):
    """What was taken, by its name in the law or as `UNKNOWN_SUBSTANCE`, and how much of it, in
    which unit."""

    substance: str
    amount: Decimal
    unit: Unit


class Received(Body, frozen=True, kw_only=True):
    """A referral arrived. `about` is a new case; `at` is when it arrived, `found_at` when the
    person was found. `age_years` is their age then; the year of birth is not kept."""

    kind: ClassVar[str] = "diversion.case.received"

    person: str
    authority: Authority
    service: str
    reference: Sealed
    found_at: Moment
    where: Sealed
    age_years: int
    name: Sealed
    seized: tuple[Seized, ...]
    language: Language = Language.FRENCH
    domicile: str = ""
    contact_by: ContactBy = ContactBy.NONE
    contact: Sealed | None = None
    own_use: OwnUse = OwnUse.UNSAID
    what: Sealed | None = None


class PersonTold(Body, frozen=True):
    """Whose case it is was settled: `person` is that of the case `same_as`, or somebody who has
    no other case here, where two people share a name."""

    kind: ClassVar[str] = "diversion.case.person_told"

    person: str
    note: Sealed | None = None
    same_as: str = ""


class Acknowledged(Body, frozen=True):
    """The commission confirmed to the authority that it has the referral."""

    kind: ClassVar[str] = "diversion.case.acknowledged"

    note: Sealed | None = None


class Panelist(msgspec.Struct, frozen=True):
    account: str
    profession: Profession


class Appointed(Body, frozen=True):
    """An appointment for the hearing was fixed. An empty panel is seated later."""

    kind: ClassVar[str] = "diversion.case.scheduled"

    appointment: Moment
    minutes: int
    room: str
    panel: tuple[Panelist, ...] = ()
    note: Sealed | None = None


class Moved(Body, frozen=True):
    """The appointment was moved to another time; the notice has to be issued anew."""

    kind: ClassVar[str] = "diversion.case.rescheduled"

    appointment: Moment
    minutes: int
    room: str
    why: MoveReason
    panel: tuple[Panelist, ...] = ()
    note: Sealed | None = None


class NoticeIssued(Body, frozen=True):
    """The person was given notice. All that the notice said stands here, in its language."""

    kind: ClassVar[str] = "diversion.case.notified"

    by: NoticeBy
    language: Language
    appointment: Moment
    room: str
    address: str
    phone: str
    note: Sealed | None = None


class PanelSeated(Body, frozen=True):
    """Who hears the case was set: the whole panel."""

    kind: ClassVar[str] = "diversion.case.panel_seated"

    panel: tuple[Panelist, ...]


class SteppedOut(Body, frozen=True):
    """A member with a conflict stepped out; `replacement` sits in their place, if there is one."""

    kind: ClassVar[str] = "diversion.case.stepped_out"

    account: str
    replacement: Panelist | None = None
    note: Sealed | None = None


class Missed(Body, frozen=True):
    """The person did not appear at the hearing that they had notice of."""

    kind: ClassVar[str] = "diversion.case.missed"

    note: Sealed | None = None


class GivenUp(Body, frozen=True):
    """The person cannot be reached: nothing more is sent until somebody hears from them."""

    kind: ClassVar[str] = "diversion.case.unreachable"

    note: Sealed | None = None


class Transferred(Body, frozen=True):
    """The person lives in the territory of another commission: the case goes on there."""

    kind: ClassVar[str] = "diversion.case.transferred"

    to: str
    domicile: str
    note: Sealed | None = None


class HearingHeld(Body, frozen=True):
    """The person appeared and was heard by `panel`; with a therapist, if they wished."""

    kind: ClassVar[str] = "diversion.case.heard"

    panel: tuple[Panelist, ...]
    therapist: bool = False
    note: Sealed | None = None


class Assessed(Body, frozen=True):
    """The panel's view of the person: the law's two words, and practice's three levels."""

    kind: ClassVar[str] = "diversion.case.assessed"

    dependent: bool
    risk: Risk = Risk.UNKNOWN
    note: Sealed | None = None


class CompetenceDecided(Body, frozen=True):
    """The panel decided whether the case is the commission's, where the law's answer on what was
    seized is another. `own_use_shown`: that it was for their own use has been shown."""

    kind: ClassVar[str] = "diversion.case.competence_decided"

    competent: bool
    own_use_shown: bool = False
    note: Sealed | None = None


class Sanction(msgspec.Struct, frozen=True, kw_only=True):
    """The sanction whose execution is suspended: it applies once the suspension is revoked."""

    kind: DecisionKind
    euros: Decimal | None = None
    measure: Measure | None = None
    months: int | None = None


class Decided(Body, frozen=True, kw_only=True):
    """The panel decided. `rule` is the key under which the law's data allow it; `until` ends a
    suspension or a measure, or is the day by which a fine is to be paid.

    `measure` of a suspended sanction holds for `measure_months`. `accepted`: the person accepts
    the conditions. `not_viable`: there is no treatment for them now. `appeal_until`: the last day
    for an appeal, where the law opens one. `from_final`: `months` run from the day on which it is
    final, and `until` is left to that day. `sanction`: which one a suspended sanction is; None
    where that was not entered, as before it was asked.
    """

    kind: ClassVar[str] = "diversion.case.decided"

    decision: DecisionKind
    rule: str
    panel: tuple[Panelist, ...]
    months: int | None = None
    euros: Decimal | None = None
    presentations: int | None = None
    measure: Measure | None = None
    measure_months: int | None = None
    accepted: bool = False
    not_viable: bool = False
    until: date | None = None
    from_final: bool = False
    appeal_until: date | None = None
    sanction: Sanction | None = None
    note: Sealed | None = None


class Prolonged(Body, frozen=True):
    """The panel extended a provisional suspension, for reasons that `note` gives."""

    kind: ClassVar[str] = "diversion.case.prolonged"

    months: int
    rule: str
    note: Sealed | None = None


class AppealWaived(Body, frozen=True):
    """The person declared that they will not appeal: the decision is final from `on`."""

    kind: ClassVar[str] = "diversion.case.appeal_waived"

    on: date
    note: Sealed | None = None


class Appealed(Body, frozen=True):
    """The person appealed: the decision is not final until the court has ruled."""

    kind: ClassVar[str] = "diversion.case.appealed"

    note: Sealed | None = None


class AppealRuled(Body, frozen=True):
    """The court ruled on the appeal; its ruling is final from `on`."""

    kind: ClassVar[str] = "diversion.case.appeal_ruled"

    ruling: Ruling
    on: date
    note: Sealed | None = None


class Resumed(Body, frozen=True):
    """A suspension was ended before its day: the panel decides anew."""

    kind: ClassVar[str] = "diversion.case.resumed"

    note: Sealed | None = None


class Revoked(Body, frozen=True):
    """The suspension of a sanction was revoked: the sanction applies, until that day or to be paid
    or done by it."""

    kind: ClassVar[str] = "diversion.case.revoked"

    until: date
    note: Sealed | None = None


class Presented(Body, frozen=True):
    """The person presented themselves as decided."""

    kind: ClassVar[str] = "diversion.case.presented"

    note: Sealed | None = None


class PresentationMissed(Body, frozen=True):
    """The person did not present themselves as decided, on that day."""

    kind: ClassVar[str] = "diversion.case.presentation_missed"

    on: date | None = None
    note: Sealed | None = None


class FinePaid(Body, frozen=True):
    """The fine was paid."""

    kind: ClassVar[str] = "diversion.case.fine_paid"

    note: Sealed | None = None


class Fulfilled(Body, frozen=True):
    """What was decided is done: the measure, the presentations, or the time of a suspension."""

    kind: ClassVar[str] = "diversion.case.fulfilled"

    note: Sealed | None = None


class Explained(Body, frozen=True):
    """Why a time limit was not kept."""

    kind: ClassVar[str] = "diversion.case.explained"

    deadline: Deadline
    why: LateReason
    note: Sealed | None = None


class Closed(Body, frozen=True):
    """The case is closed. Its record is kept until the day before `destroy_on`."""

    kind: ClassVar[str] = "diversion.case.closed"

    reason: ClosingReason
    destroy_on: date
    note: Sealed | None = None


class SentToYouth(Body, frozen=True):
    """The person turned out to be under age: the case leaves the commission."""

    kind: ClassVar[str] = "diversion.case.sent_to_youth"

    destroy_on: date
    note: Sealed | None = None
