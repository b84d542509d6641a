"""How a set situation of the training went: points, each read from the ledger alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veille.care import reads
from veille.care.area import OVERDOSE
from veille.care.facts import Arrived, Seated
from veille.care.state import Overdose, Step
from veille.care.tables import VisitRow
from veille.care.words import (
    HeardOf,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Stage,
    Substance,
)
from veille.ledger.facts import Forgotten
from veille.ledger.recording import entries
from veille.ledger.replay import fold
from veille.ledger.vault import vault

from .attempt import Attempt

#: An overdose is opened within this of the first look at the room.
OPENED_WITHIN = timedelta(seconds=60)
#: Two doses of naloxone lie at least so far apart: one acts within 2 to 3 minutes.
BETWEEN_DOSES = timedelta(minutes=2)
#: A time filled in afterwards is right to the minute.
RIGHT_WITHIN = timedelta(seconds=60)
#: Minutes before the situation was begun at which the overdose's steps happened.
AFTERWARDS_MINUTES = {"found": 45, "oxygen": 44, "naloxone": 42, "ended": 33}
#: Minutes before the situation was begun at which the visitor left unseen.
GONE_MINUTES = 12


@dataclass(frozen=True)
class Point:
    """One thing that should have been done. `advice` says how, where it was not."""

    said: str | Promise
    met: bool
    advice: str | Promise = ""


def known(attempt: Attempt) -> Sequence[Point]:
    person = attempt.ids["person"]
    visit = _visit_since(attempt, person)
    return (
        Point(
            _("Found by their handle, as somebody whom the site knows"),
            visit is not None,
            _("Enter the handle at the desk: it leads to the visitor."),
        ),
        Point(
            _("Not registered a second time"),
            _registered_once(attempt.told["handle"]),
            _("A known visitor needs no first visit: choose them, then let them in."),
        ),
        *_told(visit, Substance.DOWN, Mode.INJECTION),
        _has_seat(visit, Mode.INJECTION),
    )


def first(attempt: Attempt) -> Sequence[Point]:
    found = vault().find(attempt.told["handle"])
    person = reads.person(found[0]) if found else None
    visit = _visit_since(attempt, found[0]) if found else None
    return (
        Point(
            _("Registered by the handle they chose"),
            person is not None,
            _("Enter the handle at the desk; nobody has it, so a first visit is offered."),
        ),
        Point(
            _("Heard of the site from a friend"),
            person is not None and person.heard_of == HeardOf.FRIEND,
            _("The question stands on the first visit's form; a funder asks for it."),
        ),
        *_told(visit, Substance.CRACK, Mode.INHALATION),
        _has_seat(visit, Mode.INHALATION),
    )


def overdose(attempt: Attempt) -> Sequence[Point]:
    found = _overdose_of(attempt.ids["visit"])
    steps = found.steps if found else ()
    did = {step.what for step in steps}
    doses = [step for step in steps if step.what is Intervention.NALOXONE]
    breathed = [s.at for s in steps if s.what in (Intervention.OXYGEN, Intervention.BREATHS)]
    gaps = [later.at - dose.at for dose, later in pairwise(doses)]
    quick = found is not None and found.found_at - attempt.began <= OPENED_WITHIN
    ended = found is not None and found.outcome is Outcome.DECLINED
    return (
        Point(
            _("The timeline opened within a minute"),
            quick,
            _("One tap on “Overdose” at the seat: the clock runs from then on."),
        ),
        Point(
            _("Stimulation tried"),
            Intervention.STIMULATION in did,
            _("Call them, squeeze the shoulder; then tap “Stimulation”."),
        ),
        Point(
            _("911 called"),
            Intervention.CALLED_911 in did,
            _("Tap “911 called” as soon as somebody calls."),
        ),
        Point(
            _("Breathing helped (oxygen or breaths) before the first naloxone"),
            bool(breathed) and (not doses or min(breathed) <= doses[0].at),
            _("Air first: oxygen or rescue breaths, and go on while the naloxone acts."),
        ),
        Point(
            _("One dose of naloxone, in the muscle, with its amount"),
            len(doses) == 1 and doses[0].route is Route.IM and doses[0].dose_mg is not None,
            _("Tap the dose once; its number, route and milligrams stand on the button."),
        ),
        Point(
            _("No second dose within two minutes"),
            all(gap >= BETWEEN_DOSES for gap in gaps),
            _("A dose acts within 2 to 3 minutes: help them breathe meanwhile."),
        ),
        Point(
            _("The ambulance's arrival written down"),
            Intervention.AMBULANCE in did,
            _("Tap “Ambulance here” when they come in."),
        ),
        Point(
            _("Closed: recovered, declined the ambulance"),
            ended,
            _("Close the timeline with its outcome; then the visitor can go to rest."),
        ),
    )


def afterwards(attempt: Attempt) -> Sequence[Point]:
    found = _overdose_of(attempt.ids["visit"])
    steps = found.steps if found else ()
    oxygen = _first(steps, Intervention.OXYGEN)
    naloxone = _first(steps, Intervention.NALOXONE)
    return (
        Point(
            _("The overdose is on the visit, with the time when it was found"),
            found is not None and _right(attempt, "found", found.found_at),
            _("Open the visit, then “An overdose, afterwards…”."),
        ),
        Point(
            _("Oxygen, with its time"),
            oxygen is not None and _right(attempt, "oxygen", oxygen.at),
            _("On the timeline: “Add an earlier step”, with its time."),
        ),
        Point(
            _("Naloxone in the nose, 4 mg, with its time"),
            naloxone is not None
            and naloxone.route is Route.IN
            and naloxone.dose_mg == 4.0
            and _right(attempt, "naloxone", naloxone.at),
            _("Route and milligrams are asked for with the step."),
        ),
        Point(
            _("Closed as recovered, with its time"),
            found is not None
            and found.ended_at is not None
            and found.outcome is Outcome.RECOVERED
            and _right(attempt, "ended", found.ended_at),
            _("The outcome's form has a field for the time when it ended."),
        ),
        Point(
            _("Nothing written that did not happen"),
            found is not None and len(found.steps) == 2,
            _("A step that did not happen can be struck out: open it with “correct”."),
        ),
    )


def mend(attempt: Attempt) -> Sequence[Point]:
    arrival = next(e for e in entries(attempt.ids["seated"]) if e.id == attempt.ids["arrival"])
    gone = VisitRow.objects.get(pk=attempt.ids["gone"])
    says = arrival.body.substances if isinstance(arrival.body, Arrived) else ()
    return (
        Point(
            _("The arrival says fentanyl"),
            says == (Substance.FENTANYL,),
            _("Open the visit; beside its first entry stands “correct”."),
        ),
        Point(
            _("Corrected, not struck out: the earlier wording stays visible"),
            bool(arrival.earlier) and not arrival.struck,
            _("Strike an entry out only where nothing of the kind happened."),
        ),
        Point(
            _("Whoever was waiting has left, for the wait was too long"),
            gone.stage == Stage.LEFT and gone.reason == LeavingReason.WAIT,
            _("“Leaves without consuming…” asks for the reason."),
        ),
        Point(
            _("With the true time"),
            gone.left_at is not None and _right(attempt, "left", gone.left_at),
            _("The form has a field “Time of leaving”: reports count by it."),
        ),
    )


def _told(visit: VisitRow | None, substance: Substance, mode: Mode) -> tuple[Point, Point]:
    return (
        Point(
            _("Substance as told"),
            visit is not None and visit.substances == [substance.value],
            _("Tap what they named, and nothing else."),
        ),
        Point(
            _("Mode as told"),
            visit is not None and visit.mode == mode,
            _("The mode decides which seats fit."),
        ),
    )


def _has_seat(visit: VisitRow | None, mode: Mode) -> Point:
    seats = {e.body.seat for e in entries(visit.id) if isinstance(e.body, Seated)} if visit else ()
    built_for = {s["number"]: s["mode"] for s in reads.site(visit.site).seats} if visit else {}
    fits = any(built_for.get(seat) == mode for seat in seats)
    return Point(
        _("A seat that fits"), fits, _("The row in the waiting room offers one: tap “Seat …”.")
    )


def _visit_since(attempt: Attempt, person: str) -> VisitRow | None:
    """The visit of a person that was written since the situation was begun."""
    last = reads.last_visit_of(person)
    return last if last is not None and entries(last.id)[0].noted >= attempt.began else None


def _registered_once(handle: str) -> bool:
    standing = [
        id
        for id in vault().find(handle)
        if not any(isinstance(entry.body, Forgotten) for entry in entries(id))
    ]
    return len(standing) == 1


def _overdose_of(visit: str) -> Overdose | None:
    ids = reads.overdose_ids_of(visit)
    return fold(OVERDOSE, ids[-1], entries(ids[-1])) if ids else None


def _first(steps: Sequence[Step], what: Intervention) -> Step | None:
    return next((step for step in steps if step.what is what), None)


def _right(attempt: Attempt, name: str, at: datetime) -> bool:
    return abs(at - datetime.fromisoformat(attempt.told[name])) <= RIGHT_WITHIN
