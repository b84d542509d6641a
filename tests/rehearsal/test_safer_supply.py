"""A week's safer supply: invented throughout, within its own rules, and few facts."""

from veille.care import reads as floor
from veille.care.safer_supply import balance, policies, reads
from veille.care.safer_supply.area import ENROLMENT
from veille.care.safer_supply.rehearsed import MOST_ENROLLED, SITE
from veille.care.safer_supply.tables import CountRow, DoseRow, EnrolmentRow, StockRow
from veille.ledger import recording, store
from veille.ledger.replay import fold

from .conftest import Week

#: A room adds little to what the floor writes.
LARGEST_SHARE = 0.1


def test_no_more_are_enrolled_than_said_and_none_is_given_more_than_is_prescribed(
    week: Week,
) -> None:
    rows = EnrolmentRow.objects.all()
    assert 0 < len(rows) <= MOST_ENROLLED + 2
    site = floor.site(SITE)
    for row in rows:
        enrolment = fold(ENROLMENT, row.id, recording.entries(row.id))
        assert enrolment is not None
        policies.check_plan(enrolment.plan)
        for day in reads.calendar(site, row, row.begun_at):
            assert day.given.ug <= row.most_ug
            assert day.given.carried <= row.carried
        assert row.rehearsal


def test_the_stock_never_falls_below_nothing_and_is_counted_at_every_closing(week: Week) -> None:
    site = floor.site(SITE)
    for product in reads.products(SITE):
        days = balance.history(site, product.product, week.begins, week.ends)
        assert min(day.closing for day in days) >= 0
        assert sum(day.standing is not None for day in days) >= week.days - 1
    assert StockRow.objects.filter(what="dispensed").exists()
    assert CountRow.objects.filter(unsigned=False).exists()


def test_nearly_every_dose_is_signed_twice(week: Week) -> None:
    doses = DoseRow.objects.exclude(units=0)
    assert doses.filter(unsigned=True).count() <= 0.2 * doses.count()


def test_it_stays_cheap(week: Week) -> None:
    with store.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_fact WHERE kind LIKE 'care.safer_supply.%%'", []
        )
        ours = cursor.fetchone()[0]
    assert 0 < ours < LARGEST_SHARE * week.played.facts
