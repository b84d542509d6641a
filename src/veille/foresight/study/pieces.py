"""Pieces of a study, each simulated once: a scenario under one draw of the parameters, with one
luck. A piece is known by what decides its numbers, so that a finished one is never run again."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl

from .. import evidence
from ..model.place import Place
from .job import Job, OtherVersion, Piece, code_hash
from .piece import simulate_piece
from .results import Counted
from .study import Study

_FOLDER = "pieces"
_COUNTS, _DEAD = ".parquet", ".dead.parquet"


def jobs(study: Study) -> list[Job]:
    """Draw by draw, so that an interrupted run has whole draws of all scenarios."""
    worlds = [_world(study, draw) for draw in range(study.draws)]
    return [
        Job(
            scenario=scenario.key,
            draw=draw,
            replicate=replicate,
            place=world.place,
            levers=scenario.levers,
            start=study.start,
            days=study.days,
            people=study.people,
            study_seed=study.seed,
            parameters_draw=world.draw,
            parameters_seed=world.seed,
            fitted=world.fitted,
            evidence=evidence.load().hash,
            code=code_hash(),
        )
        for draw, world in enumerate(worlds)
        for replicate in range(study.replicates)
        for scenario in study.scenarios
    ]


@dataclass(frozen=True)
class _World:
    """What one draw is: a place, a draw of the evidence, and what was fitted."""

    place: Place
    draw: int
    seed: int
    fitted: tuple[tuple[str, float], ...] = ()


def _world(study: Study, draw: int) -> _World:
    posterior = study.posterior
    if posterior is None:
        return _World(study.place, draw, study.seed)
    member = posterior.members[draw % len(posterior.members)]
    place, _parameters = posterior.member(draw, study.place, evidence.load())
    return _World(place, member.draw, posterior.seed, tuple(sorted(member.values.items())))


def compute(job: Job) -> Piece:
    """Simulate one piece, on the thread that calls. Raises `OtherVersion`."""
    if (job.evidence, job.code) != (evidence.load().hash, code_hash()):
        raise OtherVersion(
            "This machine has another version of the model or its evidence than the one that runs "
            "the study. Nothing was lost: install the same version there and run again."
        )
    return simulate_piece(job)


class Pieces:
    """A folder of finished pieces."""

    def __init__(self, out: Path) -> None:
        self.folder = out / _FOLDER
        self.folder.mkdir(parents=True, exist_ok=True)

    def has(self, job: Job) -> bool:
        return (self.folder / f"{job.key}{_COUNTS}").exists()

    def write(self, job: Job, piece: Piece) -> None:
        """Whole or not at all. The counts come last: with them the piece is there."""
        counts = piece.counts.with_columns(
            clamps=pl.lit(piece.clamps), person_days_run=pl.lit(piece.person_days)
        )
        self._write(job.key + _DEAD, piece.dead)
        self._write(job.key + _COUNTS, counts)

    def counted(self, jobs: list[Job]) -> Counted:
        """What the finished ones among `jobs` hold: all scenarios of the draws and replicates that
        are whole. Raises ValueError where none is."""
        done = [job for job in jobs if self.has(job)]
        scenarios = len({job.scenario for job in jobs})
        whole = _whole_draws(done, scenarios, len({job.replicate for job in jobs}))
        if not whole:
            raise ValueError("No draw is finished in all scenarios yet.")
        counts = self._read(whole, _COUNTS).sort("draw", "replicate", "scenario", "month")
        once = counts.group_by("scenario", "draw", "replicate").agg(
            pl.col("clamps", "person_days_run").first()
        )
        return Counted(
            rows=counts.drop("clamps", "person_days_run"),
            dead=self._read(whole, _DEAD),
            clamps=int(once["clamps"].sum()),
            person_days=int(once["person_days_run"].sum()),
        )

    def _write(self, name: str, frame: pl.DataFrame) -> None:
        part = self.folder / f".{name}.{os.getpid()}.part"
        body = BytesIO()
        frame.write_parquet(body, compression="zstd")
        with part.open("wb") as file:
            file.write(body.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / name)

    def _read(self, jobs: list[Job], kind: str) -> pl.DataFrame:
        """Two scenarios may be one content: its file is then read for each of them."""
        paths = {job.key: str(self.folder / (job.key + kind)) for job in jobs}
        of = pl.DataFrame(
            [(job.scenario, job.draw, job.replicate, paths[job.key]) for job in jobs],
            schema={
                "scenario": pl.String,
                "draw": pl.Int32,
                "replicate": pl.Int32,
                "path": pl.String,
            },
            orient="row",
        )
        rows = pl.scan_parquet(sorted(paths.values()), include_file_paths="path").collect()
        return of.join(rows, on="path", maintain_order="left").drop("path")


def _whole_draws(done: list[Job], scenarios: int, replicates: int) -> list[Job]:
    """Jobs of the draws that have every scenario in every replicate."""
    of: dict[int, list[Job]] = {}
    for job in done:
        of.setdefault(job.draw, []).append(job)
    return [job for each in _in_order(of) if len(each) == scenarios * replicates for job in each]


def _in_order(of: dict[int, list[Job]]) -> Iterator[list[Job]]:
    yield from (of[draw] for draw in sorted(of))
