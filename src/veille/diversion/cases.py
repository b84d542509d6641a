"""What every verb on a case begins and ends with: the case as it is, and that it holds after."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from veille.ledger.facts import Sealed
from veille.ledger.ids import check_id
from veille.ledger.recording import Pen
from veille.ledger.refusal import Absent

from . import intake, policies
from .area import CASE, commission_of
from .deadlines import Limit, Times, limits
from .state import Case
from .words import TreatmentVerb, Verb


def case_of(pen: Pen, id: str, verb: Verb | TreatmentVerb, seen: int | None) -> Case:
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
        destroy_on=case.destroy_on,
        explained={key.value: why.value for key, why in case.explained.items()},
    )


def limits_of(pen: Pen, case: Case) -> Iterator[Limit]:
    said = commission_of(pen, case.commission).details
    return limits(times_of(case), said.law, said.time_zone)
