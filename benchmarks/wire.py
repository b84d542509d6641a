"""A small HTTP client: little of its own time between the server and the clock."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

_CSRF = "b" * 32


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Browser:
    """One signed-in browser: a session, and one connection that stays open."""

    port: int
    session: str
    language: str = "fr"
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = field(default=None, repr=False)

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask(self._head("GET", path, headers))

    async def post(self, path: str, told: list[tuple[str, str]], **headers: str) -> Answer:
        body = urlencode([("csrfmiddlewaretoken", _CSRF), *told]).encode()
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
        return await self._ask(self._head("POST", path, headers) + body)

    async def events(self, path: str) -> AsyncIterator[tuple[str, str]]:
        """Server-sent events: (name, data). On a connection of its own, until cancelled."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(self._head("GET", path, {"Accept": "text/event-stream"}))
            status, _headers = await _read_head(reader)
            assert status == 200, status
            waiting = b""
            while chunk := await _read_chunk(reader):
                waiting += chunk
                while b"\n\n" in waiting:
                    event, waiting = waiting.split(b"\n\n", 1)
                    name, data = event.decode().split("\ndata: ", 1)
                    yield name.removeprefix("event: "), data.replace("\ndata: ", "\n")
        finally:
            writer.close()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._reader = self._writer = None

    def _head(self, method: str, path: str, headers: dict[str, str]) -> bytes:
        lines = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": f"veille_session={self.session}; veille_csrf={_CSRF}; "
            f"veille_language={self.language}",
            **headers,
        }
        text = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        return f"{method} {path} HTTP/1.1\r\n{text}\r\n".encode()

    async def _ask(self, request: bytes) -> Answer:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self._reader is not None
        self._writer.write(request)
        status, headers = await _read_head(self._reader)
        if "content-length" in headers:
            body = await self._reader.readexactly(int(headers["content-length"]))
        else:
            parts = []
            while chunk := await _read_chunk(self._reader):
                parts.append(chunk)
            body = b"".join(parts)
        if headers.get("connection") == "close":
            self.close()
        return Answer(status, headers, body.decode())


async def _read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.split(":", 1) for line in head[1:] if line)
    return int(head[0].split()[1]), {name.lower(): value.strip() for name, value in pairs}


async def _read_chunk(reader: asyncio.StreamReader) -> bytes:
    size = int(await reader.readline(), 16)
    chunk = await reader.readexactly(size + 2)
    return chunk[:-2]
