"""Histories of a network in which disks, clocks and links fail, played from seeds.

`python -m benchmarks sync` plays 10,000. What a history tries, and what must hold: `world.py`.
"""

import pytest

from .world import history

#: In `make test`; other seeds than the benchmark's would only be other nights.
HISTORIES = 300
_AT_ONCE = 25

#: Histories that found a fault, kept with what it was.
FOUND = {
    1: "the commission was kept from the hub's alerts, and from whom it forgot behind them",
    3: "a copy with a new identity went on sending the history that the hub had refused",
    14: "whom the hub forgot reached nobody: the fact was judged as one of care",
    42: "a correction went out before anybody knew that it was of a thing of care",
    79: "pairing was cut short between two writes, and the node had an identity and no hub",
    95: "a hub that was put back did not take back what it had dated ahead of its clock",
    235: "two histories of the hub stayed two after it was put back before they parted",
    243: "whether a fact is behind the wall was judged anew, and otherwise, once more was known",
    334: "whom the hub forgot behind an entry that may not travel stayed readable at the sites",
    2935: "whom a hub forgot after it was put back stayed readable where another history was read",
    1469: "a copy's head, passed on by the hub, made others doubt facts that were the same",
}


@pytest.mark.parametrize("first", range(0, HISTORIES, _AT_ONCE))
def test_after_quiet_all_agree_and_nothing_is_lost(first: int) -> None:
    for seed in range(first, first + _AT_ONCE):
        history(seed, steps=40)


@pytest.mark.parametrize("seed", FOUND)
def test_a_history_that_found_a_fault_holds(seed: int) -> None:
    history(seed)


def test_a_seed_plays_the_same_history_again() -> None:
    one, other = history(5), history(5)
    assert one.log == other.log
    assert [box.disk.facts for box in one.boxes] == [box.disk.facts for box in other.boxes]
