"""A process beside the site that answers the lab's questions: `python -m
veille.foresight.lab.worker FOLDER`.

It is told what to do by lines of JSON: {"run": key}, whose study is FOLDER/key.toml; {"stop": key}.
It writes FOLDER/key.json, whole each time, sharper each time. A question that nobody has looked at
for a while rests after its first answer. When the site goes, its lines end, and so does this.
"""

import json
import os
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import polars as pl

from ..report.pictures import forest
from ..study.job import Job, Piece
from ..study.pieces import compute, jobs
from ..study.results import Counted, compare
from ..study.study import Faulty, Study
from ..study.study_file import read_study
from .answer import answer

#: Draws after which an answer is written: the first soon, the last when all are done.
SHARPER = (2, 6, 20, 40, 60)
#: The first answer has numbers alone: pictures take longer than its draws.
_FIRST = SHARPER[0]
#: A question that nobody has looked at for so long rests.
LOOKED_SECONDS = 20.0
#: Resident memory above which finished pieces are let go.
MOST_MEMORY_MB = 900
#: Pieces that are kept for other questions: the baseline of a place is that of all of them.
MOST_PIECES = 3_000
_NICENESS = 10


@dataclass
class Asked:
    """A question on its way."""

    key: str
    study: Study
    jobs: list[Job]
    begun: float
    looked: float
    draws: int = 0
    #: Draws of the answer that lies there from before: none is made rougher.
    written: int = 0
    stopped: bool = False
    pieces: dict[tuple[str, int, int], Piece] = field(default_factory=dict)

    @property
    def next_draws(self) -> int:
        return min(self.study.draws, next((each for each in SHARPER if each > self.draws), 60))

    @property
    def finished(self) -> bool:
        return self.draws >= self.study.draws


