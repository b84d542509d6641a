"""A spectrum's file at the bench: drawn, compared with references, and nothing written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from veille.supply import reads
from veille.supply.spectra import Spectrum
from veille.supply.spectra import synthetic as made_up

from ..supply.scene import take_in
from .night import SITE, Night, words


def jcamp(spectrum: Spectrum) -> bytes:
    points = "\n".join(
        f"{x:.1f} {y:.6f}" for x, y in zip(spectrum.wavenumbers, spectrum.absorbance, strict=True)
    )
    return (
        f"##TITLE={spectrum.name}\n##JCAMP-DX=4.24\n##DATA TYPE=INFRARED SPECTRUM\n"
        f"##XUNITS=1/CM\n##YUNITS=ABSORBANCE\n##XFACTOR=1\n##YFACTOR=1\n"
        f"##FIRSTX={spectrum.wavenumbers[0]}\n##LASTX={spectrum.wavenumbers[-1]}\n"
        f"##NPOINTS={len(spectrum.absorbance)}\n##XYPOINTS=(XY..XY)\n{points}\n##END=\n"
    ).encode()


@pytest.fixture
def references(tmp_path: Path) -> Iterator[Path]:
    with override_settings(VEILLE_SPECTRA=tmp_path / "references"):
        yield tmp_path / "references"


def test_a_spectrum_is_compared_and_its_names_wait_to_be_saved(night: Night, references: Path):
    references.mkdir()
    pure = made_up.references(3, 3)
    for at, name in enumerate(("caffeine", "lactose", "fentanyl", "mannitol", "xylazine")):
        one = Spectrum(name, pure[3 * at].wavenumbers, pure[3 * at].absorbance)
        (references / f"{name}.dx").write_bytes(jcamp(one))
    (references / "broken.dx").write_bytes(b"no spectrum")
    sample = take_in(place=SITE)
    client, address = night.client(), reverse("bench-spectrum", args=[SITE, sample.id])
    both = 0.7 * pure[0].absorbance + 0.3 * pure[6].absorbance
    file = SimpleUploadedFile("a.dx", jcamp(Spectrum("a", pure[0].wavenumbers, both)))
    shown = client.post(address, {"compare": "1", "file": file})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "caffeine\nfentanyl</textarea>" in page
    assert "<polyline" in page
    assert "Something here is not in the library" not in page
    assert "Left out of the references, since no spectrum is read from them: broken.dx" in words(
        shown
    )
    assert reads.sample(sample.id).components is None


def test_without_references_it_is_drawn_and_what_is_no_spectrum_is_refused(
    night: Night, references: Path
):
    sample = take_in(place=SITE)
    client, address = night.client(), reverse("bench-spectrum", args=[SITE, sample.id])
    whole = made_up.references(1, 3)[0]
    drawn = client.post(address, {"compare": "1", "file": SimpleUploadedFile("a.dx", jcamp(whole))})
    assert "No reference spectra are here" in words(drawn)
    assert "<polyline" in drawn.content.decode()
    half = Spectrum("half", whole.wavenumbers[300:], whole.absorbance[300:])
    for name, content, sentence in (
        ("half.dx", jcamp(half), "650 to 1850 are needed"),
        ("notes.dx", b"no spectrum", "holds no spectrum"),
    ):
        sent = {"compare": "1", "file": SimpleUploadedFile(name, content)}
        refused = client.post(address, sent)
        assert refused.status_code == 422
        assert sentence in words(refused)
