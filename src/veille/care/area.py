"""The floor, declared: its things, how they fold, what must hold of them, what they fill."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.areas import Area, Change, Row, Table, Thing
from veille.ledger.facts import Entry
from veille.ledger.ids import check_id
from veille.ledger.recording import Pen, Reader
from veille.ledger.refusal import Absent, Refused

from . import facts, overdoses, policies, reads, state, tables
from .records import records_of
from .words import Stage

#: What a room does with what it holds of a person once their death was noted, corrected or struck
#: out: (pen, person as they are after it, the entry that said it).
AfterDeath = Callable[[Pen, state.Person, Entry], None]
_after_death: list[AfterDeath] = []


def follow_deaths(after: AfterDeath) -> None:
    """Let a room close, from now on, what is open of somebody who died; once is enough."""
    if after not in _after_death:
        _after_death.append(after)


#: What a room says before two records are joined: (pen, person, other). It raises Refused where
#: what it holds of the two cannot be one visitor's.
BeforeJoining = Callable[[Pen, str, str], None]
_before_joining: list[BeforeJoining] = []


def ask_before_joining(before: BeforeJoining) -> None:
    """Let a room say, from now on, which two records cannot be joined; once is enough."""
    if before not in _before_joining:
        _before_joining.append(before)


#: What a room wrote on a visit, which goes with it where the visit was somebody else's: visit → the
#: things' identities.
WithVisit = Callable[[str], Iterable[str]]
_with_visit: list[WithVisit] = []


def go_with_visits(things: WithVisit) -> None:
    """Let what a room wrote on a visit be, from now on, of whoever the visit is given to."""
    if things not in _with_visit:
        _with_visit.append(things)


def things_with(visit: str) -> list[str]:
    """What goes with a visit: the visit itself, its overdoses, and what the rooms wrote on it."""
    beside = [thing for things in _with_visit for thing in things(visit)]
    return list(dict.fromkeys([visit, *reads.overdose_ids_of(visit), *beside]))


def open_again(pen: Pen, thing: str, death: Entry) -> None:
    """Strike out what a death that was struck out had closed of a thing."""
    why = death.latest.why if death.latest else ""
    for entry in list(pen.entries(thing)):
        if getattr(entry.body, "death", "") == death.id and not entry.struck:
            with at_site(pen, entry.place):
                pen.strike(entry, why=why)


@contextmanager
def at_site(pen: Pen, slug: str) -> Iterator[None]:
    """What is written inside the block is placed at that site."""
    before, pen.place = pen.place, slug
    try:
        yield
    finally:
        pen.place = before


def site_of(pen: Pen, slug: str) -> state.Site:
    site = pen.state(SITE, reads.site_id(slug))
    if site is None:
        raise Absent(_("There is no site “%(slug)s” here."), slug=slug[:40])
    return site


def is_known(pen: Pen, person: str) -> None:
    known = pen.state(PERSON, check_id(person))
    if known is None or known.forgotten:
        raise Absent(
            _(
                "Nobody is known by that handle any more. Register a first visit, or choose "
                "“anonymous”."
            ),
        )


def is_alive(pen: Pen, person: str, at: datetime | None = None) -> None:
    """Nothing new begins for somebody whose death was noted; what happened before it, at `at`, can
    still be entered."""
    for record in records_of(check_id(person)):
        known = pen.state(PERSON, record)
        if known is None or known.death is None or (at and at <= known.death.lived_until):
            continue
        raise Refused(
            _(
                "It was noted (%(noted)s) that this visitor died. Nothing was saved. If they are "
                "here, the note is wrong: let them in as “anonymous” now, and have a nurse or a "
                "coordinator take the note back."
            ),
            noted=known.death.noted_at,
        )


def is_not_here(pen: Pen, person: str, but: str = "") -> None:
    """Nobody is in two places: no visit of this person is open, other than `but`."""
    here = reads.open_visit_of(person, but)
    if here is not None:
        present = pen.state(VISIT, here)
        raise Refused(
            _(
                "This visitor is here already, since %(arrived)s. Find them on the board; if they "
                "left, record that first."
            ),
            arrived=present.at if present else None,
        )


def _steps(overdose: state.Overdose) -> list[dict[str, Any]]:
    """What a seat's card shows of an overdose."""
    return [
        {
            "what": step.what.value,
            "at": step.at.isoformat(),
            "route": step.route.value if step.route else "",
            "dose": step.dose,
        }
        for step in overdose.steps
    ]


def _last_assistant(visit: state.Visit) -> str:
    return visit.assisted[-1].assistant.value if visit.assisted else ""


def _site_holds(_pen: Pen, change: Change[state.Site]) -> None:
    if change.now is not None:
        policies.check_site(change.now.name, change.now.seats, change.now.seat_minutes)
        policies.check_least_age(change.now.least_age)


def _person_holds(pen: Pen, change: Change[state.Person]) -> None:
    person = change.now
    if person is None:
        return
    if person.forgotten:
        raise Refused(_("This visitor was forgotten already."))
    if isinstance(change.entry.body, facts.PersonDied):
        if person.death is not None:
            last = reads.last_visit_of(person.id)
            site = site_of(pen, person.death.site)
            today = clock.now().astimezone(ZoneInfo(site.time_zone)).date()
            policies.check_death(person.death, last.arrived_at if last else None, today)
        for after in _after_death:
            after(pen, person, change.entry)


