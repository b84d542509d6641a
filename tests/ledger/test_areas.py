"""An area declares itself once; two claims of one kind are a mistake at start-up."""

from typing import ClassVar

import pytest

from veille.ledger.areas import Area, Registry, Thing
from veille.ledger.facts import Body, Forgotten, NodeBegan


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


def _thing(name: str, *bodies: type[Body]) -> Thing[object]:
    return Thing(name, bodies, lambda about, entries, said: None)


@pytest.mark.parametrize(
    ("things", "why"),
    [
        ([_thing("a", Weighed), _thing("b", Weighed)], "two things claim"),
        ([_thing("a", Weighed, WeighedAgain)], "two things claim"),
        ([_thing("a", Astray)], "not named after its area"),
        ([_thing("a", NoDot)], "not named after its area"),
        ([_thing("a", Forgotten)], "two things claim"),
        ([_thing("a", NodeBegan)], "two things claim"),
    ],
)
def test_a_claim_that_cannot_stand_is_refused(things: list[Thing[object]], why: str) -> None:
    registry = Registry()
    with pytest.raises(ValueError, match=why):
        registry.register(Area("test", tuple(things)))
    assert registry.areas == {}
    registry.register(Area("test", (_thing("a", Weighed),)))


def test_two_areas_cannot_claim_one_kind() -> None:
    registry = Registry()
    registry.register(Area("test", (_thing("a", Weighed),)))
    with pytest.raises(ValueError, match="two things claim"):
        registry.register(Area("test", (_thing("b", Weighed),)))


def test_an_area_may_register_twice_and_counts_once() -> None:
    registry, area = Registry(), Area("test", (_thing("a", Weighed),))
    assert "test.thing.weighed" not in registry.decoders
    registry.register(area)
    registry.register(area)
    assert [thing.name for thing in registry.things()] == ["a"]
    assert "test.thing.weighed" in registry.decoders
