"""A restore that is killed, at every step and at random moments, leaves what was or what will be,
or a place that says that it is neither; a second run ends it, and nobody forgotten comes back."""

import json
import random
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from django.db import connection

from veille.care import actions
from veille.ledger import chain, copies, restoring, store
from veille.ledger.recording import recording
from veille.ledger.refusal import Refused
from veille.ledger.vault import vault

from .. import databases
from .programs import SITE

FILES = (copies.FACTS, copies.KEYS, copies.SECRETS)
RANDOM_KILLS = 100
#: A restore takes some tenths of a second here; later kills than it takes are none.
LONGEST_SECONDS = 0.5
#: Fewer places at which a restore can be killed than this: not all of it was seen.
FEWEST_STEPS = 30


@dataclass(frozen=True)
class Scene:
    """`var` as it is, in which somebody was forgotten after `backup` was made."""

    var: Path
    backup: Path
    gone: str
    identity: str
    stdin: IO[str]
    stdout: IO[str]

    def copy(self, name: object) -> Path:
        to = self.var / f"var-{name}"
        to.mkdir()
        for file in FILES:
            shutil.copy2(self.var / file, to / file)
        return to

    def restore(self, var: Path, step: int = 0, seconds: float = 0.0) -> int:
        """How it ended: 0 as it should, or by which signal."""
        print(json.dumps([str(var), str(self.backup), step, seconds]), file=self.stdin, flush=True)
        return int(self.stdout.readline())


@pytest.fixture
def scene(site: Path, program: Callable[..., tuple[list[str], dict[str, str]]]) -> Iterator[Scene]:
    person = actions.welcome(by="anna", place=SITE, handle="lynx", agreed=True).id
    actions.welcome(by="anna", place=SITE, handle="renard", agreed=True)
    backup = site / "backup"
    copies.backup(backup, site / copies.SECRETS, lambda share: None)
    with recording(by="luc") as pen:
        pen.forget(person)
    vault().close()
    connection.close()
    command, environment = program("restore", site)
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as restorer:
        assert restorer.stdin is not None
        assert restorer.stdout is not None
        identity = _identity(site)
        yield Scene(site, backup, person, identity, restorer.stdin, restorer.stdout)


def _identity(var: Path) -> str:
    with closing(sqlite3.connect(var / copies.FACTS)) as facts:
        (identity,) = facts.execute("SELECT id FROM ledger_node WHERE local").fetchone()
        return str(identity)


def _keyed(var: Path) -> set[str]:
    with closing(sqlite3.connect(var / copies.KEYS)) as keys:
        return {subject for (subject,) in keys.execute("SELECT subject FROM subject_key")}


def _check_after_a_kill(scene: Scene, var: Path) -> str:
    """Which of the three it is, and that it is that wholly."""
    try:
        restoring.check_is_whole(var)
    except Refused:
        return "in between"
    assert not (var / restoring.UNFINISHED).exists(), "keys were left behind"
    assert scene.gone not in _keyed(var)
    if _identity(var) == scene.identity:
        for file in FILES:
            assert (var / file).read_bytes() == (scene.var / file).read_bytes(), file
        return "before"
    _check_is_done(scene, var)
    return "done"


def _check_is_done(scene: Scene, var: Path) -> None:
    assert _identity(var) != scene.identity
    assert scene.gone not in _keyed(var)
    (aside,) = var.glob("before-restore-*")
    for file in FILES:
        assert (aside / file).read_bytes() == (scene.var / file).read_bytes(), file
    assert {path.name for path in var.iterdir()} == {*FILES, aside.name}


def test_a_restore_killed_at_any_step_is_ended_by_the_next(scene: Scene) -> None:
    seen = set()
    for step in range(1, 1000):
        var = scene.copy(step)
        end = scene.restore(var, step)
        if end == 0:
            break
        assert end == -signal.SIGKILL
        seen.add(_check_after_a_kill(scene, var))
        again = scene.restore(var)
        assert again == 0
        if len(list(var.glob("before-restore-*"))) == 1:
            _check_is_done(scene, var)
        shutil.rmtree(var)
    assert step > FEWEST_STEPS
    assert seen == {"before", "in between", "done"}
    databases.point_at({**connection.settings_dict, "NAME": var / copies.FACTS})
    with store.cursor() as cursor:
        assert chain.verify(store.in_chain_order(cursor)).sound
    connection.close()


def test_a_restore_killed_a_hundred_times_at_random_revives_nobody(scene: Scene) -> None:
    """In one place, over and over: what one run left, the next finds."""
    chance = random.Random(20261130)
    var = scene.copy("random")
    ends = set()
    for _ in range(RANDOM_KILLS):
        ends.add(scene.restore(var, seconds=chance.uniform(0.001, LONGEST_SECONDS)))
        if not restoring.is_unfinished(var):
            assert scene.gone not in _keyed(var)
    assert -signal.SIGALRM in ends
    assert 1 not in ends
    scene.restore(var)
    restoring.check_is_whole(var)
    assert scene.gone not in _keyed(var)
    assert _identity(var) != scene.identity
