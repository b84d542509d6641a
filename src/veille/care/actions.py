"""What staff do on the floor. Each verb checks the rule, writes its facts in one transaction,
and returns the new state; or raises Refused, and nothing was written.

`by` is the account that does it. `submission` is the identity of what was sent in (sent twice, it
is refused). `at` is when it happened, where that was not now. `seen` is the version of the visit
that the person had before their eyes.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.facts import LONGEST_NOTE, Sealed
from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.vault import vault

from . import facts, overdoses, policies, reads
from .area import DUTY, OVERDOSE, PERSON, SITE, VISIT, is_alive, is_known, is_not_here, site_of
from .handles import checked_birth_year, know_by, read_handle
from .state import Duty, Overdose, Person, Site, Visit
from .words import (
    Assistant,
    Company,
    Consciousness,
    Gender,
    HeardOf,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Sharing,
    Sign,
    SiteKind,
    Substance,
)

#: What a room of care says at the door: (pen, site, person, when). It raises Refused where that
#: person may not come in there then.
Doorkeeper = Callable[[Pen, str, str, datetime], None]
_doorkeepers: list[Doorkeeper] = []


def ask_at_the_door(doorkeeper: Doorkeeper) -> None:
    """Let a room of care say, from now on, who may not come in; once is enough."""
    if doorkeeper not in _doorkeepers:
        _doorkeepers.append(doorkeeper)


def open_site(
    *,
    by: str,
    slug: str,
    name: str,
    kind: SiteKind,
    seats: Sequence[facts.Seat],
    time_zone: str = "America/Toronto",
    at: datetime | None = None,
) -> Site:
    """Set up a site or truck with its seats."""
    with recording(by=by, place=slug) as pen:
        id = reads.site_id(slug)
        if pen.state(SITE, id) is not None:
            raise Refused(_("The site “%(slug)s” is set up already."), slug=slug)
        body = facts.SiteOpened(
            slug=slug, name=name, site_kind=kind, time_zone=time_zone, seats=tuple(seats)
        )
        policies.check_can_be_opened(body)
        return pen.note(SITE, id, body, at=at)


def welcome(
    *,
    by: str,
    place: str,
    handle: str,
    agreed: bool,
    heard_of: HeardOf = HeardOf.UNTOLD,
    postal: str = "unknown",
    gender: Gender = Gender.UNTOLD,
    birth_year: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Person:
    """Register a first visit: the visitor agrees to the terms and chooses a handle."""
    chosen = read_handle(handle)
    if birth_year is not None:
        checked_birth_year(birth_year)
    if not agreed:
        raise Malformed(
            _(
                "A first visit needs the visitor's agreement. Read it together, then tick it; or "
                "choose “anonymous”."
            ),
        )
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site = pen.state(SITE, reads.site_id(place))
        if site is not None and at is None:
            policies.check_is_old_enough(site, chosen.birth_year or birth_year, clock.now().date())
        body = facts.PersonWelcomed(
            handle=vault().seal(id, chosen.text),
            heard_of=heard_of,
            postal=tidy_postal(postal),
            gender=chosen.gender or gender,
            birth_year=chosen.birth_year or birth_year,
        )
        person = pen.note(PERSON, id, body, at=at)
        know_by(id, chosen.text)
        return person


def tidy_postal(text: str) -> str:
    """The first three characters of a postal code, “unknown” or “none”; never a whole one."""
    tidy = text.strip().upper().replace(" ", "")[:3]
    if text in ("unknown", "none", ""):
        return text or "unknown"
    if len(tidy) == 3 and tidy[0].isalpha() and tidy[1].isdigit() and tidy[2].isalpha():
        return tidy
    raise Malformed(
        _(
            "“%(text)s” is not the beginning of a postal code. Enter three characters such as H2X, "
            "or choose “unknown” or “no fixed address”."
        ),
        text=text[:10],
    )


def arrive(
    *,
    by: str,
    place: str,
    person: str = "",
    mode: Mode,
    substances: Sequence[Substance],
    company: Company = Company.UNTOLD,
    help: Sequence[Help] = (),
    sharing: Sharing = Sharing.UNTOLD,
    note: str = "",
    despite: bool = False,
    at: datetime | None = None,
    submission: str | None = None,
) -> Visit:
    """Let a visitor in: they wait for a seat. `person` is empty for somebody anonymous.

    `despite` lets in whom a restriction keeps out: for the room that wrote down why.
    """
    id = new_id()
    with recording(by=by, place=place, submission=submission) as pen:
        site = site_of(pen, place)
        if person:
            is_known(pen, person)
            is_alive(pen, person, at)
            known = pen.state(PERSON, person)
            if at is None and not despite and known is not None:
                policies.check_is_old_enough(site, known.birth_year, clock.now().date())
            is_not_here(pen, person)
            last = reads.last_visit_of(person) if at is not None else None
            policies.check_arrives_after_leaving(at, last.left_at if last else None)
            for keeper in () if despite else _doorkeepers:
                keeper(pen, place, person, at or clock.now())
        body = facts.Arrived(
            person=person,
            mode=mode,
            substances=tuple(dict.fromkeys(substances)),
            company=company,
            help=tuple(dict.fromkeys(help)),
            note=sealed(pen, person or id, note),
            sharing=sharing,
        )
        return pen.note(VISIT, id, body, at=at)


def seat(
    *,
    by: str,
    visit: str,
    seat: str,
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Visit:
    """Give a visitor a seat, or another seat."""
    with recording(by=by, submission=submission) as pen:
        now = _visit(pen, visit)
        policies.check_was_seen_as_it_is(now, seen)
        taken = reads.seat_is_taken(now.site, seat, but_by=visit)
        policies.check_can_be_seated(now, site_of(pen, now.site), seat, taken)
        return pen.note(VISIT, now.id, facts.Seated(seat), at=at)


def send_to_aftercare(
    *,
    by: str,
    visit: str,
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Visit:
    """Send a visitor to rest in the aftercare room."""
    with recording(by=by, submission=submission) as pen:
        now = _visit(pen, visit)
        policies.check_was_seen_as_it_is(now, seen)
        policies.check_can_go_to_aftercare(now)
        return pen.note(VISIT, now.id, facts.SentToAftercare(), at=at)


def send_back(
    *,
    by: str,
    visit: str,
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Visit:
    """Send a visitor back to the waiting room."""
    with recording(by=by, submission=submission) as pen:
        now = _visit(pen, visit)
        policies.check_was_seen_as_it_is(now, seen)
        policies.check_can_go_back(now)
        return pen.note(VISIT, now.id, facts.SentBack(), at=at)


def leave(
    *,
    by: str,
    visit: str,
    consumed: bool,
    reason: LeavingReason | None = None,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Visit:
    """A visitor leaves; where they did not consume, `reason` says why."""
    with recording(by=by, submission=submission) as pen:
        now = _visit(pen, visit)
        policies.check_was_seen_as_it_is(now, seen)
        policies.check_can_leave(now, _open_since(pen, visit), consumed, reason)
        words = sealed(pen, now.words_key, note)
        body = facts.Left(consumed, None if consumed else reason, words)
        return pen.note(VISIT, visit, body, at=at)


def assist(
    *,
    by: str,
    visit: str,
    assistant: Assistant,
    at: datetime | None = None,
    submission: str | None = None,
) -> Visit:
    """Record that somebody who is not staff helped a visitor to consume."""
    with recording(by=by, submission=submission) as pen:
        now = _visit(pen, visit)
        policies.check_can_be_assisted(now, at)
        return pen.note(VISIT, now.id, facts.Assisted(assistant), at=at)


def write_note(
    *, by: str, visit: str, note: str, at: datetime | None = None, submission: str | None = None
) -> Visit:
    """Write something down about a visit; sealed, so that forgetting takes it too."""
    with recording(by=by, submission=submission) as pen:
        now = _visit(pen, visit)
        words = sealed(pen, now.words_key, note)
        if words is None:
            raise Malformed(_("There is nothing in the note. Write it, then save."))
        return pen.note(VISIT, now.id, facts.Noted(words), at=at)


def find_overdose(
    *,
    by: str,
    visit: str,
    signs: Sequence[Sign] = (),
    at: datetime | None = None,
    submission: str | None = None,
) -> Overdose:
    """Open an overdose's timeline. Allowed after the visit too, with the true time."""
    id = new_id()
    with recording(by=by, submission=submission) as pen:
        now = _visit(pen, visit)
        overdoses.check_overdose_can_open(_open_since(pen, visit))
        body = facts.OverdoseFound(visit, now.seat, tuple(dict.fromkeys(signs)))
        return pen.note(OVERDOSE, id, body, at=at)


