"""The verbs about what is known of a visitor; arguments as in `care.actions`."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care import actions as floor
from veille.care.actions import sealed
from veille.care.area import is_known, is_not_here, site_of
from veille.care.state import Visit
from veille.ledger import clock
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, batch, recording
from veille.ledger.refusal import Absent, Malformed, Refused

from . import facts, policies, reads
from .area import DOOR, FLAG, OPENING, RESTRICTION
from .state import Door, Flag, Opening, Restriction
from .words import Decision, FlagKind, LetInReason, Opened, RestrictionKind, Review, Scope

#: Looking at one page again and again is one look.
ONE_LOOK = timedelta(minutes=15)


def raise_flag(
    *,
    by: str,
    place: str,
    person: str,
    kind: FlagKind,
    note: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Flag:
    """Note what must be known of a visitor. A pregnancy's flag ends by itself."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        is_known(pen, person)
        if until is None and kind is FlagKind.PREGNANCY:
            until = (at or clock.now()) + timedelta(days=policies.PREGNANCY_DAYS)
        words = sealed(pen, person, note)
        if words is None and kind in (FlagKind.ALLERGY, FlagKind.OTHER):
            raise Malformed(_("Write what the flag is about: an allergy to what, for instance."))
        return pen.note(FLAG, new_id(), facts.FlagRaised(person, kind, until, words), at=at)


def lower_flag(
    *, by: str, flag: str, note: str = "", at: datetime | None = None, submission: str | None = None
) -> Flag:
    """Say that a flag holds no longer."""
    with recording(by=by, submission=submission) as pen:
        now = pen.state(FLAG, check_id(flag))
        if now is None:
            raise Absent(_("That flag is not in this ledger. Go back and open the page again."))
        pen.place = now.site
        policies.check_can_lower(now, policies.now_or(at))
        return pen.note(FLAG, flag, facts.FlagLowered(sealed(pen, now.person, note)), at=at)


def restrict(
    *,
    by: str,
    place: str,
    person: str,
    kind: RestrictionKind,
    until: datetime | None,
    note: str,
    scope: Scope = Scope.HERE,
    at: datetime | None = None,
    submission: str | None = None,
) -> Restriction:
    """Keep a visitor out until a date. `note` is the reason, as it is told to them."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        is_known(pen, person)
        ends = policies.check_has_an_end(until)
        words = sealed(pen, person, note)
        if words is None:
            raise Malformed(
                _(
                    "Write the reason, in words that can be read to the visitor: they may ask for "
                    "it, and appeal."
                ),
            )
        body = facts.RestrictionImposed(
            person=person, restriction=kind, until=ends, note=words, scope=scope
        )
        return pen.note(RESTRICTION, new_id(), body, at=at)


def review(
    *,
    by: str,
    restriction: str,
    outcome: Review,
    until: datetime | None = None,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Restriction:
    """Look at a restriction again: keep it, or shorten it. It never gets longer."""
    with recording(by=by, submission=submission) as pen:
        now = _restriction(pen, restriction)
        policies.check_can_review(now, outcome, until, policies.now_or(at))
        body = facts.RestrictionReviewed(outcome, until, sealed(pen, now.person, note))
        return pen.note(RESTRICTION, now.id, body, at=at)


def appeal(
    *,
    by: str,
    restriction: str,
    note: str,
    at: datetime | None = None,
    submission: str | None = None,
) -> Restriction:
    """Write down a visitor's appeal, in their words."""
    with recording(by=by, submission=submission) as pen:
        now = _restriction(pen, restriction)
        policies.check_can_appeal(now, policies.now_or(at))
        words = sealed(pen, now.person, note)
        if words is None:
            raise Malformed(_("Write what the visitor says, in their words."))
        return pen.note(RESTRICTION, now.id, facts.RestrictionAppealed(words), at=at)


def decide(
    *,
    by: str,
    restriction: str,
    decision: Decision,
    note: str,
    until: datetime | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Restriction:
    """Decide an appeal; not by who imposed the restriction."""
    with recording(by=by, submission=submission) as pen:
        now = _restriction(pen, restriction)
        policies.check_can_decide(
            restriction=now, decision=decision, until=until, by=by, now=policies.now_or(at)
        )
        words = sealed(pen, now.person, note)
        if words is None:
            raise Malformed(_("Write why, in words that can be read to the visitor."))
        return pen.note(RESTRICTION, now.id, facts.AppealDecided(decision, words, until), at=at)


def lift(
    *,
    by: str,
    restriction: str,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Restriction:
    """End a restriction before its date."""
    with recording(by=by, submission=submission) as pen:
        now = _restriction(pen, restriction)
        policies.check_is_not_over(now, policies.now_or(at))
        body = facts.RestrictionLifted(sealed(pen, now.person, note))
        return pen.note(RESTRICTION, now.id, body, at=at)


def turn_away(
    *,
    by: str,
    place: str,
    person: str,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Door:
    """Record that somebody whom a restriction keeps out came, and was not let in."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        is_known(pen, person)
        is_not_here(pen, person)
        restriction = _keeping_out(place, person, policies.now_or(at))
        body = facts.TurnedAway(person, restriction, sealed(pen, person, note))
        return pen.note(DOOR, new_id(), body, at=at)


def let_in(
    *,
    by: str,
    place: str,
    person: str,
    why: LetInReason,
    why_note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
    **visit: Any,
) -> Visit:
    """Let somebody in whom a restriction keeps out, and say why; `visit` as in `arrive`.

    One commit for both: nobody is in without a reason, and no reason stands without a visit.
    """
    with batch():
        restriction = _keeping_out(place, person, policies.now_or(at))
        arrived = floor.arrive(
            by=by, place=place, person=person, despite=True, at=at, submission=submission, **visit
        )
        with recording(by=by, place=place) as pen:
            words = sealed(pen, person, why_note)
            body = facts.LetInDespite(
                person=person, restriction=restriction, visit=arrived.id, why=why, note=words
            )
            pen.note(DOOR, new_id(), body, at=at)
    return arrived


def open_page(*, by: str, place: str, person: str, what: Opened) -> Opening | None:
    """Keep that somebody looked at what is held about a visitor; None where it was kept a
    moment ago."""
    since = clock.now() - ONE_LOOK
    if reads.opened_since(person, by, what.value, since):
        return None
    with recording(by=by, place=place) as pen:
        return pen.note(OPENING, new_id(), facts.PageOpened(person, what))


def _keeping_out(place: str, person: str, at: datetime) -> str:
    restriction = reads.keeps_out(place, check_id(person), at)
    if restriction is None:
        raise Refused(
            _("No restriction keeps this visitor out any more. Let them in as usual."),
        )
    return restriction


def _restriction(pen: Pen, id: str) -> Restriction:
    restriction = pen.state(RESTRICTION, check_id(id))
    if restriction is None:
        raise Absent(_("That restriction is not in this ledger. Go back and open the page again."))
    pen.place = restriction.site
    return restriction
