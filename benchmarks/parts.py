"""Where a record's time goes: the ledger's own functions, each timed without what it calls."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter, thread_time
from typing import Any
from unittest import mock

from veille.care import reads
from veille.ledger import recording, store

_READING = "reading: head, facts, read tables"
_TURNING = "begin and commit"


class Parts:
    """Seconds by part. A part inside another counts for itself alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.cpu_seconds: dict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._since = self._cpu_since = 0.0

    def enter(self, part: str) -> None:
        self._count()
        self._open.append(part)

    def leave(self) -> None:
        self._count()
        self._open.pop()

    def _count(self) -> None:
        now, cpu_now = perf_counter(), thread_time()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
            self.cpu_seconds[self._open[-1]] += cpu_now - self._cpu_since
        self._since, self._cpu_since = now, cpu_now

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def around(*args: Any, **kwargs: Any) -> Any:
            self.enter(part)
            try:
                return function(*args, **kwargs)
            finally:
                self.leave()

        return around

    def writing(self, *args: Any, **kwargs: Any) -> Any:
        return self._writing(_writing(*args, **kwargs))

    @contextmanager
    def _writing(self, inner: Any) -> Iterator[Any]:
        self.enter(_TURNING)
        cursor = inner.__enter__()
        self.leave()
        try:
            yield cursor
        except BaseException as error:
            inner.__exit__(type(error), error, error.__traceback__)
            raise
        self.enter(_TURNING)
        inner.__exit__(None, None, None)
        self.leave()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Time the ledger's functions inside the block."""
        watched = [
            (store, "local_head", _READING),
            (store, "facts_about", _READING),
            (store, "form_came", _READING),
            (recording, "entries_of", "decoding and folding"),
            (recording, "fold", "decoding and folding"),
            (recording, "encode_body", "encoding and hashing"),
            (recording, "hash_of", "encoding and hashing"),
            (store, "insert_own", "writing the fact"),
            (recording, "refill", "filling the read table"),
            (reads, "_first", _READING),
        ]
        with mock.patch.multiple(store, writing=self.writing):
            patches = [
                mock.patch.object(module, name, self.timed(part, getattr(module, name)))
                for module, name, part in watched
                if hasattr(module, name)
            ]
            for patch in patches:
                patch.start()
            try:
                yield
            finally:
                for patch in patches:
                    patch.stop()


_writing = store.writing
