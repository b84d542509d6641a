"""What staff do with services and referrals. Verbs as in `care.actions`: each checks the rule,
writes its facts in one transaction, and returns the new state; or raises Refused, and nothing
was written. `seen` is the version that the person had before their eyes.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care.actions import sealed
from veille.care.area import VISIT, is_alive, is_known, site_of
from veille.ledger import clock
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent, Malformed

from . import facts, policies, reads
from .area import DESTINATION, GIVEN, REFERRAL, SERVICES, check_taken, destination_of
from .state import Destination, Given, Referral, Services
from .words import ClosingReason, Need, Service, Verb, Way


def own_key(fr: str) -> str:
    """The key of a service that a site names itself: of its French name, so that a name given
    twice is one service."""
    return "own_" + sha256(fr.strip().casefold().encode()).hexdigest()[:12]


def choose_services(
    *,
    by: str,
    place: str,
    offered: Sequence[str],
    own: Sequence[facts.OwnService] = (),
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Services:
    """Say which services a site gives; `own` names those that are not in the base list."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        id = reads.services_id(place)
        now = pen.state(SERVICES, id)
        if now is not None:
            policies.check_was_seen(now, seen)
        body = facts.ServicesChosen(tuple(dict.fromkeys(offered)), tuple(own))
        known = {*Service.values, *(service.key for service in own)}
        known |= {service.key for service in now.own} if now else set()
        if not known.issuperset(body.offered):
            raise Malformed(_("One of these services has no name here. Open the page again."))
        return pen.note(SERVICES, id, body, at=at)


