"""A stop that is on at every hour, of which something was said: for tests of every page."""

from datetime import date

from veille.care.outreach import actions
from veille.care.outreach.facts import Span
from veille.care.outreach.words import Cancelled, Done, Setting

from .night import SITE, Night

FIRST, DAY = date(2026, 1, 1), date(2026, 3, 14)
WHOLE_NIGHT = Span(7 * 60, 7 * 60 - 1)


def stopped(night: Night, place: str = SITE) -> dict[str, str]:
    """The variable parts of the addresses of outreach."""
    by = night.by()
    stop = actions.plan_stop(
        by=by,
        place=place,
        corner="Berri / Ontario",
        span=WHOLE_NIGHT,
        weekdays=range(7),
        first=FIRST,
    )
    actions.delay(by=by, stop=stop.id, day=DAY, minutes=15)
    actions.cancel(by=by, stop=stop.id, day=DAY, why=Cancelled.ROAD)
    actions.restore(by=by, stop=stop.id, day=DAY)
    actions.count(by=by, place=place, people=4, setting=Setting.STREET, done=[Done.TALKED])
    return {"stop": stop.id}
