"""Turns: so many at once, and whoever waits is served by rounds, one of each who asks."""

import asyncio
from collections import OrderedDict, deque


class Turns:
    """`at_once` have their turn at a time. Of one who asks, `most_waiting` may wait.

    Those of `before` come first: while one of them has a turn there, one has a turn here.
    """

    def __init__(self, at_once: int, most_waiting: int, before: "Turns | None" = None) -> None:
        self._at_once = at_once
        self._most_waiting = most_waiting
        self._before = before
        self._behind: Turns | None = None
        if before is not None:
            before._behind = self
        #: How many have a turn now.
        self._busy = 0
        #: Who waits, in the order of their rounds.
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def take(self, who: str) -> bool:
        """Wait for a turn; False at once where too many of `who` wait already. After True, `give`
        it back."""
        if not self._waiting and self._has_room():
            self._busy += 1
            return True
        own = self._waiting.setdefault(who, deque())
        if len(own) >= self._most_waiting:
            return False
        turn = asyncio.get_running_loop().create_future()
        own.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give()
            raise
        return True

    def give(self) -> None:
        """The turn is over: the next one's begins."""
        self._busy -= 1
        self._begin_next()
        if self._behind is not None and not self._busy:
            self._behind._begin_next()

    def _has_room(self) -> bool:
        gives_way = self._before is not None and self._before._busy
        return self._busy < (1 if gives_way else self._at_once)

    def _begin_next(self) -> None:
        while self._waiting and self._has_room():
            who, own = self._waiting.popitem(last=False)
            turn = own.popleft()
            if own:
                self._waiting[who] = own
            if not turn.done():
                self._busy += 1
                turn.set_result(None)
