"""When an action is allowed, by what is so. Who may stands in `urls.py`.

Each raises Refused with what the person at the desk can do about it.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from veille.ledger.facts import Entry
from veille.ledger.refusal import Malformed, Refused, Who

from .facts import (
    Arrived,
    Intervened,
    Left,
    OverdoseFound,
    Seat,
    Seated,
    SentBack,
    SentToAftercare,
    SiteOpened,
    VitalsMeasured,
)
from .state import Death, Duty, Person, Site, Visit
from .tables import VisitRow
from .words import LeavingReason, Mode, Stage

_SLUG = re.compile(r"[a-z0-9](-?[a-z0-9])*")
LONGEST_SLUG = 40
LONGEST_NAME = 80
#: Minutes. Longer is a slip of the finger.
LONGEST_IN_SEAT = 240
#: Years. A site that asks for more is a slip of the finger.
MOST_LEAST_AGE = 30
#: A visit entered afterwards that began longer ago is over.
LONGEST_OPEN = timedelta(hours=24)
#: For so long whoever did it can undo a verb of one tap.
UNDO_FOR = timedelta(minutes=10)
#: What moves a visitor. A note may be written after they left.
MOVES = (Arrived, Seated, SentToAftercare, SentBack, Left)
#: Verbs of one tap.
ONE_TAP = (Seated, SentToAftercare, SentBack, Left, OverdoseFound, Intervened, VitalsMeasured)


def check_can_be_opened(site: SiteOpened) -> None:
    """Whether a site can be set up like this."""
    if _SLUG.fullmatch(site.slug) is None or len(site.slug) > LONGEST_SLUG:
        raise Malformed(
            _(
                "“%(slug)s” cannot stand in an address. Use small letters, digits and dashes, at "
                "most %(longest)s, such as “cactus”."
            ),
            slug=site.slug[:LONGEST_SLUG],
            longest=LONGEST_SLUG,
        )
    if site.time_zone not in available_timezones():
        raise Malformed(
            _("There is no time zone “%(zone)s”. Use a name such as America/Toronto."),
            zone=site.time_zone[:LONGEST_SLUG],
        )
    check_site(site.name, site.seats, site.seat_minutes)


def check_site(name: str, seats: Sequence[Seat], seat_minutes: int) -> None:
    """What must be so of a site when it is opened and after it was changed."""
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise Malformed(
            _("A site's name has 1 to %(longest)s characters. Choose another one."),
            longest=LONGEST_NAME,
        )
    numbers = [seat.number for seat in seats]
    if not numbers or len(set(numbers)) < len(numbers):
        raise Malformed(_("A site has at least one seat, and no two seats have one number."))
    if not 1 <= seat_minutes <= LONGEST_IN_SEAT:
        raise Malformed(
            _("The usual time in a seat lies between 1 and %(longest)s minutes."),
            longest=LONGEST_IN_SEAT,
        )


def check_least_age(least_age: int) -> None:
    if not 0 <= least_age <= MOST_LEAST_AGE:
        raise Malformed(
            _("The least age lies between 0 (none) and %(most)s years. Check the number."),
            most=MOST_LEAST_AGE,
        )


def check_is_old_enough(site: Site, birth_year: int | None, today: date) -> None:
    """Whoever is surely younger than the site's least age is not let in by their handle; anybody in
    danger is, as somebody anonymous."""
    if birth_year is not None and today.year - birth_year < site.least_age:
        raise Refused(
            _(
                "This site is for visitors of %(age)s years and older, and by their year of birth "
                "they are younger. Nothing was saved. Stay with them, and call the coordinator or "
                "a service for young people. In danger, let them in as “anonymous” at once."
            ),
            age=site.least_age,
        )


def check_seats_can_go(site: Site, seats: Sequence[Seat], taken: Iterable[str]) -> None:
    """No seat goes, or is built for something else, while somebody sits there."""
    stay = {(seat.number, seat.mode) for seat in seats}
    going = {seat.number for seat in site.seats if (seat.number, seat.mode) not in stay}
    for number in sorted(going & set(taken)):
        raise Refused(
            _(
                "Somebody is at seat %(seat)s: it cannot be changed now. Nothing was changed; wait "
                "until the seat is free, or give the visitor another one."
            ),
            seat=number,
        )


def check_death(death: Death, last_arrival: datetime | None, today: date) -> None:
    """Nobody died on a day that has not come, or before they were last here."""
    if death.day is None:
        return
    if death.day > today:
        raise Malformed(_("That day has not come yet. Check the date, or leave it empty."))
    if last_arrival is not None and death.lived_until < last_arrival:
        raise Malformed(
            _(
                "This visitor was here after that day (%(arrived)s). Check the date, and whose "
                "page this is."
            ),
            arrived=last_arrival,
        )


def check_can_be_joined(*, alike: bool, here: Sequence[str], died: Sequence[bool]) -> None:
    """Two records that may be one visitor's. `here` are their open visits, `died` says of each
    whether a death is noted."""
    if alike:
        raise Malformed(_("This is that same record. Enter the visitor's other handle."))
    if len(set(here)) > 1:
        raise Refused(
            _(
                "As is noted, both are here now, and nobody is in two places. Nothing was saved. "
                "If one of the two visits was let in by the wrong handle, correct it first."
            )
        )
    if len(set(died)) > 1:
        raise Refused(
            _(
                "It is noted of one of the two that they died, and not of the other. Nothing was "
                "saved. Note it on the other's page too, which closes what is open there, or take "
                "it back; then join the records."
            )
        )


def check_death_is_new(person: Person) -> None:
    if person.death is not None:
        raise Refused(
            _("It was noted already (%(noted)s) that this visitor died."),
            noted=person.death.noted_at,
        )


def check_arrives_after_leaving(at: datetime | None, left: datetime | None) -> None:
    """Nobody is in two places: a visit entered afterwards begins where the last one has ended."""
    if at is not None and left is not None and at < left:
        raise Malformed(
            _(
                "At that time this visitor had not left yet (%(left)s). Check the time, or correct "
                "the earlier visit."
            ),
            left=left,
        )


def check_was_nowhere_else(visit: Visit, others: Sequence[VisitRow]) -> None:
    """Nobody is in two places: the visits of whom this one is given to are before it or after."""
    for other in others:
        begins_before_it_ended = visit.left_at is None or other.arrived_at < visit.left_at
        ended_after_it_began = other.left_at is None or other.left_at > visit.at
        if other.id != visit.id and begins_before_it_ended and ended_after_it_began:
            raise Refused(
                _(
                    "They have another visit at that time, from %(arrived)s on, and nobody is in "
                    "two places. Nothing was changed. Check the handle, or correct that visit."
                ),
                arrived=other.arrived_at,
            )


def check_was_seen_as_it_is(visit: Visit, seen: int | None) -> None:
    """Two people moved one visitor at once: the second is told what the first did."""
    if seen is not None and seen != visit.version:
        raise Refused(
            _(
                "%(who)s changed this visit meanwhile (%(when)s): %(now)s. Your tap wrote nothing, "
                "and nothing was lost; look at the board, then tap again."
            ),
            who=Who(visit.moved_by),
            when=visit.stage_since,
            now=where(visit),
        )


def where(visit: Visit) -> str | Promise:
    """Where a visitor is, in words."""
    if visit.stage is Stage.SEATED:
        return format_lazy(_("at seat {seat}"), seat=visit.seat)
    return visit.stage.label


def check_is_here(visit: Visit) -> None:
    if visit.stage is Stage.LEFT:
        raise Refused(
            _("This visit ended at %(left)s. To change what it says, correct its entries."),
            left=visit.left_at,
        )


def check_can_be_seated(visit: Visit, site: Site, number: str, taken: bool) -> None:
    check_is_here(visit)
    if number and visit.seat == number:
        raise Refused(_("This visitor is at seat %(seat)s already."), seat=number)
    check_seat_fits(visit, site, number, taken)


def check_seat_fits(visit: Visit, site: Site, number: str, taken: bool) -> None:
    """Whether the seat is one of the site's, free, and built for how the visitor consumes."""
    seat = site.seat(number)
    if seat is None:
        raise Malformed(
            _("There is no seat “%(seat)s” at %(site)s. Choose one of these: %(seats)s."),
            seat=number[:20],
            site=site.name,
            seats=", ".join(s.number for s in site.seats),
        )
    if taken:
        raise Refused(
            _("Seat %(seat)s is taken. Choose another one; the visitor keeps their place."),
            seat=number,
        )
    if visit.mode is Mode.INHALATION and seat.mode is not Mode.INHALATION:
        raise Refused(
            _(
                "Seat %(seat)s has no ventilation for smoking. Choose an inhalation seat, or "
                "correct the visitor's mode."
            ),
            seat=number,
        )


