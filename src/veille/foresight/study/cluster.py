"""Pieces of a study on many machines, by Dask. Needs the extra [cluster] here and there."""

import logging
from collections.abc import Iterator

from veille import extras

from .job import Job, Piece
from .pieces import compute

#: A piece that was running on a worker that died is run again elsewhere, so many times.
RETRIES = 5
CONNECT_SECONDS = 10


class NoCluster(RuntimeError):
    """The cluster cannot be reached; says which and what to do."""


def computed(missing: list[Job], address: str) -> Iterator[tuple[Job, Piece]]:
    """Pieces as they are finished, in any order. Raises `NoCluster`.

    A worker that is lost loses the pieces in its hands and no others: what has come back is
    written, and the scheduler gives the rest to other workers.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise NoCluster(
            f"A cluster needs Dask. Install it with: {extras.command('cluster')}"
        ) from None
    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, timeout=CONNECT_SECONDS, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise NoCluster(
            f"No Dask scheduler answers at {address} ({error or type(error).__name__}). Nothing "
            "was lost; start one with “dask scheduler”, or leave --cluster out."
        ) from None
    with client, _quiet():
        of = {job.key: job for job in missing}
        futures = client.map(compute, list(of.values()), key=list(of), retries=RETRIES)
        done = as_completed(  # type: ignore[no-untyped-call]
            futures, loop=client.loop, with_results=True
        )
        for future, piece in done:
            yield of[future.key], piece
            future.release()


class _quiet:
    """A worker that goes away is no error of ours: its pieces are run elsewhere."""

    def __enter__(self) -> None:
        self.loggers = [
            logging.getLogger(name) for name in ("distributed.client", "distributed.core")
        ]
        self.levels = [logger.level for logger in self.loggers]
        for logger in self.loggers:
            logger.setLevel(logging.CRITICAL)

    def __exit__(self, *_told: object) -> None:
        for logger, level in zip(self.loggers, self.levels, strict=True):
            logger.setLevel(level)
