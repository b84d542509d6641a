"""Samples for other programmes: UNC's two files, read again as what they were; Parquet."""

import csv
import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from veille.supply import gathered
from veille.supply.exporting import two_files, write_parquet
from veille.supply.importing import laboratory, open_with, samples
from veille.supply.imports.actions import import_file
from veille.supply.records import Component, Method, Outcome, Reading, Sample

from .test_imports import UNC, UNC_DETAIL, imported

SAMPLES = [
    Sample(
        label="4K7PMXARHCWT",
        collected=date(2026, 3, 2),
        place="Laval",
        site="cactus",
        expected=("down",),
        sold_as_written="down",
        readings=(
            Reading(target="fentanyl", outcome=Outcome.POSITIVE),
            Reading(target="nitazene", outcome=Outcome.CONFLICTING),
            Reading(target="xylazine", outcome=Outcome.INVALID),
        ),
        components=(
            Component(substance="caffeine", method=Method.FTIR, share=0.425, written="Caffeine"),
            Component(
                substance="fentanyl",
                method=Method.LABORATORY,
                trace=True,
                written="fentanyl",
                how="gc_ms",
            ),
        ),
        methods=frozenset(Method),
    ),
    Sample(
        label="4K7PMXARHCWX",
        collected=None,
        place="",
        site="cactus",
        expected=("=cmd!a0",),
        sold_as_written="=cmd!A0",
        methods=frozenset({Method.FTIR}),
    ),
]


def read_again(folder: Path, files: tuple[str, str]) -> list[Sample]:
    for name, text in zip(("samples.csv", "detail.csv"), files, strict=True):
        (folder / name).write_text(text, "utf-8")
    detail = laboratory(*open_with(folder / "detail.csv", "veille-detail"))
    table, found = open_with(folder / "samples.csv", "veille")
    return [each for page in samples(table, found, detail) for _row, _key, each in page]


def test_what_is_given_out_is_read_again_as_it_was(tmp_path: Path):
    assert read_again(tmp_path, two_files(SAMPLES)) == SAMPLES


def test_no_cell_begins_a_formula():
    for text in two_files(SAMPLES):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_laboratory_that_did_not_look_leaves_its_columns_empty():
    one, two = csv.DictReader(io.StringIO(two_files(SAMPLES)[0]))
    assert (one["lab_fentanyl"], one["lab_fentanyl_any"]) == ("0", "1")
    assert (two["lab_fentanyl"], two["lab_fentanyl_any"]) == ("", "")
    assert (one["date_collect"], two["date_collect"]) == ("02Mar2026", "")


def test_parquet_has_a_row_for_each_answer_and_one_for_a_sample_without(tmp_path: Path):
    write_parquet(SAMPLES, tmp_path / "samples.parquet")
    frame = pl.read_parquet(tmp_path / "samples.parquet")
    assert frame.height == 6
    assert frame["outcome"].to_list()[:3] == ["positive", "conflicting", "invalid"]
    assert frame.filter(pl.col("method") == "ftir")["share"].to_list() == [0.425]
    assert frame.schema["collected"] == pl.Date


@pytest.mark.usefixtures("bench")
def test_what_the_ledger_holds_of_a_source_comes_out_as_it_went_in(tmp_path: Path):
    imported(tmp_path, UNC, "unc", UNC_DETAIL)
    before = gathered.of_source("unc")
    again = read_again(tmp_path, two_files(before))
    assert again == before
    table, found = open_with(tmp_path / "samples.csv", "veille")
    detail = laboratory(*open_with(tmp_path / "detail.csv", "veille-detail"))
    import_file(by="noor", source="again", table=table, profile=found, detail=detail)
    assert gathered.of_source("again") == before
