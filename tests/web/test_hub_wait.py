"""A node waits at its hub's door: it is called as soon as there is something, and not before."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from veille.ledger import clock
from veille.ledger.facts import NodeBegan
from veille.ledger.ids import new_id
from veille.ledger.models import Node
from veille.ledger.recording import recording
from veille.ledger.sync import here, line
from veille.ledger.sync.batches import Wait, pack
from veille.ledger.sync.keys import Card, Keys, seal
from veille.ledger.sync.words import Purpose
from veille.ui import live
from veille.web import hub_line, hub_wait


class Door:
    """A hub, and one node that waits there."""

    def __init__(self) -> None:
        self.hub = here.begin_hub("Réseau")
        self.keys = Keys.made()
        self.card = Card(
            node=new_id(),
            name="Truck",
            purpose=Purpose.SITE,
            verify=self.keys.verify,
            seal=self.keys.seal,
        )
        here.pair_node(self.card, replaces="")

    def message(self, known: dict[str, int], keys: Keys | None = None) -> bytes:
        node, hub = self.card.node, self.hub.node
        raw = pack(keys or self.keys, self.hub.network, node, hub, Wait(known=known))
        return seal(self.hub.seal, raw, b"veille-line/1")

    async def waits(self, body: bytes, method: str = "POST") -> tuple[int, bytes]:
        """What the hub answers, in the end."""
        told: list[dict[str, Any]] = []
        asked = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return asked.pop() if asked else await asyncio.Future()

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        await hub_wait.application({"method": method, "client": ("x", 1)}, receive, send)
        return told[0]["status"], told[1]["body"]


@pytest.fixture
def door(node: Node) -> Door:
    return Door()


def test_a_node_is_called_when_its_hub_writes_something_and_not_before(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "WAIT_SECONDS", 0.3)
    with here.hub().store.reading() as there:
        known = there.heads()

    async def goes() -> None:
        assert await door.waits(door.message(known)) == (204, b"")
        monkeypatch.setattr(line, "WAIT_SECONDS", 60.0)
        waits = asyncio.create_task(door.waits(door.message(known)))
        await _beside(_write)
        assert await waits == (200, b"")
        # What it does not know of, it is called for at once.
        assert (await door.waits(door.message({})))[0] == 200

    _run(goes())


def _write() -> None:
    """Something of the hub's own chain."""
    with recording(by="") as pen:
        pen.append(here.this_node().id, NodeBegan("again"))
    connection.close()


def _revoke(node: str) -> None:
    here.hub().revoke(node, clock.now())
    connection.close()


async def _beside(work: Callable[..., None], *told: str) -> None:
    await asyncio.get_running_loop().run_in_executor(None, work, *told)


def _run(goes: Any) -> None:
    async def whole() -> None:
        try:
            await goes
        finally:
            live.close()

    asyncio.run(whole())


def test_nobody_else_waits_there(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "WAIT_SECONDS", 0.1)

    async def goes() -> None:
        for body, notice in (
            (b"nothing that was sealed", b"garbled"),
            (door.message({}, keys=Keys.made()), b"signature"),
        ):
            status, told = await door.waits(body)
            assert status == 409
            assert notice in told
        assert (await door.waits(b"", method="GET"))[0] == 405
        assert (await door.waits(b"x" * 70_000))[0] == 413
        await _beside(_revoke, door.card.node)
        status, told = await door.waits(door.message({}))
        assert status == 409
        assert b"revoked" in told

    _run(goes())


@pytest.mark.parametrize(
    ("failures", "why", "seconds"),
    [(1, "away", 6.0), (9, "away", 30.0), (2, "no-hub", 12.0), (9, "no-hub", 300.0)],
)
def test_a_hub_out_of_reach_is_tried_again_soon_and_one_that_refuses_less_and_less(
    failures: int, why: str, seconds: float
) -> None:
    assert hub_line.wait_after(failures, why) == seconds


def test_a_node_without_a_line_does_not_look_every_few_seconds(node: Node) -> None:
    assert hub_line.run() == hub_line.LOOKED_SECONDS
