"""The verb and the reads of counts that somebody else publishes."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger.ids import check_id
from veille.ledger.recording import recording
from veille.ledger.refusal import Absent

from .area import OUTSIDE
from .outside_facts import Vintage, VintageKept
from .outside_state import Outside
from .tables import OutsideRow
from .words import Counted

if TYPE_CHECKING:
    from veille.watch.series import Series


def id_of_outside(what: Counted, area: str, source: str, title: str) -> str:
    """Two nodes that keep the same publisher's series speak of one."""
    text = "\n".join(("surveillance.outside", what.value, area, source, title))
    return sha256(text.encode()).hexdigest()[:32]


def keep(
    *,
    by: str,
    what: Counted,
    area: str,
    source: str,
    title: str,
    period: str,
    vintages: Iterable[Vintage],
    unit: str = "number",
    rolling_months: int = 0,
    public: bool = False,
    submission: str | None = None,
) -> tuple[Outside | None, int]:
    """Keep what was known on each of these days; a day that is kept already with the same counts
    is not written again. The series as it is then, and how many vintages are new."""
    area, source, title = (" ".join(text.split()) for text in (area, source, title))
    id = id_of_outside(what, area, source, title)
    with recording(by=by, submission=submission) as pen:
        now = pen.state(OUTSIDE, id)
        here = {each.as_of: each for each in now.vintages} if now else {}
        same = now is not None and (now.public, now.period, now.rolling_months, now.unit) == (
            public,
            period,
            rolling_months,
            unit,
        )
        added = 0
        for vintage in sorted(vintages, key=lambda each: each.as_of):
            if same and here.get(vintage.as_of) == vintage:
                continue
            body = VintageKept(
                what=what,
                area=area,
                source=source,
                title=title,
                period=period,
                vintage=vintage,
                unit=unit,
                rolling_months=rolling_months,
                public=public,
            )
            now, added = pen.note(OUTSIDE, id, body), added + 1
    return now, added


def every() -> list[OutsideRow]:
    """All that are kept, by what they count and of where."""
    return list(OutsideRow.objects.order_by("what", "area", "source", "title"))


def public() -> list[OutsideRow]:
    return [row for row in every() if row.public]


def one(id: str) -> OutsideRow:
    """Raises Absent."""
    row = OutsideRow.objects.filter(id=check_id(id)).first()
    if row is None:
        raise Absent(_("There is no such series. Go back to the list."))
    return row


def vintages(row: OutsideRow) -> tuple[Vintage, ...]:
    return msgspec.convert(row.vintages, tuple[Vintage, ...])


def as_series(row: OutsideRow) -> "Series":
    """As the core takes it; needs the part “watch”."""
    from veille.watch import series

    made = series.Series(
        name=row.title,
        unit=row.unit,
        period=series.Period(row.period),
        source=row.source,
        rolling_months=row.rolling_months,
    )
    for vintage in vintages(row):
        days: dict[date, Any] = {date.fromisoformat(d): n for d, n in vintage.counts.items()}
        made = made.with_vintage(series.Vintage(date.fromisoformat(vintage.as_of), days))
    return made
