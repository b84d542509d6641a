"""What a reader with a solver tells of a quarter's small counts from it and its months together.

Each report gives nothing away, and no number beside the same number of its months does. All of
them together may tell more than that a count is small; this holds how much.
"""

from veille.care.report import counts
from veille.care.report.period import read_period
from veille.care.tables import SiteRow
from veille.ledger import clock

from .attacker import Reader
from .conftest import TYPED_AT

EVERY = 8
#: As docs/decisions/2026-11-22-what-leaves-the-house.md says.
FEWEST_VALUES, SHARE_TOLD_MORE = 3, 0.10


def test_a_quarter_and_its_months_leave_each_small_count_several_values(year: list[SiteRow]):
    with clock.pretending(TYPED_AT):
        whole = counts.published(read_period("2026-Q1"), year)
    reader, knows_noughts = Reader(whole), Reader(whole, noughts_only=True)
    small = reader.small()
    told_more = 0
    assert len(small) > 300
    for number, value in small[::EVERY]:
        can_be = reader.can_be(number)
        assert value in can_be, number
        if can_be != knows_noughts.can_be(number):
            assert len(can_be) >= FEWEST_VALUES, (number, can_be)
            told_more += 1
    assert told_more <= SHARE_TOLD_MORE * len(small[::EVERY])
