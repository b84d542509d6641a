"""The hours of a March night in Montréal, and what tests of outreach say again and again."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from veille.care.outreach.facts import Span
from veille.care.outreach.state import Outing, Stop
from veille.care.outreach.whereabouts import Occurrence, occurrences

TRUCK = "anonyme"
ZONE = ZoneInfo("America/Toronto")
FIRST = date(2026, 1, 1)
#: A Wednesday, at the beginning of the truck's night.
EVENING = datetime(2026, 3, 18, 21, 0, tzinfo=ZONE)
#: The nights of the year on which clocks are changed: 02:00 becomes 03:00, and 01:00 again.
SPRING, AUTUMN = date(2026, 3, 7), date(2026, 10, 31)
TURN = 7 * 60


def at(hour: int, minute: int = 0) -> datetime:
    """That hour of the night of `EVENING`."""
    moment = EVENING.replace(hour=hour, minute=minute)
    return moment if hour >= 7 else moment + timedelta(days=1)


def stop(id: str, begins: int, ends: int, weekdays: tuple[int, ...] = tuple(range(7))) -> Stop:
    return Stop(
        id=id,
        site=TRUCK,
        corner=f"corner {id}",
        place_fr="",
        place_en="",
        span=Span(begins, ends),
        weekdays=weekdays,
        first=FIRST,
        last=None,
        rehearsal=False,
    )


def planned(stops: list[Stop], *said: Outing, first: date, last: date) -> list[Occurrence]:
    outings = {(each.stop, each.day): each for each in said}
    return occurrences(stops, outings, first, last, ZONE, TURN)
