"""Five set situations for a new worker: each is staged on a site of its own through the real
actions, worked on the real pages, and judged by what the ledger then says.

Nothing here knows the pages. A situation is begun (`begin`), which gives an `Attempt`; after
the worker has done what they think right, `judge` says point by point how it went.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veille.care import actions, reads
from veille.care.facts import Arrived, Seat
from veille.care.tables import PersonRow, SiteRow, VisitRow
from veille.care.words import Gender, HeardOf, LeavingReason, Mode, Outcome, SiteKind, Substance
from veille.ledger import clock
from veille.ledger.recording import batch, entries
from veille.ledger.refusal import Refused
from veille.ledger.vault import vault
from veille.rehearsal.zone import TIME_ZONE

from . import judgement
from .attempt import Attempt
from .judgement import Point

SLUG = "formation"
SEATS = tuple(Seat(str(n), Mode.INJECTION if n <= 4 else Mode.INHALATION) for n in range(1, 7))
#: A visitor whom the site knows, in the first situation.
KNOWN = "M-SOLE-1979"
_FIRST_HANDLES = ("Comète", "Marelle", "Épinette", "Lucarne", "Boréale", "Cannelle")


@dataclass(frozen=True)
class Situation:
    """`task` is what the worker reads; its named places are filled from the attempt's `told`."""

    name: str
    title: str | Promise
    task: str | Promise
    stage: Callable[["Stager"], None]
    judge: Callable[[Attempt], Sequence[Point]]


@dataclass
class Stager:
    """What a situation has at hand while it is staged."""

    by: str
    now: datetime
    rng: Random
    ids: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def ago(self, minutes: float) -> datetime:
        return self.now - timedelta(minutes=minutes)

    def in_seat(self, substance: Substance, *, minutes: float) -> tuple[str, str]:
        """Somebody anonymous who took a free seat so many minutes ago; the visit, the seat."""
        taken = {row.seat for row in reads.on_floor(SLUG)}
        free = [s.number for s in SEATS if s.mode is Mode.INJECTION and s.number not in taken]
        if not free:
            raise Refused(
                _(
                    "The training room is full: others are training there. Try again when one of "
                    "them is done."
                ),
            )
        visit = self.waiting(substance, minutes=minutes + 3)
        actions.seat(by=self.by, visit=visit, seat=free[0], at=self.ago(minutes))
        return visit, free[0]

    def waiting(self, substance: Substance, *, minutes: float, mode: Mode = Mode.INJECTION) -> str:
        return actions.arrive(
            by=self.by, place=SLUG, mode=mode, substances=[substance], at=self.ago(minutes)
        ).id


def open_site(*, by: str) -> None:
    """Open the training site, where it is not open yet."""
    if not is_open():
        actions.open_site(
            by=by,
            slug=SLUG,
            name="Formation · Training",
            kind=SiteKind.FIXED,
            seats=SEATS,
            time_zone=TIME_ZONE,
        )


def is_open() -> bool:
    return SiteRow.objects.filter(slug=SLUG).exists()


def begin(name: str, *, by: str) -> Attempt:
    """Clear the floor of this worker's last attempts, and stage a situation."""
    with batch():
        clear(by=by)
        stager = Stager(by, clock.now(), Random())  # noqa: S311  (a game, no secret)
        SITUATION[name].stage(stager)
    return Attempt(name, by, clock.now(), stager.ids, stager.told)


def judge(attempt: Attempt) -> Sequence[Point]:
    """How it went, point by point, in the order in which the work is done."""
    return SITUATION[attempt.situation].judge(attempt)


def clear(*, by: str) -> None:
    """Let everybody leave who is on the training floor because of this worker."""
    for row in VisitRow.objects.filter(site=SLUG, left_at=None):
        if entries(row.id)[0].by != by:
            continue
        open_one = reads.open_overdose_of(row.id)
        if open_one is not None:
            actions.end_overdose(by=by, overdose=open_one, outcome=Outcome.RECOVERED)
        consumed = row.seated_at is not None
        try:
            actions.leave(
                by=by,
                visit=row.id,
                consumed=consumed,
                reason=None if consumed else LeavingReason.CLOSING,
            )
        except Refused:  # they left a moment ago
            continue


