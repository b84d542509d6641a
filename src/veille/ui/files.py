"""Files of rows that a page is given: the field for one, how large it may be, and what it shows of
how one is read: faults with their rows, questions with their choices."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille import tabular
from veille.ledger.refusal import Malformed
from veille.tabular import Faults, Profile, Question

from .uploads import LARGEST_BYTES

#: So many faults of a file are shown.
SHOWN = 50
_MEGABYTE = 1_000_000


def file_field(label: Any, **more: Any) -> forms.FileField:
    """A field for a file, as wide as its form."""
    told = {"required": _lazy("Choose a file."), "empty": _lazy("The file is empty.")}
    widget = forms.FileInput({"class": "input"})
    return forms.FileField(label=label, widget=widget, error_messages=told, **more)


def small_enough(file: "UploadedFile[Any]", command: str = "") -> "UploadedFile[Any]":
    """Raises ValidationError for one that a page does not take, and names the command that does,
    where there is one."""
    size = file.size or 0
    if size > LARGEST_BYTES:
        words = _(
            "%(name)s has %(size)s MB, and this page takes up to %(most)s. Nothing was read. "
            "Divide it into smaller files."
        )
        if command:
            words = _(
                "%(name)s has %(size)s MB, and this page takes up to %(most)s. Nothing was read. "
                "Import it with the command “%(command)s”, which shows how far it is."
            )
        raise forms.ValidationError(
            words
            % {
                "name": file.name,
                "size": number_format(size // _MEGABYTE),
                "most": LARGEST_BYTES // _MEGABYTE,
                "command": command,
            }
        )
    return file


def file_language() -> str:
    """Of the two in which files are spoken of, that of the page."""
    return get_language() or "en"


def fault_shown(fault: Faults) -> dict[str, Any]:
    """What `parts/file_faults.html` shows of one."""
    rows = ", ".join(map(str, fault.rows))
    return {
        "count": fault.count,
        "rows": f"{rows} …" if fault.count > len(fault.rows) else rows,
        "heading": fault.heading,
        "says": fault.message.in_words(file_language()),
    }


def question_shown(question: Question) -> dict[str, Any]:
    """What `parts/file_questions.html` asks of one."""
    language = file_language()
    return {
        "heading": question.heading,
        "asked": question.asked.value,
        "says": question.message.in_words(language),
        "proposed": question.proposed,
        "choices": [(answer, says.in_words(language)) for answer, says in question.choices],
    }


def answered(profile: Profile, questions: Sequence[Question], said: Mapping[str, str]) -> Profile:
    """The profile with what was answered, each question by its number on the page."""
    for place, question in enumerate(questions):
        chosen = said.get(f"answer-{place}", "")
        if chosen:
            try:
                profile = tabular.answer(profile, question, chosen)
            except ValueError:
                raise Malformed(
                    _lazy("That answer is none of the choices. Open the page again.")
                ) from None
    return profile
