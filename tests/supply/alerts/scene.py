"""Alerts, made through the real actions."""

from datetime import timedelta
from typing import Any

from veille.supply.alerts import actions, facts, reads
from veille.supply.alerts.facts import Counted
from veille.supply.alerts.state import Alert
from veille.supply.alerts.words import SoldAs, Sureness, Why

SITE = "cactus"


def content(**said: Any) -> facts.Content:
    today = reads.today()
    data: dict[str, Any] = {
        "substance": "medetomidine",
        "sold_as": SoldAs.OPIOID,
        "since": (today - timedelta(days=20)).isoformat(),
        "ends": (today + timedelta(days=14)).isoformat(),
        "sureness": Sureness.LABORATORY,
        "found": Counted(positive=9, tested=31),
    }
    return facts.Content(**{**data, **said})


def draft(by: str = "noor", **said: Any) -> Alert:
    return actions.draft(by=by, place=SITE, content=content(**said))


def approve(alert: Alert, by: str = "maude") -> Alert:
    return actions.approve(by=by, alert=alert.id, seen=alert.version)


def publish(by: str = "maude", **said: Any) -> Alert:
    return actions.publish(by=by, alert=approve(draft(**said), by).id)


def edit(alert: Alert, by: str = "noor", **said: Any) -> Alert:
    return actions.edit(by=by, alert=alert.id, content=content(**said), seen=alert.version)


def withdraw(alert: Alert, by: str = "maude") -> Alert:
    return actions.withdraw(by=by, alert=alert.id, why=Why.UNCONFIRMED)
