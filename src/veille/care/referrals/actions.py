"""What staff do with services and referrals. Verbs as in `care.actions`: each checks the rule,
writes its facts in one transaction, and returns the new state; or raises Refused, and nothing
was written. `seen` is the version that the person had before their eyes.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care.actions import is_known, sealed, site_of
from veille.care.area import VISIT
from veille.ledger import clock
from veille.ledger.facts import Body, Entry
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent, Malformed, Refused

from . import facts, policies, reads
from .area import DESTINATION, GIVEN, REFERRAL, SERVICES
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
    form: str | None = None,
) -> Services:
    """Say which services a site gives; `own` names those that are not in the base list."""
    with recording(by=by, place=place, form=form) as pen:
        site_of(pen, place)
        id = reads.services_id(place)
        now = pen.state(SERVICES, id)
        if now is not None:
            policies.was_seen(now, seen)
        body = facts.ServicesChosen(tuple(dict.fromkeys(offered)), tuple(own))
        policies.may_be_offered(body)
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
    form: str | None = None,
) -> Given:
    """Record a service given: during a visit, or to whoever came by where `visit` is empty."""
    id = new_id()
    with recording(by=by, place=place, form=form) as pen:
        site_of(pen, place)
        policies.is_a_service(service, pen.state(SERVICES, reads.services_id(place)))
        policies.count_holds(count)
        person = _person_of(pen, place, visit, at) if visit else ""
        words = sealed(pen, person or visit or id, note)
        return pen.note(
            GIVEN, id, facts.ServiceGiven(service, visit, person, count, words), at=at
        )  # fmt: skip


def list_destination(
    *, by: str, place: str, details: facts.Details, at: datetime | None = None,
    form: str | None = None,
) -> Destination:  # fmt: skip
    """Add a place to the network's directory."""
    with recording(by=by, place=place, form=form) as pen:
        site_of(pen, place)
        policies.may_be_listed(details)
        return pen.note(DESTINATION, new_id(), facts.DestinationListed(details), at=at)


def change_destination(
    *, by: str, place: str, destination: str, details: facts.Details, seen: int | None = None,
    at: datetime | None = None, form: str | None = None,
) -> Destination:  # fmt: skip
    """Say anew what the directory says of a place."""
    with recording(by=by, place=place, form=form) as pen:
        now = _destination(pen, destination)
        policies.was_seen(now, seen)
        policies.is_still_listed(now)
        policies.may_be_listed(details)
        if details == now.details:
            raise Malformed(_("Nothing was changed. Change what the directory says, then save."))
        return pen.note(DESTINATION, now.id, facts.DestinationChanged(details), at=at)


def close_destination(
    *, by: str, place: str, destination: str, note: str = "", at: datetime | None = None,
    form: str | None = None,
) -> Destination:  # fmt: skip
    """Say that a place takes nobody any more. Referrals made to it are kept, and can be made
    to another place."""
    with recording(by=by, place=place, form=form) as pen:
        now = _destination(pen, destination)
        policies.is_still_listed(now)
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
    form: str | None = None,
) -> Referral:
    """Offer a referral during a visit, or to a known person. `accepted` is their answer; None
    where they have not said."""
    id = new_id()
    with recording(by=by, place=place, form=form) as pen:
        site_of(pen, place)
        if visit:
            person = _person_of(pen, place, visit, at)
        elif person:
            is_known(pen, person)
        else:
            raise Malformed(_("Say whom the referral is for: a visit, or a handle."))
        words = sealed(pen, person or visit, note)
        offered = pen.note(REFERRAL, id, facts.Offered(need, visit, person, words), at=at)
        if accepted is None:
            return offered
        answer = facts.Accepted() if accepted else facts.Declined()
        return pen.note(REFERRAL, id, answer, at=offered.offered_at)


def accept(*, by: str, referral: str, **told: Any) -> Referral:
    """The visitor wants it. `told`: note, seen, at, form, as everywhere below."""
    return _plain(by, referral, Verb.ACCEPT, facts.Accepted, **told)


def decline(*, by: str, referral: str, **told: Any) -> Referral:
    """The visitor does not want it."""
    return _plain(by, referral, Verb.DECLINE, facts.Declined, **told)


def attend(*, by: str, referral: str, **told: Any) -> Referral:
    """The visitor went."""
    return _plain(by, referral, Verb.ATTEND, facts.Attended, **told)


