"""Who may be connected, when more come than there is room for."""

import pytest

from veille.web import door as doors
from veille.web.door import Door, counted_origin


class Caller:
    def __init__(self, name: str) -> None:
        self.name = name
        self.answered = self.gone = False

    def is_answered(self) -> bool:
        return self.answered

    def turn_away(self) -> None:
        self.gone = True
        self.door.leave(self)

    door: Door


class Street:
    """Callers before a door."""

    def __init__(self, most: int) -> None:
        self.door = Caller.door = Door(most, "192.0.2.200")

    def come(self, address: str, times: int = 1) -> list[Caller | None]:
        """Those who came; None for each that was not let in."""
        callers = [Caller(f"{address} {n}") for n in range(times)]
        return [one if self.door.come(one, address) else None for one in callers]

    def here(self, callers: list[Caller | None]) -> int:
        return sum(one is not None and not one.gone for one in callers)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "MOST_FROM_ADDRESS", 3)
    monkeypatch.setattr(doors, "MOST_OF_FAMILIAR", 2)


def test_in_a_full_address_the_newest_takes_the_place_of_the_oldest_that_waits():
    street = Street(20)
    first, second, third, fourth = street.come("192.0.2.1", 4)
    assert first is not None
    assert first.gone
    assert street.here([first, second, third, fourth]) == 3


def test_who_is_being_answered_keeps_its_place():
    street = Street(20)
    first, second, third = street.come("192.0.2.1", 3)
    assert first is not None
    assert second is not None
    assert third is not None
    first.answered = True
    assert street.here(street.come("192.0.2.1")) == 1
    assert (first.gone, second.gone) == (False, True)
    third.answered = True
    assert street.here(street.come("192.0.2.1")) == 1, "the fourth goes for the fifth"
    assert not third.gone


def test_where_all_are_being_answered_nobody_more_comes_in():
    street = Street(20)
    for one in street.come("192.0.2.1", 3):
        assert one is not None
        one.answered = True
    assert street.come("192.0.2.1") == [None]
    assert street.here(street.come("192.0.2.2")) == 1


def test_strangers_together_have_half_of_the_room_and_the_fullest_address_gives_way():
    street = Street(8)
    crowd = street.come("192.0.2.1", 3)
    street.come("192.0.2.2")
    assert street.here(street.come("192.0.2.3")) == 1
    assert street.here(crowd) == 2
    assert (len(street.door), street.door.strangers) == (4, 4)


def test_whoever_has_signed_in_before_is_turned_away_by_no_stranger():
    street = Street(8)
    (nurse,) = street.come("192.0.2.1")
    assert nurse is not None
    assert street.door.recognise(nurse, "device of noor")
    street.come("192.0.2.1", 50)
    for n in range(50):
        street.come(f"198.51.100.{n}", 5)
    assert not nurse.gone
    assert street.door.strangers == 4
    assert len(street.door) == 5


def test_one_browser_has_so_many_and_all_are_free_again_when_they_left():
    street = Street(40)
    for _round in range(3):
        callers = [one for one in street.come("192.0.2.1", 3) if one is not None]
        known = [street.door.recognise(one, "device of noor") for one in callers]
        assert known == [True, True, False]
        assert [street.door.recognise(one, "device of noor") for one in callers[:2]] == [True, True]
        for one in callers:
            street.door.leave(one)
            street.door.leave(one)
        assert (len(street.door), street.door.strangers) == (0, 0)
        assert not street.door._of_familiar
        assert not street.door._strangers


def test_a_declared_proxy_asks_for_many_and_is_one_address():
    street = Street(40)
    assert street.here(street.come("192.0.2.200", 10)) == 10
    assert street.here(street.come("192.0.2.1", 10)) == 3


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
    ],
)
def test_a_network_of_ipv6_is_one_address(address: str, origin: str):
    assert counted_origin(address) == origin
