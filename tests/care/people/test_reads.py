"""What a board asks of everybody on its floor."""

import pytest
from django.db import connection

from veille.care.people import reads
from veille.care.reads import marks
from veille.ledger import clock


@pytest.mark.parametrize("people", [1, 2, 25])
def test_the_last_overdoses_are_asked_of_indexes_alone(sqlite: object, people: int) -> None:
    """However many visits there were, and however few are on the floor."""
    sql = reads._LAST_OVERDOSES.format(people=marks(range(people)))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql, ["x"] * people + [str(clock.now())] * 2)
        plan = [row[-1] for row in cursor.fetchall()]
    assert not [step for step in plan if "SCAN" in step], plan
