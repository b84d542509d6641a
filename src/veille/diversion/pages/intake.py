"""A referral comes in by a form or by the API: it is taken in, acknowledged, and an appointment
is fixed at once."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from veille.accounts.models import Account, Role
from veille.ledger import clock
from veille.ledger.refusal import Refused

from .. import actions, facts, intake, reads
from ..tables import CaseRow
from ..words import Authority

#: Who acknowledges and fixes the first appointment: nobody in person, the commission's own door.
_THE_DOOR = ""
#: For so long whoever sent a referral can print its notice, to hand it over; afterwards the
#: commission does.
_NOTICE_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Arrival:
    """`again`: it had arrived before, under the same reference, and nothing new was written."""

    row: CaseRow
    again: bool


def take_in(account: Account, data: dict[str, Any], *, submission: str | None = None) -> Arrival:
    """Take in a referral from an account of the police or of a court. Raises Refused.

    Where no hearing is free, the referral stands all the same, and the docket shows it.
    """
    authority = Authority.COURT if account.role == Role.COURT else Authority.POLICE
    data = {**data, "service": data.get("service") or account.name}
    receipt = intake.receive(by=account.id, authority=authority, submission=submission, **data)
    if not receipt.again:
        actions.acknowledge(by=_THE_DOOR, case=receipt.case)
        with suppress(Refused):  # no hearing is free: the clerk fixes one
            actions.schedule(by=_THE_DOOR, case=receipt.case)
    return Arrival(reads.case(receipt.case), receipt.again)


@dataclass(frozen=True)
class First:
    """The appointment that was fixed as the referral arrived: all that its sender is told, and
    no more than they were told then, whatever came later."""

    commission: str
    at: datetime
    room: str


def first_appointment(row: CaseRow) -> First | None:
    """None where no hearing was free."""
    for entry in reads.history(row.id):
        if isinstance(entry.body, facts.Appointed) and entry.by == _THE_DOOR:
            return First(entry.place, entry.body.appointment, entry.body.room)
    return None


def can_print(row: CaseRow) -> bool:
    """Whether whoever sent it can print the notice still: soon after, while that hearing stands."""
    first = first_appointment(row)
    soon = clock.now() - row.received_at < _NOTICE_FOR
    return soon and first is not None and first.at == row.appointment_at
