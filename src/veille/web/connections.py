"""A connection that has a time for everything: its head, its body, taking the answer, being idle.

Uvicorn's protocol waits for ever for a head and for a body, and for whoever takes no answer; it
keeps a head however long it is. Here each of them has a few seconds, and a slow line a second more
for each kilobyte that it moved. A connection that is over its time is closed.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from . import familiar
from .door import Door

#: From the first byte of a head to its last. A tap has one of 1 kB.
HEAD_SECONDS = 6.0
#: For a body, or an answer, that does not move on; a kilobyte a second counts as moving.
STALL_SECONDS = 6.0
SLOWEST_BYTES_A_SECOND = 1024
_SOON_SECONDS = 0.5
#: How long a stranger's connection stays open between two requests.
STRANGER_IDLE_SECONDS = 6
#: Addresses and cookies together; browsers send less than a tenth.
LONGEST_HEAD_BYTES = 32 * 1024
#: Requests sent before the first was answered. Browsers send one.
MOST_AHEAD = 8

_HEAD_TOO_LONG = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Connection(HttpToolsProtocol):
    """One connection. `door` counts it from the moment it was accepted."""

    def __init__(self, *, door: Door, idle_seconds: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._door = door
        self._idle_seconds = idle_seconds
        self._deadline: asyncio.TimerHandle | None = None
        self._outgoing: asyncio.TimerHandle | None = None
        self._head_bytes = self._body_bytes = 0
        self._gone = False
        #: While its TLS is agreed on, there is no transport yet.
        self.opening: asyncio.Task[None] | None = None
        self.timeout_keep_alive = STRANGER_IDLE_SECONDS

    def is_answered(self) -> bool:
        cycle = self.cycle
        return cycle is not None and not cycle.more_body and not cycle.response_complete

    def turn_away(self) -> None:
        self._gone = True
        self._door.leave(self)
        if self.transport is not None:
            # Nobody takes an answer any more, before the loop says so too.
            for cycle in (self.cycle, *(ahead for ahead, _app in self.pipeline)):
                if cycle is not None:
                    cycle.disconnected = True
                    cycle.message_event.set()
            self.transport.abort()
        elif self.opening is not None:
            self.opening.cancel()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self._gone:
            transport.abort()
            return
        self._await(HEAD_SECONDS, self.turn_away)

    def connection_lost(self, exc: Exception | None) -> None:
        self._door.leave(self)
        self._await_nothing()
        self._unset_keepalive_if_required()
        if self._outgoing is not None:
            self._outgoing.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._gone:
            return
        answering = self.cycle is not None and not self.cycle.response_complete
        if not (answering and self.cycle.more_body):
            # Also empty lines, which are no head to the parser; also what is sent ahead.
            self._head_bytes += len(data)
            if self._deadline is None and not answering:
                self._await(HEAD_SECONDS, self.turn_away)
        super().data_received(data)
        if self._head_bytes > LONGEST_HEAD_BYTES and not self._gone:
            if not answering:
                self.transport.write(_HEAD_TOO_LONG)
                self._watch_outgoing()
                self.transport.close()
                self._gone = True
            else:
                self.turn_away()

    def on_headers_complete(self) -> None:
        self._await_nothing()
        self._head_bytes = self._body_bytes = 0
        who = familiar.who_asks(self.headers)
        if who:
            if not self._door.recognise(self, who):
                self.turn_away()
                return
            self.timeout_keep_alive = self._idle_seconds
        if len(self.pipeline) >= MOST_AHEAD:
            self.turn_away()
            return
        self._await(STALL_SECONDS, self._body_moves)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        if self.cycle is not None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._await_nothing()
        if self.cycle is not None:
            super().on_message_complete()

    def _body_moves(self) -> None:
        """Asked while a body is under way: more time, where it moved on."""
        if self.flow.read_paused:
            # The page has not asked for it yet: that is our own slowness.
            self._body_bytes = 0
        elif self._body_bytes < STALL_SECONDS * SLOWEST_BYTES_A_SECOND:
            self.turn_away()
            return
        self._body_bytes = 0
        self._await(STALL_SECONDS, self._body_moves)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._watch_outgoing()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_outgoing()

    def _watch_outgoing(self, before: int | None = None) -> None:
        """What waits is looked at soon, since most leaves at once; then after a stall."""
        if self._outgoing is None:
            seconds = _SOON_SECONDS if before is None else STALL_SECONDS
            self._outgoing = self._later(seconds, self._answer_moves, before)

    def _answer_moves(self, before: int | None) -> None:
        """Asked while an answer is under way: more time, where the browser took some of it."""
        self._outgoing = None
        left = self.transport.get_write_buffer_size()
        if not left:
            return
        # Where more is left than before, a further answer came in: it counts as moved.
        least = STALL_SECONDS * SLOWEST_BYTES_A_SECOND
        if before is not None and 0 <= before - left < least:
            self.turn_away()
        else:
            self._watch_outgoing(left)

    def timeout_keep_alive_handler(self) -> None:
        if self.transport.get_write_buffer_size():
            # The last answer is still under way to a slow line; a stall ends it.
            self._watch_outgoing()
            self.timeout_keep_alive_task = self._later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        else:
            self.turn_away()

    def _await(self, seconds: float, otherwise: Any) -> None:
        self._await_nothing()
        self._deadline = self._later(seconds, otherwise)

    def _await_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _later(self, seconds: float, otherwise: Any, *values: Any) -> asyncio.TimerHandle:
        return self.loop.call_later(seconds, otherwise, *values)
