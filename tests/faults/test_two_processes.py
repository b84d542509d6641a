"""Two servers' processes on one SQLite file: writers wait for each other, and nobody sees it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from veille.care.tables import PersonRow, VisitRow
from veille.ledger import chain, store
from veille.ledger.vault import vault

SECONDS = 4


def test_nobody_sees_a_locked_database(
    site: Path, program: Callable[..., tuple[list[str], dict[str, str]]]
) -> None:
    command, environment = program("hammer", site, SECONDS)
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = []
    for process in processes:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        said.append(json.loads(out))
    assert [one["failed"] for one in said] == [[], []]
    done = [id for one in said for id in one["done"]]
    assert min(len(one["done"]) for one in said) > 8, "hardly anybody wrote: nothing is proved"
    rows = {
        *VisitRow.objects.values_list("id", flat=True),
        *PersonRow.objects.values_list("id", flat=True),
    }
    assert rows == set(done)
    with store.cursor() as cursor:
        assert chain.verify(store.in_chain_order(cursor)).sound
    person = PersonRow.objects.latest("welcomed_at")
    handle = vault().open(person.id, person.handle)
    assert handle is not None
    assert person.id in vault().find(handle)
