"""What is so now of a case, as `folding.py` makes it of its entries. What stands for long
(commissions, members, places) is in `commission_state.py`."""

from datetime import date, datetime
from hashlib import sha256
from operator import attrgetter

from veille.ledger.facts import Sealed
from veille.ledger.states import State

from .case_parts import (
    Analysis,
    Appointment,
    Assessment,
    Care,
    Competence,
    Custody,
    Decision,
    Help,
    Move,
)
from .course import OPEN
from .facts import Panelist, Seized
from .words import (
    Authority,
    ClosingReason,
    ContactBy,
    Deadline,
    Language,
    LateReason,
    OwnUse,
    Status,
)

#: Without letters and digits that are taken for one another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def number_of(case: str) -> str:
    """The number under which a referral is acknowledged: of the case's identity, so that the
    same case has the same one on every node."""
    number = int.from_bytes(sha256(b"diversion.case:" + case.encode()).digest(), "big")
    letters = ""
    for _ in range(8):
        number, rest = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[rest]
    return f"{letters[:4]}-{letters[4:]}"


class Case(State, frozen=True, kw_only=True):
    """`whose` is as whom the person was known, and since when: since the referral, and since each
    time that it was settled; `named_at` when their name or age was last said otherwise.
    `panel` is who sits, or who heard it once it was heard; `conflicted` are accounts that stepped
    out and sit on this case no more; `resumed` that a suspension of the proceeding was ended;
    `analyses` by the number of the thing seized, from 1; `missed` how often the person did not
    appear; `came_from` the commissions that had the case before; `start` is the case as it was
    received.
    """

    commission: str
    person: str
    whose: tuple[tuple[datetime, str], ...]
    named_at: datetime
    authority: Authority
    service: str
    reference: Sealed
    name: Sealed
    where: Sealed
    what: Sealed | None
    contact_by: ContactBy
    contact: Sealed | None
    language: Language
    domicile: str
    age_years: int
    own_use: OwnUse
    seized: tuple[Seized, ...]
    found_at: datetime
    status: Status = Status.RECEIVED
    since: datetime
    acknowledged_at: datetime | None = None
    appointment: Appointment | None = None
    scheduled_at: datetime | None = None
    notified_at: datetime | None = None
    panel: tuple[Panelist, ...] = ()
    conflicted: tuple[str, ...] = ()
    missed: int = 0
    competence: Competence | None = None
    heard_at: datetime | None = None
    assessment: Assessment | None = None
    decision: Decision | None = None
    kept: int = 0
    absent: int = 0
    resumed: bool = False
    prolonged: bool = False
    treatment: Care = Care()
    help: Help | None = None
    analyses: dict[int, tuple[Analysis, ...]] = {}
    custody: Custody = Custody()
    explained: dict[Deadline, LateReason] = {}
    came_from: tuple[str, ...] = ()
    closed_at: datetime | None = None
    closing_reason: ClosingReason | None = None
    destroy_on: date | None = None
    start: "Case | None" = None
    moves: tuple[Move, ...] = ()
    moved_by: str
    received_at = property(attrgetter("at"))
    filed_by = property(attrgetter("by"))

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def number(self) -> str:
        return number_of(self.id)

    @property
    def person_told(self) -> bool:
        """Whether somebody settled whose case it is."""
        return len(self.whose) > 1

    def person_at(self, at: datetime) -> str:
        """As whom the person was known then."""
        return next(person for since, person in reversed(self.whose) if since <= at)
