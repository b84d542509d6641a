"""A study is run once: what is finished is kept, whole, and never run again."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import veille.foresight as vf
from veille.foresight.model.levers import Lever
from veille.foresight.study import pieces as pieces_of
from veille.foresight.study import run as running
from veille.foresight.study.job import Job, Piece
from veille.foresight.study.pieces import Pieces, compute, jobs
from veille.foresight.study.results import Results
from veille.foresight.study.run import Running, run
from veille.foresight.study.study import BASELINE, Study


class Stopped(BaseException):
    """As Ctrl-C is: nobody catches it on the way."""


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Jobs that were simulated, in order."""
    seen: list[Job] = []

    def seen_compute(job: Job) -> Piece:
        seen.append(job)
        return compute(job)

    monkeypatch.setattr(running, "compute", seen_compute)
    return seen


@pytest.fixture
def least(small_study: Study) -> Study:
    return small_study.sized(people=100, draws=1, replicates=1)


def test_what_is_finished_is_not_run_again(least: Study, computed: list[Job], tmp_path: Path):
    first = run(least, tmp_path)
    assert (
        len(computed) == len(least.scenarios) - 1 - 1
    )  # both together less one is the other alone
    computed.clear()
    again = run(least, tmp_path)
    assert computed == []
    assert_frame_equal(first.table, again.table)


def test_more_draws_run_only_what_is_new(least: Study, computed: list[Job], tmp_path: Path):
    run(least, tmp_path)
    computed.clear()
    run(least.sized(draws=2), tmp_path)
    assert {job.draw for job in computed} == {1}


def test_interrupted_it_keeps_what_is_done_and_goes_on_from_there(
    least: Study, computed: list[Job], tmp_path: Path
):
    study = least.sized(draws=2)

    def stop(more: int, _all: int) -> None:
        if len(computed) == 3:
            raise Stopped

    with pytest.raises(Stopped):
        run(study, tmp_path, Running(threads=1, advance=stop))
    done, every = running.finished(study, tmp_path)
    assert 3 <= done < every
    before = len(computed)
    whole = run(study, tmp_path)
    kept = {job.key for job in computed[:before]}
    assert not kept & {job.key for job in computed[before:]}
    assert_frame_equal(whole.table, run(study).table)


def test_ctrl_c_breaks_off_no_piece_that_is_in_hand(
    least: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    before = signal.getsignal(signal.SIGINT)

    def compute_meanwhile(job: Job) -> Piece:
        os.kill(os.getpid(), signal.SIGINT)
        return compute(job)

    monkeypatch.setattr(running, "compute", compute_meanwhile)
    with pytest.raises(KeyboardInterrupt):
        run(least, tmp_path, Running(threads=1))
    assert signal.getsignal(signal.SIGINT) is before
    done, every = running.finished(least, tmp_path)
    assert 1 <= done < every
    begun = {path.name.split(".")[0] for path in (tmp_path / "pieces").glob("[0-9a-f]*")}
    assert begun == {job.key for job in jobs(least) if Pieces(tmp_path).has(job)}


def test_a_file_that_is_half_written_is_not_there(
    least: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    job = jobs(least)[0]
    pieces = Pieces(tmp_path)

    def stop(_descriptor: int) -> None:
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(pieces_of.os, "fsync", stop)
        with pytest.raises(Stopped):
            pieces.write(job, compute(job))
    assert not pieces.has(job)
    pieces.write(job, compute(job))
    assert pieces.has(job)


def test_results_are_the_same_on_any_number_of_threads(small_study: Study, small_results: Results):
    alone = run(small_study, None, Running(threads=1))
    for name, frame in small_results.frames.items():
        assert_frame_equal(frame, alone.frames[name])


CHANGES: dict[str, Callable[[Study], Study]] = {
    "seed": lambda study: replace(study, seed=6),
    "people": lambda study: study.sized(people=101),
    "years": lambda study: study.sized(years=2),
    "place": lambda study: replace(study, place=replace(study.place, women=0.3)),
    "levers": lambda study: replace(
        study,
        scenarios=tuple(
            replace(each, levers=(*each.levers, Lever("operations", 1))) for each in study.scenarios
        ),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_piece_is_another_when_anything_that_decides_it_is(least: Study, what: str):
    before = {job.key for job in jobs(least)}
    assert not before & {job.key for job in jobs(CHANGES[what](least))}


def test_a_piece_is_the_same_under_another_name(least: Study):
    renamed = replace(
        least,
        key="other",
        scenarios=tuple(replace(each, key=each.key + "-2") for each in least.scenarios),
    )
    assert [job.key for job in jobs(least)] == [job.key for job in jobs(renamed)]


def test_luck_is_one_in_all_scenarios_and_another_in_each_run(small_study: Study):
    seeds: dict[tuple[int, int], set[int]] = {}
    for job in jobs(small_study):
        seeds.setdefault((job.draw, job.replicate), set()).add(job.seed)
    assert all(len(each) == 1 for each in seeds.values())
    assert len(set.union(*seeds.values())) == small_study.draws * small_study.replicates


def test_another_version_of_the_model_is_refused(least: Study):
    with pytest.raises(pieces_of.OtherVersion, match="another version of the model"):
        compute(replace(jobs(least)[0], code="of last year"))


def test_what_a_piece_counts_by_group_adds_up_to_everybody(least: Study):
    counts = compute(jobs(least)[0]).counts
    everybody = counts.filter(dimension="everybody")["person_days"].sum()
    groups = counts.filter(pl.col("dimension") != "everybody").group_by("dimension")
    assert set(groups.agg(pl.col("person_days").sum())["person_days"]) == {everybody}


def test_the_dead_of_a_piece_are_those_it_counts(least: Study):
    job = next(job for job in jobs(least) if job.scenario == BASELINE)
    piece = compute(replace(job, people=1000))
    counted = piece.counts.filter(dimension="everybody")["overdose_deaths"].sum()
    assert piece.dead.height == counted > 0


def test_no_scenario_of_montreal_is_idle():
    """Each of them changes something that is counted: its levers reach the model."""
    study = vf.load("montreal").sized(people=3000, years=2, draws=1, replicates=1)
    table = run(study).table.filter(pl.col("scenario") != BASELINE)
    moved = table.group_by("scenario").agg(pl.col("more_mean").abs().max().alias("most"))
    assert moved.filter(pl.col("most") == 0)["scenario"].to_list() == []
    assert moved.height == len(study.scenarios) - 1