def miss(*, by: str, referral: str, **told: Any) -> Referral:
    """The visitor did not go."""
    return _plain(by, referral, Verb.MISS, facts.Missed, **told)


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
    form: str | None = None,
) -> Referral:
    """Make the referral to a place of the directory; without an appointment they walk in."""
    with recording(by=by, form=form) as pen:
        now = _referral(pen, referral, Verb.MAKE, seen)
        place = _destination(pen, destination)
        _takes(pen, now, place, appointment, at or clock.now())
        words = sealed(pen, now.words_key, note)
        return _move(pen, now, facts.Made(destination, way, appointment, words), at)


def reschedule(
    *, by: str, referral: str, appointment: datetime | None, note: str = "",
    seen: int | None = None, at: datetime | None = None, form: str | None = None,
) -> Referral:  # fmt: skip
    """Another appointment at the same place."""
    with recording(by=by, form=form) as pen:
        now = _referral(pen, referral, Verb.RESCHEDULE, seen)
        place = _destination(pen, now.destination)
        _takes(pen, now, place, appointment, at or clock.now())
        words = sealed(pen, now.words_key, note)
        return _move(pen, now, facts.Rescheduled(appointment, words), at)


def close(
    *, by: str, referral: str, reason: ClosingReason, note: str = "", seen: int | None = None,
    at: datetime | None = None, form: str | None = None,
) -> Referral:  # fmt: skip
    """Follow it no further."""
    with recording(by=by, form=form) as pen:
        now = _referral(pen, referral, Verb.CLOSE, seen)
        words = sealed(pen, now.words_key, note)
        return _move(pen, now, facts.Closed(reason, words), at)


def hold(pen: Pen, target: Entry, state: Any) -> None:
    """A correction may break no rule that the first wording had to keep."""
    if state is None:
        others = [e for e in pen.entries(target.about) if e.id != target.id and not e.struck]
        if others:
            raise Refused(
                _("Other entries follow from this one. Strike those out first, the last one "
                  "first; nothing was changed."),
            )  # fmt: skip
    elif isinstance(state, Given):
        policies.is_a_service(state.service, pen.state(SERVICES, reads.services_id(state.site)))
        policies.count_holds(state.count)
        _happened_during(pen, state.visit, state.at)
    elif isinstance(state, Referral):
        policies.course_holds(state)
        _happened_during(pen, state.visit, state.offered_at)
        move = next((move for move in state.moves if move.entry == target.id), None)
        if move is not None and move.verb in (Verb.MAKE, Verb.RESCHEDULE):
            place = _destination(pen, move.destination)
            _takes(pen, state, place, move.appointment, move.at)
        elif move is None and state.destination:
            place = _destination(pen, state.destination)
            policies.serves(place, state.need, reads.others_for(state.need, place.id))


def _plain(
    by: str, referral: str, verb: Verb, body: Any, *, note: str = "", seen: int | None = None,
    at: datetime | None = None, form: str | None = None,
) -> Referral:  # fmt: skip
    """A verb that says nothing but that it was done, and a note."""
    with recording(by=by, form=form) as pen:
        now = _referral(pen, referral, verb, seen)
        return _move(pen, now, body(sealed(pen, now.words_key, note)), at)


def _move(pen: Pen, now: Referral, body: Body, at: datetime | None) -> Referral:
    moved = pen.note(REFERRAL, now.id, body, at=at)
    policies.course_holds(moved)
    return moved


def _referral(pen: Pen, id: str, verb: Verb, seen: int | None) -> Referral:
    """The referral, where `verb` can be done with it; what is written is placed at its site."""
    now = pen.state(REFERRAL, check_id(id))
    if now is None:
        raise Absent(_("That referral is not in this ledger. Go back and open the page again."))
    pen.place = now.site
    policies.was_seen(now, seen)
    policies.may_move(now, verb)
    return now


def _destination(pen: Pen, id: str) -> Destination:
    place = pen.state(DESTINATION, check_id(id))
    if place is None:
        raise Absent(_("That place is not in the directory. Go back and choose another one."))
    return place


def _takes(
    pen: Pen, referral: Referral, place: Destination, appointment: datetime | None, at: datetime
) -> None:
    others = reads.others_for(referral.need, place.id)
    policies.takes(place, referral.need, appointment, at, others)


def _person_of(pen: Pen, place: str, id: str, at: datetime | None) -> str:
    """Who a visit of this site is of; empty for somebody anonymous."""
    visit = pen.state(VISIT, check_id(id))
    if visit is None or visit.site != place:
        raise Absent(_("That visit is not in this ledger. Go back and open the page again."))
    policies.happened_during(at, visit.arrived_at)
    if visit.person:
        is_known(pen, visit.person)
    return visit.person


def _happened_during(pen: Pen, visit: str, at: datetime) -> None:
    known = pen.state(VISIT, visit) if visit else None
    if known is not None:
        policies.happened_during(at, known.arrived_at)
