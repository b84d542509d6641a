"""Staff at work while two thousand strangers hold connections open; how soon all is free again; and
what an hour's worth of taps and screens leaves in memory."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import perf_counter

from veille.care import actions
from veille.care.words import LeavingReason, Mode, Substance
from veille.cli.installation import make_web_secret

from . import installations
from .board import _cpu_seconds, _resident_mb, _server, _signed_in
from .installations import FOLDER, SITE
from .staff import Floor
from .strangers import ADDRESSES
from .tables import Measured, met, number, percentile

STAFF, PEOPLE = 6, 60
STRANGERS = 2_000
TAP_MS, FREE_SECONDS = 200, 10
WORK_SECONDS, WORK_SMALL = 60, 12
#: An hour of it takes as long; what grows shows in the slope.
SCREENS, SCREENS_SMALL = 100, 20
LONG_SECONDS, LONG_SMALL = 600, 24
FLAT_MB = 15
THINK_SECONDS = (0.3, 1.0)
_LISTENS, _NOBODY = "0A", "0"


def run(small: bool) -> list[Measured]:
    site = installations.new(FOLDER / "crowd")
    make_web_secret(site.folder)
    with site.use():
        people = [_known(n) for n in range(PEOPLE)]
        sessions = [_signed_in(number) for number in range(SCREENS_SMALL if small else SCREENS)]
    site.close()
    with _server(site.folder) as (process, port):
        crowd = asyncio.run(_crowd(process.pid, Floor(port, sessions[:STAFF], people), small))
        memory = asyncio.run(_long(process.pid, Floor(port, sessions, people), small))
    return [crowd, memory]


def _known(number: int) -> str:
    """Somebody who was here before: a tap lets them in."""
    person = actions.welcome(by="", place=SITE, handle=f"H-{number:03}", agreed=True).id
    told = {"mode": Mode.INJECTION, "substances": [Substance.DOWN]}
    visit = actions.arrive(by="", place=SITE, person=person, **told)  # type: ignore[arg-type]
    actions.leave(by="", visit=visit.id, consumed=False, reason=LeavingReason.OTHER)
    return person


async def _crowd(pid: int, floor: Floor, small: bool) -> Measured:
    table = Measured(
        f"{STRANGERS:,} hostile connections from {len(ADDRESSES)} addresses",
        f"{STAFF} signed-in staff tap their live boards, {THINK_SECONDS[0]} to "
        f"{THINK_SECONDS[1]} s of thought between. Strangers, in a process beside: a fifth each "
        "sends half a head, half a body, nothing, asks for pages, takes no answer; whoever is "
        "closed comes again after a second. Then they fall silent, and close nothing. “Waits for a "
        "core”: for how long threads of the server could have run and had none.",
        [
            "",
            "taps",
            "p50 ms",
            "p95 ms",
            "longest ms",
            "strangers held",
            "server MB",
            "server's processor",
            "waits for a core",
            "target",
        ],
        limit="The strangers, the staff and the server share this machine's cores.",
    )
    seconds = WORK_SMALL if small else WORK_SECONDS
    async with floor.screens():
        await _taps(table, "alone", pid, floor, seconds)
        with _strangers(floor.port) as crowd:
            while _held(floor.port) < len(ADDRESSES) * 100:
                await asyncio.sleep(0.1)
            await _taps(table, "with the crowd", pid, floor, seconds)
            assert crowd.stdin is not None
            assert crowd.stdout is not None
            crowd.stdin.write(b"\n")
            crowd.stdin.flush()
            said = (await asyncio.to_thread(crowd.stdout.readline)).decode().strip()
            began = perf_counter()
            while _held(floor.port):
                await asyncio.sleep(0.05)
                assert perf_counter() - began < 60, f"{_held(floor.port)} are held for ever"
            free = perf_counter() - began
    held = met(free < FREE_SECONDS)
    target = f"< {FREE_SECONDS} s: {free:.1f} s, {held}"
    table.add("all free", "", "", "", "", "0", f"{_resident_mb(pid):.0f}", "", "", target)
    table.what += f" They had: {said}."
    return table


async def _taps(table: Measured, when: str, pid: int, floor: Floor, seconds: float) -> None:
    floor.forget()
    before, waited, began = _cpu_seconds(pid), _waited_seconds(pid), perf_counter()
    await floor.work(seconds, lambda random: random.uniform(*THINK_SECONDS))
    wall = perf_counter() - began
    busy, waited = (_cpu_seconds(pid) - before) / wall, (_waited_seconds(pid) - waited) / wall
    ms = [1000 * s for verb in floor.actions.values() for s in verb]
    assert ms, floor.answers
    p95 = percentile(ms, 95)
    assert not any(status >= 500 for status in floor.answers), floor.answers
    table.add(
        when,
        len(ms),
        *(number(each) for each in (percentile(ms, 50), p95, max(ms))),
        _held(floor.port),
        f"{_resident_mb(pid):.0f}",
        f"{busy:.0%}",
        f"{waited:.0%}",
        f"p95 < {TAP_MS} ms {met(p95 < TAP_MS)}",
    )


async def _long(pid: int, floor: Floor, small: bool) -> Measured:
    seconds = LONG_SMALL if small else LONG_SECONDS
    table = Measured(
        f"Memory with {len(floor.sessions)} live screens and taps",
        f"Resident memory of the server after each sixth of {seconds} s, in which everybody taps.",
        ["", "taps", "server MB", "threads", "descriptors", "server's processor"],
    )
    seen = []
    async with floor.screens():
        for part in range(1, 7):
            floor.forget()
            before = _cpu_seconds(pid)
            await floor.work(seconds / 6, _thought)
            seen.append(_resident_mb(pid))
            table.add(
                f"{part} of 6",
                sum(map(len, floor.actions.values())),
                f"{seen[-1]:.0f}",
                len(list(Path(f"/proc/{pid}/task").iterdir())),
                len(list(Path(f"/proc/{pid}/fd").iterdir())),
                f"{(_cpu_seconds(pid) - before) / seconds * 6:.0%}",
            )
    grew = seen[-1] - seen[1]
    table.limit = (
        f"From the second part to the last it grew by {grew:.1f} MB "
        f"(target: < {FLAT_MB} MB, {met(grew < FLAT_MB)})."
    )
    return table


def _waited_seconds(pid: int) -> float:
    """How long the server's threads could have run and had no core."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((each / "schedstat").read_text().split()[1]) for each in tasks) / 1e9


def _thought(random: Random) -> float:
    return random.uniform(1.0, 4.0)


@contextmanager
def _strangers(port: int) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "benchmarks.strangers", str(port), str(STRANGERS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as crowd:
        try:
            yield crowd
        finally:
            crowd.kill()


def _held(port: int) -> int:
    """The strangers' connections that the server has not closed."""
    theirs, count = {_in_hex(address) for address in ADDRESSES}, 0
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = row.split()
        local, other, state, inode = fields[1], fields[2], fields[3], fields[9]
        ours = int(local.rpartition(":")[2], 16) == port and other.partition(":")[0] in theirs
        count += ours and state != _LISTENS and inode != _NOBODY
    return count


def _in_hex(address: str) -> str:
    """As the kernel's list of connections has it."""
    return "".join(f"{int(part):02X}" for part in reversed(address.split(".")))
