"""The area of services and referrals, declared."""

from collections.abc import Iterator

import msgspec

from veille.ledger.areas import Area, Row, Table, Thing

from . import facts, state, tables


def _services(chosen: state.Services) -> Iterator[Row]:
    yield {
        "id": chosen.id,
        "site": chosen.site,
        "offered": list(chosen.offered),
        "own": [msgspec.to_builtins(service) for service in chosen.own],
        "changed_by": chosen.changed_by,
        "changed_at": chosen.changed_at,
        "version": chosen.version,
        "rehearsal": chosen.rehearsal,
    }


def _given(given: state.Given) -> Iterator[Row]:
    yield msgspec.structs.asdict(given)


def _destination(place: state.Destination) -> Iterator[Row]:
    details = place.details
    yield {
        "id": place.id,
        "site": place.site,
        "name": details.name,
        "needs": [need.value for need in details.needs],
        "address": details.address,
        "phone": details.phone,
        "hours": msgspec.to_builtins(details.hours),
        "languages": [language.value for language in details.languages],
        "booking": [booking.value for booking in details.booking],
        "note_fr": details.note_fr,
        "note_en": details.note_en,
        "closed_at": place.closed_at,
        "changed_by": place.changed_by,
        "changed_at": place.changed_at,
        "version": place.version,
        "rehearsal": place.rehearsal,
    }


def _referral(referral: state.Referral) -> Iterator[Row]:
    yield {
        "id": referral.id,
        "site": referral.site,
        "need": referral.need.value,
        "visit": referral.visit,
        "person": referral.person,
        "status": referral.status.value,
        "outcome": referral.outcome.value,
        "open": referral.open,
        "destination": referral.destination,
        "appointment": referral.appointment,
        "way": referral.way.value if referral.way else "",
        "reason": referral.reason.value if referral.reason else "",
        "offered_at": referral.offered_at,
        "accepted_at": referral.accepted_at,
        "made_at": referral.made_at,
        "attended_at": referral.attended_at,
        "since": referral.since,
        "waits_from": referral.waits_from,
        "moved_by": referral.moved_by,
        "version": referral.version,
        "rehearsal": referral.rehearsal,
    }


SERVICES = Thing(
    "care.referrals.services",
    (facts.ServicesChosen,),
    state.fold_services,
    (Table(tables.ServicesRow, _services),),
)
GIVEN = Thing(
    "care.referrals.service",
    (facts.ServiceGiven,),
    state.fold_given,
    (Table(tables.GivenRow, _given),),
)
DESTINATION = Thing(
    "care.referrals.destination",
    (facts.DestinationListed, facts.DestinationChanged, facts.DestinationClosed),
    state.fold_destination,
    (Table(tables.DestinationRow, _destination),),
)
REFERRAL = Thing(
    "care.referrals.referral",
    (
        facts.Offered,
        facts.Accepted,
        facts.Declined,
        facts.Made,
        facts.Rescheduled,
        facts.Attended,
        facts.Missed,
        facts.Closed,
    ),
    state.fold_referral,
    (Table(tables.ReferralRow, _referral),),
)

AREA = Area("care.referrals", (SERVICES, GIVEN, DESTINATION, REFERRAL))