def _same_holds(pen: Pen, change: Change[state.Same]) -> None:
    """Asked before the table is filled: each of the two still stands by itself."""
    same = change.now
    if same is None or not same.joined:
        return
    pair = (same.person, same.other)
    for person in pair:
        is_known(pen, person)
    policies.check_can_be_joined(
        alike=same.person == same.other,
        here=[visit for visit in map(reads.open_visit_of, pair) if visit],
        died=[reads.death_of(person) is not None for person in pair],
    )
    for before in _before_joining:
        before(pen, *pair)


def _death_rows(person: state.Person) -> Iterator[Row]:
    if person.death is not None:
        yield {
            "person": person.id,
            "site": person.death.site,
            "entry": person.death.entry,
            "at": person.death.at,
            "noted_at": person.death.noted_at,
            "noted_by": person.death.noted_by,
            "day": person.death.day,
            "heard": person.death.heard.value,
            "rehearsal": person.rehearsal,
        }


def _mistaken_rows(visit: state.Visit) -> Iterator[Row]:
    for person in visit.mistaken:
        yield {
            "visit": visit.id,
            "person": person,
            "site": visit.site,
            "arrived_at": visit.arrived_at,
        }


def _visit_holds(pen: Pen, change: Change[state.Visit]) -> None:
    visit, body = change.now, change.entry.body
    if visit is None:
        if isinstance(body, facts.Arrived) and reads.overdose_ids_of(change.entry.about):
            raise Refused(
                _(
                    "An overdose belongs to this visit: the arrival cannot be struck out. Strike "
                    "the "
                    "overdose out first, if it did not happen either."
                ),
            )
        return
    policies.check_visit(visit, _times_to_check(change))
    if change.amended:
        _amended_visit_holds(pen, visit, change)
    if change.amended or isinstance(body, facts.Left):
        for id in reads.overdose_ids_of(visit.id):
            overdoses.check_overdose(pen.state(OVERDOSE, id), visit)


def _times_to_check(change: Change[state.Visit]) -> list[datetime]:
    """What happens now fits what was before it; what is entered late has to be looked at."""
    if change.amended or (change.late and isinstance(change.entry.body, facts.Left)):
        return [e.at for e in change.entries if isinstance(e.body, policies.MOVES) and not e.struck]
    return [change.entry.at] if change.late else []


def _amended_visit_holds(pen: Pen, visit: state.Visit, change: Change[state.Visit]) -> None:
    before = change.said_before
    if isinstance(before, facts.Arrived) and visit.person not in ("", before.person):
        is_known(pen, visit.person)
    if visit.stage is Stage.LEFT:
        policies.check_leaving(visit, visit.consumed, visit.reason)
    else:
        is_not_here(pen, visit.person, but=visit.id)
    site = pen.state(SITE, reads.site_id(visit.site))
    if visit.seat and site is not None and not visit.imported:
        here = visit.stage is Stage.SEATED
        taken = here and reads.seat_is_taken(visit.site, visit.seat, but_by=visit.id)
        policies.check_seat_fits(visit, site, visit.seat, taken)


def _overdose_holds(pen: Pen, change: Change[state.Overdose]) -> None:
    visit = pen.state(VISIT, change.now.visit) if change.now else None
    if visit is not None:
        overdoses.check_overdose(change.now, visit)


def _duty_holds(_pen: Pen, change: Change[state.Duty]) -> None:
    if change.now is not None:
        policies.check_duty(change.now)


def visit_words_key(reader: Reader, visit: str) -> str:
    """Whose key seals what is written about something that happened on a visit."""
    known = reader.state(VISIT, visit)
    return visit if known is None else known.words_key


SITE = Thing(
    "care.site",
    facts,
    state.Site,
    state.fold_site,
    tables=(Table(tables.SiteRow),),
    holds=_site_holds,
)
PERSON = Thing(
    "care.person",
    facts,
    state.Person,
    state.fold_person,
    tables=(Table(tables.PersonRow), Table(tables.DeathRow, _death_rows, key="person")),
    holds=_person_holds,
)
SAME = Thing(
    "care.same",
    facts,
    state.Same,
    state.fold_same,
    tables=(Table(tables.SameRow),),
    holds=_same_holds,
)
VISIT = Thing(
    "care.visit",
    facts,
    state.Visit,
    state.fold_visit,
    tables=(
        Table(tables.VisitRow, also={"assisted": _last_assistant}),
        Table(tables.MistakenVisitRow, _mistaken_rows, key="visit"),
    ),
    holds=_visit_holds,
)
OVERDOSE = Thing(
    "care.overdose",
    facts,
    state.Overdose,
    state.fold_overdose,
    tables=(Table(tables.OverdoseRow, also={"steps": _steps}),),
    holds=_overdose_holds,
    words_key=lambda reader, overdose: visit_words_key(reader, overdose.visit),
)
DUTY = Thing(
    "care.duty",
    facts,
    state.Duty,
    state.fold_duty,
    tables=(Table(tables.DutyRow),),
    holds=_duty_holds,
)

AREA = Area("care", (SITE, PERSON, SAME, VISIT, OVERDOSE, DUTY))
