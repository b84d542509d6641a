"""Turns go by rounds: whoever asks a hundred times makes nobody else wait for a hundred turns."""

import asyncio

from veille.web.turns import Turns


def test_each_who_asks_has_one_turn_a_round():
    async def ask() -> list[str]:
        turns, order = Turns(1, 10), []

        async def one(who: str) -> None:
            assert await turns.take(who)
            order.append(who)
            await asyncio.sleep(0)
            turns.give()

        await asyncio.gather(*map(one, "aaaaabc"))
        return order

    assert asyncio.run(ask()) == list("aabcaaa")


def test_only_so_many_of_one_wait():
    async def ask() -> None:
        turns = Turns(1, 2)
        assert await turns.take("a")
        waiting = [asyncio.create_task(turns.take("a")) for _ in range(2)]
        await asyncio.sleep(0)
        assert not await turns.take("a")
        other = asyncio.create_task(turns.take("b"))
        await asyncio.sleep(0)
        for _ in range(3):
            turns.give()
        assert await asyncio.gather(*waiting, other) == [True, True, True]

    asyncio.run(ask())


def test_who_stops_waiting_takes_no_turn_from_anybody():
    async def ask() -> None:
        turns = Turns(1, 5)
        assert await turns.take("a")
        gone, gone_late, other = (asyncio.create_task(turns.take(w)) for w in "abc")
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        turns.give()
        gone_late.cancel()  # its turn has begun, and it does not know yet
        assert await asyncio.wait_for(other, 5)
        turns.give()
        assert await asyncio.wait_for(turns.take("d"), 5)

    asyncio.run(ask())


def test_who_comes_after_others_has_one_turn_while_they_have_any():
    async def ask() -> None:
        staff = Turns(8, 10)
        strangers = Turns(3, 10, before=staff)
        assert await staff.take("noor")
        assert await strangers.take("a")
        waiting = [asyncio.create_task(strangers.take(who)) for who in "bcd"]
        await asyncio.sleep(0)
        assert await staff.take("ali")
        staff.give()
        await asyncio.sleep(0)
        assert not any(task.done() for task in waiting)
        staff.give()
        await asyncio.sleep(0)
        assert [task.done() for task in waiting] == [True, True, False]
        strangers.give()
        await asyncio.sleep(0)
        assert all(task.done() for task in waiting)

    asyncio.run(ask())
