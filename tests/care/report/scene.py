"""What tests of the report do again and again, through the real actions."""

from datetime import UTC, datetime, timedelta
from typing import Any

from veille.care import actions
from veille.care.report import counts
from veille.care.report.period import read_period
from veille.care.report.tables import Report
from veille.care.words import Intervention, Mode, Outcome, Route, Substance
from veille.ledger import clock

from .conftest import TYPED_AT, ZONE

BY = "anna"


def wall(month: int, day: int, hour: int, minute: int = 0, *, fold: int = 0) -> datetime:
    """A moment of 2026 as the clock on the wall says it; `fold=1` is the second time round."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE, fold=fold).astimezone(UTC)


def welcome(handle: str, at: datetime, place: str = "cactus") -> str:
    with clock.pretending(TYPED_AT):
        return actions.welcome(by=BY, place=place, handle=handle, agreed=True, at=at).id


def visit(
    at: datetime,
    place: str = "cactus",
    *,
    consumed: bool | None = True,
    wait: int = 5,
    reason: Any = None,
    **told: Any,
) -> str:
    """A whole visit, typed in long afterwards; `consumed=None` leaves them at their seat."""
    told = {"mode": Mode.INJECTION, "substances": [Substance.DOWN], **told}
    seat = "S" if told["mode"] is Mode.INHALATION else str(at.day % 9 + 1)
    with clock.pretending(TYPED_AT):
        id = actions.arrive(by=BY, place=place, at=at, **told).id
        if consumed is not False:
            actions.seat(by=BY, visit=id, seat=seat, at=at + timedelta(minutes=wait))
        if consumed is not None:
            ends = at + timedelta(minutes=40)
            actions.leave(by=BY, visit=id, consumed=consumed, reason=reason, at=ends)
    return id


def overdose(
    of: str, at: datetime, doses: int = 0, outcome: Outcome = Outcome.RECOVERED, *also: Intervention
) -> str:
    with clock.pretending(TYPED_AT):
        id = actions.find_overdose(by=BY, visit=of, at=at).id
        for _dose in range(doses):
            actions.intervene(
                by=BY,
                overdose=id,
                what=Intervention.NALOXONE,
                route=Route.IM,
                dose_mg=0.4,
                at=at + timedelta(minutes=1),
            )
        for what in also:
            actions.intervene(by=BY, overdose=id, what=what, at=at + timedelta(minutes=2))
        actions.end_overdose(by=BY, overdose=id, outcome=outcome, at=at + timedelta(minutes=5))
    return id


def network(period: str = "2026-10") -> Report:
    with clock.pretending(TYPED_AT):
        return counts.network(read_period(period))


def numbers(report: Report, table: str, place: str = "cactus") -> dict[str, int]:
    """What a table says at a place, without its noughts."""
    found = next(each for each in report.tables if each.key == table)
    return {row: n for row, _label in found.rows if (n := report.number(found.named(row), place))}
