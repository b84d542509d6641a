"""Alerts, declared."""

from veille.ledger.areas import Area, Change, Table, Thing
from veille.ledger.recording import Pen
from veille.ledger.refusal import Refused

from . import facts, policies, state, tables


def _alert_holds(_pen: Pen, change: Change[state.Alert]) -> None:
    alert = change.now
    if alert is None:
        raise Refused(policies.STAYS)
    policies.check_content(alert.content)
    policies.check_course(alert)
    if change.amended:
        policies.check_stays_out(alert, change.entry)


ALERT = Thing(
    "supply.alerts.alert",
    facts,
    state.Alert,
    state.fold_alert,
    tables=(Table(tables.AlertRow),),
    holds=_alert_holds,
)

AREA = Area("supply.alerts", (ALERT,))
