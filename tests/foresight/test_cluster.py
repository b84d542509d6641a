"""A study on a cluster: two real workers, one killed in the middle, and nothing is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from veille.foresight.study.cluster import NoCluster, computed
from veille.foresight.study.results import Results
from veille.foresight.study.run import Running, run
from veille.foresight.study.study import Study

from ..waiting import LONGEST_SECONDS

distributed = pytest.importorskip("distributed", reason="no Dask: pip install 'veille[cluster]'")
SECONDS = LONGEST_SECONDS


@pytest.fixture
def cluster(
    tmp_path: Path, small_results: Results
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process of its own: its address, and the workers.

    After the study was run here: the workers then find the simulator compiled, and wait for it
    no longer.
    """
    file = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    dask = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen(
        [
            *dask,
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            file,
        ],
        **quiet,
    )
    workers = [
        subprocess.Popen(
            [
                *dask,
                "worker",
                "--scheduler-file",
                file,
                "--nthreads",
                "1",
                "--no-nanny",
                "--no-dashboard",
                "--local-directory",
                tmp_path,
            ],
            **quiet,
        )
        for _ in range(2)
    ]
    try:
        with distributed.Client(scheduler_file=str(file), timeout=SECONDS) as client:
            client.wait_for_workers(2, timeout=SECONDS)
            address = client.scheduler.address
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def test_a_worker_killed_in_the_middle_loses_nothing(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    small_study: Study,
    small_results: Results,
    tmp_path: Path,
):
    address, workers = cluster
    seen = []

    def kill_one(more: int, _all: int) -> None:
        seen.append(more)
        if len(seen) == 4:
            os.kill(workers[0].pid, signal.SIGKILL)

    there = run(small_study, tmp_path / "out", Running(cluster=address, advance=kill_one))
    assert workers[0].wait(SECONDS) == -signal.SIGKILL
    assert len(seen) > 6
    assert_frame_equal(there.table, small_results.table)


def test_where_nobody_answers_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("veille.foresight.study.cluster.CONNECT_SECONDS", 0.2)
    with pytest.raises(NoCluster, match="No Dask scheduler answers at tcp://127"):
        next(computed([], "tcp://127.0.0.1:9"))
