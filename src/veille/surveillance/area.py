"""Alarms, neighbours' remarks, and counts of others, declared."""

from django.utils.translation import gettext_lazy as _

from veille.ledger.areas import Area, Change, Table, Thing
from veille.ledger.recording import Pen
from veille.ledger.refusal import Refused

from . import (
    facts,
    neighbour_facts,
    neighbour_state,
    outside_facts,
    outside_state,
    policies,
    state,
    tables,
)


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


def _remark_holds(_pen: Pen, change: Change[neighbour_state.Remark]) -> None:
    if change.now is None:
        return  # struck out with all that it said
    body = change.entry.body
    if isinstance(body, neighbour_facts.RemarkHeard):
        policies.check_remark(body.topic, body.block, body.words)
    if isinstance(body, neighbour_facts.RemarkAnswered):
        policies.check_answer(body.words)
    policies.check_answered_after(change.now.at, change.now.answered_at)


REMARK = Thing(
    "surveillance.remark",
    neighbour_facts,
    neighbour_state.Remark,
    neighbour_state.fold_remark,
    tables=(Table(tables.RemarkRow),),
    holds=_remark_holds,
)


def _outside_holds(_pen: Pen, change: Change[outside_state.Outside]) -> None:
    body = change.entry.body
    if isinstance(body, outside_facts.VintageKept):
        policies.check_outside(body)


OUTSIDE = Thing(
    "surveillance.outside",
    outside_facts,
    outside_state.Outside,
    outside_state.fold_outside,
    tables=(Table(tables.OutsideRow),),
    holds=_outside_holds,
)

AREA = Area("surveillance", (ALARM, REMARK, OUTSIDE))
