"""`kill -9` at random moments while four processes write, 200 times."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from veille.care.tables import PersonRow, VisitRow
from veille.ledger import chain, store
from veille.ledger.chain import Head
from veille.ledger.replay import rebuild
from veille.ledger.vault import vault

ROUNDS = 200
#: Fewer acknowledged facts than this, and the writers hardly wrote: the test would prove nothing.
#: A quiet machine writes thousands.
ENOUGH = ROUNDS // 2


class _Acknowledged:
    """What the writers were told is written, read on from where the last round ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, int] = {}
        self.count = 0

    def news(self) -> list[list[str]]:
        lines = []
        for path in sorted(self._folder.glob("acknowledged-*")):
            with path.open("rb") as file:
                file.seek(self._read.get(path, 0))
                new = file.read()
            whole = new[: new.rfind(b"\n") + 1]
            self._read[path] = self._read.get(path, 0) + len(whole)
            lines += [line.split(" ") for line in whole.decode().splitlines()]
        self.count += len(lines)
        return lines


def test_what_was_acknowledged_outlives_any_kill(
    site: Path, program: Callable[..., tuple[list[str], dict[str, str]]]
) -> None:
    """Each round's check is the next start: nothing is repaired, removed or waited for."""
    command, environment = program("kill", site, ROUNDS)
    acknowledged = _Acknowledged(site)
    heads: dict[str, Head] = {}
    ends: set[int] = set()
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writers:
        assert writers.stdin is not None
        assert writers.stdout is not None
        for _ in range(ROUNDS):
            writers.stdin.write("again\n")
            writers.stdin.flush()
            ends |= set(json.loads(writers.stdout.readline()))
            _check(acknowledged, heads)
    assert ends == {-9}
    assert acknowledged.count > ENOUGH
    with store.cursor() as cursor:
        whole = chain.verify(store.in_chain_order(cursor))
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone() == ("ok",)
    assert whole.fault is None
    assert whole.facts >= acknowledged.count
    before = [list(model.objects.order_by("pk").values()) for model in (VisitRow, PersonRow)]
    rebuild()
    after = [list(model.objects.order_by("pk").values()) for model in (VisitRow, PersonRow)]
    assert after == before


def _check(acknowledged: _Acknowledged, heads: dict[str, Head]) -> None:
    news = acknowledged.news()
    with store.cursor() as cursor:
        submissions = [each for each, _person, _handle in news]
        places = ", ".join(["%s"] * len(submissions)) or "NULL"
        cursor.execute(
            f"SELECT submission FROM ledger_fact WHERE submission IN ({places})", submissions
        )
        assert {each for (each,) in cursor.fetchall()} == set(submissions)
        for node, last in store.heads(cursor).items():
            head = heads.get(node) or Head(node)
            cursor.execute(
                f"{store._READ} WHERE node = %s AND seq > %s ORDER BY seq", [node, head.seq]
            )
            for row in cursor.fetchall():
                step = chain.follow(head, store._fact(row))
                assert isinstance(step, Head), str(step)
                head = step
            assert head.seq == last
            heads[node] = head
    handles = {person: handle.replace("_", " ") for _form, person, handle in news if person}
    people = PersonRow.objects.in_bulk(handles)
    for person, handle in handles.items():
        assert vault().open(person, people[person].handle) == handle
        assert person in vault().find(handle)
    vault().close()
    connection.close()
