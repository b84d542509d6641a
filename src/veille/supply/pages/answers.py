"""A laboratory's answers, taken in by label from a file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _lazy

from veille.ledger.refusal import Refused
from veille.tabular import Unreadable
from veille.ui import uploads
from veille.ui.files import file_field, file_language, small_enough
from veille.ui.forms import PlainForm
from veille.ui.names import sentence
from veille.ui.requests import AccountRequest

from ..answers import Answered, take_json, take_table
from ..importing import open_with
from ..schemas import RESULTS
from .files import left_out


class AnswersForm(PlainForm):
    file = file_field(_lazy("File: CSV, a workbook, or JSON"))
    laboratory = forms.CharField(
        label=_lazy("Laboratory, where the file names none"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        return small_enough(self.cleaned_data["file"], "veille supply answers")


def answers(request: AccountRequest) -> HttpResponse:
    """What can be taken in goes in; each row that cannot is named, with why."""
    form = AnswersForm(request.POST or None, request.FILES or None)
    done: Answered | None = None
    if request.method == "POST" and form.is_valid():
        try:
            done = _take(request, form.cleaned_data)
        except Unreadable as refused:
            form.add_error("file", refused.in_words(file_language()))
        except Refused as refused:
            form.add_error("file", sentence(refused))
    context: dict[str, Any] = {"form": form if done is None else AnswersForm(), "done": done}
    if done is not None:
        context |= left_out(done)
    status = 422 if form.errors else 200
    return render(request, "supply/answers.html", {**context, "tab": "supply"}, status=status)


def _take(request: AccountRequest, data: dict[str, Any]) -> Answered:
    given, by = data["file"], request.user.id
    if given.name.lower().endswith(".json"):
        return take_json(by=by, content=given.read())
    upload = uploads.begin(by, given.name, given.chunks())
    try:
        table, profile = open_with(upload.file, "", RESULTS)
        return take_table(by=by, laboratory=data["laboratory"], table=table, profile=profile)
    finally:
        upload.remove()
