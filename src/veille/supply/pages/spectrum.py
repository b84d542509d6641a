"""A spectrum at the bench: a file drawn and compared with the site’s references, and what FTIR
named as the technician writes it.

The comparison proposes names and writes nothing; shares of absorbance are no shares of mass, so
that none is filled in.
"""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille import extras
from veille.ui.answers import on_to, sheet, submit
from veille.ui.files import file_field, file_language
from veille.ui.forms import PlainForm

from .. import actions
from ..labels import in_groups
from ..naming import shown
from ..state import Sample
from .forms import SpectrumForm
from .requests import BenchRequest

if TYPE_CHECKING:
    from ..spectra import Comparison, Library

#: A spectrum of an instrument has some hundred kilobytes.
LARGEST_BYTES = 5_000_000
_MEGABYTE = 1_000_000
#: The drawing, in units of its own; each curve has a band of it.
_WIDTH, _HEIGHT, _REST_HEIGHT = 600.0, 150.0, 60.0


class SpectrumFileForm(PlainForm):
    file = file_field(_lazy("A spectrum’s file (JCAMP-DX or OPUS): drawn and compared, not kept"))

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_BYTES:
            raise forms.ValidationError(
                _(
                    "%(name)s has more than %(most)s MB: that is no infrared spectrum. Choose the "
                    "file of one measurement."
                )
                % {"name": file.name, "most": LARGEST_BYTES // _MEGABYTE}
            )
        return file


def spectrum(request: BenchRequest, slug: str, sample: Sample) -> HttpResponse:
    """What FTIR named; with a file, what the references say that it may be."""
    if request.method == "POST" and "compare" in request.POST:
        return _compared(request, sample)
    form = SpectrumForm(request.POST or None)
    form.is_of(sample)
    done = submit(
        request,
        form,
        lambda _data: actions.read_spectrum(
            by=request.user.id, sample=sample.id, submission=form.identity, **form.values()
        ),
    )
    if done:
        return on_to(request, reverse("bench-sample", args=[slug, sample]), _("Saved."))
    return _page(request, sample, form, SpectrumFileForm(), {})


def _compared(request: BenchRequest, sample: Sample) -> HttpResponse:
    extras.need("supply")
    from ..spectra import NotASpectrum, compare, kept_library, read_spectrum

    files = SpectrumFileForm(request.POST, request.FILES)
    seen: dict[str, Any] = {}
    if files.is_valid():
        given = files.cleaned_data["file"]
        with tempfile.TemporaryDirectory() as folder:
            # Its name is what was measured, for a file that bears no title of its own.
            path = Path(folder) / Path(given.name).name
            path.write_bytes(given.read())
            try:
                library = kept_library(settings.VEILLE_SPECTRA)
                seen = _seen(compare(read_spectrum(path), library), library)
            except NotASpectrum as refused:
                files.add_error("file", refused.in_words(file_language()))
    names = [part["names"][0] for part in seen.get("parts", ())]
    form = SpectrumForm(initial={"components": "\n".join(names)} if names else None)
    form.is_of(sample)
    return _page(request, sample, form, files, {"seen": seen} if seen else {})


def _page(
    request: BenchRequest,
    sample: Sample,
    form: SpectrumForm,
    files: SpectrumFileForm,
    more: dict[str, Any],
) -> HttpResponse:
    context = {
        "title": _("Spectrum"),
        "sub": in_groups(sample.label),
        "save": _("Save"),
        "back": reverse("bench-sample", args=[request.here.slug, sample]),
        "files": files,
        **more,
    }
    answer = sheet(request, "supply/spectrum.html", context, form)
    if files.errors:
        answer.status_code = 422
    return answer


def _seen(found: "Comparison", library: "Library") -> dict[str, Any]:
    """For the page: what explains it, whether something is left, and the curves to draw."""
    explained = found.bands - found.residual
    top = max(float(found.bands.max()), float(explained.max()))
    low = min(float(found.bands.min()), float(explained.min()), 0.0)
    span, language = max(top - low, 1e-9), get_language() or "en"
    return {
        "references": len(library.names),
        "left_out": [name for name, _why in library.left_out],
        "parts": [
            {
                "names": [shown(name, language) for name in (part.name, *part.or_else)],
                "percent": number_format(round(100 * part.weight)) + "\u00a0%",
            }
            for part in found.parts
        ],
        "unexplained": found.unexplained,
        "measured": _points((found.bands - low) / span, _HEIGHT, 0.0),
        "explained": _points((explained - low) / span, _HEIGHT, 0.0),
        "rest": _points(
            0.3 + found.residual / span * _HEIGHT / _REST_HEIGHT, _REST_HEIGHT, _HEIGHT + 10
        ),
        "box": f"0 0 {_WIDTH:g} {_HEIGHT + _REST_HEIGHT + 10:g}",
    }


def _points(values: Any, height: float, above: float) -> str:
    """An SVG polyline, high wavenumbers to the left as instruments draw them."""
    last = len(values) - 1
    return " ".join(
        f"{_WIDTH * (1 - at / last):.1f},{above + height * (1 - min(max(value, 0.0), 1.0)):.1f}"
        for at, value in enumerate(values.tolist())
    )
