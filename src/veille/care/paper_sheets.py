"""A whole paper sheet of a day on which nothing could be entered, a row a visit: checked as a
whole, written as a whole, each entry with the time that stands on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from veille.hours import Twice, moment_shown
from veille.ledger import clock
from veille.ledger.ids import new_id
from veille.ledger.recording import Pen, batch, recording
from veille.ledger.refusal import Malformed, Refused, Repeated

from . import actions, facts, policies, reads
from .area import OVERDOSE, VISIT, is_alive, is_known, is_not_here, site_of
from .state import Visit
from .tables import SiteRow
from .words import LeavingReason, Mode, Outcome, Substance

#: What lies further apart on one row is a slip of the pen, or another day.
_LONGEST_VISIT = timedelta(hours=16)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A time of the day as it stands on the sheet; `which` is "first" or "second", where the clock
    showed it twice. `column` names the cell."""

    column: str
    at: time
    which: str = ""


class AskedTwice(Malformed):
    """A time of a row that the clock showed twice, and both fit: which of both it was is asked of
    that cell."""

    def __init__(self, column: str, sentence: Refused) -> None:
        super().__init__(sentence.sentence, **sentence.places)
        self.column = column


@dataclass(frozen=True, kw_only=True)
class Row:
    """One visit of the sheet. `handle` is empty for somebody anonymous; `first`: it was their first
    visit, and they agreed to the terms. Without `left` they are still here."""

    handle: str = ""
    first: bool = False
    arrived: Written
    mode: Mode
    substances: Sequence[Substance]
    seat: str = ""
    seated: Written | None = None
    left: Written | None = None
    reason: LeavingReason | None = None
    overdose: Written | None = None
    ended: Written | None = None
    outcome: Outcome | None = None


class RowsRefused(Refused):
    """Some rows cannot be: `why` says of each, by its place, why not. Nothing was written."""

    def __init__(self, why: dict[int, Refused]) -> None:
        super().__init__(
            _("Nothing was saved yet: %(count)s rows need another look."), count=len(why)
        )
        self.why = why


class _OnlyTried(Exception):  # no error: takes back what was tried
    pass


def enter(
    *,
    by: str,
    place: str,
    day: date,
    rows: Sequence[Row],
    only_try: bool = False,
    submission: str | None = None,
) -> list[Visit]:
    """Write a sheet of a day of the site, all of it or nothing; with `only_try`, nothing.

    `day` begins when the site's day does: what is of after midnight belongs to it. Raises
    RowsRefused with what is wrong in each row, Repeated for a sheet that was sent before.
    """
    site = reads.site(place)
    refused: dict[int, Refused] = {}
    made: dict[int, Visit] = {}
    order: list[tuple[datetime, int]] = []
    for at, row in enumerate(rows):
        try:
            order.append((_Hours(site, day).moment(row.arrived), at))
        except Refused as why:
            refused[at] = why
    try:
        with batch():
            for _arrived, at in sorted(order):
                try:
                    made[at] = _enter(by, site, day, rows[at], None if made else submission)
                except Repeated:
                    raise  # of the whole sheet: no row of it is wrong
                except Refused as why:
                    refused[at] = why
            if refused:
                raise RowsRefused(refused)
            if only_try:
                raise _OnlyTried
    except _OnlyTried:
        pass
    return [made[at] for at in sorted(made)]


class _Hours:
    """The moments of one row, in their order: each is the first one that is not before the last."""

    def __init__(self, site: SiteRow, day: date) -> None:
        self._site, self._day = site, day
        self._zone = ZoneInfo(site.time_zone)
        self._first: datetime | None = None
        self._last: datetime | None = None

    def moment(self, said: Written) -> datetime:
        """Raises AskedTwice, or Malformed for an hour that was left out, or has not come."""
        after_midnight = said.at < time(self._site.day_starts_hour)
        day = self._day + timedelta(days=after_midnight)
        found = self._on(day, said)
        if self._last is not None and found < self._last:
            found = self._on(day + timedelta(days=1), said)
        if found > clock.now():
            raise Malformed(
                _("%(time)s of that day has not come yet. Check the day of the sheet."),
                time=f"{said.at:%H:%M}",
            )
        self._first = self._first or found
        if found - self._first > _LONGEST_VISIT:
            raise Malformed(
                _("%(time)s would be long after they arrived. Check the times of this row."),
                time=f"{said.at:%H:%M}",
            )
        self._last = found
        return found

    def _on(self, day: date, said: Written) -> datetime:
        shown = datetime.combine(day, said.at)

        def moment(which: str) -> datetime:
            # In UTC: two times of one zone are compared by what the clock showed.
            return moment_shown(shown, self._zone, which).astimezone(UTC)

        try:
            return moment(said.which)
        except Twice as twice:
            if self._last is not None and moment("first") < self._last:
                return moment("second")
            raise AskedTwice(said.column, twice) from None