def _stage_known(stager: Stager) -> None:
    known = [id for id in vault().find(KNOWN) if not _forgotten(id)]
    person = (
        known[0]
        if known
        else actions.welcome(
            by=stager.by,
            place=SLUG,
            handle=KNOWN,
            agreed=True,
            heard_of=HeardOf.FRIEND,
            gender=Gender.MAN,
        ).id
    )
    here = reads.open_visit_of(person)
    if here is not None:
        actions.leave(by=stager.by, visit=here, consumed=False, reason=LeavingReason.CLOSING)
    stager.ids["person"] = person
    stager.told["handle"] = KNOWN


def _forgotten(person: str) -> bool:
    return PersonRow.objects.filter(pk=person, forgotten=True).exists()


def _stage_first(stager: Stager) -> None:
    """A handle that nobody has chosen yet."""
    for _try in range(100):
        handle = f"{stager.rng.choice(_FIRST_HANDLES)} {stager.rng.randrange(10, 99)}"
        if not vault().find(handle):
            break
    stager.told["handle"] = handle


def _stage_overdose(stager: Stager) -> None:
    stager.ids["visit"], stager.told["seat"] = stager.in_seat(Substance.FENTANYL, minutes=4)


def _stage_afterwards(stager: Stager) -> None:
    visit, stager.told["seat"] = stager.in_seat(Substance.DOWN, minutes=50)
    actions.send_to_aftercare(by=stager.by, visit=visit, at=stager.ago(28))
    stager.ids["visit"] = visit
    for name, minutes in judgement.AFTERWARDS_MINUTES.items():
        stager.told[name] = stager.ago(minutes).isoformat()


def _stage_mend(stager: Stager) -> None:
    seated, stager.told["seat"] = stager.in_seat(Substance.COCAINE, minutes=6)
    gone = stager.waiting(Substance.HEROIN, minutes=35)
    arrival = next(e for e in entries(seated) if isinstance(e.body, Arrived))
    stager.ids.update(seated=seated, gone=gone, arrival=arrival.id)
    stager.told["left"] = stager.ago(judgement.GONE_MINUTES).isoformat()


SITUATIONS = (
    Situation(
        "known",
        _("A visitor whom the site knows"),
        _(
            "%(handle)s comes to the desk: down, by injection, alone. Let them in and give them a "
            "seat."
        ),
        _stage_known,
        judgement.known,
    ),
    Situation(
        "first",
        _("A first visit"),
        _(
            "Somebody comes for the first time; a friend told them of the site. They read the "
            "terms and agree, want to be called “%(handle)s”, and have crack to inhale. Let them "
            "in and give them a seat."
        ),
        _stage_first,
        judgement.first,
    ),
    Situation(
        "overdose",
        _("An overdose"),
        _(
            "The visitor at seat %(seat)s does not respond and breathes slowly. Respond, and write "
            "each step as you do it. After one dose of naloxone in the muscle they breathe again; "
            "the ambulance comes; they are well and decline to go along."
        ),
        _stage_overdose,
        judgement.overdose,
    ),
    Situation(
        "afterwards",
        _("Filled in afterwards"),
        _(
            "In the rush nobody wrote anything down: the visitor who rests had an overdose at seat "
            "%(seat)s. It was found at %(found)s; oxygen at %(oxygen)s; naloxone in the nose, "
            "4 mg, at %(naloxone)s; recovered at %(ended)s. Fill it in with the true times."
        ),
        _stage_afterwards,
        judgement.afterwards,
    ),
    Situation(
        "mend",
        _("Two mistakes to mend"),
        _(
            "The visitor at seat %(seat)s says that it is fentanyl, not cocaine: what is written "
            "is wrong. And whoever is shown as waiting left at %(left)s, tired of the wait. "
            "Mend both; what was said before must stay visible."
        ),
        _stage_mend,
        judgement.mend,
    ),
)

SITUATION = {situation.name: situation for situation in SITUATIONS}
