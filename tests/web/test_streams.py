"""Live streams have limits, and whatever is sent to one is let go."""

import asyncio
from typing import Any

import pytest

from veille.web import streams
from veille.web.streams import Streams


def scope(address: str = "192.0.2.1", session: str = "") -> dict[str, Any]:
    cookie = [(b"cookie", f"a=b; veille_session={session}".encode())] if session else []
    return {"type": "http", "client": (address, 1), "headers": cookie}


class Screens:
    """Streams that stay open until they are let go."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.end = asyncio.Event()
        self.streams = Streams(self._stay)
        self.open: list[asyncio.Task[None]] = []

    async def _stay(self, _scope: Any, receive: Any, send: Any) -> None:
        self.bodies.append(await receive())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.end.wait()

    async def answer(self, where: dict[str, Any]) -> int:
        """Ask for one more; returns its status."""
        statuses: list[int] = []

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(3600)
            raise AssertionError

        self.open.append(asyncio.create_task(self.streams(where, receive, send)))
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
        ("MOST_BY_SESSION", [scope(f"192.0.2.{n}", "noor") for n in range(4)]),
        ("MOST_BY_ADDRESS", [scope("192.0.2.1", f"session{n}") for n in range(4)]),
        ("MOST_BY_ADDRESS", [scope("192.0.2.1") for n in range(4)]),
        ("MOST", [scope(f"192.0.2.{n}", f"session{n}") for n in range(4)]),
    ],
)
def test_so_many_streams_are_open_at_once_and_a_place_is_free_again_when_one_ends(
    monkeypatch: pytest.MonkeyPatch, limit: str, places: list[dict[str, Any]]
):
    monkeypatch.setattr(streams, limit, 3)

    async def ask() -> None:
        screens = Screens()
        for _round in range(3):
            assert [await screens.answer(place) for place in places] == [200, 200, 200, 429]
            await screens.close()
        assert not screens.streams._open, "nobody is kept who has none"

    asyncio.run(ask())


def test_others_go_on_while_one_session_has_all_that_it_may(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(streams, "MOST_BY_SESSION", 1)

    async def ask() -> None:
        screens = Screens()
        assert await screens.answer(scope(session="noor")) == 200
        assert await screens.answer(scope(session="noor")) == 429
        assert await screens.answer(scope(session="ali")) == 200
        await screens.close()

    asyncio.run(ask())


def test_a_body_sent_to_a_stream_is_never_kept():
    """Django would spool it to the disk, whoever sends it, before it asks who that is."""
    sent = iter(
        [
            *({"type": "http.request", "body": b"x" * 65536, "more_body": True} for _ in range(50)),
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> dict[str, Any]:
        return next(sent)

    async def ask() -> None:
        told = streams._without_body(receive)
        assert await told() == {"type": "http.request", "body": b"", "more_body": False}
        assert await told() == {"type": "http.disconnect"}

    asyncio.run(ask())
