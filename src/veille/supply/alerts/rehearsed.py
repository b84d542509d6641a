"""Alerts in a play: one that is out (medetomidine arrives), one that ended, one withdrawn.

Each is made by the real actions on the play’s own samples; the one that is out is drafted by the
real triggers where they are installed. What else they draft waits on the desk.
"""

from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Any

import msgspec

from veille.rehearsal.extra import Extra
from veille.supply.rehearsed import SITE

from . import actions, facts, reads
from .samples import counted, samples, sureness
from .state import Alert
from .words import SoldAs, Sureness, Why

#: Days before the end of the past at which each goes out, and at which two of them are over; in a
#: past that is shorter, as many shares of it as these are of `WHOLE_DAYS`.
WHOLE_DAYS = 50.0
ENDED_ALERT_DAYS_AGO, ENDED_DAYS_AGO = 40.0, 12.0
WITHDRAWN_ALERT_DAYS_AGO, WITHDRAWN_DAYS_AGO = 30.0, 26.0
LIVE_ALERT_DAYS_AGO = 5.0
#: Days that the samples of an alert drafted by hand are counted over.
_COUNTED_DAYS = 28
_LOOKS = {
    "looks_fr": "Poudre ou roche, beige ou mauve.",
    "looks_en": "Powder or rock, beige or purple.",
}


class Alerts(Extra):
    """The coordination’s part in a play."""

    name = "supply_alerts"

    def __init__(self, play: Any, seed: str) -> None:
        super().__init__(play, seed)
        self._coordinators: list[str] = [
            one.account for one in play.staff if one.role == "coordinator"
        ]
        self._alerts: dict[str, Alert] = {}

    def plays_past(self, first: datetime, until: datetime) -> None:
        if not self._coordinators:
            return
        share = min(1.0, (until - first) / timedelta(days=WHOLE_DAYS))
        for days_ago, step in (
            (ENDED_ALERT_DAYS_AGO, lambda: self._by_hand("benzodiazepine", SoldAs.OPIOID)),
            (WITHDRAWN_ALERT_DAYS_AGO, lambda: self._by_hand("fentanyl", SoldAs.STIMULANT)),
            (WITHDRAWN_DAYS_AGO, lambda: self._withdraw("fentanyl")),
            (ENDED_DAYS_AGO, lambda: self._end("benzodiazepine")),
            (LIVE_ALERT_DAYS_AGO, self._live),
        ):
            self.later(until - days_ago * share * timedelta(days=1), step)

    def _by(self) -> str:
        return self.rng.choice(self._coordinators)

    def _by_hand(self, substance: str, sold_as: SoldAs) -> None:
        draft = actions.draft(by=self._by(), place=SITE, content=self._content(substance, sold_as))
        self._publish(draft)

    def _content(self, substance: str, sold_as: SoldAs) -> facts.Content:
        today = reads.today()
        since = today - timedelta(days=_COUNTED_DAYS - 1)
        here = samples(today)
        found = counted(here, substance, sold_as.value, since=since, until=today)
        if found is not None and not found.positive:
            found = None  # heard of, and seen by no test here yet
        return facts.Content(
            substance=substance,
            sold_as=sold_as,
            since=since.isoformat(),
            ends=(today + timedelta(days=_COUNTED_DAYS)).isoformat(),
            sureness=sureness(here, substance) if found else Sureness.REPORTED,
            found=found,
        )

    def _publish(self, draft: Alert) -> None:
        by = self._by()
        ready = actions.approve(by=by, alert=draft.id, seen=draft.version)
        self._alerts[draft.substance] = actions.publish(by=by, alert=ready.id)

    def _withdraw(self, substance: str) -> None:
        alert = self._alerts[substance]
        actions.withdraw(by=self._by(), alert=alert.id, why=Why.UNCONFIRMED)

    def _end(self, substance: str) -> None:
        actions.end(by=self._by(), alert=self._alerts[substance].id)

    def _live(self) -> None:
        """The triggers’ draft, with what the coordination adds to it."""
        draft = self._drafted("medetomidine") or actions.draft(
            by=self._by(), place=SITE, content=self._content("medetomidine", SoldAs.OPIOID)
        )
        content = msgspec.structs.replace(draft.content, **_LOOKS)
        edited = actions.edit(by=self._by(), alert=draft.id, content=content, seen=draft.version)
        self._publish(edited)

    def _drafted(self, substance: str) -> Alert | None:
        if find_spec("scipy") is None:  # the part “supply”, with the triggers’ exact tests
            return None
        from .drafting import draft_alerts

        made = draft_alerts()
        return next((each for each in made if each.substance == substance), None)


EXTRA = Alerts
