"""The log of seizures: the latest, a new one, a file of them, and the series for an event study."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille import tabular
from veille.ledger.refusal import Absent
from veille.tabular import Profile, Table, Unreadable
from veille.tabular.writing import as_csv
from veille.ui import uploads
from veille.ui.answers import form_sheet, on_to, submit
from veille.ui.fields import ChipField, DayField
from veille.ui.files import answered, file_field, file_language, question_shown, small_enough
from veille.ui.forms import FloorForm, PlainForm
from veille.ui.requests import AccountRequest
from veille.ui.uploads import Upload
from veille.ui.words import words_of

from ..importing import open_with, profile_of
from ..naming import is_known, shown
from ..schemas import SEIZURES
from ..seizures import actions, facts, reads
from ..seizures.actions import Logged
from ..seizures.tables import SeizedRow, SeizureRow
from ..words import SeizureKind
from .files import asked_back, left_out
from .forms import FloatField
from .nobody import NamesNobodyForm

#: A seizure with its amounts.
InLog = tuple[SeizureRow, list[SeizedRow]]


def _text(label: Any, longest: int, **more: Any) -> forms.CharField:
    widget = forms.TextInput({"class": "input", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, widget=widget, **more)


class SeizureForm(NamesNobodyForm):
    read_by_others = ("place", "source")

    day = DayField(label=_lazy("Day"))
    place = _text(
        _lazy("Town or district"), 80, help_text=_lazy("No street, no number, nobody’s name.")
    )
    what = ChipField(SeizureKind, label=_lazy("Where it was seized"))
    substance = _text(_lazy("Substance"), 80)
    grams = FloatField(label=_lazy("Mass, in grams"), required=False)
    substance_2 = _text(_lazy("Second substance"), 80, required=False)
    grams_2 = FloatField(label=_lazy("Its mass, in grams"), required=False)
    source = _text(
        _lazy("Who says so"), 80, help_text=_lazy("A police service, customs, a newspaper.")
    )
    reference = _text(_lazy("Their number of it"), 40, required=False)
    again = forms.BooleanField(
        label=_lazy("another one than that which is in the log"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["again"]  # asked where the same is in the log

    def values(self) -> dict[str, Any]:
        """What the verb is told."""
        data = self.cleaned_data
        amounts = [facts.Amount(data["substance"], data["grams"])]
        if data["substance_2"]:
            amounts.append(facts.Amount(data["substance_2"], data["grams_2"]))
        told = {
            name: data[name] for name in ("day", "place", "what", "source", "reference", "again")
        }
        return {**told, "amounts": amounts}


class StrikeForm(FloorForm):
    """Nothing is asked: what was wrong is said by what is logged in its place."""


class FileForm(PlainForm):
    file = file_field(_lazy("File: CSV or a workbook, one row a substance"))
    source = _text(_lazy("Who says so"), 80)

    def clean_file(self) -> "UploadedFile[Any]":
        return small_enough(self.cleaned_data["file"])


def seizures(request: AccountRequest) -> HttpResponse:
    rows = [
        {
            "row": row,
            "what": words_of([row.what], SeizureKind),
            "amounts": ", ".join(_amount(one) for one in amounts),
        }
        for row, amounts in reads.latest()
    ]
    return render(request, "supply/seizures.html", {"rows": rows, "tab": "supply"})


def find(_request: AccountRequest, id: str) -> InLog:
    """A seizure in the log, of the whole network."""
    found = reads.one(id)
    if found is None:
        raise Absent(_("This seizure is not in the log. Go back and open the page again."))
    return found


def strike(request: AccountRequest, seizure: InLog) -> HttpResponse:
    row, amounts = seizure
    form = StrikeForm(request.POST or None)
    home = reverse("seizures")
    if submit(
        request,
        form,
        lambda _data: actions.strike(by=request.user.id, seizure=row.id, submission=form.identity),
    ):
        return on_to(request, home, _("Struck out: it counts in nothing. Log it anew as it was."))
    what = ", ".join(_amount(one) for one in amounts)
    return form_sheet(
        request,
        form,
        title=_("Strike out this seizure?"),
        sub=" · ".join((date_format(row.at), row.place, row.source, what)),
        save=_("Strike out"),
        back=home,
    )


def _amount(one: Any) -> str:
    parts = [shown(one.substance, get_language() or "en")]
    if one.grams is not None:
        parts.append(f"{number_format(one.grams)}\u00a0g")
    if one.units is not None:
        units = ngettext("%(n)s unit", "%(n)s units", one.units)
        parts.append(units % {"n": number_format(one.units)})
    return " ".join(parts)


def new(request: AccountRequest) -> HttpResponse:
    form = SeizureForm(request.POST or None)
    home = reverse("seizures")
    done = submit(
        request,
        form,
        lambda _data: actions.log(by=request.user.id, submission=form.identity, **form.values()),
    )
    if done:
        written = [form.cleaned_data[name] for name in ("substance", "substance_2")]
        unknown = asked_back(name for name in written if name and not is_known(name))
        return on_to(request, home, _saved(unknown))
    return form_sheet(request, form, title=_("A seizure"), save=_("Save"), back=home)


def _saved(unknown: Sequence[str]) -> str:
    if not unknown:
        return _("Saved.")
    names = ", ".join(unknown)
    return _("Saved. The dictionary lacks %(names)s: correct it if it is a slip.") % {
        "names": names
    }


def from_file(request: AccountRequest) -> HttpResponse:
    """What can be read goes in; each row that cannot is named, with why."""
    if request.method == "POST" and "upload" in request.POST:
        upload = uploads.find(request.POST["upload"], request.user.id)
        profile = profile_of(upload.profile, SEIZURES)
        return _read(request, upload, *open_with(upload.file, profile))
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _file_page(request, form, None)
    given = form.cleaned_data["file"]
    upload = uploads.begin(request.user.id, given.name, given.chunks())
    upload.source = form.cleaned_data["source"]
    try:
        table, profile = open_with(upload.file, "", SEIZURES)
    except Unreadable as refused:
        upload.remove()
        form.add_error("file", refused.in_words(file_language()))
        return _file_page(request, form, None)
    upload.keep(profile)
    return _read(request, upload, table, profile)


def _read(request: AccountRequest, upload: Upload, table: Table, profile: Profile) -> HttpResponse:
    """What the file leaves open is asked before anything is written; what looks like a seizure that
    is in the log is asked about after."""
    dry = tabular.dry_run(table, SEIZURES, profile)
    if dry.questions and "upload" in request.POST:
        profile = answered(profile, dry.questions, request.POST.dict())
        upload.keep(profile)
        dry = tabular.dry_run(table, SEIZURES, profile)
    if dry.questions:
        questions = [question_shown(one) for one in dry.questions]
        return _file_page(request, FileForm(), None, upload=upload, questions=questions)
    done = actions.log_file(
        by=request.user.id,
        source=upload.source,
        table=table,
        profile=dry.profile,
        again="again" in request.POST,
    )
    if done.alike:
        return _file_page(request, FileForm(), done, upload=upload)
    upload.remove()
    return _file_page(request, FileForm(), done)


def _file_page(
    request: AccountRequest, form: FileForm, done: Logged | None, **more: Any
) -> HttpResponse:
    context = {"form": form, "done": done, "tab": "supply", **more}
    if done is not None:
        context |= left_out(done)
    status = 422 if form.errors else 200
    return render(request, "supply/seizures_file.html", context, status=status)


def series(request: AccountRequest) -> HttpResponse:
    """A row a seizure, for an event study: its day, what, where, how much."""
    response = HttpResponse(
        as_csv(reads.SERIES, reads.series()), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="seizures.csv"'
    return response
