"""The cases that a demo leaves for people to go on with, whatever the day it begins."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import databases
from veille.diversion import reads
from veille.diversion import rehearsed_fates as fates
from veille.diversion.rehearsed_commissions import LAVAL, MONTREAL, PLAYED_BY_DEMO
from veille.diversion.tables import CaseRow
from veille.diversion.words import Profession, Status
from veille.rehearsal.staff import Worker

from .commissions import STAFF, played

#: Noon in Montréal.
SATURDAY = datetime(2026, 3, 7, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _staged_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """One other case a century."""
    monkeypatch.setattr(fates, "a_year_of", lambda _commission: 0.01)


@pytest.mark.parametrize(
    "until",
    [
        pytest.param(SATURDAY, id="saturday at noon"),
        pytest.param(SATURDAY + timedelta(days=1, hours=8), id="sunday in the evening"),
        pytest.param(SATURDAY + timedelta(days=1, hours=20), id="monday before work"),
        pytest.param(SATURDAY + timedelta(days=2, hours=5), id="monday in the afternoon"),
    ],
)
def test_whatever_the_day_a_demo_begins_there_is_a_case_in_each_state(
    templates: databases.Templates, tmp_path: Path, until: datetime
) -> None:
    with played(templates, tmp_path, until):
        here = {row.status for row in CaseRow.objects.filter(commission=MONTREAL)}
        there = {row.status for row in CaseRow.objects.filter(commission=LAVAL)}
        assert here == set(Status.values) - {Status.TRANSFERRED}
        assert there == {Status.TRANSFERRED}


def test_a_panel_of_those_who_sign_in_sits_on_hearings_of_a_demo(
    templates: databases.Templates, tmp_path: Path
) -> None:
    demo = [
        Worker(f"{n:032x}", "", does, MONTREAL, signs_in=True)
        for n, does in enumerate(PLAYED_BY_DEMO.values(), 101)
    ]
    theirs = {w.account for w in demo if w.role in Profession.values}
    with played(templates, tmp_path, SATURDAY - timedelta(days=2), [*STAFF, *demo]):
        panels = [
            {one.account for one in reads.state(row.id).panel}
            for row in reads.cases(MONTREAL, Status.NOTIFIED, Status.HEARD)
        ]
        assert panels.count(theirs) >= 2
