"""Drug checking in a play: a newcomer meets every kind of result."""

from veille.supply import reads
from veille.supply.pages.result import result_of
from veille.supply.rehearsed import SITE, STOPPED_STRIP
from veille.supply.tables import LotRow

from .conftest import Week


def test_some_results_are_confirmed_one_lot_is_stopped_and_some_tests_differ(week: Week) -> None:
    assert week.days
    results = [result_of(reads.sample(row.id), reads.lot) for row in reads.recent(SITE, 500)]
    assert 0 < sum(one.laboratory_answered for one in results) < len(results)
    assert any(one.disagree and one.laboratory_answered for one in results)
    assert any(one.doubtful for one in results)
    stopped = LotRow.objects.exclude(stopped_at=None)
    assert [row.strip for row in stopped] == [STOPPED_STRIP.value]
    assert reads.lots_in_use(SITE, week.ends.date().isoformat())[STOPPED_STRIP]
