"""What must hold of outreach after a correction."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.care.actions import site_of
from veille.care.corrections import Rules
from veille.ledger.facts import Entry
from veille.ledger.recording import Pen
from veille.ledger.refusal import Refused

from . import facts, policies, reads
from .actions import occurrence_of, turn_of
from .area import STOP
from .state import Count, Outing, Stop


def _hold(pen: Pen, target: Entry, state: Any) -> None:
    if state is None and isinstance(target.body, facts.StopPlanned):
        if reads.has_outings(target.about):
            raise Refused(
                _("Something was said of this stop on one of its dates: it cannot be struck out. "
                  "End it instead."),
            )  # fmt: skip
    elif isinstance(state, Count):
        policies.count_holds(state.said)
    elif isinstance(state, Stop):
        policies.stop_holds(state)
        policies.stop_fits(state, reads.stops(state.site), turn_of(site_of(pen, state.site)))
        _keeps_its_dates(target, state)
    elif isinstance(state, Outing):
        stop = pen.state(STOP, state.stop)
        if stop is not None:
            policies.outing_holds(state, occurrence_of(pen, stop, state.day))


def _keeps_its_dates(target: Entry, stop: Stop) -> None:
    """What the crew said of a stop was of one of its dates: those stay."""
    body = target.body
    if not isinstance(body, facts.StopPlanned):
        return
    same = (body.span, set(body.weekdays), body.first) == (
        stop.span, set(stop.weekdays), stop.first
    )  # fmt: skip
    if not same and reads.has_outings(target.about):
        raise Refused(
            _("Something was said of this stop on one of its dates: its hours and days stay as "
              "they were then. End it, then plan another from the next day on."),
        )  # fmt: skip


RULES = Rules("care.outreach.", lambda about: about, _hold)