def give_service(
    *,
    by: str,
    place: str,
    service: str,
    visit: str = "",
    count: int = 1,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Given:
    """Record a service given: during a visit, or to whoever came by where `visit` is empty."""
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        person = _person_of(pen, place, visit, at) if visit else ""
        words = sealed(pen, person or visit or id, note)
        return pen.note(
            GIVEN,
            id,
            facts.ServiceGiven(
                service=service, visit=visit, person=person, count=count, note=words
            ),
            at=at,
        )


def list_destination(
    *,
    by: str,
    place: str,
    details: facts.Details,
    at: datetime | None = None,
    submission: str | None = None,
) -> Destination:
    """Add a place to the network's directory."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        return pen.note(DESTINATION, new_id(), facts.DestinationListed(details), at=at)


def change_destination(
    *,
    by: str,
    place: str,
    destination: str,
    details: facts.Details,
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Destination:
    """Say anew what the directory says of a place."""
    with recording(by=by, place=place, submission=submission) as pen:
        now = destination_of(pen, destination)
        policies.check_was_seen(now, seen)
        policies.check_is_still_listed(now)
        if details == now.details:
            raise Malformed(_("Nothing was changed. Change what the directory says, then save."))
        return pen.note(DESTINATION, now.id, facts.DestinationChanged(details), at=at)


def close_destination(
    *,
    by: str,
    place: str,
    destination: str,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Destination:
    """Say that a place takes nobody any more. Referrals made to it are kept, and can be made
    to another place."""
    with recording(by=by, place=place, submission=submission) as pen:
        now = destination_of(pen, destination)
        policies.check_is_still_listed(now)
        body = facts.DestinationClosed(sealed(pen, now.id, note))
        return pen.note(DESTINATION, now.id, body, at=at)


def offer(
    *,
    by: str,
    place: str,
    need: Need,
    visit: str = "",
    person: str = "",
    accepted: bool | None = None,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Referral:
    """Offer a referral during a visit, or to a known person. `accepted` is their answer; None
    where they have not said."""
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        if visit:
            person = _person_of(pen, place, visit, at)
        elif person:
            is_known(pen, person)
        else:
            raise Malformed(_("Say whom the referral is for: a visit, or a handle."))
        if person:
            is_alive(pen, person, at)
        words = sealed(pen, person or visit, note)
        offered = pen.note(REFERRAL, id, facts.Offered(need, visit, person, words), at=at)
        if accepted is None:
            return offered
        answer = facts.Accepted() if accepted else facts.Declined()
        # Of one time; but for a clock that was set back, by which the offer is still to come.
        return pen.note(REFERRAL, id, answer, at=offered.at if offered.at <= clock.now() else at)


def accept(*, by: str, referral: str, **data: Any) -> Referral:
    """The visitor wants it. `data`: note, seen, at, form, as everywhere below."""
    return _plain(by, referral, Verb.ACCEPT, facts.Accepted, **data)


def decline(*, by: str, referral: str, **data: Any) -> Referral:
    """The visitor does not want it."""
    return _plain(by, referral, Verb.DECLINE, facts.Declined, **data)


def attend(*, by: str, referral: str, **data: Any) -> Referral:
    """The visitor went."""
    return _plain(by, referral, Verb.ATTEND, facts.Attended, **data)


def miss(*, by: str, referral: str, **data: Any) -> Referral:
    """The visitor did not go."""
    return _plain(by, referral, Verb.MISS, facts.Missed, **data)


def make(
    *,
    by: str,
    referral: str,
    destination: str,
    way: Way,
    appointment: datetime | None = None,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Referral:
    """Make the referral to a place of the directory; without an appointment they walk in."""
    with recording(by=by, submission=submission) as pen:
        now = _referral(pen, referral, Verb.MAKE, seen)
        place = destination_of(pen, destination)
        check_taken(pen, now, place, appointment=appointment, at=at or clock.now())
        words = sealed(pen, now.words_key, note)
        return pen.note(REFERRAL, now.id, facts.Made(destination, way, appointment, words), at=at)


def reschedule(
    *,
    by: str,
    referral: str,
    appointment: datetime | None,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Referral:
    """Another appointment at the same place."""
    with recording(by=by, submission=submission) as pen:
        now = _referral(pen, referral, Verb.RESCHEDULE, seen)
        place = destination_of(pen, now.destination)
        check_taken(pen, now, place, appointment=appointment, at=at or clock.now())
        words = sealed(pen, now.words_key, note)
        return pen.note(REFERRAL, now.id, facts.Rescheduled(appointment, words), at=at)


def close(
    *,
    by: str,
    referral: str,
    reason: ClosingReason,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Referral:
    """Follow it no further."""
    with recording(by=by, submission=submission) as pen:
        now = _referral(pen, referral, Verb.CLOSE, seen)
        words = sealed(pen, now.words_key, note)
        return pen.note(REFERRAL, now.id, facts.Closed(reason, words), at=at)


def _plain(
    by: str,
    referral: str,
    verb: Verb,
    body: Any,
    *,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Referral:
    """A verb that says nothing but that it was done, and a note."""
    with recording(by=by, submission=submission) as pen:
        now = _referral(pen, referral, verb, seen)
        return pen.note(REFERRAL, now.id, body(sealed(pen, now.words_key, note)), at=at)


def _referral(pen: Pen, id: str, verb: Verb, seen: int | None) -> Referral:
    """The referral, where `verb` can be done with it; what is written is placed at its site."""
    now = pen.state(REFERRAL, check_id(id))
    if now is None:
        raise Absent(_("That referral is not in this ledger. Go back and open the page again."))
    pen.place = now.site
    policies.check_was_seen(now, seen)
    policies.check_can_move(now, verb)
    return now


def _person_of(pen: Pen, place: str, id: str, at: datetime | None) -> str:
    """Who a visit of this site is of; empty for somebody anonymous."""
    visit = pen.state(VISIT, check_id(id))
    if visit is None or visit.site != place:
        raise Absent(_("That visit is not in this ledger. Go back and open the page again."))
    policies.check_happened_during(at, visit.arrived_at)
    if visit.person:
        is_known(pen, visit.person)
    return visit.person
