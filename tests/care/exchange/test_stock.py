"""What is left: counts, deliveries, transfers, levels; on SQLite and on PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.care import corrections
from veille.care.exchange import facts, policies, reads, stock
from veille.care.exchange.facts import Amount
from veille.care.exchange.policies import NotEnough
from veille.care.exchange.state import fold_transfer, tidy
from veille.care.exchange.tables import CountRow, MovementRow, TransferRow
from veille.care.exchange.words import Item
from veille.care.reads import site
from veille.care.words import CorrectionReason
from veille.ledger import clock
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Malformed, Refused
from veille.ledger.replay import fold, rebuild

from .scene import (
    NASAL,
    SITE,
    SYRINGE,
    TRUCK,
    WATER,
    ago,
    amounts,
    count,
    facts_written,
    hand_out,
    left,
    rows,
)

pytestmark = pytest.mark.usefixtures("sites")


def deliver(place: str = SITE, **items: int) -> Any:
    return stock.deliver(by="anna", place=place, items=amounts(**items))


def send(at: Any = None, **items: int) -> Any:
    return stock.send(by="anna", place=SITE, to=TRUCK, items=amounts(**items), at=at)


def receive(transfer: str, place: str = TRUCK, **other: Any) -> Any:
    return stock.receive(by="luc", place=place, transfer=transfer, **other)


def line(item: Item = SYRINGE, place: str = SITE) -> reads.StockLine:
    return next(one for one in reads.stock(site(place)) if one.item is item)


def test_what_is_left_is_the_last_count_and_what_moved_since(sites_on_either: str):
    assert left() is None
    hand_out(syringe_one=7)
    assert left() is None, "an item that was never counted has no number"
    count(syringe_one=100)
    hand_out(syringe_one=10)
    deliver(syringe_one=50)
    sent = send(syringe_one=20)
    assert left() == 120
    assert left(place=TRUCK) is None
    count(TRUCK, syringe_one=0)
    receive(sent.id)
    assert left(place=TRUCK) == 20
    assert left(WATER) is None
    before = rows()
    rebuild()
    assert rows() == before


def test_what_happened_before_the_count_was_in_it_already():
    with clock.pretending(ago(60)):
        count(syringe_one=100)
    hand_out(syringe_one=10, at=ago(61))
    assert left() == 100
    hand_out(syringe_one=10, at=ago(59))
    assert left() == 90


def test_a_count_that_comes_late_stands_at_its_own_time(sites_on_either: str):
    with clock.pretending(ago(60)):
        count(syringe_one=100)
    hand_out(syringe_one=30)
    late = count(syringe_one=95, at=ago(30))
    assert late.expected == (Amount(SYRINGE, 100),)
    assert left() == 65
    later = count(syringe_one=60)
    assert later.expected == (Amount(SYRINGE, 65),)


def test_two_who_count_at_once_are_both_kept_and_the_later_one_stands():
    count(syringe_one=100)
    opened = clock.now()
    first = count(by="anna", syringe_one=90)
    second = count(by="luc", syringe_one=88, water=5)
    assert first.expected == (Amount(SYRINGE, 100),)
    assert second.expected == (Amount(SYRINGE, 90),), "what the first one found"
    assert left() == 88
    found = [(row.by, row.found, row.expected) for row in reads.last_counts(SITE, 4)]
    assert found[-2:] == [("anna", 90, 100), ("anna", 100, None)]
    assert sorted(found[:2]) == [("luc", 5, None), ("luc", 88, 90)]
    assert line().difference == -2
    assert line(WATER).difference is None
    assert reads.counted_by_others_since(SITE, [SYRINGE], opened, "luc") == ["anna"]
    assert reads.counted_by_others_since(SITE, [NASAL], opened, "luc") == []


def test_more_than_the_stock_holds_is_a_question_then_the_count_was_wrong():
    count(syringe_one=4, water=50)
    before = facts_written(), rows()
    with pytest.raises(NotEnough, match="1 mL syringe: the stock says 4 are left") as asked:
        hand_out(syringe_one=10, water=10)
    assert asked.value.short == ((SYRINGE, 4, 10),)
    assert (facts_written(), rows()) == before
    made = hand_out(syringe_one=10, water=10, anyway=True)
    assert made.beyond == (SYRINGE,)
    assert (line().to_count, line(WATER).to_count) == (True, False)
    # Known to be wrong, it asks nobody again until it is counted; a delivery is no count.
    hand_out(syringe_one=500)
    deliver(syringe_one=1_000)
    assert line().to_count
    count(syringe_one=20)
    assert not line().to_count
    with pytest.raises(NotEnough):
        hand_out(syringe_one=21)
    hand_out(syringe_one=20)
    with pytest.raises(NotEnough, match="0 are left"):
        hand_out(syringe_one=1)


def test_a_count_of_long_ago_asks_nobody_and_is_to_be_made_again():
    with clock.pretending(clock.now() - reads.COUNT_HOLDS - timedelta(minutes=1)):
        count(syringe_one=4)
    with clock.pretending(clock.now() - reads.COUNT_HOLDS + timedelta(minutes=1)):
        count(water=4)
    assert (line().to_count, line().days_left) == (True, None)
    assert not line(WATER).to_count
    assert hand_out(syringe_one=10).beyond == ()
    with pytest.raises(NotEnough):
        hand_out(water=10)


def test_an_item_that_was_never_counted_is_handed_out_without_a_question():
    assert hand_out(syringe_one=5_000).beyond == ()


def test_a_correction_that_leaves_less_than_nothing_is_to_be_counted():
    count(syringe_one=10)
    made = hand_out(syringe_one=5)
    entry = entries(made.id)[0]
    corrections.correct(
        by="luc",
        entry_id=entry.id,
        why=CorrectionReason.TYPED,
        body=facts.Made(tuple(amounts(syringe_one=50)), made.setting),
    )
    assert (line().left, line().to_count, line().days_left) == (-40, True, None)


def test_days_left_are_of_the_mean_of_the_last_28_days():
    count(syringe_one=1_000, at=ago(60 * 24 * 34))
    hand_out(syringe_one=400, at=ago(60 * 24 * 29))  # before the 28 days
    hand_out(syringe_one=280, at=ago(60 * 24 * 27))
    assert line().daily == pytest.approx(10)
    assert (line().left, line().days_left) == (320, 32)
    assert line(WATER).days_left is None


def test_a_site_that_opened_lately_is_not_divided_by_days_it_was_not_open():
    with clock.pretending(site(SITE).opened_at + timedelta(days=4)):
        count(syringe_one=100)
        hand_out(syringe_one=40)
        assert line().daily == pytest.approx(10)
    with clock.pretending(site(SITE).opened_at + timedelta(hours=5)):
        assert reads.daily_use(site(SITE)) == {}


@pytest.mark.parametrize(
    ("level", "at", "low"),
    [(10, 10, True), (11, 10, False), (10, None, False), (0, 0, True)],
)
def test_it_is_low_at_or_below_the_level_at_which_to_reorder(level: int, at: int, low: bool):
    count(syringe_one=level)
    stock.set_reorder(by="anna", place=SITE, levels={SYRINGE: at})
    assert line().low is low


def test_only_a_level_that_changes_is_written():
    levels = {SYRINGE: 100, WATER: None}
    assert len(stock.set_reorder(by="anna", place=SITE, levels=levels)) == 1
    before = facts_written()
    assert stock.set_reorder(by="anna", place=SITE, levels=levels) == []
    assert facts_written() == before
    assert reads.reorder_levels(SITE) == {SYRINGE: 100}
    assert reads.reorder_levels(TRUCK) == {}
    stock.set_reorder(by="anna", place=SITE, levels={SYRINGE: None})
    assert reads.reorder_levels(SITE) == {}
    with pytest.raises(Malformed):
        stock.set_reorder(by="anna", place=SITE, levels={SYRINGE: -1})


def test_a_transfer_is_under_way_until_the_other_site_receives_it():
    sent = send(at=ago(30), kit_nasal=24, syringe_one=100)
    assert [row.id for row in reads.transfers_coming(TRUCK)] == [sent.id]
    assert [row.id for row in reads.transfers_leaving(SITE)] == [sent.id]
    assert reads.transfers_coming(SITE) == []
    with pytest.raises(Refused, match="another site"):
        receive(sent.id, place=SITE)
    came = receive(sent.id, items=amounts(kit_nasal=23, syringe_one=100))
    assert came.received == tuple(amounts(kit_nasal=23, syringe_one=100))
    assert reads.transfers_coming(TRUCK) == []
    with pytest.raises(Refused, match="already"):
        receive(sent.id)
    moved = {(m.site, m.item): m.change for m in MovementRow.objects.all()}
    assert moved == {
        (SITE, "kit_nasal"): -24,
        (SITE, "syringe_one"): -100,
        (TRUCK, "kit_nasal"): 23,
        (TRUCK, "syringe_one"): 100,
    }


@pytest.mark.parametrize(
    ("to", "items"),
    [(SITE, {"water": 1}), ("nowhere", {"water": 1}), (TRUCK, {}), (TRUCK, {"water": -5})],
)
def test_a_transfer_that_cannot_be_is_refused(to: str, items: dict[str, int]):
    before = facts_written()
    with pytest.raises(Refused):
        stock.send(by="anna", place=SITE, to=to, items=amounts(**items))
    assert facts_written() == before
    with pytest.raises(Absent):
        receive(new_id())


def test_nothing_is_received_before_it_was_sent():
    sent = send(at=ago(30), water=5)
    with pytest.raises(Malformed, match="before it was sent"):
        receive(sent.id, at=ago(31))
    assert TransferRow.objects.get().received_at is None


def test_what_was_received_cannot_be_struck_out_from_under_the_other_site():
    sent = send(water=5)
    receive(sent.id)
    gone, came = entries(sent.id)
    with pytest.raises(Refused, match="The other site received"):
        corrections.strike(by="anna", entry_id=gone.id, why=CorrectionReason.TYPED)
    corrections.strike(by="luc", entry_id=came.id, why=CorrectionReason.TYPED)
    corrections.strike(by="anna", entry_id=gone.id, why=CorrectionReason.TYPED)
    assert not MovementRow.objects.exists()


def test_a_transfer_folds_alike_in_whatever_order_its_facts_arrive():
    sent = send(water=5)
    receive(sent.id)
    both = entries(sent.id)
    from veille.care.exchange.area import TRANSFER

    assert fold(TRANSFER, sent.id, both) == fold_transfer(sent.id, both[::-1], 2)
    assert fold(TRANSFER, sent.id, both[1:]) is None, "what was sent is not known yet"


def test_a_count_can_be_corrected_or_struck_and_the_one_before_it_stands():
    count(syringe_one=100)
    second = count(syringe_one=9)
    entry = entries(second.id)[0]
    body = facts.Counted(tuple(amounts(syringe_one=90)), second.expected)
    corrections.correct(by="luc", entry_id=entry.id, why=CorrectionReason.TYPED, body=body)
    assert left() == 90
    corrections.strike(by="luc", entry_id=entry.id, why=CorrectionReason.TYPED)
    assert left() == 100
    assert CountRow.objects.count() == 1


@pytest.mark.parametrize("found", [{}, {"water": -1}, {"water": policies.LARGEST_AMOUNT + 1}])
def test_a_count_that_cannot_be_is_refused(found: dict[str, int]):
    before = facts_written()
    with pytest.raises(Malformed):
        count(**found)
    assert facts_written() == before


def test_a_level_is_asked_of_the_indexes_alone():
    """However long the year: no row of either table is read for it."""
    sql = reads._LEVEL.format(counted="", moved="")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql, [SITE, "water"])
        plan = [row[-1] for row in cursor.fetchall()]
    # The one row of the last count is all that is gone through.
    assert [step for step in plan if "SCAN" in step] == ["SCAN c"], plan
    assert (
        sum("COVERING INDEX movement_by_item (site=? AND item=? AND at>?)" in step for step in plan)
        == 1
    ), plan
    assert sum("COVERING INDEX count_by_item (site=? AND item=?)" in step for step in plan) == 1


SAID = st.lists(
    st.tuples(st.sampled_from(["count", "out", "in"]), st.integers(0, 50), st.integers(1, 10_000)),
    max_size=12,
    unique_by=lambda one: one[2],
)


@settings(deadline=None)  # each example writes to a real database
@given(SAID)
def test_what_is_left_does_not_depend_on_the_order_in_which_it_was_written(said: Any):
    """An oracle: play what was said by the time it happened."""
    level = None
    for what, pieces, _minutes in sorted(said, key=lambda one: -one[2]):
        if what == "count":
            level = pieces
        elif level is not None:
            level += pieces if what == "in" else -pieces
    MovementRow.objects.all().delete()
    CountRow.objects.all().delete()
    now = clock.now()
    for n, (what, pieces, minutes) in enumerate(said):
        told = {
            "thing": f"{n:032x}",
            "site": SITE,
            "item": "water",
            "at": now - timedelta(minutes=minutes),
        }
        if what == "count":
            CountRow.objects.create(**told, by="", found=pieces)
        else:
            change = pieces if what == "in" else -pieces
            MovementRow.objects.create(**told, kind="x", change=change, short=False)
    assert left(WATER) == level


@given(st.lists(st.tuples(st.sampled_from(Item), st.integers(0, 99)), max_size=20))
def test_tidy_amounts_hold_as_much_as_was_said_each_item_once(said: list[tuple[Item, int]]):
    kept = tidy([Amount(item, pieces) for item, pieces in said])
    assert len({a.item for a in kept}) == len(kept)
    assert all(a.count for a in kept)
    for item in Item:
        total = sum(pieces for one, pieces in said if one is item)
        assert sum(a.count for a in kept if a.item is item) == total
