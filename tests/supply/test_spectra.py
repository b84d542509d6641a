"""Spectra compared with references: what is there, what is left over, what cannot be compared."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from veille.supply.spectra import (
    NotASpectrum,
    Spectrum,
    compare,
    kept_library,
    read_library,
    read_spectrum,
)
from veille.supply.spectra import synthetic as made_up
from veille.supply.spectra.library import Library, library_of
from veille.supply.spectra.reading import GRID


@pytest.fixture(scope="module")
def references() -> list[Spectrum]:
    return made_up.references(12, 3)


@pytest.fixture(scope="module")
def library(references: list[Spectrum]) -> Library:
    return library_of([*references, made_up.water()])


def mixed(*parts: tuple[Spectrum, float]) -> Spectrum:
    y = sum((s.absorbance * share for s, share in parts), np.zeros(len(parts[0][0].wavenumbers)))
    line = np.linspace(0, 0.1, len(y))
    noise = np.random.default_rng(1).normal(0, 0.001, len(y))
    return Spectrum("mixed", parts[0][0].wavenumbers, y + line + noise)


def test_a_pure_substance_is_named_and_nothing_is_left(
    references: list[Spectrum], library: Library
):
    found = compare(mixed((references[7], 1.0)), library)
    assert found.parts[0].name == references[7].name
    assert found.parts[0].weight > 0.9
    assert not found.unexplained


def test_two_substances_of_two_families_are_both_named(
    references: list[Spectrum], library: Library
):
    found = compare(mixed((references[2], 0.7), (references[31], 0.3)), library)
    assert {part.name for part in found.parts} >= {references[2].name, references[31].name}
    assert not found.unexplained


def test_a_spectrum_bent_by_the_crystal_and_moved_is_explained_by_what_is_there(
    references: list[Spectrum], library: Library
):
    mixture = mixed((references[2], 0.7), (references[31], 0.3))
    bent = mixture.absorbance * (1_000 / mixture.wavenumbers) ** 0.8
    found = compare(replace(mixture, absorbance=np.roll(bent, 1)), library)
    assert {part.name for part in found.parts} == {references[2].name, references[31].name}
    assert not found.unexplained


def test_what_cannot_be_told_from_another_is_said_to_be_one_of_them(references: list[Spectrum]):
    noise = np.random.default_rng(2).normal(0, 1e-4, len(references[7].absorbance))
    twin = replace(references[7], name="twin", absorbance=references[7].absorbance + noise)
    library = library_of([*references, twin])
    found = compare(mixed((references[7], 0.6), (references[31], 0.4)), library)
    first, second = found.parts
    assert {first.name, *first.or_else} == {references[7].name, "twin"}
    assert (second.name, second.or_else) == (references[31].name, ())


def test_something_that_is_not_in_the_library_is_a_result(
    references: list[Spectrum], library: Library
):
    stranger = made_up.references(2, 77)[6]
    found = compare(mixed((references[2], 0.6), (stranger, 0.4)), library)
    assert found.unexplained
    assert found.parts[0].name == references[2].name
    assert found.residual.shape == GRID.shape


def test_without_references_everything_is_unexplained(references: list[Spectrum]):
    found = compare(references[0], library_of([]))
    assert (found.parts, found.unexplained) == ((), True)


def test_a_spectrum_of_the_wrong_range_or_with_no_numbers_is_refused_in_a_sentence(
    references: list[Spectrum], library: Library
):
    whole = references[0]
    half = Spectrum("half", whole.wavenumbers[300:], whole.absorbance[300:])
    with pytest.raises(NotASpectrum, match="650 to 1850 are needed"):
        compare(half, library)
    broken = whole.absorbance.copy()
    broken[5] = np.nan
    with pytest.raises(NotASpectrum, match="no numbers"):
        compare(replace(whole, absorbance=broken), library)


def jcamp(spectrum: Spectrum, units: str = "ABSORBANCE") -> str:
    y = spectrum.absorbance if units == "ABSORBANCE" else 100 * 10**-spectrum.absorbance
    points = "\n".join(
        f"{x:.1f} {value:.6f}" for x, value in zip(spectrum.wavenumbers, y, strict=True)
    )
    return (
        f"##TITLE={spectrum.name}\n##JCAMP-DX=4.24\n##DATA TYPE=INFRARED SPECTRUM\n"
        f"##XUNITS=1/CM\n##YUNITS={units}\n##XFACTOR=1\n##YFACTOR=1\n"
        f"##FIRSTX={spectrum.wavenumbers[0]}\n##LASTX={spectrum.wavenumbers[-1]}\n"
        f"##NPOINTS={len(y)}\n##XYPOINTS=(XY..XY)\n{points}\n##END=\n"
    )


@pytest.mark.parametrize("units", ["ABSORBANCE", "TRANSMITTANCE"])
def test_a_jcamp_file_is_read_as_absorbance(tmp_path: Path, references: list[Spectrum], units: str):
    path = tmp_path / "a.dx"
    path.write_text(jcamp(references[3], units))
    read = read_spectrum(path)
    assert read.name == references[3].name
    assert np.allclose(read.on_grid(), references[3].on_grid(), atol=1e-4)


def test_a_broken_file_of_the_reference_folder_is_named_and_the_others_are_read(
    tmp_path: Path, references: list[Spectrum]
):
    (tmp_path / "good.dx").write_text(jcamp(references[3]))
    (tmp_path / "bad.dx").write_text("no spectrum")
    (tmp_path / "notes.txt").write_text("no spectrum either")
    library = read_library(tmp_path)
    assert list(library.names) == [references[3].name]
    assert [name for name, _why in library.left_out] == ["bad.dx"]


def test_the_reference_folder_is_read_once_until_one_of_its_spectra_changes(
    tmp_path: Path, references: list[Spectrum]
):
    folder = tmp_path / "references"
    assert not kept_library(folder).names
    folder.mkdir()
    (folder / "one.dx").write_text(jcamp(references[3]))
    once = kept_library(folder)
    (folder / "notes.txt").write_text("no spectrum")
    assert kept_library(folder) is once
    (folder / "two.dx").write_text(jcamp(references[4]))
    assert set(kept_library(folder).names) == {references[3].name, references[4].name}
