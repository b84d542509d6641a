"""Other programmes' files, taken in by a coordinator: chosen, tried, then imported in parts."""

from collections.abc import Iterable
from time import monotonic
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille import tabular
from veille.ledger import store
from veille.tabular import DryRun, Profile, Table, Unreadable
from veille.ui import uploads
from veille.ui.answers import on_to
from veille.ui.files import (
    SHOWN,
    answered,
    fault_shown,
    file_field,
    file_language,
    question_shown,
    small_enough,
)
from veille.ui.forms import PlainForm
from veille.ui.requests import AccountRequest
from veille.ui.uploads import Upload

from ..importing import (
    DETAIL_SUFFIX,
    PROFILES,
    Detail,
    laboratory,
    open_with,
    profile_of,
    samples,
    unread_headings,
)
from ..imports.actions import id_of, import_file
from ..imports.things import IMPORTED_MONTH, IMPORTED_SAMPLE
from ..naming import is_known
from ..policies import check_name
from ..schemas import DETAIL, MONTHS, OF_SAMPLES, SCHEMAS
from .files import asked_back

#: A request imports for so long, then says how far it is.
SECONDS_A_PART = 2.0
#: What takes a larger file.
_COMMAND = "veille supply import"


class FileForm(PlainForm):
    """A file of samples, how it is read, whose it is."""

    file = file_field(_lazy("File: CSV or a workbook"))
    detail = file_field(
        _lazy("Second file, one row a substance found"),
        required=False,
        help_text=_lazy("UNC’s nc_lab_detail.csv, for example."),
    )
    profile = forms.ChoiceField(
        label=_lazy("How it is read"),
        required=False,
        choices=[
            ("", _lazy("by its headings")),
            ("bc-2018", _lazy("British Columbia, 2018 to 2020")),
            ("unc", _lazy("UNC Street Drug Analysis Lab")),
            ("nyc", _lazy("New York City, counts by month")),
            ("veille", _lazy("another Veille")),
        ],
        widget=forms.Select({"class": "input"}),
    )
    own = file_field(_lazy("or by a profile of yours (TOML)"), required=False)
    source = forms.CharField(
        label=_lazy("Whose samples they are"),
        required=False,
        max_length=80,
        help_text=_lazy(
            "A row is known again within it. Empty: the profile’s name, or the file’s."
        ),
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        return small_enough(self.cleaned_data["file"], _COMMAND)

    def clean_detail(self) -> "UploadedFile[Any] | None":
        found = self.cleaned_data["detail"]
        return small_enough(found, _COMMAND) if found else None

    def clean_own(self) -> Profile | None:
        found = self.cleaned_data["own"]
        if not found:
            return None
        try:
            return profile_of(small_enough(found).read().decode("utf-8"), *OF_SAMPLES)
        except UnicodeDecodeError:
            raise forms.ValidationError(_("That profile is no text in UTF-8.")) from None
        except Unreadable as refused:
            raise forms.ValidationError(refused.in_words(file_language())) from None

    def clean_source(self) -> str:
        said: str = self.cleaned_data["source"]
        return check_name(said) if said.strip() else ""


def imports(request: AccountRequest) -> HttpResponse:
    """Choose a file; nothing is written before it was tried."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        detail = data["detail"]
        upload = uploads.begin(
            request.user.id,
            data["file"].name,
            data["file"].chunks(),
            detail.name if detail else "",
            detail.chunks() if detail else (),
        )
        try:
            _table, profile = open_with(upload.file, data["own"] or data["profile"])
        except Unreadable as refused:
            upload.remove()
            form.add_error("file", refused.in_words(file_language()))
        else:
            named = data["own"] is not None or data["profile"]
            upload.source = data["source"] or (profile.name if named else _stem(upload.name))
            upload.keep(profile)
            return redirect("supply-import-tried", upload.id)
    context = {"form": form, "tab": "supply"}
    return render(request, "supply/imports.html", context, status=422 if form.errors else 200)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def find(request: AccountRequest, id: str) -> Upload:
    """A file that this account chose and did not import yet."""
    return uploads.find(id, request.user.id)


def tried(request: AccountRequest, upload: Upload) -> HttpResponse:
    """What would come of the file; questions are answered here, then it is imported."""
    if request.method == "POST":
        if "import" in request.POST:
            return _import(request, upload)
        _answer(upload, request.POST.dict())
        return redirect("supply-import-tried", upload.id)
    table, profile = open_with(upload.file, profile_of(upload.profile))
    dry = _dry_run(table, profile, upload)
    language = file_language()
    context: dict[str, Any] = {
        "upload": upload,
        "under_way": upload.after_row > 0,
        "percent": round(100 * upload.share),
        "dry": dry,
        "left_out": dry.faulty,
        "columns": [
            (column.heading, _label(dry.profile, column.field, language))
            for column in dry.profile.columns
            if column.heading in table.headings
        ],
        "unread": [] if profile.name in PROFILES else unread_headings(table, dry.profile),
        "unknown": [] if upload.after_row else asked_back(_unknown_names(table, dry.profile)),
        "notes": [note.in_words(language) for note in dry.notes],
        "faults": [fault_shown(fault) for fault in dry.faults[:SHOWN]],
        "more_faults": max(0, len(dry.faults) - SHOWN),
        "questions": [question_shown(one) for one in dry.questions],
        "profile": tabular.written_profile(dry.profile),
        "detail_rows": _detail_rows(upload),
        "tab": "supply",
    }
    return render(request, "supply/import_tried.html", context)


def _dry_run(table: Table, profile: Profile, upload: Upload) -> DryRun:
    thing = IMPORTED_MONTH if profile.schema == MONTHS.name else IMPORTED_SAMPLE

    def known(keys: Iterable[str]) -> set[str]:
        ids = {id_of(thing, upload.source, key): key for key in keys}
        with store.cursor() as cursor:
            return {ids[id] for id in store.facts_about_each(cursor, list(ids))}

    return tabular.dry_run(table, SCHEMAS[profile.schema], profile, known=known)


def _label(profile: Profile, field: str, language: str) -> str:
    return SCHEMAS[profile.schema].field(field).label.in_words(language) if field else ""


def _unknown_names(table: Table, profile: Profile) -> dict[str, None]:
    """Of what was found, in the order of the file."""
    if profile.schema == MONTHS.name:
        return {}
    return {
        part.written: None
        for batch in samples(table, profile)
        for _row, _key, sample in batch
        for part in sample.components
        if not is_known(part.written)
    }


def _answer(upload: Upload, said: dict[str, str]) -> None:
    table, profile = open_with(upload.file, profile_of(upload.profile))
    dry = _dry_run(table, profile, upload)
    upload.keep(answered(profile, dry.questions, said))


def _detail_rows(upload: Upload) -> dict[str, Any] | None:
    """What the second file gives, and its faults."""
    if upload.detail is None:
        return None
    language = file_language()
    try:
        table, profile = _open_detail(upload)
    except Unreadable as refused:
        return {"refused": refused.in_words(language)}
    dry = tabular.dry_run(table, DETAIL, profile)
    faults = [fault_shown(fault) for fault in dry.faults[:SHOWN]]
    return {"ready": dry.ready, "faulty": dry.faulty, "faults": faults}


def _open_detail(upload: Upload) -> tuple[Table, Profile]:
    assert upload.detail is not None
    name = profile_of(upload.profile).name + DETAIL_SUFFIX
    return open_with(upload.detail, name if name in PROFILES else "", DETAIL)


def _detail(upload: Upload) -> Detail | None:
    return None if upload.detail is None else laboratory(*_open_detail(upload))


def _import(request: AccountRequest, upload: Upload) -> HttpResponse:
    """For some seconds; then the page says how far it is, and goes on by itself."""
    table, profile = open_with(upload.file, profile_of(upload.profile))
    dry = _dry_run(table, profile, upload)
    if dry.questions:
        return redirect("supply-import-tried", upload.id)
    ends = monotonic() + SECONDS_A_PART

    def go(share: float) -> bool:
        upload.share = share
        return monotonic() < ends

    done = import_file(
        by=request.user.id,
        source=upload.source,
        table=table,
        profile=dry.profile,
        detail=_detail(upload),
        after_row=upload.after_row,
        go=go,
    )
    upload.after_row = max(upload.after_row, done.row)
    upload.new += done.new
    upload.changed += done.changed
    upload.here += done.here
    if not done.ended:
        upload.keep()
        return redirect("supply-import-tried", upload.id)
    upload.remove()
    words = _(
        "Imported from %(name)s: %(new)s new, %(changed)s changed, %(here)s here already; "
        "left out: %(out)s."
    ) % {
        "name": upload.name,
        "new": number_format(upload.new),
        "changed": number_format(upload.changed),
        "here": number_format(upload.here),
        "out": number_format(dry.faulty),
    }
    if done.twice:
        rows = ", ".join(str(row) for row, _label in done.twice[:5])
        words += " " + _("A label that stood further up already: rows %(rows)s.") % {"rows": rows}
    return on_to(request, reverse("supply-import"), words)
