"""What waits to be done at a site, whichever room it is of: one page, what a role can do itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from veille.accounts.access import can_open
from veille.ledger import clock
from veille.ui.rooms import ToDo, all_to_do

from .. import reads
from .requests import SiteRequest

#: An overdose lasts minutes; one that is open longer waits for somebody to write how it ended.
_OUTCOME_WITHIN = timedelta(hours=2)
#: Nobody works longer: whoever is still on duty forgot to say that they went.
_LONGEST_DUTY = timedelta(hours=14)


def to_do(request: SiteRequest, slug: str) -> HttpResponse:
    """What waits for whoever looks."""
    role = request.user.role
    lines = [
        each for each in all_to_do(slug, clock.now()) if can_open(role, each.done_by, change=True)
    ]
    return render(request, "care/to_do.html", {"lines": lines, "tab": "to-do"})


def of_floor(slug: str, now: datetime) -> Iterator[ToDo]:
    """Overdoses without their outcome, visits that nobody ended, people who are still on duty."""
    overdoses = [row for row in reads.open_overdoses(slug) if now - row.found_at > _OUTCOME_WITHIN]
    if overdoses:
        yield ToDo(
            words=ngettext(
                "%(n)s overdose waits for how it ended",
                "%(n)s overdoses wait for how they ended",
                len(overdoses),
            )
            % {"n": len(overdoses)},
            address=reverse("overdose", args=[slug, overdoses[0].id]),
            done_by="overdose-end",
            late=True,
        )
    begins = reads.day_of(reads.site(slug)).begins
    visits = [row for row in reads.on_floor(slug) if row.arrived_at < begins]
    if visits:
        yield ToDo(
            words=ngettext(
                "%(n)s visit of an earlier day is still open",
                "%(n)s visits of earlier days are still open",
                len(visits),
            )
            % {"n": len(visits)},
            address=reverse("visit", args=[slug, visits[0].id]),
            done_by="visit-leave",
            late=True,
        )
    duties = [row for row in reads.on_duty(slug) if now - row.began_at > _LONGEST_DUTY]
    if duties:
        yield ToDo(
            words=ngettext(
                "%(n)s person has been on duty for over 14 hours",
                "%(n)s people have been on duty for over 14 hours",
                len(duties),
            )
            % {"n": len(duties)},
            address=reverse("day", args=[slug]),
            done_by="duty",
            late=True,
        )
