"""The stock reconciles to the unit each day, and says where it does not."""

import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veille.care import corrections
from veille.care import reads as floor
from veille.care.safer_supply import actions, balance, facts, reads, stock
from veille.care.safer_supply.tables import (
    CountRow,
    DoseRow,
    EnrolmentRow,
    ProductRow,
    RulesRow,
    StockRow,
)
from veille.care.safer_supply.words import Drug, Explanation, Fate, Form, Move
from veille.care.words import CorrectionReason
from veille.ledger import replay
from veille.ledger.recording import entries, words_key
from veille.ledger.refusal import Malformed, Refused

from ..scene import SITE
from .scene import (
    TABLET,
    VIAL,
    count,
    enrol,
    give,
    keep,
    moment,
    move,
    on,
    receive,
    stock_on,
    there,
)

TYPED = CorrectionReason.TYPED
COLUMNS = ("opening", "received", "restocked", "dispensed", "wasted", "returned", "expected")


def told(day: int) -> tuple[int, ...]:
    one = stock_on(day)
    return tuple(getattr(one, name) for name in COLUMNS)


def everything() -> list[dict[str, Any]]:
    rows = []
    for model in (RulesRow, ProductRow, EnrolmentRow, DoseRow, CountRow, StockRow):
        for row in model.objects.all().values():
            row.pop("id" if model is StockRow else "", None)
            rows.append(row)
    return sorted(rows, key=repr)


def test_a_week_reconciles_to_the_unit(site_on_either: object) -> None:
    """Every column of every day, on either database; rebuilt from the facts it is the same."""
    keep(units=50)
    lynx, renard = enrol(), enrol(handle="renard")
    with on(0, 23):
        count(50)
    with on(1, 10):
        receive(30, lot="LX-4471")
        give(lynx)
        dose = give(renard)
        actions.take_back(by="noor", place=SITE, dose=dose.id, units=1, fate=Fate.RESTOCKED)
    with on(1, 23):
        move(Move.WASTED, 3)
        move(Move.RETURNED, 10)
        count(64)
        give(renard)
    with on(2, 12):
        give(lynx)
    with on(3, 6):
        count(59)
    with on(3, 12):
        count(58)
        assert told(0) == (0, 50, 0, 0, 0, 0, 50)
        assert told(1) == (50, 30, 1, 6, 3, 10, 62)
        assert told(2) == (62, 0, 0, 2, 0, 0, 60)
        assert told(3) == (59, 0, 0, 0, 0, 0, 59)
        days = [stock_on(n) for n in range(4)]
        assert [day.difference for day in days] == [0, 0, -1, -1]
        assert [day.moved_since for day in days] == [0, -2, 0, 0]
        assert [(day.holds, day.is_open) for day in days] == [
            (True, False),
            (True, False),
            (False, True),
            (False, True),
        ]
        assert there() == 58
    before = everything()
    replay.rebuild()
    assert everything() == before


@pytest.mark.usefixtures("site")
class TestCounting:
    def test_of_two_counts_both_are_kept_and_the_later_one_stands(self) -> None:
        keep()
        with on(1):
            count(99)
            count(100, by="luc")
            day = stock_on(1)
        assert [one.units for one in day.counts] == [99, 100]
        assert (day.difference, day.closing) == (0, 100)

    def test_a_difference_stays_in_sight_until_it_is_explained_and_is_never_adjusted(self) -> None:
        keep()
        with on(1):
            short = count(97)
            assert stock_on(1).is_open
        with on(2):
            now = stock.explain(by="maude", count=short.id, why=Explanation.BROKEN, note="fell")
            assert now.explanation is Explanation.BROKEN
            day = stock_on(1)
            assert (day.difference, day.is_open, day.holds) == (-3, False, False)
            assert stock_on(2).opening == 97
            with pytest.raises(Refused, match="explained already"):
                stock.explain(by="maude", count=short.id, why=Explanation.LOST)

    def test_there_is_nothing_to_explain_where_the_count_holds_or_was_replaced(self) -> None:
        keep()
        with on(1):
            replaced = count(99)
            held = count(100)
            for one in (replaced, held):
                with pytest.raises(Refused, match="nothing to explain"):
                    stock.explain(by="maude", count=one.id, why=Explanation.LOST)

    def test_what_is_entered_late_reconciles_its_own_day(self) -> None:
        keep()
        lynx = enrol()
        with on(1, 23):
            count(98)
            assert stock_on(1).difference == -2
        with on(2):
            give(lynx, at=moment(1, 12))
            assert (stock_on(1).difference, stock_on(2).opening, there()) == (0, 98, 98)

    def test_a_day_is_whole_only_with_its_second_signatures(self) -> None:
        keep(two_sign=True)
        with on(1):
            one = count(100)
            assert (stock_on(1).difference, stock_on(1).holds) == (0, False)
            moves, counts = balance.unsigned(SITE)
            assert ([m.what for m in moves], [c.id for c in counts]) == (["received"], [one.id])
            stock.sign(by="ali", role="peer", entry=entries(one.id)[0].id)
            stock.sign(by="ali", role="peer", entry=entries(moves[0].thing)[0].id)
            assert (balance.unsigned(SITE), stock_on(1).holds) == (([], []), True)

    def test_a_corrected_count_reconciles(self) -> None:
        keep()
        with on(1):
            one = count(10)
            target = entries(one.id)[0]
            body = msgspec.structs.replace(target.body, units=100)
            corrections.correct(by="noor", entry_id=target.id, why=TYPED, body=body)
            assert stock_on(1).holds
            corrections.strike(by="noor", entry_id=target.id, why=TYPED)
            assert stock_on(1).difference is None

    @pytest.mark.parametrize("what", [Move.WASTED, Move.RETURNED])
    def test_no_more_leaves_than_there_is(self, what: Move) -> None:
        keep(units=5)
        with on(1), pytest.raises(Refused, match="5 tablets, and this takes 6 tablets"):
            move(what, 6)

    @pytest.mark.parametrize(
        "told", [{"units": 0}, {"units": -1}, {"units": 100_001}, {"lot": "a lot of words"}]
    )
    def test_what_comes_in_is_a_number_of_units(self, told: dict[str, Any]) -> None:
        keep()
        with on(1), pytest.raises(Malformed):
            receive(**{"units": 1, **told})

    def test_nothing_can_be_counted_below_nothing(self) -> None:
        keep()
        with on(1):
            count(0)
            with pytest.raises(Malformed):
                count(-1)

    def test_words_about_a_stock_are_sealed_with_its_own_key(self) -> None:
        keep()
        with on(1):
            one = count(99, note="one is missing from the blister")
        body = entries(one.id)[0].body
        assert isinstance(body, facts.Counted)
        assert words_key(one.id) == one.id
        assert body.note
        assert "blister" not in body.note


