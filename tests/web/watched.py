"""Counts of two months that were judged, with an alarm on one day, for the pages of alarms."""

from datetime import date, timedelta
from typing import Any

from veille.accounts.models import Role
from veille.ledger import clock
from veille.surveillance import actions, detecting, gathering, neighbours, outside
from veille.surveillance.facts import Seen
from veille.surveillance.found import Found, id_of, save
from veille.surveillance.gathering import Counts
from veille.surveillance.outside_facts import Vintage
from veille.surveillance.outside_state import Outside
from veille.surveillance.words import Counted, Topic

from .night import SITE, Night

#: Days that were counted, and how many of them ago there was much more than usual.
DAYS, AGO = 60, 3
USUAL = (2, 3, 1, 4, 2, 0, 3)
MUCH = 19


def counts(
    *, series: str = "kits-out", site: str = SITE, days: int = DAYS, ago: int = AGO
) -> Counts:
    """A series that ends yesterday, with much on one day and nothing counted on another."""
    numbers: list[int | None] = [USUAL[n % len(USUAL)] for n in range(days)]
    numbers[-ago] = MUCH
    numbers[days // 2] = None
    begins = gathering.today() - timedelta(days=days)
    return Counts(series=series, site=site, begins=begins, counts=tuple(numbers))


def judged(*several: Counts) -> Found:
    """These series, judged by the real detectors and kept for the pages."""
    found = Found(
        made_at=clock.now(),
        on=gathering.today(),
        judged=tuple(detecting.judge(several or [counts()])),
    )
    save(found)
    return found


def alarm_of(found: Found) -> Seen:
    (seen,) = [seen for judged in found.judged for seen in judged.alarms()]
    return seen


def day(ago: int = AGO) -> date:
    return gathering.today() - timedelta(days=ago)


def watched(night: Night) -> dict[str, Any]:
    """An alarm that was looked at, for the variable parts of addresses."""
    seen = alarm_of(judged())
    alarm = actions.look(by=night.by(Role.EPIDEMIOLOGIST), id=id_of(seen), seen=seen)
    remark = neighbours.hear(
        by=night.by(Role.EPIDEMIOLOGIST), site=SITE, topic=Topic.NOISE, block="rue Berger"
    )
    return {
        "alarm": alarm.id,
        "series": seen.series,
        "at": seen.site,
        "remark": remark.id,
        "outside": deaths().id,
    }


def deaths(*, public: bool = True) -> Outside:
    """A coroner's months, as known on two days: the second takes back and adds."""
    kept, _added = outside.keep(
        by="",
        what=Counted.DEATHS,
        area="Québec",
        source="Coroner",
        title="Deaths",
        period="month",
        public=public,
        vintages=[
            Vintage(as_of="2026-03-15", counts={"2026-01-01": 41, "2026-02-01": 28}),
            Vintage(
                as_of="2026-04-15",
                counts={"2026-01-01": 40, "2026-02-01": 39},
                marks={"2026-03-01": "suppressed"},
            ),
        ],
    )
    assert kept is not None
    return kept
