"""The protocol's store in an installation's database and vault."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from .. import store
from ..chain import Head
from ..facts import Fact
from ..models import SyncRecord
from ..nodes import begin_again
from ..recording import batch
from ..transfer import keep_from_elsewhere
from ..vault import vault


class StoredReading:
    def __init__(self, cursor: store.Cursor) -> None:
        self._cursor = cursor

    def head(self, node: str) -> Head:
        return store.head_of(self._cursor, node)

    def heads(self) -> dict[str, int]:
        return store.heads(self._cursor)

    def hashes(self, node: str, first: int, last: int) -> dict[int, str]:
        return store.hashes_by_number(self._cursor, node, first, last)

    def facts(self, node: str, after: int, most: int) -> list[Fact]:
        return store.chain_after(self._cursor, node, after, most)

    def taken(self, ids: Sequence[str]) -> set[str]:
        return set(store.hashes(self._cursor, ids))

    def kinds_about(self, abouts: Sequence[str]) -> dict[str, set[str]]:
        return store.kinds_about(self._cursor, abouts)

    def kept(self, key: str) -> bytes | None:
        row = SyncRecord.objects.filter(pk=key).first()
        return None if row is None else row.record.encode()

    def kept_under(self, prefix: str) -> Mapping[str, bytes]:
        rows = SyncRecord.objects.filter(pk__startswith=prefix).order_by("pk")
        return {row.key.removeprefix(prefix): row.record.encode() for row in rows}


class StoredWriting(StoredReading):
    def insert(self, facts: Sequence[Fact], latest: datetime) -> None:
        if facts:
            keep_from_elsewhere(self._cursor, facts, latest=latest)

    def forget(self, people: Iterable[str]) -> None:
        # Nothing here says why, and nothing must: it is done whatever becomes of the rest.
        vault().destroy_all(vault().keyed(people))

    def keep(self, key: str, record: bytes) -> None:
        SyncRecord.objects.update_or_create(pk=key, defaults={"record": record.decode()})

    def drop(self, key: str) -> None:
        SyncRecord.objects.filter(pk=key).delete()

    def begin_anew(self) -> str:
        return begin_again(self._cursor).id


class Stored:
    """This installation."""

    @contextmanager
    def reading(self) -> Iterator[StoredReading]:
        with store.cursor() as cursor:
            yield StoredReading(cursor)

    @contextmanager
    def writing(self) -> Iterator[StoredWriting]:
        with batch(), store.cursor() as cursor:
            yield StoredWriting(cursor)

    @contextmanager
    def joining(self) -> Iterator[StoredWriting]:
        """The same inside a transaction that is under way: what is kept becomes durable with it."""
        assert transaction.get_connection().in_atomic_block, "a transaction is under way"
        with store.cursor() as cursor:
            yield StoredWriting(cursor)
