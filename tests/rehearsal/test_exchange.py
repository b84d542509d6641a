"""A week that was played hands out, takes back, counts, delivers and transfers by the rules."""

from collections import Counter

from veille.care.exchange import reads
from veille.care.exchange.rehearsed import TAKES_SHARE, Exchange, _full
from veille.care.exchange.tables import (
    CountRow,
    DeliveryRow,
    ExchangeRow,
    KitUseRow,
    MovementRow,
    TransferRow,
)
from veille.care.exchange.words import Item
from veille.care.reads import sites
from veille.care.rehearsed.network import PLACES
from veille.care.tables import VisitRow

from . import happenings
from .conftest import STAFF, Week

#: Facts a day of this room's: all rooms together may add 15,000 in a demo's thirty days.
MOST_FACTS_A_DAY = 120


def test_it_adds_no_more_than_its_share(week: Week) -> None:
    written = Counter(fact.kind for fact in happenings.written())
    ours = sum(n for kind, n in written.items() if kind.startswith("care.exchange."))
    levels = written["care.exchange.shelf.reorder_set"]
    assert 0 < ours - levels < MOST_FACTS_A_DAY * week.days
    assert levels == sum(len(_full(place)) for place in PLACES)


def test_some_take_equipment_along_and_some_come_for_it_alone(week: Week) -> None:
    on_visits = ExchangeRow.objects.exclude(visit="").count()
    expected = VisitRow.objects.count() * TAKES_SHARE
    assert 0.8 * expected < on_visits < 1.2 * expected
    assert ExchangeRow.objects.filter(visit="").count() > week.days * len(PLACES)
    assert ExchangeRow.objects.filter(back__gt=0, back_how="estimated").exists()
    known = {visit.id: visit.person for visit in VisitRow.objects.all()}
    for row in ExchangeRow.objects.exclude(visit=""):
        assert row.person == known[row.visit]


def test_every_site_has_a_stock_whose_numbers_hold(week: Week) -> None:
    for site in sites():
        lines = {line.item: line for line in reads.stock(site)}
        assert lines[Item.SYRINGE_ONE].count is not None
        for line in lines.values():
            assert line.left is None or line.left >= 0 or line.to_count, (site.slug, line)
    assert DeliveryRow.objects.exists()
    assert CountRow.objects.exclude(expected=None).exists()
    assert KitUseRow.objects.exists()


def test_what_was_sent_to_the_truck_arrives_there(week: Week) -> None:
    sent = TransferRow.objects.get()
    assert (sent.site, sent.to, sent.items) == ("cactus", "anonyme", sent.received)
    moved = MovementRow.objects.filter(thing=sent.id, item="kit_nasal").values_list("change")
    assert sorted(change for (change,) in moved) == [-6, 6]


def test_set_up_twice_counts_each_shelf_once(week: Week) -> None:
    before = len(happenings.written())
    extra = Exchange.__new__(Exchange)
    extra.set_up(STAFF[0].account)
    assert len(happenings.written()) == before
