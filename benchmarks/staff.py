"""Staff at their tablets: each sees the board live, thinks, and taps a button that is on it."""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

from veille.ledger.ids import new_id

from .installations import SITE
from .wire import Answer, Browser

BOARD = f"/at/{SITE}/"
MOST_ON_FLOOR = 34
OVERDOSE_ONE_IN = 120
BOARD_ONE_IN = 8
_FORM = re.compile(r'<form method="post" hx-post="">(.*?)</form>', re.S)
_HIDDEN = re.compile(r'name="(form|seen|consumed)" value="([^"]*)"')
_BUTTON = re.compile(
    r'<button class="button"(?: name="seat" value="([^"]*)")? formaction="([^"]+)"'
)
_SEEN = 'name="seen" value="'


@dataclass(frozen=True)
class Tap:
    """A button on a board, with what its form sends."""

    path: str
    told: tuple[tuple[str, str], ...]

    @property
    def verb(self) -> str:
        return self.path.rstrip("/").rsplit("/", 1)[1]

    @property
    def visit(self) -> str:
        return self.path.split("/visits/")[1][:32]

    @property
    def seen(self) -> int:
        return int(dict(self.told)["seen"])


def taps_on(board: str) -> dict[str, list[Tap]]:
    """The buttons of a board, by verb."""
    found = defaultdict(list)
    for inner in _FORM.findall(board):
        hidden = _HIDDEN.findall(inner)
        for seat, path in _BUTTON.findall(inner):
            tap = Tap(path, (*hidden, *([("seat", seat)] if seat else [])))
            found[tap.verb].append(tap)
    return found


def version_on(board: str, visit: str) -> int | None:
    """The version of a visit that a board shows; None where it shows no card of it to tap."""
    card = board.find(f"/visits/{visit}/")
    if card < 0:
        return None
    begins = board.index(_SEEN, card) + len(_SEEN)
    return int(board[begins : board.index('"', begins)])


@dataclass
class Waiting:
    """A move that other screens have yet to show."""

    tap: Tap
    began: float
    screens: set[int]


@dataclass
class Floor:
    """Everybody at work, and what they measured (seconds)."""

    port: int
    sessions: list[str]
    people: list[str]
    boards: dict[int, str] = field(default_factory=dict)
    actions: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    pages: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    _waiting: list[Waiting] = field(default_factory=list)

    def browsers(self) -> list[Browser]:
        return [Browser(self.port, session) for session in self.sessions]

    def forget(self) -> None:
        """Begin measuring anew."""
        self.actions.clear()
        self.pages.clear()
        self.shown.clear()
        self.answers.clear()
        self._waiting.clear()

    @asynccontextmanager
    async def screens(self) -> AsyncIterator[None]:
        """Every member of staff has the board open, live, inside the block."""
        tasks = [asyncio.create_task(self._screen(n, b)) for n, b in enumerate(self.browsers())]
        try:
            while len(self.boards) < len(tasks):
                await asyncio.sleep(0.05)
                for task in tasks:
                    if task.done():
                        task.result()
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _screen(self, number: int, browser: Browser) -> None:
        async with aclosing(browser.events(f"{BOARD}live")) as events:  # type: ignore[type-var]
            async for name, data in events:
                if name == "board":
                    self._show(number, data)

    def _show(self, number: int, board: str) -> None:
        now = perf_counter()
        self.boards[number] = board
        for move in self._waiting:
            if number not in move.screens:
                continue
            there = version_on(board, move.tap.visit)
            if there is None or there > move.tap.seen:
                move.screens.discard(number)
                self.shown.append(now - move.began)
        self._waiting = [move for move in self._waiting if move.screens]

    async def work(self, seconds: float, think: Callable[[Random], float]) -> None:
        """Everybody works for so long, thinking between taps."""
        until = perf_counter() + seconds
        people = zip(range(len(self.sessions)), self.browsers(), strict=True)
        await asyncio.gather(*(self._work(n, browser, until, think) for n, browser in people))

    async def _work(
        self, number: int, browser: Browser, until: float, think: Callable[[Random], float]
    ) -> None:
        random = Random(number)
        try:
            while True:
                await asyncio.sleep(think(random))
                if perf_counter() > until:
                    return
                if not random.randrange(BOARD_ONE_IN):
                    began = perf_counter()
                    await browser.get(BOARD)
                    self.pages.append(perf_counter() - began)
                await self._tap(number, browser, random)
        finally:
            browser.close()

    async def _tap(self, number: int, browser: Browser, random: Random) -> None:
        taps = taps_on(self.boards[number])
        verb = random.choice(("arrive", "seat", "aftercare", "leave"))
        if not random.randrange(OVERDOSE_ONE_IN) and taps["aftercare"]:
            await self._overdose(browser, random.choice(taps["aftercare"]).visit)
        elif taps[verb]:
            tap = random.choice(taps[verb])
            move = Waiting(tap, perf_counter(), set(self.boards) - {number})
            self._waiting.append(move)
            answer = await self._act(browser, verb, tap.path, list(tap.told))
            if answer.status != 200:
                self._waiting = [other for other in self._waiting if other is not move]
        elif sum(map(len, taps.values())) < MOST_ON_FLOOR * 1.5:
            person = random.choice(self.people)
            path = f"{BOARD}arrival/{person}/"
            await self._act(browser, "arrive", path, [("same", "1"), ("submission", new_id())])

    async def _overdose(self, browser: Browser, visit: str) -> None:
        found = await self._act(
            browser, "overdose", f"{BOARD}visits/{visit}/overdose/", [("submission", new_id())]
        )
        timeline = found.headers.get("hx-redirect")
        if timeline is None:
            return
        for what in ("stimulation", "oxygen", "called_911"):
            told = [("what", what), ("submission", new_id())]
            await self._act(browser, "step", f"{timeline}step/", told)
        told = [("outcome", "recovered"), ("submission", new_id())]
        await self._act(browser, "end", f"{timeline}end/", told)

    async def _act(
        self, browser: Browser, verb: str, path: str, told: list[tuple[str, str]]
    ) -> Answer:
        began = perf_counter()
        answer = await browser.post(
            path,
            told,
            HX_Request="true",
            HX_Current_URL=f"http://127.0.0.1:{self.port}{BOARD}",
        )
        self.answers[answer.status] += 1
        if answer.status < 400:
            self.actions[verb].append(perf_counter() - began)
        return answer