def check_can_go_to_aftercare(visit: Visit) -> None:
    check_is_here(visit)
    if visit.stage is Stage.AFTERCARE:
        raise Refused(_("This visitor is in the aftercare room already."))


def check_can_go_back(visit: Visit) -> None:
    check_is_here(visit)
    if visit.stage is Stage.WAITING:
        raise Refused(_("This visitor is in the waiting room already."))


def check_can_leave(
    visit: Visit, open_since: datetime | None, consumed: bool, reason: LeavingReason | None
) -> None:
    """`open_since` is when the visit's open overdose was found; None where there is none."""
    check_is_here(visit)
    if open_since is not None:
        raise Refused(
            _(
                "The overdose found at %(found)s is still open. Close it with its outcome; then "
                "the visitor can leave."
            ),
            found=open_since,
        )
    check_leaving(visit, consumed, reason)


def check_leaving(visit: Visit, consumed: bool | None, reason: LeavingReason | None) -> None:
    """Who consumed had a seat; who did not has a reason. Other people's records may say neither."""
    if visit.imported:
        return
    if not consumed and reason is None:
        raise Malformed(_("Say why the visitor leaves without consuming: choose a reason."))
    if consumed and visit.seated_at is None:
        raise Refused(
            _(
                "This visitor never had a seat. Choose why they leave without consuming, or give "
                "them the seat that they had first."
            ),
        )