@pytest.mark.usefixtures("site")
class TestProducts:
    def test_a_product_is_listed_once_and_retired_when_none_is_left(self) -> None:
        keep()
        (kept,) = reads.products(SITE)
        product = {"by": "maude", "place": SITE, "drug": TABLET.drug, "unit": TABLET.form}
        with on(1):
            with pytest.raises(Refused, match="already"):
                stock.list_product(**product, strength_mg=8)
            with pytest.raises(Refused, match="still stock"):
                stock.retire_product(by="maude", place=SITE, product=kept.id)
            move(Move.RETURNED, 100)
            assert stock.retire_product(by="maude", place=SITE, product=kept.id).retired
            with pytest.raises(Refused):
                receive()
            assert not stock.list_product(**product, strength_mg=8).retired

    @pytest.mark.parametrize("strength", [0, -1, 1_001, 0.00001])
    def test_a_unit_holds_what_a_unit_can(self, strength: float) -> None:
        with on(1), pytest.raises(Malformed):
            stock.list_product(
                by="maude", place=SITE, drug=Drug.METHADONE, unit=Form.LIQUID, strength_mg=strength
            )

    def test_two_strengths_are_two_stocks(self) -> None:
        keep(TABLET, VIAL, units=7)
        with on(1):
            move(Move.WASTED, 2, VIAL)
        assert (there(), there(VIAL)) == (7, 5)


def _plans() -> dict[str, str]:
    """Each query that an action or a page asks again and again, with the index it should take."""
    doses, moves, counts = DoseRow.objects, StockRow.objects, CountRow.objects
    since = moment(0)
    asked = {
        "safer_supply_course": doses.filter(
            enrolment="e", given_at__lt=since, counts=True
        ).order_by("-given_at")[:1],
        "safer_supply_given": doses.filter(site=SITE, given_at__gte=since, given_at__lt=moment(1)),
        "safer_supply_visit": doses.filter(visit="v"),
        "safer_supply_sign": doses.filter(site=SITE, unsigned=True),
        "safer_supply_stock": moves.filter(site=SITE, product="p", at__gt=since),
        "safer_supply_unsigned": moves.filter(site=SITE, unsigned=True),
        "safer_supply_counted": counts.filter(site=SITE, product="p").order_by(
            "-counted_at", "-id"
        )[:1],
    }
    return {index: query.explain() for index, query in asked.items()}


@pytest.mark.usefixtures("site")
def test_what_is_asked_again_and_again_is_answered_by_an_index() -> None:
    """However many years of doses lie behind: no query reads them all."""
    for index, plan in _plans().items():
        assert f"USING INDEX {index}" in plan or f"USING COVERING INDEX {index}" in plan, plan


#: Each example has a product of its own.
STRENGTHS = itertools.count(1)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["received", "wasted", "returned", "count"]),
        st.integers(0, 40),
        st.integers(0, 3 * 24 - 2),
    ),
    max_size=12,
)


@pytest.mark.usefixtures("site")
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_every_day_opens_with_what_the_last_one_closed_with(
    steps: list[tuple[str, int, int]],
) -> None:
    """Whatever is entered, in whatever order: the days follow on each other, and what is there
    now is what the last day closes with."""
    product = msgspec.structs.replace(TABLET, strength_ug=next(STRENGTHS))
    with on(4, 8):
        stock.list_product(
            by="m",
            place=SITE,
            drug=product.drug,
            unit=product.form,
            strength_mg=product.strength_ug / 1000,
        )
        for what, units, hour in steps:
            at = moment(0, 8 + hour)
            try:
                if what == "count":
                    count(units, product, at=at)
                else:
                    move(Move(what), units, product, at=at)
            except Refused:
                continue
        site = floor.site(SITE)
        days = balance.history(site, product.key, moment(0), moment(4, 9))
        assert len(days) == 5
        assert [day.closing for day in days[:-1]] == [day.opening for day in days[1:]]
        assert days[-1].closing == balance.there(SITE, product.key)
        for day in days:
            if day.standing is None:
                assert (day.closing, day.difference) == (day.expected, None)
            else:
                assert day.closing == day.expected + (day.difference or 0)
