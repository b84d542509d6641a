"""Small pieces that tests of the ledger share: a visit, the facts that are here, a tampering."""

from datetime import datetime
from typing import Any

from django.db import connection

from veille.care import facts
from veille.care.area import VISIT
from veille.care.tables import PersonRow, VisitRow
from veille.care.words import Mode, Substance
from veille.ledger import chain, store
from veille.ledger.facts import Fact
from veille.ledger.ids import new_id
from veille.ledger.recording import recording

ARRIVED = facts.Arrived("", Mode.INJECTION, (Substance.DOWN,))


def arrive(at: datetime | None = None, submission: str | None = None) -> str:
    """Record an anonymous arrival; returns the visit."""
    visit = new_id()
    with recording(by="anna", place="here", submission=submission) as pen:
        pen.note(VISIT, visit, ARRIVED, at=at)
    return visit


def all_facts() -> list[Fact]:
    with store.cursor() as cursor:
        return list(store.in_chain_order(cursor))


def verdict() -> chain.Verdict:
    return chain.verify(all_facts())


def rows() -> list[dict[str, Any]]:
    """The read tables."""
    return [*VisitRow.objects.order_by("id").values(), *PersonRow.objects.order_by("id").values()]


def execute(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def tamper(sql: str, *values: Any) -> None:
    """Do as somebody with the database's file in hand would: without the triggers."""
    if connection.vendor == "sqlite":
        execute("DROP TRIGGER IF EXISTS ledger_fact_refuse_update")
        execute("DROP TRIGGER IF EXISTS ledger_fact_refuse_delete")
    else:
        execute("ALTER TABLE ledger_fact DISABLE TRIGGER USER")
    execute(sql, *values)
