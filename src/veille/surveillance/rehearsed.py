"""Alarms in a play: at its end the series are judged, and an epidemiologist has followed up some.

What is found is in the counts that were played; where there is no alarm, none is made.
"""

from datetime import datetime, timedelta
from typing import Any

from veille.extras import is_installed
from veille.rehearsal.extra import Extra

from . import actions, detecting
from .facts import Seen
from .found import id_of
from .words import Reason, Step

#: Before the end of the past: the last day that is over is judged, and the oldest alarms are
#: settled.
BEFORE_END = timedelta(hours=1)


class Alarms(Extra):
    """The epidemiologist’s part in a play. The newest alarm is left for who tries the demo."""

    name = "surveillance"

    def __init__(self, play: Any, seed: str) -> None:
        super().__init__(play, seed)
        self._by = [one.account for one in play.staff if one.role == "coordinator"]

    def plays_past(self, first: datetime, until: datetime) -> None:
        if self._by and is_installed("watch"):
            self.later(until - BEFORE_END, self._follow_up)

    def _follow_up(self) -> None:
        found = detecting.look()
        alarms = sorted(
            (alarm for judged in found.judged for alarm in judged.alarms()),
            key=lambda alarm: (alarm.last, id_of(alarm)),
        )
        for n, alarm in enumerate(alarms[:-1]):
            (self._explain, self._look, self._follow)[n % 3](self.rng.choice(self._by), alarm)

    def _look(self, by: str, alarm: Seen) -> None:
        actions.look(by=by, id=id_of(alarm), seen=alarm)
        actions.do_step(by=by, id=id_of(alarm), seen=alarm, step=Step.DATA)

    def _follow(self, by: str, alarm: Seen) -> None:
        self._look(by, alarm)
        actions.follow(by=by, id=id_of(alarm), seen=alarm)
        actions.do_step(by=by, id=id_of(alarm), seen=alarm, step=Step.SOURCES)

    def _explain(self, by: str, alarm: Seen) -> None:
        self._look(by, alarm)
        actions.explain(by=by, id=id_of(alarm), seen=alarm, why=Reason.CHANCE)


EXTRA = Alarms
