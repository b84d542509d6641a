"""What takes one tap at a site, and what a month's report counts."""

from datetime import timedelta

import pytest

from veille.care.exchange import actions, policies, reads, stock
from veille.care.exchange.bundles import DEFAULT
from veille.care.exchange.words import GROUPS, KIT_FORMS, Counting, Item
from veille.ledger import clock
from veille.ledger.refusal import Absent, Malformed, Refused

from .scene import NASAL, SITE, SYRINGE, TRUCK, ago, amounts, facts_written, hand_out

pytestmark = pytest.mark.usefixtures("sites")


def keys(slug: str = SITE) -> list[str]:
    return [ready.key for ready in reads.bundles(slug)]


def test_every_item_stands_under_one_heading():
    listed = [item for _name, items in GROUPS for item in items]
    assert sorted(listed) == sorted(Item)


def test_a_site_begins_with_the_usual_bundles():
    assert keys() == [ready.key for ready in DEFAULT]
    ten = reads.bundle(SITE, "injection-10")
    assert {a.item: a.count for a in ten.items}[SYRINGE] == 10
    for ready in DEFAULT:
        policies.check_delivery(ready.items)


def test_a_site_changes_drops_and_adds_bundles_of_its_own_and_no_other_sites():
    stock.keep_bundle(
        by="anna", place=SITE, key="injection-10", name=" Dix ", items=amounts(syringe_half=10)
    )
    own = stock.keep_bundle(by="anna", place=SITE, name="Trousse", items=amounts(kit_nasal=2))
    stock.drop_bundle(by="anna", place=SITE, key="meth")
    assert keys() == ["injection-10", "injection-50", "crack", "naloxone", "sex", own.id]
    assert reads.bundle(SITE, "injection-10").name == "Dix"
    assert reads.bundle(SITE, "injection-10").items == tuple(amounts(syringe_half=10))
    assert keys(TRUCK) == [ready.key for ready in DEFAULT]
    with pytest.raises(Absent):
        reads.bundle(SITE, "meth")
    with pytest.raises(Absent):
        stock.drop_bundle(by="anna", place=SITE, key="meth")
    stock.drop_bundle(by="anna", place=SITE, key=own.id)
    assert own.id not in keys()


def test_a_bundle_has_a_name_and_something_in_it():
    before = facts_written()
    for name, items in ((" ", {"condom": 1}), ("x" * 41, {"condom": 1}), ("Rien", {})):
        with pytest.raises(Malformed):
            stock.keep_bundle(by="anna", place=SITE, name=name, items=amounts(**items))
    assert facts_written() == before


def test_there_are_only_so_many_bundles():
    for n in range(policies.MOST_BUNDLES - len(DEFAULT)):
        stock.keep_bundle(by="anna", place=SITE, name=f"B{n}", items=amounts(condom=1))
    with pytest.raises(Refused, match="drop one"):
        stock.keep_bundle(by="anna", place=SITE, name="more", items=amounts(condom=1))


def test_the_report_counts_by_when_it_happened_at_one_site_in_a_half_open_span(
    sites_on_either: str,
):
    begins = clock.now().replace(microsecond=0) - timedelta(hours=2)
    ends = begins + timedelta(hours=1)
    last = ends - clock.TICK
    for place, at in (
        (SITE, begins),
        (SITE, last),
        (SITE, ends),
        (SITE, begins - clock.TICK),
        (TRUCK, begins),
    ):
        hand_out(place, syringe_one=10, kit_nasal=1, back=3, at=at)
        hand_out(place, back=20, back_how=Counting.ESTIMATED, at=at)
        actions.clean_up(
            by="anna", place=place, needles=4, how=Counting.COUNTED, where="Berri", at=at
        )
        actions.train(by="anna", place=place, people=5, at=at)
        actions.tell_use(by="anna", place=place, kits=2, at=at)
        stock.deliver(by="anna", place=place, items=amounts(syringe_one=7), at=at)
    span = (SITE, begins, ends)
    assert reads.equipment_out(*span) == {SYRINGE: 20, NASAL: 2}
    assert reads.needles_back(*span) == {"counted": 6, "estimated": 40}
    assert reads.clean_ups(*span) == (2, 8)
    assert reads.kits_out(*span) == {"nasal": 2, "injectable": 0}
    assert reads.people_trained(*span) == 10
    assert reads.kits_used(*span) == 4
    assert reads.exchanges(*span).count() == 4


def test_the_report_of_an_empty_span_is_of_nothing(sites_on_either: str):
    span = (SITE, ago(2), ago(1))
    assert reads.equipment_out(*span) == {}
    assert reads.needles_back(*span) == {"counted": 0, "estimated": 0}
    assert reads.clean_ups(*span) == (0, 0)
    assert (reads.people_trained(*span), reads.kits_used(*span)) == (0, 0)
    assert reads.kits_out(*span) == {form.value: 0 for form in KIT_FORMS.values()}
