"""What is so now: pure folds to a site's list of services, a service given, a destination, a
referral. They go by when things happened, and by the order noted where times are alike."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

import msgspec

from veille.care.state import OfVisit
from veille.ledger.facts import Entry
from veille.ledger.states import State, by_time, first, last, of, said_once, state_of

from . import facts
from .course import LEADS_TO, OPEN
from .words import ClosingReason, Need, Status, Verb, Way


class Services(State, frozen=True, kw_only=True):
    """A site's list. `own` holds every service that it ever named, as last named."""

    offered: tuple[str, ...]
    own: tuple[facts.OwnService, ...]
    changed_by = property(attrgetter("by"))
    changed_at = property(attrgetter("at"))


class Given(OfVisit, frozen=True, kw_only=True):
    service: str
    count: int


class Destination(State, frozen=True, kw_only=True):
    """A place of the directory. `site` is where it was listed; every site refers to it."""

    details: facts.Details
    closed_at: datetime | None
    changed_by: str
    changed_at: datetime


class Move(msgspec.Struct, frozen=True):
    """One verb done. `destination`, `appointment`: where it leaves the referral."""

    entry: str
    verb: Verb
    at: datetime
    destination: str
    appointment: datetime | None


class Referral(OfVisit, frozen=True, kw_only=True):
    """`made_at` is when it was made to the present destination; `waits_from` since when it
    waits for what comes next; `outcome` what came of it, which closing alone does not change."""

    need: Need
    status: Status
    outcome: Status
    destination: str
    appointment: datetime | None
    way: Way | None
    reason: ClosingReason | None
    accepted_at: datetime | None
    made_at: datetime | None
    attended_at: datetime | None
    since: datetime
    waits_from: datetime
    moves: tuple[Move, ...]
    moved_by: str
    offered_at = property(attrgetter("at"))

    @property
    def open(self) -> bool:
        return self.status in OPEN


_VERB_OF = {
    facts.Accepted: Verb.ACCEPT,
    facts.Declined: Verb.DECLINE,
    facts.Made: Verb.MAKE,
    facts.Rescheduled: Verb.RESCHEDULE,
    facts.Attended: Verb.ATTEND,
    facts.Missed: Verb.MISS,
    facts.Closed: Verb.CLOSE,
}


fold_given = said_once(Given, facts.ServiceGiven)


def fold_services(_about: str, entries: Sequence[Entry], version: int) -> Services | None:
    """The list as last chosen; names of its own survive where they are offered no more."""
    chosen = list(of(entries, facts.ServicesChosen))
    own = {service.key: service for _entry, body in chosen for service in body.own}
    return state_of(Services, chosen[-1][0], version, own=tuple(own.values())) if chosen else None


def fold_destination(_about: str, entries: Sequence[Entry], version: int) -> Destination | None:
    """What was last said of a place; None before it was listed."""
    listed, closed = first(entries, facts.DestinationListed), last(entries, facts.DestinationClosed)
    if listed is None:
        return None
    changed = last(entries, facts.DestinationChanged)
    said = of(entries, facts.DestinationChanged, facts.DestinationClosed)
    latest = [listed[0], *(entry for entry, _body in said)][-1]
    return state_of(
        Destination,
        listed[0],
        version,
        details=changed[1].details if changed else listed[1].details,
        closed_at=closed[0].at if closed else None,
        changed_by=latest.by,
        changed_at=latest.at,
    )


def fold_referral(_about: str, entries: Sequence[Entry], version: int) -> Referral | None:
    """A referral from its entries; None before its offer is known. Closed, it stays closed."""
    offered = first(entries, facts.Offered)
    if offered is None:
        return None
    offer, _body = offered
    status = outcome = Status.OFFERED
    since, waits_from, by = offer.at, offer.at, offer.by
    accepted_at = made_at = attended_at = appointment = None
    destination, way, reason = "", None, None
    moves: list[Move] = []
    for entry in by_time(entries):
        body = entry.body
        verb = _VERB_OF.get(type(body))
        if verb is None:
            continue
        if isinstance(body, facts.Made):
            if made_at is None or body.destination != destination:
                made_at = entry.at
            destination, appointment, way = body.destination, body.appointment, body.way
            attended_at = None
        elif isinstance(body, facts.Rescheduled):
            appointment, attended_at = body.appointment, None
        elif isinstance(body, facts.Attended):
            attended_at = entry.at
        elif isinstance(body, facts.Closed):
            reason = body.reason
        if verb in (Verb.ACCEPT, Verb.MAKE):
            accepted_at = accepted_at or entry.at
        elif verb is Verb.DECLINE:
            accepted_at = None
        moves.append(
            Move(
                entry=entry.id,
                verb=verb,
                at=entry.at,
                destination=destination,
                appointment=appointment,
            )
        )
        if status is Status.CLOSED:
            continue
        if LEADS_TO[verb] is Status.MADE:
            waits_from = appointment or entry.at
        elif (status, verb) != (Status.OFFERED, Verb.ACCEPT):  # whose wait began with the offer
            waits_from = entry.at
        status, since, by = LEADS_TO[verb], entry.at, entry.by
        outcome = _outcome(outcome, status)
    return state_of(
        Referral,
        offer,
        version,
        status=status,
        outcome=outcome,
        destination=destination,
        appointment=appointment,
        way=way,
        reason=reason,
        accepted_at=accepted_at,
        made_at=made_at,
        attended_at=attended_at,
        since=since,
        waits_from=waits_from,
        moves=tuple(moves),
        moved_by=by,
    )


def _outcome(before: Status, status: Status) -> Status:
    """Closing says that nobody follows it any more, not that the visitor did not go."""
    ends = (Status.ATTENDED, Status.MISSED)
    return before if status is Status.CLOSED and before in ends else status
