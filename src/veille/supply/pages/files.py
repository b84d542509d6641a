"""Files that a page is given: the field for one, how large it may be, what of it was left out."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.ledger.refusal import Refused
from veille.tabular import Fault
from veille.ui.names import sentence

from .. import naming
from ..imports.uploads import LARGEST_BYTES

#: So many faults of a file are shown.
SHOWN = 50
_MEGABYTE = 1_000_000


class Taken(Protocol):
    """What became of a file: rows that were left out, each with why, and those that could not be
    read; headings that no field is read from, names that the dictionary lacks."""

    @property
    def refused(self) -> Sequence[tuple[int, Refused]]: ...
    @property
    def faults(self) -> Sequence[Fault]: ...
    @property
    def unread(self) -> Sequence[str]: ...
    @property
    def unknown(self) -> Iterable[str]: ...


def file_field(label: Any, **more: Any) -> forms.FileField:
    """A field for a file, as wide as its form."""
    told = {"required": _lazy("Choose a file."), "empty": _lazy("The file is empty.")}
    widget = forms.FileInput({"class": "input"})
    return forms.FileField(label=label, widget=widget, error_messages=told, **more)


def small_enough(file: "UploadedFile[Any]") -> "UploadedFile[Any]":
    """Raises ValidationError for one that this page does not take, and names the command."""
    size = file.size or 0
    if size > LARGEST_BYTES:
        raise forms.ValidationError(
            _(
                "%(name)s has %(size)s MB, and this page takes up to %(most)s. Nothing was read. "
                "Import it with the command “veille supply import”, which shows how far it is."
            )
            % {
                "name": file.name,
                "size": number_format(size // _MEGABYTE),
                "most": LARGEST_BYTES // _MEGABYTE,
            }
        )
    return file


def asked_back(names: Iterable[str]) -> list[str]:
    """Names that the dictionary lacks, each with what it may have meant: “xylasine (xylazine?)”."""
    language = get_language() or "en"
    found = []
    for name in list(names)[:SHOWN]:
        likely = naming.likely(name, language)
        found.append(f"{name} ({likely[0]}?)" if likely else name)
    return found


def left_out(done: Taken) -> dict[str, Any]:
    """What `supply/import_faults.html` shows of it, in the order of the rows."""
    language = get_language() or "en"
    faults = [(row, "", sentence(why)) for row, why in done.refused]
    faults += [(one.row, one.heading, one.message.in_words(language)) for one in done.faults]
    return {
        "faults": [
            {"rows": row, "count": 1, "heading": heading, "says": says}
            for row, heading, says in sorted(faults)[:SHOWN]
        ],
        "more_faults": max(0, len(faults) - SHOWN),
        "unread": done.unread,
        "unknown": asked_back(done.unknown),
    }
