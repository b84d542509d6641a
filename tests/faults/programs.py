"""Processes that write to one installation, to be killed, doubled or starved by tests.

    python -m tests.faults.programs PROGRAM FOLDER ...

Settings come from the environment: VEILLE_VAR is the installation's folder.
"""

import json
import os
import random
import signal
import string
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import django

SITE = "cactus"
WRITERS = 4


def _begin() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "veille.web.settings"
    django.setup()


def kill(folder: str, rounds: str) -> None:
    """For each line on stdin, fork writers, kill them at a random moment, and answer a line.

    This process opens no database and runs one thread: a forked child inherits nothing that
    it could share by mistake.
    """
    from django.db import connection

    from veille.care import actions  # noqa: F401 — imported once, for every child

    assert connection.vendor == "sqlite"  # imports the driver, and opens nothing
    chance = random.Random(20260308)
    for _ in range(int(rounds)):
        if not sys.stdin.readline():
            return
        children = []
        for number in range(WRITERS):
            child = os.fork()
            if child == 0:
                try:
                    _write_and_say_so(Path(folder) / f"acknowledged-{number}")
                finally:
                    os._exit(1)
            children.append(child)
        time.sleep(chance.uniform(0.005, 0.080))
        for child in children:
            os.kill(child, signal.SIGKILL)
        ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(json.dumps(ends), flush=True)


def _write_and_say_so(path: Path) -> None:
    """Record visits until killed; what an action returned for is written to `path` afterwards."""
    from veille.care import actions
    from veille.care.words import LeavingReason, Mode, Substance
    from veille.ledger.ids import new_id

    said = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def acknowledge(submission: str, person: str = "", handle: str = "") -> None:
        os.write(said, f"{submission} {person} {handle}\n".encode())

    while True:
        handle = f"lynx {''.join(random.choices(string.ascii_lowercase, k=12))}"
        submission = new_id()
        person = actions.welcome(
            by="anna", place=SITE, handle=handle, agreed=True, submission=submission
        )
        acknowledge(submission, person.id, handle.replace(" ", "_"))
        submission = new_id()
        visit = actions.arrive(
            by="anna",
            place=SITE,
            person=person.id,
            mode=Mode.ORAL,
            substances=[Substance.DOWN],
            submission=submission,
        )
        acknowledge(submission)
        submission = new_id()
        actions.leave(
            by="anna",
            visit=visit.id,
            consumed=False,
            reason=LeavingReason.MIND,
            submission=submission,
        )
        acknowledge(submission)


def hammer(folder: str, seconds: str) -> None:
    """Let several members of staff work for some seconds; print what was done and what failed."""
    from django.db import connection

    from veille.care import actions, reads
    from veille.care.words import LeavingReason, Mode, Substance
    from veille.ledger.refusal import Refused
    from veille.ledger.vault import vault

    done: list[str] = []
    refused: list[str] = []
    failed: list[str] = []
    until = time.monotonic() + float(seconds)

    def work(account: str) -> None:
        chance = random.Random(account)
        try:
            while time.monotonic() < until:
                try:
                    person = actions.welcome(
                        by=account, place=SITE, agreed=True, handle=f"lynx {chance.randrange(50)}"
                    ).id
                    visit = actions.arrive(
                        by=account,
                        place=SITE,
                        person=person,
                        mode=Mode.ORAL,
                        substances=[Substance.DOWN],
                    )
                    done.extend((person, visit.id))
                    actions.seat(by=account, visit=visit.id, seat=str(chance.randrange(1, 4)))
                    reads.on_floor(SITE)
                    actions.leave(by=account, visit=visit.id, consumed=True)
                except Refused as refusal:
                    refused.append(str(refusal))
                    actions.leave(
                        by=account, visit=visit.id, consumed=False, reason=LeavingReason.WAIT
                    )
        except Exception as error:
            failed.append(f"{type(error).__name__}: {error}")
        finally:
            vault().close()
            connection.close()

    staff = [threading.Thread(target=work, args=(f"{os.getpid()}-{n}",)) for n in range(4)]
    for member in staff:
        member.start()
    for member in staff:
        member.join()
    print(json.dumps({"done": done, "refused": len(refused), "failed": failed}))


