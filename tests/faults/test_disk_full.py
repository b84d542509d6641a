"""A full disk: the action is refused with a sentence, and the database stays sound."""

import json
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from veille.ledger.models import Node
from veille.ledger.recording import batch
from veille.ledger.refusal import DiskFull, Refused

from ..ledger.scene import all_facts, arrive, execute, rows, verdict

MOUNT = 'mount -t tmpfs -o size=16m veille "$1"'


@lru_cache
def _own_mounts() -> list[str] | None:
    """The command that runs a shell with mounts of its own, where this machine lets us."""
    for flags in ("-rm", "-m"):
        command = ["unshare", flags, "sh", "-c"]
        if (
            shutil.which("unshare")
            and not subprocess.run(
                [*command, MOUNT, "sh", "/mnt"], capture_output=True, check=False
            ).returncode
        ):
            return command
    return None


def test_a_disk_that_fills_up_costs_nothing_but_the_action(
    site: Path,
    tmp_path_factory: pytest.TempPathFactory,
    program: Callable[..., tuple[list[str], dict[str, str]]],
) -> None:
    """On a real small disk, forty times, with room for ever one page more."""
    unshare = _own_mounts()
    if unshare is None:
        pytest.skip("no mounts of its own here; the next tests fill the database itself up")
    disk = tmp_path_factory.mktemp("disk")
    command, environment = program("fill", disk)
    inside = f'{MOUNT} && cp "$2"/v* "$1" && shift 2 && exec "$@"'
    done = subprocess.run(
        [*unshare, inside, "sh", str(disk), str(site), *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["failed"] == []
    assert (said["missing"], said["unsound"], said["kept"]) == ([], [], 40)
    assert len(said["refused"]) == 40
    assert said["facts"] > 80


@pytest.fixture
def full(node: Node) -> Node:
    """A database that may not grow by one page."""
    execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    return node


def _arrive_until_full() -> int:
    for number in range(500):
        try:
            arrive()
        except DiskFull:
            return number
    raise AssertionError("the database was never full")


def test_the_sentence_says_what_happened_and_what_to_do(full: Node) -> None:
    _arrive_until_full()
    with pytest.raises(DiskFull) as refused:
        arrive()
    with translation.override("en"):
        sentence = str(refused.value)
    assert "full" in sentence
    assert "not saved" in sentence
    assert "safe" in sentence
    assert refused.value.status == 507


def test_what_was_written_before_is_there_and_more_when_there_is_room(full: Node) -> None:
    number = _arrive_until_full()
    assert len(rows()) == number
    assert len(all_facts()) == number + 1
    assert verdict().sound
    execute("PRAGMA max_page_count = 1000000")
    arrive()
    assert len(rows()) == number + 1
    assert verdict().sound


def test_a_full_disk_ends_a_batch_whole(full: Node) -> None:
    """SQLite undoes all of it: what came after, inside, must not be written alone."""
    wrote: list[str] = []

    def go_on_whatever_is_refused() -> None:
        with batch():
            for _ in range(500):
                with suppress(Refused):
                    wrote.append(arrive())

    with pytest.raises(DiskFull):
        go_on_whatever_is_refused()
    assert wrote != []
    assert (len(all_facts()), rows()) == (1, [])
    assert verdict().sound
