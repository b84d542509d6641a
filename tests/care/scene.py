"""What tests of care do again and again, through the real actions."""

from datetime import datetime, timedelta
from typing import Any

from veille.care import actions
from veille.care.state import Overdose, Visit
from veille.care.tables import DutyRow, OverdoseRow, PersonRow, SiteRow, VisitRow
from veille.care.words import Intervention, LeavingReason, Mode, Outcome, Route, Substance
from veille.ledger import clock, store
from veille.ledger.facts import Fact

SITE = "cactus"
ROWS = (SiteRow, PersonRow, VisitRow, OverdoseRow, DutyRow)


def ago(minutes: float) -> datetime:
    return clock.now() - timedelta(minutes=minutes)


def arrive(person: str = "", mode: Mode = Mode.INJECTION, **other: Any) -> Visit:
    return actions.arrive(
        by="anna",
        place=SITE,
        person=person,
        mode=mode,
        **{"substances": [Substance.DOWN], **other},
    )


def welcome(handle: str = "lynx", **other: Any) -> str:
    """A first visit; returns the person."""
    return actions.welcome(by="anna", place=SITE, handle=handle, **{"agreed": True, **other}).id


def visit_in(stage: str, minutes: float = 60) -> Visit:
    """A visit that came `minutes` ago to where `stage` says."""
    visit = arrive(at=ago(minutes))
    if stage == "waiting":
        return visit
    if stage == "left without":
        return leave(visit, consumed=False, reason=LeavingReason.WAIT, at=ago(minutes / 3))
    visit = actions.seat(by="anna", visit=visit.id, seat="1", at=ago(minutes * 0.9))
    if stage == "aftercare":
        visit = actions.send_to_aftercare(by="anna", visit=visit.id, at=ago(minutes / 2))
    elif stage == "left":
        visit = leave(visit, at=ago(minutes / 3))
    return visit


def leave(visit: Visit, consumed: bool = True, **other: Any) -> Visit:
    return actions.leave(by="luc", visit=visit.id, consumed=consumed, **other)


def find(visit: Visit, **other: Any) -> Overdose:
    return actions.find_overdose(by="luc", visit=visit.id, **other)


def give(overdose: Overdose, dose: int | None = None, **other: Any) -> Overdose:
    """Naloxone, in the muscle."""
    return actions.intervene(
        by="luc",
        overdose=overdose.id,
        what=Intervention.NALOXONE,
        dose=dose,
        **{"route": Route.IM, "dose_mg": 0.4, **other},
    )


def end(overdose: Overdose, **other: Any) -> Overdose:
    return actions.end_overdose(
        by="luc", overdose=overdose.id, **{"outcome": Outcome.RECOVERED, **other}
    )


def everything() -> tuple[list[Fact], list[dict[str, Any]]]:
    """The whole database: facts, and rows of every read table of care."""
    with store.cursor() as cursor:
        facts = list(store.in_chain_order(cursor))
    return facts, [row for model in ROWS for row in model.objects.order_by("pk").values()]
