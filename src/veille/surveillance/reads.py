"""The worklist: what was found, beside what people noted on it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger.ids import check_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent
from veille.ledger.replay import fold

from . import facts
from .area import ALARM
from .found import GAP, Found, Judged, id_of, load
from .state import Alarm
from .tables import AlarmRow
from .words import Period, Stage

_STEP_DAYS = {Period.DAY: 1, Period.WEEK: 7}


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm on the worklist: as the counts say it now, or, where they no longer do (`found` is
    False: late entries, a correction), as it was taken up."""

    id: str
    seen: facts.Seen
    stage: Stage = Stage.NEW
    why: str = ""
    changed_by: str = ""
    changed_at: datetime | None = None
    found: bool = True


def worklist(since: date) -> list[Listed]:
    """Alarms whose last day is not before that, the latest first."""
    found = load()
    rows = list(AlarmRow.objects.filter(last__gte=(since - timedelta(days=GAP * 7)).isoformat()))
    alarms = [seen for judged in (found.judged if found else ()) for seen in judged.alarms()]
    listed = [each for each in _merged(alarms, rows) if each.seen.last >= since.isoformat()]
    return sorted(listed, key=lambda each: (each.seen.last, each.seen.first, each.id), reverse=True)


def _merged(alarms: Iterable[facts.Seen], rows: Iterable[AlarmRow]) -> Iterable[Listed]:
    """Late entries may move an alarm's first day: what was noted on it stays with it."""
    left = {row.id: row for row in rows}
    for seen in alarms:
        row = left.pop(id_of(seen), None) or _same(seen, left)
        if row is None:
            yield Listed(id=id_of(seen), seen=seen)
            continue
        left.pop(row.id, None)
        yield _listed(row, seen, found=True)
    for row in left.values():
        yield _listed(row, msgspec.convert(row.seen, facts.Seen), found=False)


def _same(seen: facts.Seen, rows: dict[str, AlarmRow]) -> AlarmRow | None:
    near = timedelta(days=GAP * _STEP_DAYS[seen.period])
    first = (date.fromisoformat(seen.first) - near).isoformat()
    last = (date.fromisoformat(seen.last) + near).isoformat()
    of = (seen.series, seen.site, seen.period.value)
    return next(
        (
            row
            for row in sorted(rows.values(), key=lambda row: row.first)
            if (row.series, row.site, row.period) == of and row.first <= last and row.last >= first
        ),
        None,
    )


def _listed(row: AlarmRow, seen: facts.Seen, *, found: bool) -> Listed:
    return Listed(
        id=row.id,
        seen=seen,
        stage=Stage(row.stage),
        why=row.why,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        found=found,
    )


def alarm(id: str) -> Listed:
    """One alarm, whenever it was. Raises Absent."""
    check_id(id)
    for each in worklist(date.min + timedelta(days=GAP * 7)):
        if each.id == id:
            return each
    raise Absent(
        _(
            "There is no such alarm in the counts as they are known now, and nobody noted anything "
            "on it. Go back to the list."
        )
    )


def noted(id: str) -> Alarm | None:
    """What was noted on an alarm; None where nothing was."""
    return fold(ALARM, id, entries(check_id(id)))


def judged(found: Found | None, seen: facts.Seen) -> Judged | None:
    """The series of an alarm, as its method judges it."""
    several = found.series(seen.series, seen.site) if found else []
    return next((each for each in several if each.period is seen.period), None)
