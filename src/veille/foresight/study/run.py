"""Runs a study's pieces, those that are not there yet, and compares its scenarios."""

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from .job import Job
from .pieces import Pieces, compute, jobs
from .results import Results, compare
from .study import Study

#: How soon it is seen that somebody asked to stop.
ASK_SECONDS = 0.2
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
        with closing(done):
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


def _here(missing: list[Job], pieces: Pieces, how: Running) -> Generator[Job, None, None]:
    """Each thread simulates one piece at a time: the compiled model holds no lock, and a small
    population leaves no core waiting for another."""

    def finish(job: Job) -> Job:
        pieces.write(job, compute(job))
        return job

    threads = how.threads or os.cpu_count() or 1
    waiting = iter(missing)
    in_hand: set[Future[Job]] = set()
    with _ctrl_c() as asked, ThreadPoolExecutor(threads) as pool:
        while not asked.is_set():
            in_hand |= {pool.submit(finish, job) for job in islice(waiting, threads - len(in_hand))}
            if not in_hand:
                return
            done, in_hand = wait(in_hand, ASK_SECONDS, FIRST_COMPLETED)
            for each in done:
                yield each.result()
    raise KeyboardInterrupt


@contextmanager
def _ctrl_c() -> Iterator[threading.Event]:
    """Set once somebody asks to stop. Python would break off whatever the main thread is at, with
    a lock in its hand too, and Polars a file that another thread writes."""
    asked = threading.Event()
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is None:
        yield asked
        return
    signal.signal(signal.SIGINT, lambda _number, _frame: asked.set())
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


def _on_cluster(missing: list[Job], pieces: Pieces, how: Running) -> Generator[Job, None, None]:
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
