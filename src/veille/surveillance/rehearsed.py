"""Alarms in a play: at its end the series are judged, and an epidemiologist has followed up some.

What is found is in the counts that were played; where there is no alarm, none is made.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from veille.extras import is_installed
from veille.rehearsal.extra import Extra

from . import actions, detecting, gathering, outside
from .facts import Seen
from .found import id_of
from .months import month_of
from .outside_facts import Vintage
from .words import Counted, Reason, Step

#: Before the end of the past: the last day that is over is judged, and the oldest alarms are
#: settled.
BEFORE_END = timedelta(hours=1)
#: Alarms that began no longer ago, in days, are still open.
OPEN_DAYS = 7
#: Months of invented deaths, how many in each, the day of the next month on which they are told,
#: from which month on, and the share known then and in the months after. Assumed.
DEATH_MONTHS, DEATHS_A_MONTH, DEATHS_TOLD_ON, FIRST_VINTAGE = 30, 24.0, 15, 3
KNOWN_SHARE = (0.4, 0.7, 0.9, 1.04, 1.0)
#: What the network counts of overdoses: an alarm in one of them is seldom alone.
_OF_OVERDOSES = {"overdoses", "ambulances", "naloxone"}
_READ_AGAIN = "Inscriptions relues : rien n’est double, les heures tiennent."
_ASKED = "Les autres sites et le comptoir de vérification ont été appelés."
_STRONGER = "Même apparence décrite à chaque fois : un lot plus fort que d’habitude. Affiche posée."
_NOTHING_ELSE = "Ni les autres séries, ni les autres sites ne disent la même chose."
_WAITING = "Le laboratoire a été prié de répondre en priorité. À suivre jusqu’à sa réponse."


class Alarms(Extra):
    """The epidemiologist’s part in a play. The newest alarms are left for who tries the demo."""

    name = "surveillance"

    def __init__(self, play: Any, seed: str) -> None:
        super().__init__(play, seed)
        self._by = [one.account for one in play.staff if one.role == "coordinator"]

    def plays_past(self, first: datetime, until: datetime) -> None:
        if self._by and is_installed("watch"):
            self.later(until - BEFORE_END, self._follow_up)

    def _follow_up(self) -> None:
        self._keep_deaths()
        found = detecting.look()
        alarms = sorted(
            (alarm for judged in found.judged for alarm in judged.alarms()),
            key=lambda alarm: (alarm.last, id_of(alarm)),
        )
        newest = alarms[-1].last if alarms else ""
        still_open = (found.on - timedelta(days=OPEN_DAYS)).isoformat()
        for alarm in alarms:
            by = self.rng.choice(self._by)
            if alarm.last == newest:
                continue
            if alarm.first >= still_open:
                self._follow(by, alarm)
            elif self._is_of_many(alarm, alarms):
                self._explain(by, alarm, Reason.SUPPLY, _STRONGER)
            else:
                self._explain(by, alarm, Reason.CHANCE, _NOTHING_ELSE)

    def _keep_deaths(self) -> None:
        """An invented coroner's months, as known in each month since: most come late, and a few are
        taken back."""
        today = gathering.today()
        this = month_of(today)
        months = [this.back(n) for n in range(DEATH_MONTHS, 0, -1)]
        final = [self.rng.gauss(DEATHS_A_MONTH, DEATHS_A_MONTH**0.5) for _month in months]
        outside.keep(
            by=self._by[0],
            what=Counted.DEATHS,
            area="Montréal",
            source="Répétition",
            title="Nombres inventés pour la démonstration",
            period="month",
            public=True,
            vintages=[
                Vintage(
                    as_of=now.until.replace(day=DEATHS_TOLD_ON).isoformat(),
                    counts={
                        month.first.isoformat(): float(round(max(0.0, final[n]) * _known(at - n)))
                        for n, month in enumerate(months[: at + 1])
                    },
                )
                for at, now in enumerate(months)
                if at >= FIRST_VINTAGE and now.until.replace(day=DEATHS_TOLD_ON) <= today
            ],
        )

    def _is_of_many(self, alarm: Seen, alarms: Sequence[Seen]) -> bool:
        """Whether overdoses and what was done about them rose together at one site."""
        together = {
            each.series
            for each in alarms
            if each.site == alarm.site and each.first <= alarm.last and each.last >= alarm.first
        }
        return alarm.series in _OF_OVERDOSES and "overdoses" in together

    def _look(self, by: str, alarm: Seen) -> None:
        actions.look(by=by, id=id_of(alarm), seen=alarm)
        actions.do_step(by=by, id=id_of(alarm), seen=alarm, step=Step.DATA, words=_READ_AGAIN)
        actions.do_step(by=by, id=id_of(alarm), seen=alarm, step=Step.SOURCES, words=_ASKED)

    def _follow(self, by: str, alarm: Seen) -> None:
        self._look(by, alarm)
        actions.follow(by=by, id=id_of(alarm), seen=alarm)
        actions.note(by=by, id=id_of(alarm), seen=alarm, words=_WAITING)

    def _explain(self, by: str, alarm: Seen, why: Reason, words: str) -> None:
        self._look(by, alarm)
        actions.explain(by=by, id=id_of(alarm), seen=alarm, why=why, words=words)


def _known(months: int) -> float:
    """Of a month's deaths, the share known so many months after it."""
    return KNOWN_SHARE[min(months, len(KNOWN_SHARE) - 1)]


EXTRA = Alarms
