"""On which of a site's days a dose was due. Pure but for the site's own days.

A day without a dose is not written anywhere: it follows from when an enrolment was under way,
from its rhythm, and from the doses there are. So a dose that is entered late fills its day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from veille.care.reads import Day, day_of
from veille.care.tables import SiteRow
from veille.ledger import clock

from .state import Enrolment, Span
from .tables import EnrolmentRow

#: A run of missed days is counted no further back than this.
LONGEST_RUN = 60
_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Course:
    """When an enrolment was under way, and its rhythm: since when a dose is due every how many
    days. Days before `seen_at` were settled with the prescriber."""

    spans: Sequence[Span]
    rhythm: Sequence[tuple[datetime, int]]
    seen_at: datetime


def course(enrolment: Enrolment | EnrolmentRow) -> Course:
    if isinstance(enrolment, Enrolment):
        rhythm = [(at, plan.every_days) for at, plan in enrolment.plans]
        return Course(enrolment.spans, rhythm, enrolment.seen_at)
    read = datetime.fromisoformat
    return Course(
        [(read(begin), read(end) if end else None) for begin, end in enrolment.spans],
        [(read(at), every) for at, every in enrolment.rhythm],
        enrolment.seen_at,
    )


def date_at(site: SiteRow, moment: datetime) -> date:
    """The date of the site's day that `moment` belongs to."""
    return day_of(site, moment).date.date()


def days_between(site: SiteRow, begins: datetime, ends: datetime) -> Iterator[Day]:
    """The site's days from the one that `begins` lies in to the last that begins before `ends`."""
    day = day_of(site, begins)
    while day.begins < ends:
        yield day
        day = day_of(site, day.ends + _HALF_A_DAY)


def is_due(site: SiteRow, course: Course, day: Day) -> bool:
    """Whether a dose is due on that day: by how things stand at its end, or now."""
    moment = min(day.ends - clock.TICK, clock.now())
    if not any(begin <= moment and (end is None or moment < end) for begin, end in course.spans):
        return False
    since, every = next(
        ((at, n) for at, n in reversed(course.rhythm) if at <= moment), course.rhythm[0]
    )
    return (day.date.date() - date_at(site, since)).days % every == 0


def missed_run(site: SiteRow, course: Course, day: Day, last_dose: datetime | None) -> int:
    """How many due days in a row, up to the one before `day`, had no dose."""
    first = date_at(site, course.seen_at)
    if last_dose is not None:
        first = max(first, date_at(site, last_dose) + timedelta(days=1))
    run = 0
    before = day
    for _ in range(LONGEST_RUN):
        before = day_of(site, before.begins - _HALF_A_DAY)
        if before.date.date() < first:
            break
        run += is_due(site, course, before)
    return run