def fill(folder: str) -> None:
    """On a disk that is nearly full, write until it is; again and again, with a little more room
    each time, so that the room runs out at every step of an action. Prints what was seen."""
    from django.db import connection

    from veille.care import actions
    from veille.care.words import Mode, Substance
    from veille.ledger import chain, store
    from veille.ledger.ids import new_id
    from veille.ledger.refusal import DiskFull
    from veille.ledger.vault import vault

    ballast = Path(folder) / "ballast"
    refused, failed, missing, unsound, kept = [], [], [], [], 0
    submissions: list[str] = []

    def act() -> None:
        submission = new_id()
        person = actions.welcome(
            by="anna", place=SITE, handle="lynx", agreed=True, submission=submission
        )
        submissions.append(submission)
        submission = new_id()
        actions.arrive(
            by="anna",
            place=SITE,
            person=person.id,
            mode=Mode.ORAL,
            substances=[Substance.DOWN],
            note="x" * 1500,
            submission=submission,
        )
        submissions.append(submission)

    for room in range(40):
        if room % 2:
            connection.close()
            vault().close()
        _fill_up(ballast, room * 4096)
        try:
            for _ in range(400):
                act()
            failed.append("the disk was never full")
        except DiskFull as refusal:
            refused.append(str(refusal))
        except Exception as error:
            failed.append(f"room for {room} pages: {type(error).__name__}: {error}")
        ballast.unlink()
        with store.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if cursor.fetchone()[0] != "ok":
                unsound.append(f"integrity, room {room}")
            here = list(store.in_chain_order(cursor))
            cursor.execute("SELECT submission FROM ledger_fact WHERE submission IS NOT NULL")
            came = {submission for (submission,) in cursor.fetchall()}
        if chain.verify(here).fault is not None:
            unsound.append(str(chain.verify(here).fault))
        missing += sorted(set(submissions) - came)
        try:
            act()
            kept += 1
        except Exception as error:
            failed.append(f"with room again: {type(error).__name__}: {error}")
    print(
        json.dumps(
            {
                "refused": refused,
                "failed": failed,
                "missing": missing,
                "unsound": unsound,
                "kept": kept,
                "facts": len(here),
            }
        )
    )


def _fill_up(ballast: Path, leave_bytes: int) -> None:
    """Take all room on the disk but some."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
        file.truncate(max(file.tell() - leave_bytes, 0))


#: What a restore does to files, as Python's own audit names it.
_STEPS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "sqlite3.connect"}


def restore(_folder: str) -> None:
    """For each line on stdin (a folder, a backup, a step, a time), restore the one from the other
    in a child; answer how it ended.

    The child is killed before that step at a file in the folder, and after so many seconds; 0 is
    never. This process opens no database.
    """
    from django.conf import settings
    from django.db import connection

    from veille.ledger import clock, restoring

    def die_before(step: int, folder: Path) -> None:
        left = step

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event in _STEPS and str(folder) in str(arguments[0]):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)

    def work(folder: Path, backup: Path, step: int, seconds: float) -> None:
        settings.VEILLE_VAULT = folder / "vault.sqlite3"
        settings.VEILLE_VAULT_SECRETS = folder / "vault.secrets"
        connection.settings_dict["NAME"] = folder / "veille.sqlite3"
        die_before(step, folder)
        if seconds:  # the alarm's own action ends a process as at once as SIGKILL does
            signal.setitimer(signal.ITIMER_REAL, seconds)
        if restoring.is_unfinished(folder):
            restoring.finish(folder)
        else:
            restoring.restore(backup, folder, clock.now(), lambda facts: None)

    assert connection.vendor == "sqlite"  # imports the driver, and opens nothing
    for line in sys.stdin:
        folder, backup, step, seconds = json.loads(line)
        child = os.fork()
        if child == 0:
            end = 1
            try:
                work(Path(folder), Path(backup), step, seconds)
                end = 0
            finally:
                os._exit(end)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


PROGRAMS: dict[str, Callable[..., None]] = {
    "kill": kill,
    "hammer": hammer,
    "fill": fill,
    "restore": restore,
}

if __name__ == "__main__":
    _begin()
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
