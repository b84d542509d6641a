"""Live streams have limits, and whatever is sent to one is let go."""

import asyncio
import random
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from veille.ui import live
from veille.ui.live import Stream
from veille.web import page_threads, streams


def scope(address: str = "192.0.2.1", account: str = "noor") -> dict[str, Any]:
    return {"type": "http", "client": (address, 1), "headers": [], "account": account}


async def no_more() -> dict[str, Any]:
    await asyncio.sleep(3600)
    raise AssertionError


class Screens:
    """Streams that stay open until they are let go; a page says whose they are."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.end = asyncio.Event()
        self.ended = 0
        self.bodies: list[bytes] = []
        self.last: dict[str, Any] = {}
        self.open: list[asyncio.Task[None]] = []
        monkeypatch.setattr(page_threads, "answer", self._answer)

    async def _answer(self, where: dict[str, Any], body: bytes) -> tuple[dict[str, Any], Stream]:
        self.bodies.append(body)
        begun = {"type": "http.response.start", "status": 200, "headers": []}
        return begun, Stream(self._events(), account=where["account"])

    async def _events(self) -> AsyncGenerator[bytes]:
        try:
            yield b"event: pulse\n\n"
            await self.end.wait()
        finally:
            self.ended += 1

    async def answer(self, where: dict[str, Any], receive: Any = no_more) -> int:
        """Ask for one more; returns its status."""
        statuses: list[int] = []

        async def send(message: dict[str, Any]) -> None:
            self.last = message
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        self.open.append(asyncio.create_task(streams.application(where, receive, send)))
        while not statuses:
            await asyncio.sleep(0)
        return statuses[0]

    async def close(self) -> None:
        self.end.set()
        await asyncio.gather(*self.open)
        self.open, self.end = [], asyncio.Event()


@pytest.mark.parametrize(
    ("limit", "places"),
    [
        ("MOST_BY_ACCOUNT", [scope(f"192.0.2.{n}", "noor") for n in range(4)]),
        ("MOST_BY_ADDRESS", [scope("192.0.2.1", f"account{n}") for n in range(4)]),
        ("MOST_BY_ADDRESS", [scope(f"2001:db8::{n}", f"account{n}") for n in range(4)]),
        ("MOST", [scope(f"192.0.2.{n}", f"account{n}") for n in range(4)]),
    ],
)
def test_so_many_streams_are_open_at_once_and_a_place_is_free_again_when_one_ends(
    monkeypatch: pytest.MonkeyPatch, limit: str, places: list[dict[str, Any]]
):
    monkeypatch.setattr(streams, limit, 3)

    async def ask() -> None:
        screens = Screens(monkeypatch)
        for _round in range(3):
            assert [await screens.answer(place) for place in places] == [200, 200, 200, 429]
            await screens.close()
        assert not streams._open, "nobody is kept who has none"

    asyncio.run(ask())


def test_others_go_on_while_one_account_has_all_that_it_may(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(streams, "MOST_BY_ACCOUNT", 1)

    async def ask() -> None:
        screens = Screens(monkeypatch)
        assert await screens.answer(scope(account="noor")) == 200
        assert await screens.answer(scope(account="noor")) == 429
        assert await screens.answer(scope(account="ali")) == 200
        await screens.close()

    asyncio.run(ask())


def test_a_body_is_let_go_and_a_screen_that_leaves_ends_its_stream(
    monkeypatch: pytest.MonkeyPatch,
):
    """Django would spool a body to the disk, whoever sends it, before it asks who that is."""
    sent = iter(
        [
            *({"type": "http.request", "body": b"x" * 65536, "more_body": True} for _ in range(50)),
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return next(sent)

    async def ask() -> None:
        screens = Screens(monkeypatch)
        assert await screens.answer(scope(), receive) == 200
        await asyncio.wait_for(asyncio.gather(*screens.open), 30)
        assert screens.bodies == [b""]
        assert screens.ended == 1
        assert not streams._open

    asyncio.run(ask())


def test_a_server_that_ends_ends_its_streams_in_order(monkeypatch: pytest.MonkeyPatch):
    """Else each is cut off after two seconds, and the log is full of it."""

    async def ask() -> None:
        screens = Screens(monkeypatch)
        assert await screens.answer(scope()) == 200
        streams.end()
        await asyncio.wait_for(asyncio.gather(*screens.open), 30)
        assert screens.last == {"type": "http.response.body", "body": b""}
        assert screens.ended == 1
        assert not streams._open
        assert not streams._leaving

    asyncio.run(ask())


def test_a_screen_that_goes_as_a_fact_arrives_ends_its_stream(monkeypatch: pytest.MonkeyPatch):
    """However its going and the fact fall together: else streams add up until there is no room."""
    position = 0
    monkeypatch.setattr(live, "_position", lambda: position)
    monkeypatch.setattr(live, "ASK_SECONDS", 0.001)
    watching = live.Watcher()
    monkeypatch.setattr(live, "watcher", lambda: watching)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(random.uniform(0, 0.03))
        return {"type": "http.disconnect"}

    async def send(_message: dict[str, Any]) -> None:
        pass

    async def answer(where: dict[str, Any], _body: bytes) -> tuple[dict[str, Any], Stream]:
        events = live.stream("board", ("one",), lambda: str(position), lambda: True)
        return {"type": "http.response.start"}, Stream(events, account=where["account"])

    monkeypatch.setattr(page_threads, "answer", answer)

    async def ask() -> None:
        nonlocal position
        for _round in range(3):
            screens = [
                asyncio.create_task(
                    streams.application(scope(f"192.0.2.{n}", f"{n}"), receive, send)
                )
                for n in range(60)
            ]
            for _fact in range(15):
                await asyncio.sleep(0.003)
                position += 1
            await asyncio.wait_for(asyncio.gather(*screens), 30)
        watching.stop()

    asyncio.run(ask())
    assert not streams._open
