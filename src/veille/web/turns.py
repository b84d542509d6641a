"""Turns: so many at once, and whoever waits is served by rounds, one of each who asks."""

import asyncio
from collections import OrderedDict, deque


class Turns:
    """`at_once` have their turn at a time. Of one who asks, `most_waiting` may wait."""

    def __init__(self, at_once: int, most_waiting: int) -> None:
        self._free = at_once
        self._most_waiting = most_waiting
        #: Who waits, in the order of their rounds.
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def take(self, who: str) -> bool:
        """Wait for a turn; False at once where too many of `who` wait already. After True, `give`
        it back."""
        if self._free:
            self._free -= 1
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
        while self._waiting:
            who, own = self._waiting.popitem(last=False)
            turn = own.popleft()
            if own:
                self._waiting[who] = own
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
