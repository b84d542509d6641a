"""Services and referrals, declared."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care.area import VISIT
from veille.ledger.areas import Area, Change, Table, Thing
from veille.ledger.ids import check_id
from veille.ledger.recording import Pen
from veille.ledger.refusal import Absent, Refused

from . import facts, policies, reads, state, tables
from .words import Verb


def destination_of(pen: Pen, id: str) -> state.Destination:
    place = pen.state(DESTINATION, check_id(id))
    if place is None:
        raise Absent(_("That place is not in the directory. Go back and choose another one."))
    return place


def check_taken(
    pen: Pen,
    referral: state.Referral,
    place: state.Destination,
    *,
    appointment: datetime | None,
    at: datetime,
) -> None:
    """See that a place takes the referral then; the refusal names other places."""
    others = reads.others_for(referral.need, place.id)
    policies.check_takes(
        place=place, need=referral.need, appointment=appointment, at=at, others=others
    )


def _nothing_follows(_pen: Pen, change: Change[Any]) -> None:
    if change.leaves_followers:
        raise Refused(
            _(
                "Other entries follow from this one. Strike those out first, the last one "
                "first; nothing was changed."
            ),
        )


def _services_hold(pen: Pen, change: Change[state.Services]) -> None:
    _nothing_follows(pen, change)
    if change.now is not None:
        policies.check_can_be_offered(change.now)


def _given_holds(pen: Pen, change: Change[state.Given]) -> None:
    _nothing_follows(pen, change)
    given = change.now
    if given is not None:
        policies.check_is_a_service(
            given.service, pen.state(SERVICES, reads.services_id(given.site))
        )
        policies.check_count(given.count)
        _happened_during(pen, change, given.visit)


def _destination_holds(pen: Pen, change: Change[state.Destination]) -> None:
    _nothing_follows(pen, change)
    if change.now is not None:
        policies.check_can_be_listed(change.now.details)


def _referral_holds(pen: Pen, change: Change[state.Referral]) -> None:
    _nothing_follows(pen, change)
    referral = change.now
    if referral is None:
        return
    policies.check_course(referral)
    _happened_during(pen, change, referral.visit)
    if not change.amended:
        return
    move = next((move for move in referral.moves if move.entry == change.entry.id), None)
    if move is not None and move.verb in (Verb.MAKE, Verb.RESCHEDULE):
        place = destination_of(pen, move.destination)
        check_taken(pen, referral, place, appointment=move.appointment, at=move.at)
    elif move is None and referral.destination:
        place = destination_of(pen, referral.destination)
        policies.check_serves(place, referral.need, reads.others_for(referral.need, place.id))


def _happened_during(pen: Pen, change: Change[Any], visit: str) -> None:
    known = pen.state(VISIT, visit) if visit and change.late else None
    if known is not None and change.now is not None:
        policies.check_happened_during(change.now.at, known.at)


SERVICES = Thing(
    "care.referrals.services",
    facts,
    state.Services,
    state.fold_services,
    tables=(Table(tables.ServicesRow),),
    holds=_services_hold,
)
GIVEN = Thing(
    "care.referrals.service",
    facts,
    state.Given,
    state.fold_given,
    tables=(Table(tables.GivenRow),),
    holds=_given_holds,
)
DESTINATION = Thing(
    "care.referrals.destination",
    facts,
    state.Destination,
    state.fold_destination,
    tables=(Table(tables.DestinationRow, within=("details",)),),
    holds=_destination_holds,
)
REFERRAL = Thing(
    "care.referrals.referral",
    facts,
    state.Referral,
    state.fold_referral,
    tables=(Table(tables.ReferralRow),),
    holds=_referral_holds,
)

AREA = Area("care.referrals", (SERVICES, GIVEN, DESTINATION, REFERRAL))