def check_can_be_assisted(visit: Visit, at: datetime | None) -> None:
    if at is None:
        check_is_here(visit)
        if visit.stage is not Stage.SEATED:
            raise Refused(
                _(
                    "Assistance is given at a seat. Give this visitor a seat first; or enter the "
                    "time when it was given."
                ),
            )
    if visit.seated_at is None:
        raise Refused(_("This visitor never had a seat: assistance is given at a seat."))


def check_assistance(visit: Visit) -> None:
    """Nobody is helped to consume before they have a seat."""
    for one in visit.assisted:
        if visit.seated_at is None or one.at < visit.seated_at:
            raise Malformed(
                _(
                    "Assistance is given at a seat, and the visitor had none yet at %(at)s. Check "
                    "the time, or correct when they took their seat."
                ),
                at=one.at,
            )


def check_can_undo(target: Entry, entries: Sequence[Entry], by: str, now: datetime) -> None:
    """One's own tap, a moment ago, from which nothing followed. Raises Refused with what to do."""
    if not isinstance(target.body, ONE_TAP):
        raise Refused(_("This is not undone by one tap. Correct the entry instead."))
    if target.struck:
        raise Refused(_("This entry was struck out already. Nothing was written twice."))
    if target.by != by:
        raise Refused(
            _("%(who)s did this: only they can undo it. Correct the entry instead."),
            who=Who(target.by),
        )
    if now - target.noted > UNDO_FOR:
        raise Refused(
            _("This was written at %(noted)s, too long ago to undo. Correct the entry instead."),
            noted=target.noted,
        )
    if any(_follows(target, other) for other in entries):
        raise Refused(
            _(
                "Something else was done since: this cannot be undone by one tap any more. Correct "
                "the entry instead."
            )
        )


def _follows(target: Entry, other: Entry) -> bool:
    """Whether another entry of the same thing rests on this one. A step rests on none."""
    if (
        other.id == target.id
        or other.struck
        or isinstance(target.body, Intervened | VitalsMeasured)
    ):
        return False
    if isinstance(target.body, OverdoseFound):
        return True
    return isinstance(other.body, MOVES) and (other.noted, other.seq) > (target.noted, target.seq)


def undoable(entries: Sequence[Entry], now: datetime, by: str = "") -> set[str]:
    """The entries of one thing that can still be undone by one tap: by the account `by`, or by
    whoever noted each."""
    found = set()
    for entry in entries:
        try:
            check_can_undo(entry, entries, by or entry.by, now)
        except Refused:
            continue
        found.add(entry.id)
    return found


def check_visit(visit: Visit | None, times: list[datetime]) -> None:
    """What must be so of a visit after whatever was done or corrected."""
    if visit is None:
        return
    if not visit.substances:
        raise Malformed(_("Choose at least one substance, or “not known”."))
    check_assistance(visit)
    if visit.imported and visit.left_at is not None:
        times = [*times, *filter(None, (visit.seated_at, visit.left_at))]
    for at in times:
        if at < visit.arrived_at:
            raise Malformed(
                _(
                    "That is before the visitor arrived (%(arrived)s). Check the time, or correct "
                    "the arrival first."
                ),
                arrived=visit.arrived_at,
            )
        if visit.left_at is not None and at > visit.left_at:
            raise Malformed(
                _(
                    "That is after the visitor left (%(left)s). Check the time, or correct the "
                    "time of leaving first."
                ),
                left=visit.left_at,
            )


def check_duty(duty: Duty) -> None:
    """Nobody goes off duty before they came on."""
    if duty.ended_at is not None and duty.ended_at < duty.began_at:
        raise Malformed(
            _("That is before the duty began (%(began)s). Check the time."), began=duty.began_at
        )
