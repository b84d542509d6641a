"""An area declares itself once; two claims of one kind are a mistake at start-up."""

from types import ModuleType
from typing import ClassVar

import pytest

from veille.care.tables import DutyRow
from veille.ledger.areas import Area, Registry, Table, Thing
from veille.ledger.facts import Body, Forgotten, NodeBegan
from veille.ledger.states import State, said_once


class Weighed(Body):
    """A kind of the test's own area."""

    kind: ClassVar[str] = "test.thing.weighed"

    grams: float


class WeighedAgain(Body):
    """Another body under the same kind."""

    kind: ClassVar[str] = "test.thing.weighed"


class Astray(Body):
    """A kind named after another area."""

    kind: ClassVar[str] = "care.thing.weighed"


class NoDot(Body):
    """A kind that only begins like its area."""

    kind: ClassVar[str] = "tested.thing.weighed"


def _thing(name: str, *bodies: type[Body]) -> Thing[State]:
    facts = ModuleType("test.facts")
    vars(facts).update({body.__name__: body for body in bodies})
    return Thing(name, facts, State, said_once(State, bodies[0]))


THING = "test.thing"


@pytest.mark.parametrize(
    ("things", "why"),
    [
        ([_thing(THING, Weighed), _thing(THING, Weighed)], "two things claim"),
        ([_thing(THING, Weighed, WeighedAgain)], "two things claim"),
        ([_thing(THING, Weighed, Astray)], "no thing claims"),
        ([_thing(THING, Weighed, NoDot)], "no thing claims"),
        ([_thing(THING, Weighed, Forgotten)], "no thing claims"),
        ([_thing(THING, Weighed, NodeBegan)], "no thing claims"),
        ([_thing("care.thing", Astray)], "not named after its area"),
        ([_thing("tested.thing", NoDot)], "not named after its area"),
    ],
)
def test_a_claim_that_cannot_stand_is_refused(things: list[Thing[State]], why: str) -> None:
    registry = Registry()
    with pytest.raises(ValueError, match=why):
        registry.register(Area("test", tuple(things)))
    assert registry.areas == {}
    registry.register(Area("test", (_thing(THING, Weighed),)))


def test_two_areas_cannot_claim_one_kind() -> None:
    registry = Registry()
    registry.register(Area("test", (_thing(THING, Weighed),)))
    with pytest.raises(ValueError, match="two things claim"):
        registry.register(Area("test", (_thing(THING, Weighed),)))


def test_an_area_may_register_twice_and_counts_once() -> None:
    registry, area = Registry(), Area("test", (_thing(THING, Weighed),))
    assert "test.thing.weighed" not in registry.decoders
    registry.register(area)
    registry.register(area)
    assert [thing.name for thing in registry.things()] == [THING]
    assert "test.thing.weighed" in registry.decoders


class Weight(State, frozen=True, kw_only=True):
    grams: float


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (Table(DutyRow), "care_duty.account has no source in Weight"),
        (Table(DutyRow, also={"colour": "grams"}), "care_duty has no column colour"),
        (Table(DutyRow, also={"account": "by.name"}), "care_duty.account has no source in Weight"),
    ],
)
def test_a_column_without_a_source_is_a_mistake_at_start_up(table: Table[Weight], why: str) -> None:
    facts = ModuleType("test.facts")
    vars(facts)["Weighed"] = Weighed
    thing = Thing(THING, facts, Weight, said_once(Weight, Weighed), tables=(table,))
    with pytest.raises(ValueError, match=why):
        Registry().register(Area("test", (thing,)))