class Lab:
    """Questions in hand, and the pieces that are done. One thread runs `work`, another tells."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.folder = folder
        self._asked: dict[str, Asked] = {}
        self._kept: OrderedDict[str, Piece] = OrderedDict()
        self._changed = threading.Condition()
        self._pool = ThreadPoolExecutor(threads)

    def tell(self, line: str) -> None:
        """What the site says."""
        said = json.loads(line)
        with self._changed:
            if key := said.get("run"):
                self._look(key)
            elif (key := said.get("stop")) and key in self._asked:
                self._asked[key].stopped = True
            self._changed.notify_all()

    def end(self) -> None:
        """A piece in hand is not waited for: its answer has nobody to go to. What is written is
        whole at any moment."""
        os._exit(0)

    def work(self) -> None:
        """For ever: a step of whoever waits for a first answer, else of the one least far."""
        while True:
            asked = self._next()
            try:
                self._step(asked)
            except Exception as error:
                self._write(asked.key, {"state": "failed", "why": type(error).__name__})
                self._forget(asked)
                raise

    def _look(self, key: str) -> None:
        now = time.monotonic()
        if key in self._asked:
            self._asked[key].looked, self._asked[key].stopped = now, False
            return
        try:
            study = read_study(self.folder / f"{key}.toml")
        except Faulty as fault:
            self._write(key, {"state": "failed", "why": str(fault)})
            return
        written = int(self._read(key).get("draws", 0))
        self._asked[key] = Asked(key, study, jobs(study), begun=now, looked=now, written=written)

    def _next(self) -> Asked:
        with self._changed:
            while True:
                for each in [*self._asked.values()]:
                    self._rest(each)
                waiting = [*self._asked.values()]
                if waiting:
                    return min(waiting, key=lambda each: each.draws)
                self._changed.wait()

    def _rest(self, asked: Asked) -> None:
        """Let go of what is stopped, or what nobody looks at any more."""
        unseen = asked.draws and time.monotonic() - asked.looked > LOOKED_SECONDS
        if asked.stopped or unseen:
            self._rewrite(asked.key, state="stopped" if asked.stopped else "resting")
            del self._asked[asked.key]

    def _step(self, asked: Asked) -> None:
        """On to the next answer, unless somebody stops it on the way."""
        until = asked.next_draws
        todo = [job for job in asked.jobs if asked.draws <= job.draw < until]
        for draw in range(asked.draws, until):
            self._run([job for job in todo if job.draw == draw], asked)
            if asked.stopped and draw + 1 >= _FIRST:
                until = draw + 1
                break
        asked.draws = until
        if until < asked.written and not asked.stopped:
            return
        results = compare(asked.study, _counted(asked))
        told = answer(results, asked.study.draws, pictures=until > _FIRST)
        state = "done" if asked.finished else "stopped" if asked.stopped else "running"
        seconds = time.monotonic() - asked.begun
        self._write(asked.key, {"state": state, "seconds": round(seconds, 2), **told})
        if asked.finished or asked.stopped:
            self._forget(asked)
        self._let_go()

    def _run(self, todo: list[Job], asked: Asked) -> None:
        """Pieces of a draw, side by side; those that another question had are not run again."""
        for job, piece in zip(todo, self._pool.map(self._piece, todo), strict=True):
            asked.pieces[job.scenario, job.draw, job.replicate] = piece
            self._kept[job.key] = piece
            self._kept.move_to_end(job.key)

    def _piece(self, job: Job) -> Piece:
        return self._kept.get(job.key) or compute(job)

    def _let_go(self) -> None:
        while len(self._kept) > MOST_PIECES:
            self._kept.popitem(last=False)
        if resident_mb() > MOST_MEMORY_MB:
            self._kept.clear()

    def _forget(self, asked: Asked) -> None:
        with self._changed:
            self._asked.pop(asked.key, None)

    def _rewrite(self, key: str, **changed: Any) -> None:
        self._write(key, {**self._read(key), **changed})

    def _read(self, key: str) -> dict[str, Any]:
        try:
            said: dict[str, Any] = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return said

    def _write(self, key: str, told: dict[str, Any]) -> None:
        """Whole or not at all: a page may read it at any moment."""
        part = self.folder / f".{key}.part"
        part.write_text(json.dumps(told, default=str), encoding="utf-8")
        part.replace(self.folder / f"{key}.json")


def _counted(asked: Asked) -> Counted:
    rows, dead = [], []
    for (scenario, draw, replicate), piece in asked.pieces.items():
        run = (
            pl.lit(scenario).alias("scenario"),
            pl.lit(draw, pl.Int32).alias("draw"),
            pl.lit(replicate, pl.Int32).alias("replicate"),
        )
        rows.append(piece.counts.with_columns(run))
        dead.append(piece.dead.with_columns(run))
    return Counted(
        rows=pl.concat(rows),
        dead=pl.concat(dead),
        clamps=sum(each.clamps for each in asked.pieces.values()),
        person_days=sum(each.person_days for each in asked.pieces.values()),
    )


def resident_mb() -> float:
    """Memory of this process that lies in the machine's; 0 where the machine does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def warm_up(folder: Path) -> None:
    """Compile the model, or load it, and draw a picture: the first question waits for neither."""
    from veille.reports.pictures import svg

    from .levers import places
    from .question import Question, Scenario, study_text

    place = next(iter(places().values()))
    path = folder / ".warm.toml"
    path.write_text(study_text(Question(place, 1, (Scenario("a", {"operations": 1.0}),))))
    study = read_study(path).sized(people=200, years=1, draws=1, replicates=1)
    for job in jobs(study):
        compute(job)
    row = {"name": "", "mean": 0.0, "low": 0.0, "high": 0.0, "least": 0.0, "most": 0.0}
    svg(forest(pl.DataFrame([row]), ""), "fr")


def threads() -> int:
    """One core is left to the site."""
    return max(1, (os.cpu_count() or 1) - 1)


def serve(folder: Path, lines: Iterable[str], says: IO[str]) -> None:
    """Answer until the lines end, and the process with them. Says “ready” once it is warm."""
    lab = Lab(folder, threads())
    warm_up(folder)
    print("ready", file=says, flush=True)

    def listen() -> None:
        for line in lines:
            lab.tell(line)
        lab.end()

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    lab.work()


if __name__ == "__main__":
    os.nice(_NICENESS)
    serve(Path(sys.argv[1]), sys.stdin, sys.stdout)
