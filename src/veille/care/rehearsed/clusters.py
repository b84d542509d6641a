"""Evenings of a past play on which one batch is stronger than those who bought it know.

Published rates alone raise few alarms, and a demo without any shows no worklist. What is played
here is nothing but overdoses on the floor: whether they are an alarm is for the detectors to say.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from veille.rehearsal.zone import ZONE

#: Of those who use an opioid there while the batch goes round. Assumed.
STRUCK_SHARE = 0.6
#: A cluster stands out only beside so many days before it.
DAYS_BEFORE = timedelta(days=16)
#: (site, days before the end, opening hour of the span, its hours, overdoses at most). Assumed.
PLANNED = (("spectre", 10, 12, 8, 5), ("cactus", 2, 18, 6, 9))


@dataclass
class Cluster:
    """`left`: how many more overdoses the batch brings."""

    site: str
    begins: datetime
    ends: datetime
    left: int

    def goes_round(self, site: str, now: datetime) -> bool:
        return site == self.site and self.begins <= now < self.ends and self.left > 0


def planned(first: datetime, until: datetime) -> list[Cluster]:
    """Those of a play from `first` to `until`; none where it is too short for them to stand out."""
    found = []
    for site, days_ago, hour, hours, most in PLANNED:
        day = until.astimezone(ZONE).date() - timedelta(days=days_ago)
        begins = datetime.combine(day, time(hour), ZONE)
        if begins - first >= DAYS_BEFORE:
            found.append(Cluster(site, begins, begins + timedelta(hours=hours), most))
    return found
