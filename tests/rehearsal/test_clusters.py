"""A long past has evenings of one strong batch; a short one is as it was published."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests import databases
from veille.care.rehearsed import clusters
from veille.care.tables import OverdoseRow
from veille.ledger import clock
from veille.rehearsal.zone import ZONE
from veille.surveillance import detecting
from veille.surveillance.gathering import Counts

from .conftest import UNTIL, play

DAYS_A_MONTH = timedelta(days=30)


def test_a_short_past_has_none_and_a_demo_s_has_two_whose_days_are_over() -> None:
    assert not clusters.planned(UNTIL - timedelta(days=7), UNTIL)
    found = clusters.planned(UNTIL - DAYS_A_MONTH, UNTIL)
    assert [cluster.site for cluster in found] == ["spectre", "cactus"]
    assert all(cluster.ends <= UNTIL - timedelta(days=1) for cluster in found)


def test_a_strong_batch_is_overdoses_on_the_floor(
    templates: databases.Templates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "DAYS_BEFORE", timedelta(0))
    evening = clusters.PLANNED[1:]
    monkeypatch.setattr(clusters, "PLANNED", evening)
    with databases.installation(tmp_path):
        databases.point_at(templates.sqlite(tmp_path / "veille.sqlite3"))
        play(3)
        (site, days_ago, hour, hours, most) = evening[0]
        day = UNTIL.astimezone(ZONE).replace(hour=hour, minute=0) - timedelta(days=days_ago)
        during = OverdoseRow.objects.filter(
            site=site, found_at__gte=day, found_at__lt=day + timedelta(hours=hours + 1)
        )
        assert during.count() >= most
        databases.connections["default"].close()


def test_such_an_evening_is_an_alarm_to_the_real_detector() -> None:
    """As many as the batch brings, after four weeks at the published rate."""
    usual = (1, 1, 2, 0, 1, 1, 2)
    struck = Counts(
        series="overdoses",
        site="cactus",
        begins=clock.now().date() - timedelta(days=29),
        counts=(*(usual[n % 7] for n in range(28)), clusters.PLANNED[1][4]),
        out_of=(95,) * 29,
    )
    (judged,) = detecting.judge([struck])
    assert judged.alarm == (*(False,) * 28, True)
