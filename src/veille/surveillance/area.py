"""Alarms, declared."""

from django.utils.translation import gettext_lazy as _

from veille.ledger.areas import Area, Change, Table, Thing
from veille.ledger.recording import Pen
from veille.ledger.refusal import Refused

from . import facts, policies, state, tables


def _alarm_holds(_pen: Pen, change: Change[state.Alarm]) -> None:
    if change.now is None:
        raise Refused(_("Other entries follow from this one: it stays."))
    body = change.entry.body
    if words := getattr(body, "words", ""):
        policies.check_words(words)
    if isinstance(body, facts.AlarmExplained):
        policies.check_explained(body.why, body.words)


ALARM = Thing(
    "surveillance.alarm",
    facts,
    state.Alarm,
    state.fold_alarm,
    tables=(Table(tables.AlarmRow),),
    holds=_alarm_holds,
)

AREA = Area("surveillance", (ALARM,))
