"""Alerts of a play: one out, one ended, one withdrawn, each with the play's own counts."""

from veille.supply.alerts import reads
from veille.supply.alerts.words import Stage

from .conftest import Week


def test_one_alert_is_out_one_ended_and_one_withdrawn(week: Week) -> None:
    today = week.ends.date()
    stages = {alert.substance: alert.stage_on(today) for alert in reads.published()}
    assert stages == {
        "medetomidine": Stage.LIVE,
        "benzodiazepine": Stage.ENDED,
        "fentanyl": Stage.WITHDRAWN,
    }
    (live,) = reads.live(today)
    assert live.rehearsal
    assert live.shown is not None
    found = live.shown.found
    assert found is None or 0 < found.positive <= found.tested


def test_what_the_triggers_draft_besides_is_published_by_nobody(week: Week) -> None:
    drafts = [row for row in reads.all_rows() if row.published_at is None]
    assert all(row.stage == Stage.DRAFT and row.raised_on and not row.by for row in drafts)
    causes = [(row.substance, row.sold_as) for row in reads.all_rows() if row.raised_on]
    assert len(causes) == len(set(causes))