def intervene(
    *,
    by: str,
    overdose: str,
    what: Intervention,
    route: Route | None = None,
    dose_mg: float | None = None,
    dose: int | None = None,
    note: str = "",
    signed_in: bool = True,
    at: datetime | None = None,
    submission: str | None = None,
) -> Overdose:
    """Record one thing done for a person in overdose. `dose` is the number on the button.
    `signed_in` is false where the session of `by` had ended."""
    with recording(by=by, submission=submission) as pen:
        now, visit = _overdose(pen, overdose)
        overdoses.check_can_intervene(
            overdose=now, what=what, route=route, dose_mg=dose_mg, dose=dose, at=at
        )
        body = facts.Intervened(
            what=what,
            route=route,
            dose_mg=dose_mg,
            note=sealed(pen, visit.words_key, note),
            signed_in=signed_in,
        )
        return pen.note(OVERDOSE, overdose, body, at=at)


def measure(
    *,
    by: str,
    overdose: str,
    breaths: int | None = None,
    spo2: int | None = None,
    consciousness: Consciousness | None = None,
    gcs: int | None = None,
    oxygen_lpm: float | None = None,
    glucose: float | None = None,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Overdose:
    """Record vital signs of a person in overdose; units as in `facts.VitalsMeasured`."""
    with recording(by=by, submission=submission) as pen:
        now, visit = _overdose(pen, overdose)
        overdoses.check_is_open(now, at)
        body = facts.VitalsMeasured(
            breaths=breaths,
            spo2=spo2,
            consciousness=consciousness,
            gcs=gcs,
            oxygen_lpm=oxygen_lpm,
            glucose=glucose,
            note=sealed(pen, visit.words_key, note),
        )
        return pen.note(OVERDOSE, overdose, body, at=at)


def end_overdose(
    *,
    by: str,
    overdose: str,
    outcome: Outcome,
    note: str = "",
    at: datetime | None = None,
    submission: str | None = None,
) -> Overdose:
    """Close an overdose's timeline with its outcome."""
    with recording(by=by, submission=submission) as pen:
        now, visit = _overdose(pen, overdose)
        if now.ended_at is not None:
            raise Refused(_("This overdose was closed at %(ended)s already."), ended=now.ended_at)
        body = facts.OverdoseEnded(outcome, sealed(pen, visit.words_key, note))
        return pen.note(OVERDOSE, overdose, body, at=at)


def begin_duty(
    *,
    by: str,
    place: str,
    account: str,
    role: str,
    at: datetime | None = None,
    submission: str | None = None,
) -> Duty:
    """Come on duty here. Whoever was on duty at another site is off duty there."""
    with recording(by=by, place=place, submission=submission) as pen:
        site_of(pen, place)
        elsewhere = reads.duty_of(account)
        present = pen.state(DUTY, elsewhere) if elsewhere else None
        if present is not None and present.site == place:
            began = present.began_at
            raise Refused(_("You are on duty here already, since %(began)s."), began=began)
        if present is not None:
            pen.note(DUTY, present.id, facts.DutyEnded(), at=at)
        return pen.note(DUTY, new_id(), facts.DutyBegan(account, role), at=at)


def end_duty(
    *, by: str, account: str, at: datetime | None = None, submission: str | None = None
) -> Duty:
    """Go off duty."""
    with recording(by=by, submission=submission) as pen:
        open_one = reads.duty_of(account)
        present = pen.state(DUTY, open_one) if open_one else None
        if present is None:
            raise Refused(_("You are not on duty at the moment: there is nothing to end."))
        pen.place = present.site
        return pen.note(DUTY, present.id, facts.DutyEnded(), at=at)


def _visit(pen: Pen, id: str) -> Visit:
    """The visit as it is; what is written from here on is placed at its site."""
    visit = pen.state(VISIT, check_id(id))
    if visit is None:
        raise Absent(_("That visit is not in this ledger. Go back and open the page again."))
    pen.place = visit.site
    return visit


def _open_since(pen: Pen, visit: str) -> datetime | None:
    """When the visit's open overdose was found; None where there is none."""
    open_one = reads.open_overdose_of(visit)
    overdose = pen.state(OVERDOSE, open_one) if open_one else None
    return overdose.found_at if overdose else None


def _overdose(pen: Pen, id: str) -> tuple[Overdose, Visit]:
    overdose = pen.state(OVERDOSE, check_id(id))
    if overdose is None:
        raise Absent(_("That overdose is not in this ledger. Go back and open the page again."))
    return overdose, _visit(pen, overdose.visit)


def sealed(pen: Pen, subject: str, note: str) -> Sealed | None:
    tidy = note.strip()
    if len(tidy) > LONGEST_NOTE:
        raise Malformed(
            _("A note has at most %(longest)s characters; this one has %(length)s. Shorten it."),
            longest=LONGEST_NOTE,
            length=len(tidy),
        )
    if not tidy:
        return None
    person = pen.state(PERSON, subject)
    if person is not None and person.forgotten:
        raise Refused(
            _(
                "This visitor was forgotten: no more words are kept about them. Save again without "
                "the note."
            ),
        )
    return vault().seal(subject, tidy)
