"""A real server after a year: the board, twenty staff at once, twenty live screens."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from veille.accounts.models import Account, Role
from veille.care import actions
from veille.care.tables import VisitRow
from veille.cli.installation import make_web_secret

from . import history
from .installations import SITE
from .staff import BOARD, Floor, taps_on
from .tables import Measured, met, number, percentile
from .wire import Browser

STAFF = 20
VISITS_SMALL = 10_000
PAGE_MS, ACTION_MS, SHOWN_S, MEMORY_MB = 50, 100, 1.0, 300
GETS, GETS_SMALL = 300, 60
IDLE_SECONDS, BUSY_SECONDS, CLOSED_SECONDS = 10, 60, 20
THINK_SECONDS = (1.0, 3.0)
_START_SECONDS = 60


def run(small: bool) -> list[Measured]:
    visits = VISITS_SMALL if small else history.VISITS
    year = history.year(visits)
    site = history.copied(year.site, "board")
    make_web_secret(site.folder)
    with site.use():
        visits_of_known = VisitRow.objects.exclude(person="")
        people = list(visits_of_known.values_list("person", flat=True).distinct())
        sessions = [_signed_in(number) for number in range(STAFF)]
        viewer = _signed_in(STAFF, language="en")
    site.close()
    with _server(site.folder) as (process, port):
        measuring = _Measuring(process.pid, Floor(port, sessions, people), viewer, small)
        asyncio.run(measuring.all())
    title = (
        f"The board of a site with 20 seats after {visits:,} visits ({year.history.facts:,} facts)"
    )
    return measuring.tables(title)


def _signed_in(number: int, language: str = "fr") -> str:
    """A member of staff on duty; the key of their session."""
    account = Account.objects.create(
        sign_in=f"staff-{number}",
        name=f"Staff {number}",
        role=Role.NURSE,
        language=language,
        password="!",
    )
    settings.SECRET_KEY = (Path(settings.VEILLE_VAR) / "web.secret").read_text()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = account.pk
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    if number < STAFF // 3:
        actions.begin_duty(by=account.pk, place=SITE, account=account.pk, role=Role.NURSE)
    return str(session.session_key)


@contextmanager
def _server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "veille.cli.main", "serve", "--port", str(port)],
            env={**os.environ, "VEILLE_VAR": str(folder)},
            stderr=log,
        )
    try:
        until = perf_counter() + _START_SECONDS
        while True:
            assert process.poll() is None, "the server did not start"
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert perf_counter() < until, "the server did not answer"
                time.sleep(0.1)
        yield process, port
    finally:
        process.terminate()
        process.wait(20)


class _Measuring:
    """The phases, one after the other, and what each gave."""

    def __init__(self, pid: int, floor: Floor, viewer: str, small: bool) -> None:
        self._pid, self._floor, self._small = pid, floor, small
        self._viewer = Browser(floor.port, viewer, "en")
        self._shrink = 0.2 if small else 1.0
        self._board: list[tuple[object, ...]] = []
        self._server: list[tuple[object, ...]] = []

    async def all(self) -> None:
        floor = self._floor
        self._memory("started")
        await self._pages_alone()
        async with floor.screens():
            await self._phase("idle", IDLE_SECONDS, None)
            await self._phase("busy", BUSY_SECONDS, lambda random: random.uniform(*THINK_SECONDS))
            self._actions("20 staff, 1 to 3 s of thought between taps", BUSY_SECONDS, ACTION_MS)
            await self._phase("no thought at all", CLOSED_SECONDS, lambda _random: 0.0)
            self._actions("20 staff, no thought at all (closed loop)", CLOSED_SECONDS, None)

    async def _pages_alone(self) -> None:
        """GET board with nobody else there: as it was kept, and drawn anew after a move."""
        count = GETS_SMALL if self._small else GETS
        viewer, mover, random = self._viewer, self._floor.browsers()[0], Random(1)
        await viewer.get(BOARD)
        kept, anew = [], []
        for _ in range(count):
            kept.append(await self._page(viewer))
        here = f"http://127.0.0.1:{self._floor.port}{BOARD}"
        for turn in range(count):
            taps = taps_on((await mover.get(BOARD)).text)
            verb = ("aftercare", "seat", "leave")[turn % 3]
            if taps[verb]:
                tap = random.choice(taps[verb])
                await mover.post(tap.path, list(tap.told), HX_Request="true", HX_Current_URL=here)
            else:
                told = [("same", "1")]
                await mover.post(
                    f"{BOARD}arrival/{random.choice(self._floor.people)}/",
                    told,
                    HX_Request="true",
                    HX_Current_URL=here,
                )
            anew.append(await self._page(viewer))
        self._row("GET board, nothing moved since", kept, PAGE_MS)
        self._row("GET board, drawn anew after a move", anew, PAGE_MS)
        viewer.close()
        mover.close()

    async def _page(self, browser: Browser) -> float:
        began = perf_counter()
        answer = await browser.get(BOARD)
        assert answer.status == 200, answer.status
        assert 'id="seats"' in answer.text
        return perf_counter() - began

    async def _phase(self, name: str, seconds: float, think: object) -> None:
        self._floor.forget()
        seconds *= self._shrink
        server, own, began = _cpu_seconds(self._pid), process_time(), perf_counter()
        if think is None:
            await asyncio.sleep(seconds)
        else:
            await self._floor.work(seconds, think)  # type: ignore[arg-type]
        wall = perf_counter() - began
        cpu, clients = (_cpu_seconds(self._pid) - server) / wall, (process_time() - own) / wall
        answers = self._floor.answers.total() + len(self._floor.pages)
        each = number(cpu * wall / answers * 1000) if answers else ""
        self._memory(f"20 live screens, {name}", f"{cpu:.0%}", each, f"{clients:.0%}")

    def _actions(self, who: str, seconds: float, limit_ms: float | None) -> None:
        floor = self._floor
        every = [s for verb in floor.actions.values() for s in verb]
        rate = f"{len(every) / seconds / self._shrink:.0f} a second"
        refused = sum(n for status, n in floor.answers.items() if 400 <= status < 500)
        broken = sum(n for status, n in floor.answers.items() if status >= 500)
        if refused or broken:
            rate += f", {refused} refused (somebody was faster)" + f", {broken} broken" * bool(
                broken
            )
        self._row(f"{who}: an action, {rate}", every, limit_ms)
        for verb, taken in sorted(floor.actions.items()):
            self._row(f"… {verb}", taken, None)
        if floor.pages:
            self._row("… GET board meanwhile", floor.pages, PAGE_MS if limit_ms else None)
        self._row(
            "… a move, until another screen shows it",
            floor.shown,
            SHOWN_S * 1000 if limit_ms else None,
        )

    def _row(self, what: str, seconds: list[float], limit_ms: float | None) -> None:
        if not seconds:
            return
        ms = [s * 1000 for s in seconds]
        p95 = percentile(ms, 95)
        target = f"p95 < {limit_ms:,.0f} ms {met(p95 < limit_ms)}" if limit_ms else ""
        self._board.append(
            (what, f"{len(ms):,}", number(percentile(ms, 50)), number(p95), number(max(ms)), target)
        )

    def _memory(self, when: str, cpu: str = "", each: str = "", clients: str = "") -> None:
        mb = _resident_mb(self._pid)
        target = f"< {MEMORY_MB} MB {met(mb < MEMORY_MB)}"
        self._server.append((when, f"{mb:.0f}", target, cpu, each, clients))

    def tables(self, title: str) -> list[Measured]:
        board = Measured(
            title,
            "A real server and its clients on one machine, over loopback; 22 hours of today are "
            "among the visits. Staff tap buttons of the board that their own live screen shows; "
            "times are the client's, from the first byte out to the last byte in.",
            ["", "times", "p50 ms", "p95 ms", "longest ms", "target"],
            limit="Python in the one server process; clients share the machine's cores with it.",
        )
        board.rows = [tuple(map(str, row)) for row in self._board]
        server = Measured(
            "The server meanwhile",
            "Resident memory and processor time of the server process, as a share of one core, "
            "and for each answer (with what it pushes to the screens).",
            [
                "",
                "resident MB",
                "target",
                "server's processor",
                "ms of it an answer",
                "clients' processor",
            ],
        )
        server.rows = [tuple(map(str, row)) for row in self._server]
        return [board, server]


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
