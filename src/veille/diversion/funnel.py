"""What became of everybody who was referred, by month of referral. Pure: from rows to counts.

Seven steps, each with those of whom nothing is known. A step counts who reached it, whatever came
later; “unknown” at a step are those who reached the one before it and are neither beyond it nor
known to have stopped there: still under way, unreachable, or closed without a word. So that each
step adds up: reached before = reached + stopped + unknown.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from .words import DecisionKind, Treatment


class Step(StrEnum):
    REFERRED = "referred"
    APPEARED = "appeared"
    ASSESSED = "assessed"
    DECIDED = "decided"
    ACCEPTED = "accepted"
    ATTENDED = "attended"
    COMPLETED = "completed"


class Part(StrEnum):
    """Into what decisions are split: as Portugal publishes its own."""

    SUSPENSIVE = "suspensive"
    PUNITIVE = "punitive"
    ACQUITTAL = "acquittal"
    OTHER = "other"


#: A suspended sanction is suspensive: nothing is to be suffered while its conditions are kept.
PART_OF = {
    DecisionKind.PROVISIONAL_SUSPENSION: Part.SUSPENSIVE,
    DecisionKind.SUSPENDED_DETERMINATION: Part.SUSPENSIVE,
    DecisionKind.SUSPENDED_SANCTION: Part.SUSPENSIVE,
    DecisionKind.WARNING: Part.PUNITIVE,
    DecisionKind.FINE: Part.PUNITIVE,
    DecisionKind.OTHER_MEASURE: Part.PUNITIVE,
    DecisionKind.ACQUITTAL: Part.ACQUITTAL,
}


def split(decisions: Iterable[str]) -> dict[Part, int]:
    """How many decisions each part has; a decision that belongs to none is OTHER."""
    counts = dict.fromkeys(Part, 0)
    for kind in decisions:
        counts[PART_OF.get(DecisionKind(kind), Part.OTHER)] += 1
    return counts


#: The columns of `CaseRow` that `Seen` holds, in its order.
COLUMNS = (
    "received_at",
    "missed",
    "closed_at",
    "heard_at",
    "assessed_at",
    "decided_at",
    "treatment",
    "offered_at",
    "accepted_at",
    "attended_at",
    "completed_at",
    "dependent",
)


class Seen(NamedTuple):
    """One case, as far as the funnel asks."""

    received_at: datetime
    missed: int
    closed_at: datetime | None
    heard_at: datetime | None
    assessed_at: datetime | None
    decided_at: datetime | None
    treatment: str
    offered_at: datetime | None
    accepted_at: datetime | None
    attended_at: datetime | None
    completed_at: datetime | None
    dependent: bool | None


class Count(msgspec.Struct, frozen=True):
    """Of those at the step before: who reached this one, who is known not to have, and of whom
    it is not known."""

    reached: int = 0
    stopped: int = 0
    unknown: int = 0


class Cohort(msgspec.Struct, frozen=True):
    """Everybody referred in one month (its first day)."""

    month: date
    steps: dict[Step, Count]

    def share(self, step: Step) -> float | None:
        """Of all who were referred, the share known to have reached a step; None of nobody."""
        referred = self.steps[Step.REFERRED].reached
        return self.steps[step].reached / referred if referred else None


def cohorts(cases: Iterable[Seen], zone: ZoneInfo) -> Sequence[Cohort]:
    """Cohorts by month of referral on the commission's own calendar, in order of time."""
    counts: dict[date, dict[Step, list[int]]] = {}
    for case in cases:
        month = case.received_at.astimezone(zone).date().replace(day=1)
        here = counts.setdefault(month, {step: [0, 0, 0] for step in Step})
        for step, which in _of(case):
            here[step][which] += 1
    return [
        Cohort(month, {step: Count(*numbers) for step, numbers in counts[month].items()})
        for month in sorted(counts)
    ]


def together(cohorts: Iterable[Cohort], month: date) -> Cohort:
    """Several months as one, under the name of `month`."""
    sums = {step: [0, 0, 0] for step in Step}
    for cohort in cohorts:
        for step, count in cohort.steps.items():
            for which, number in enumerate((count.reached, count.stopped, count.unknown)):
                sums[step][which] += number
    return Cohort(month, {step: Count(*numbers) for step, numbers in sums.items()})


#: A number of the funnel: month, step, and which of its three counts.
Cell = tuple[date, Step, str]


def numbers(cohorts: Iterable[Cohort]) -> dict[Cell, int]:
    """Every number of some cohorts, for whoever decides which of them may leave the house."""
    return {
        (cohort.month, step, field): getattr(count, field)
        for cohort in cohorts
        for step, count in cohort.steps.items()
        for field in Count.__struct_fields__
    }


def sums(cohorts: Iterable[Cohort]) -> Iterator[dict[Cell, int]]:
    """How the numbers hang together: factors that make each sum nought, so that a small number
    that is withheld cannot be reckoned from the others."""
    for cohort in cohorts:
        for before, step in pairwise(Step):
            parts = {(cohort.month, step, field): -1 for field in Count.__struct_fields__}
            yield {(cohort.month, before, "reached"): 1, **parts}


_REACHED, _STOPPED, _UNKNOWN = range(3)


def _of(case: Seen) -> Iterable[tuple[Step, int]]:
    """How far one case came: a step each until one that it did not reach."""
    yield Step.REFERRED, _REACHED
    for step, reached, stopped in _asked(case):
        if not reached:
            yield step, _STOPPED if stopped else _UNKNOWN
            return
        yield step, _REACHED


def _asked(case: Seen) -> Iterable[tuple[Step, bool, bool]]:
    """Each step: whether it was reached, and whether it is known that it will not be."""
    over = case.closed_at is not None
    decided, assessed = case.decided_at is not None, case.assessed_at is not None
    yield Step.APPEARED, case.heard_at is not None or assessed or decided, over and case.missed > 0
    yield Step.ASSESSED, assessed or decided, over
    yield Step.DECIDED, decided, over
    declined = case.treatment == Treatment.DECLINED
    never_offered = over and case.offered_at is None
    begun, done = case.attended_at is not None, case.completed_at is not None
    yield Step.ACCEPTED, case.accepted_at is not None or begun, declined or never_offered
    left = case.treatment == Treatment.LEFT
    yield Step.ATTENDED, begun or done, left
    yield Step.COMPLETED, done, left
