"""A crowd before a site, in a process of its own: `python -m benchmarks.strangers PORT NUMBER`.

From five addresses, a fifth of each kind: half a head, half a body, nothing at all, a page again
and again, answers that nobody takes. Whoever is closed comes again after a second. A line on
standard input ends that: what is open stays open, in silence, until standard input is closed.
"""

import asyncio
import socket
import sys
from collections import Counter
from contextlib import suppress

ADDRESSES = [f"127.0.0.{n}" for n in range(2, 7)]
AGAIN_SECONDS, THINK_SECONDS = 1.0, 0.5
_HEAD = b"GET /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_LARGE = b"GET /static/django_htmx/htmax-4.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_UPLOAD = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\nusername="
_SENT = (_HEAD, _UPLOAD, b"", _HEAD + b"\r\n", _LARGE)
_READS = {_SENT[3]}


class Crowd:
    def __init__(self, port: int, number: int) -> None:
        self._port, self._number = port, number
        self._over = asyncio.Event()
        self.told: Counter[str] = Counter()
        self._open: list[socket.socket] = []

    async def come(self) -> None:
        tasks = [asyncio.create_task(self._one(n)) for n in range(self._number)]
        await asyncio.to_thread(sys.stdin.readline)
        self._over.set()
        print(dict(self.told), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        for task in tasks:
            task.cancel()

    async def _one(self, number: int) -> None:
        await asyncio.sleep(number / self._number)
        address, sent = ADDRESSES[number % 5], _SENT[number // 5 % 5]
        while not self._over.is_set():
            self.told["connections"] += 1
            with suppress(OSError):
                await self._stay(address, sent)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _stay(self, address: str, sent: bytes) -> None:
        """Until it is closed."""
        loop = asyncio.get_running_loop()
        with socket.socket() as mine:
            mine.setblocking(False)
            mine.bind((address, 0))
            await loop.sock_connect(mine, ("127.0.0.1", self._port))
            while True:
                await loop.sock_sendall(mine, sent)
                if sent == _LARGE and not self._over.is_set():
                    await asyncio.sleep(THINK_SECONDS)
                elif not await loop.sock_recv(mine, 65536):
                    return
                elif sent in _READS:
                    self.told["pages"] += 1
                    await asyncio.sleep(THINK_SECONDS)
                    if self._over.is_set():
                        sent = b""


if __name__ == "__main__":
    asyncio.run(Crowd(int(sys.argv[1]), int(sys.argv[2])).come())
