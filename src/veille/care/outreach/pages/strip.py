"""The truck's own part of its board: where it is, and what its crew can say of the next stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from veille.care.pages.rooms import Strip
from veille.care.tables import SiteRow
from veille.care.words import SiteKind
from veille.ui.words import words_of

from .. import policies, reads
from ..whereabouts import Occurrence
from ..words import Cancelled
from .hours import late_words

#: How late a truck may be said to be by one tap, in minutes.
LATE_MINUTES = (15, 30)
DUE_AHEAD = timedelta(hours=1)


@dataclass(frozen=True)
class Shown:
    """One stop on one date, in words, with the verbs that are open to its crew."""

    occurrence: Occurrence
    hours: str
    state: str
    mark: str
    address: str
    verbs: Sequence[str]
    lates: Sequence[int]
    #: Its time has nearly come: what its crew will most likely tap.
    due: bool

    @property
    def corner(self) -> str:
        return self.occurrence.corner


def shown(site: SiteRow, occurrence: Occurrence, now: datetime) -> Shown:
    zone = ZoneInfo(site.time_zone)
    outing = occurrence.outing
    begins, ends = (at.astimezone(zone) for at in (occurrence.begins, occurrence.ends))
    verbs, state, mark = _verbs_and_state(occurrence, now, zone)
    moved = occurrence.corner != occurrence.stop.corner
    if moved:
        state = f"{state} · " + _("instead of %(corner)s") % {"corner": occurrence.stop.corner}
    if moved or occurrence.late_minutes or (outing and outing.cancelled):
        verbs = [*verbs, "planned"] if not (outing and outing.reached_at) else verbs
    longest = (occurrence.ends - occurrence.begins).total_seconds() / 60
    return Shown(
        occurrence,
        f"{begins:%H:%M}–{ends:%H:%M}",
        state,
        mark,
        reverse("stop-say", args=[site.slug, occurrence.stop.id, occurrence.day.isoformat()]),
        verbs,
        [m for m in LATE_MINUTES if occurrence.late_minutes < m < longest],
        now >= occurrence.begins - DUE_AHEAD,
    )


def _verbs_and_state(
    occurrence: Occurrence, now: datetime, zone: ZoneInfo
) -> tuple[list[str], str, str]:
    """The verbs, the state in words, and the mark that goes with it."""
    outing = occurrence.outing
    if outing and outing.departed_at:
        gone = _("left at %(time)s") % {"time": f"{outing.departed_at.astimezone(zone):%H:%M}"}
        return [], gone, ""
    if outing and outing.reached_at:
        since = _("here since %(time)s") % {"time": f"{outing.reached_at.astimezone(zone):%H:%M}"}
        return ["leaving", "move"], since, "good"
    if outing and outing.cancelled:
        why = words_of([outing.cancelled], Cancelled)
        return ["here"], _("cancelled: %(why)s") % {"why": why}, "long"
    to_come = ["late", "cancel", "move"]
    if now >= occurrence.begins - policies.EARLY_ALLOWED:
        to_come = ["here", *to_come]
    if now >= occurrence.ends:
        return [], _("over; nobody said that you were there"), ""
    if occurrence.late_minutes:
        return to_come, late_words(occurrence.late_minutes), "long"
    if now >= occurrence.begins:
        return to_come, _("by the schedule"), "info"
    return to_come, _("planned"), ""


def strip(site: SiteRow, now: datetime) -> Strip | None:
    """For the board of a truck that has stops; None on any other."""
    if site.kind != SiteKind.TRUCK or not reads.has_stops(site.slug):
        return None
    where = reads.truck(site, now)
    here, following = where.here, where.next
    # Until somebody taps “We are here”, what the schedule says is what there is to confirm.
    due = here or following
    soon = due is not None and due.begins - policies.EARLY_ALLOWED <= now
    return Strip(
        "outreach/strip_head.html",
        "outreach/strip_foot.html",
        {
            "here": shown(site, here, now) if here else None,
            "next": shown(site, following, now) if following else None,
            "main": shown(site, due, now) if due is not None and soon else None,
        },
    )
