"""Runs a study's pieces, those that are not there yet, and compares its scenarios."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from .pieces import Job, Pieces, compute, jobs
from .results import Results, compare
from .study import Study

#: Told how many pieces are done more, and of how many in all.
Advance = Callable[[int, int], None]


@dataclass(frozen=True)
class Running:
    """How to run. `threads`: pieces side by side, one thread each; 0 is one for each core.
    `cluster`: address of a Dask scheduler that runs them instead."""

    threads: int = 0
    cluster: str = ""
    advance: Advance = lambda _more, _all: None


def run(study: Study, out: Path | None = None, running: Running | None = None) -> Results:
    """Results of a study. `out` keeps its pieces; finished ones there are not run again.

    Interrupted (Ctrl-C), it lets the pieces in hand finish, keeps them, and raises
    KeyboardInterrupt; run again, it goes on from there.
    """
    how = running or Running()
    with _folder(out) as folder:
        pieces = Pieces(folder)
        all_jobs = jobs(study)
        missing = _missing(all_jobs, pieces)
        how.advance(len(all_jobs) - len(missing), len(all_jobs))
        done = _on_cluster(missing, pieces, how) if how.cluster else _here(missing, pieces, how)
        for _job in done:
            how.advance(1, len(all_jobs))
        return compare(study, pieces.counted(all_jobs))


def finished(study: Study, out: Path) -> tuple[int, int]:
    """How many of a study's pieces lie in `out`, and how many there are."""
    pieces, all_jobs = Pieces(out), jobs(study)
    return sum(pieces.has(job) for job in all_jobs), len(all_jobs)


def _missing(all_jobs: list[Job], pieces: Pieces) -> list[Job]:
    """One job for each content: two scenarios may come to the same."""
    return list({job.key: job for job in all_jobs if not pieces.has(job)}.values())


def _here(missing: list[Job], pieces: Pieces, how: Running) -> Iterator[Job]:
    """Each thread simulates one piece at a time: the compiled model holds no lock, and a small
    population leaves no core waiting for another."""

    def finish(job: Job) -> Job:
        pieces.write(job, compute(job))
        return job

    pool = ThreadPoolExecutor(how.threads or os.cpu_count() or 1)
    running: list[Future[Job]] = [pool.submit(finish, job) for job in missing]
    try:
        for each in as_completed(running):
            yield each.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _on_cluster(missing: list[Job], pieces: Pieces, how: Running) -> Iterator[Job]:
    from . import cluster

    for job, piece in cluster.computed(missing, how.cluster):
        pieces.write(job, piece)
        yield job


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    if out is not None:
        yield out
        return
    with TemporaryDirectory(prefix="veille-") as made:
        yield Path(made)