def _enter(by: str, site: SiteRow, day: date, row: Row, submission: str | None) -> Visit:
    hours = _Hours(site, day)
    at = hours.moment(row.arrived)
    if row.first:
        # A recording of its own; where the row is refused, the whole sheet is taken back.
        person, submission = _welcomed(by, site, row, at, submission), None
    else:
        person = _known(row)
    with recording(by=by, place=site.slug, submission=submission) as pen:
        id = new_id()
        if person:
            is_known(pen, person)
            is_alive(pen, person, at)
            if row.left is None:
                is_not_here(pen, person)
        body = facts.Arrived(person=person, mode=row.mode, substances=tuple(row.substances))
        visit = pen.note(VISIT, id, body, at=at)
        if row.seat:
            taken = row.left is None and reads.seat_is_taken(site.slug, row.seat)
            policies.check_can_be_seated(visit, site_of(pen, site.slug), row.seat, taken)
            seated = hours.moment(row.seated) if row.seated else at
            visit = pen.note(VISIT, id, facts.Seated(row.seat), at=seated)
        _overdose(pen, visit, row, hours)
        visit = _leave(pen, visit, row, hours)
        if person:
            policies.check_was_nowhere_else(visit, reads.visits_of(person))
        return visit


def _welcomed(by: str, site: SiteRow, row: Row, at: datetime, submission: str | None) -> str:
    if not row.handle:
        raise Malformed(_("A first visit has a handle: enter it, or untick “first visit”."))
    if reads.known_by(row.handle):
        raise Malformed(
            _(
                "Somebody is known by “%(handle)s” already. Untick “first visit” if it is them; if "
                "not, enter this visit at the desk."
            ),
            handle=row.handle[:40],
        )
    person = actions.welcome(
        by=by, place=site.slug, handle=row.handle, agreed=True, at=at, submission=submission
    )
    return person.id


def _known(row: Row) -> str:
    if not row.handle:
        return ""
    found = reads.known_by(row.handle)
    if not found:
        raise Malformed(
            _(
                "Nobody is known by “%(handle)s”. Check it; tick “first visit” if they agreed to "
                "the terms that day; or leave it empty: anonymous."
            ),
            handle=row.handle[:40],
        )
    if len(found) > 1:
        raise Malformed(
            _(
                "Several people chose “%(handle)s”, and the sheet does not say who it was. Leave "
                "it empty, then say on the visit's page whose it was."
            ),
            handle=row.handle[:40],
        )
    return next(iter(found))


def _overdose(pen: Pen, visit: Visit, row: Row, hours: _Hours) -> None:
    if row.overdose is None:
        if row.ended is not None or row.outcome is not None:
            raise Malformed(_("An overdose that ended was found first: enter when."))
        return
    if row.ended is None or row.outcome is None:
        raise Malformed(
            _("Enter when the overdose ended and its outcome; its steps can be added afterwards.")
        )
    id = new_id()
    found = hours.moment(row.overdose)
    pen.note(OVERDOSE, id, facts.OverdoseFound(visit.id, visit.seat), at=found)
    pen.note(OVERDOSE, id, facts.OverdoseEnded(row.outcome), at=hours.moment(row.ended))


def _leave(pen: Pen, visit: Visit, row: Row, hours: _Hours) -> Visit:
    if row.left is None:
        if clock.now() - visit.at > policies.LONGEST_OPEN:
            raise Malformed(_("Enter when they left: that day is over."))
        return visit
    left = hours.moment(row.left)
    consumed = bool(row.seat) and row.reason is None
    policies.check_leaving(visit, consumed, row.reason)
    return pen.note(VISIT, visit.id, facts.Left(consumed, row.reason), at=left)
