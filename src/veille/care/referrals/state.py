"""What is so now: pure folds to a site's list of services, a service given, a destination, a
referral. They go by when things happened, and by the order noted where times are alike."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

import msgspec

from veille.ledger.facts import Entry

from . import facts
from .course import LEADS_TO, OPEN
from .words import ClosingReason, Need, Status, Verb, Way


class Services(msgspec.Struct, frozen=True):
    """A site's list. `own` holds every service that it ever named, as last named."""

    id: str
    site: str
    offered: tuple[str, ...]
    own: tuple[facts.OwnService, ...]
    changed_by: str
    changed_at: datetime
    version: int
    rehearsal: bool


class Given(msgspec.Struct, frozen=True):
    id: str
    site: str
    service: str
    visit: str
    person: str
    count: int
    at: datetime
    by: str
    rehearsal: bool

    @property
    def words_key(self) -> str:
        return self.person or self.visit or self.id


class Destination(msgspec.Struct, frozen=True):
    """A place of the directory. `site` is where it was listed; every site refers to it."""

    id: str
    site: str
    details: facts.Details
    closed_at: datetime | None
    changed_by: str
    changed_at: datetime
    version: int
    rehearsal: bool


class Move(msgspec.Struct, frozen=True):
    """One verb done. `destination`, `appointment`: where it leaves the referral."""

    entry: str
    verb: Verb
    at: datetime
    destination: str
    appointment: datetime | None


class Referral(msgspec.Struct, frozen=True):
    """`made_at` is when it was made to the present destination; `waits_from` since when it
    waits for what comes next; `outcome` what came of it, which closing alone does not change."""

    id: str
    site: str
    need: Need
    visit: str
    person: str
    status: Status
    outcome: Status
    destination: str
    appointment: datetime | None
    way: Way | None
    reason: ClosingReason | None
    offered_at: datetime
    accepted_at: datetime | None
    made_at: datetime | None
    attended_at: datetime | None
    since: datetime
    waits_from: datetime
    moves: tuple[Move, ...]
    moved_by: str
    version: int
    rehearsal: bool

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def words_key(self) -> str:
        return self.person or self.visit or self.id


_by_time = attrgetter("at")

_VERB_OF = {
    facts.Accepted: Verb.ACCEPT,
    facts.Declined: Verb.DECLINE,
    facts.Made: Verb.MAKE,
    facts.Rescheduled: Verb.RESCHEDULE,
    facts.Attended: Verb.ATTEND,
    facts.Missed: Verb.MISS,
    facts.Closed: Verb.CLOSE,
}


def fold_services(about: str, entries: Sequence[Entry], said: int) -> Services | None:
    """The list as last chosen; names of its own survive where they are offered no more."""
    own: dict[str, facts.OwnService] = {}
    last: tuple[Entry, facts.ServicesChosen] | None = None
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if isinstance(body, facts.ServicesChosen):
            own |= {service.key: service for service in body.own}
            last = entry, body
    if last is None:
        return None
    entry, body = last
    return Services(
        about, entry.place, body.offered, tuple(own.values()), entry.by, entry.at, said,
        entry.rehearsal,
    )  # fmt: skip


def fold_given(about: str, entries: Sequence[Entry], _said: int) -> Given | None:
    for entry in entries:
        body = entry.body
        if isinstance(body, facts.ServiceGiven):
            return Given(
                about, entry.place, body.service, body.visit, body.person, body.count, entry.at,
                entry.by, entry.rehearsal,
            )  # fmt: skip
    return None


def fold_destination(about: str, entries: Sequence[Entry], said: int) -> Destination | None:
    """What was last said of a place; None before it was listed."""
    listed = next((e for e in entries if isinstance(e.body, facts.DestinationListed)), None)
    if listed is None:
        return None
    assert isinstance(listed.body, facts.DestinationListed)
    details, by, since, closed_at = listed.body.details, listed.by, listed.at, None
    for entry in sorted(entries, key=_by_time):
        body = entry.body
        if isinstance(body, facts.DestinationChanged):
            details, by, since = body.details, entry.by, entry.at
        elif isinstance(body, facts.DestinationClosed):
            closed_at, by, since = entry.at, entry.by, entry.at
    return Destination(
        about, listed.place, details, closed_at, by, since, said, listed.rehearsal
    )  # fmt: skip


def fold_referral(about: str, entries: Sequence[Entry], said: int) -> Referral | None:
    """A referral from its entries; None before its offer is known. Closed, it stays closed."""
    offer = next((e for e in entries if isinstance(e.body, facts.Offered)), None)
    if offer is None:
        return None
    told = offer.body
    assert isinstance(told, facts.Offered)
    status = outcome = Status.OFFERED
    since, waits_from, by = offer.at, offer.at, offer.by
    accepted_at = made_at = attended_at = appointment = None
    destination, way, reason = "", None, None
    moves: list[Move] = []
    for entry in sorted(entries, key=_by_time):
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
        moves.append(Move(entry.id, verb, entry.at, destination, appointment))
        if status is Status.CLOSED:
            continue
        if LEADS_TO[verb] is Status.MADE:
            waits_from = appointment or entry.at
        elif (status, verb) != (Status.OFFERED, Verb.ACCEPT):  # whose wait began with the offer
            waits_from = entry.at
        status, since, by = LEADS_TO[verb], entry.at, entry.by
        outcome = _outcome(outcome, status)
    return Referral(
        about, offer.place, told.need, told.visit, told.person, status, outcome, destination,
        appointment, way, reason, offer.at, accepted_at, made_at, attended_at, since, waits_from,
        tuple(moves), by, said, offer.rehearsal,
    )  # fmt: skip


def _outcome(before: Status, status: Status) -> Status:
    """Closing says that nobody follows it any more, not that the visitor did not go."""
    told = (Status.ATTENDED, Status.MISSED)
    return before if status is Status.CLOSED and before in told else status
