"""The past comes in: a file of the coordinator's, tried first, with each heading beside what it
becomes; then taken in, some seconds at a time."""

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille import tabular
from veille.accounts.access import can_open, role_of
from veille.ledger.refusal import Absent
from veille.tabular import Column, DryRun, Profile, Table, Unreadable
from veille.tabular.writing import as_csv
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
from veille.ui.uploads import Upload

from ..imported_visits import sources
from ..importing import (
    LONGEST_SOURCE,
    Importer,
    Where,
    check_source,
    import_file,
    importer_named,
    importers,
    open_with,
    try_file,
)
from .requests import SiteRequest

#: A request takes in rows for so long, then says how far it is.
SECONDS_A_PART = 2.0
_CHOICES = ("first", "second")


class FileForm(PlainForm):
    """A file, what its rows are, from which records it comes, and how it is read."""

    kind = forms.ChoiceField(
        label=_lazy("What its rows are"), widget=forms.Select({"class": "input"})
    )
    file = file_field(_lazy("File: CSV or a workbook"))
    source = forms.CharField(
        label=_lazy("From which records it comes"),
        max_length=LONGEST_SOURCE,
        help_text=_lazy("Such as “paper register”. Every entry is marked with it."),
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    own = file_field(
        _lazy("How it is read, kept from an earlier file (TOML)"),
        required=False,
        help_text=_lazy("Empty: by its headings, which you then see and can change."),
    )

    def __init__(self, *args: Any, offered: Sequence[Importer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one.name, one.label) for one in offered]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean_file(self) -> "UploadedFile[Any]":
        command = f"veille import {self.cleaned_data.get('kind', 'visits')}"
        return small_enough(self.cleaned_data["file"], command)

    def clean_source(self) -> str:
        return check_source(self.cleaned_data["source"])

    def clean_own(self) -> str:
        found = self.cleaned_data["own"]
        if not found:
            return ""
        try:
            text: str = found.read(100_000).decode("utf-8")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("That profile is no text in UTF-8.")) from None
        return text


def imports(request: SiteRequest, slug: str) -> HttpResponse:
    """Choose a file; nothing is written before it was tried."""
    known, offered = sources(slug), _offered(request)
    form = FileForm(
        request.POST or None,
        request.FILES or None,
        offered=offered,
        initial={"source": known[-1] if known else "", "kind": request.GET.get("kind", "")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        upload = uploads.begin(request.user.id, data["file"].name, data["file"].chunks())
        upload.kind, upload.place, upload.source = data["kind"], slug, data["source"]
        importer = importer_named(upload.kind)
        try:
            _table, profile = open_with(upload.file, importer, _where(request, upload), data["own"])
        except Unreadable as refused:
            upload.remove()
            field = "own" if data["own"] and "profil" in refused.in_words("fr").lower() else "file"
            form.add_error(field, refused.in_words(file_language()))
        else:
            upload.keep(profile)
            return redirect("care-import-tried", slug, upload.id)
    context = {"form": form, "kinds": offered, "back": reverse("site-settings", args=[slug])}
    return render(request, "care/imports.html", context, status=422 if form.errors else 200)


def _offered(request: SiteRequest) -> list[Importer]:
    """What this account may bring in."""
    role = role_of(request.user)
    return [one for one in importers() if not one.needs or can_open(role, one.needs, change=True)]


def template(request: SiteRequest, slug: str, records: str) -> HttpResponse:
    """The headings to fill in, as the spreadsheets of the reader's language open them."""
    importer = importer_named(records)
    where = Where(site=request.here, by=request.user.id, source="")
    fields = importer.reading(where).schema.fields
    headings = [field.label.in_words(file_language()) for field in fields]
    return _spreadsheet(slugify(str(importer.label)) or records, headings, [])


def _spreadsheet(name: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> HttpResponse:
    """A CSV as the spreadsheets of the reader's language open it."""
    text = as_csv(headings, rows, delimiter=";" if file_language() == "fr" else ",")
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def find(request: SiteRequest, id: str) -> Upload:
    """A file that this account chose for this site and did not take in yet."""
    upload = uploads.find(id, request.user.id)
    if not upload.kind or upload.place != request.here.slug:
        raise Absent(_("That file is not of this site. Choose it again."))
    return upload


def _where(request: SiteRequest, upload: Upload) -> Where:
    return Where(
        site=request.here,
        by=request.user.id,
        source=upload.source,
        repeated=upload.repeated,
    )


def tried(request: SiteRequest, slug: str, brought: Upload) -> HttpResponse:
    """What would come of the file; questions are answered and headings chosen here, then it is
    taken in."""
    importer, where = importer_named(brought.kind), _where(request, brought)
    table, profile = open_with(brought.file, importer, where, brought.profile)
    if request.method == "POST" and "import" not in request.POST:
        said = request.POST.dict()
        if "columns" in said:
            profile = _as_chosen(table, profile, importer, where, said)
        else:
            dry, _reading = try_file(table, profile, importer, where)
            profile = answered(profile, dry.questions, said)
        if said.get("repeated") in _CHOICES:
            brought.repeated = said["repeated"]
        brought.keep(profile)
        return redirect("care-import-tried", slug, brought.id)
    if request.method == "POST":
        return _take_in(request, brought, importer, table, profile)
    if brought.after_row:
        context = {"upload": brought, "percent": round(100 * brought.share)}
        return render(request, "care/import_under_way.html", context)
    dry, reading = try_file(table, profile, importer, where)
    if request.GET.get("out") == "faults":
        return _faults_file(table, importer, where, dry)
    context = {
        "upload": brought,
        "importer": importer,
        "dry": dry,
        "notes": [note.in_words(file_language()) for note in dry.notes],
        "faults": [fault_shown(fault) for fault in dry.faults[:SHOWN]],
        "more_faults": max(0, len(dry.faults) - SHOWN),
        "questions": [question_shown(one) for one in dry.questions],
        "asks_hour": reading.repeats_an_hour > 0 or bool(brought.repeated),
        "repeated": brought.repeated,
        "columns": _columns(table, dry.profile, importer, where),
        "profile": tabular.written_profile(dry.profile),
    }
    return render(request, "care/import_tried.html", context)


def _columns(
    table: Table, profile: Profile, importer: Importer, where: Where
) -> list[dict[str, Any]]:
    """Each heading, what stands in its first row, the field that it becomes, and all there are."""
    schema, language = importer.reading(where).schema, file_language()
    forbidden = {one.heading for one in tabular.propose(table, schema) if one.forbidden}
    found = []
    for place, heading in enumerate(table.headings):
        column = profile.column(heading)
        cells = (row[place] for row in table.examples if place < len(row))
        example = next((str(cell)[:40] for cell in cells if str(cell).strip()), "")
        field = column.field if column else ""
        found.append(
            {
                "heading": heading,
                "example": "" if heading in forbidden else example,
                "forbidden": heading in forbidden,
                "field": field,
                "fields": [
                    (one.name, one.label.in_words(language), one.required) for one in schema.fields
                ],
            }
        )
    return found


def _as_chosen(
    table: Table, profile: Profile, importer: Importer, where: Where, said: dict[str, str]
) -> Profile:
    """The profile with each heading read as it was chosen beside it; a field twice is of the first
    heading alone."""
    schema = importer.reading(where).schema
    names, taken = {field.name for field in schema.fields}, set[str]()
    forbidden = {one.heading for one in tabular.propose(table, schema) if one.forbidden}
    for place, heading in enumerate(table.headings):
        chosen = said.get(f"column-{place}", "")
        if chosen not in names or chosen in taken or heading in forbidden:
            chosen = ""
        taken.add(chosen)
        before = profile.column(heading) or Column(heading=heading)
        if before.field != chosen:
            profile = profile.with_column(replace(Column(heading=heading), field=chosen))
    return profile


def _faults_file(table: Table, importer: Importer, where: Where, dry: DryRun) -> HttpResponse:
    """Every row that stays out, and why, to be mended in the file."""
    reading = importer.reading(where)
    rows = [
        [fault.row, fault.heading, fault.text, fault.message.in_words(file_language())]
        for page in tabular.pages(table, reading.schema, dry.profile)
        for fault in page.faults
    ]
    return _spreadsheet("faults", [_("row"), _("column"), _("text"), _("why")], rows)


def _take_in(
    request: SiteRequest, upload: Upload, importer: Importer, table: Table, profile: Profile
) -> HttpResponse:
    """For some seconds; then the page says how far it is, and goes on by itself."""
    slug, where = request.here.slug, _where(request, upload)
    if not upload.after_row:  # tried as a whole once: later parts go on by what it found
        dry, _reading = try_file(table, profile, importer, where)
        if dry.questions:
            return redirect("care-import-tried", slug, upload.id)
        profile, upload.faulty = dry.profile, dry.faulty
    ends = monotonic() + SECONDS_A_PART

    def go(share: float) -> bool:
        upload.share = share
        return monotonic() < ends

    done = import_file(
        importer=importer,
        where=where,
        table=table,
        profile=profile,
        after_row=upload.after_row,
        go=go,
    )
    upload.after_row = max(upload.after_row, done.row)
    upload.new += done.new
    upload.here += done.here
    if not done.ended:
        upload.keep(profile)
        return redirect("care-import-tried", slug, upload.id)
    upload.remove()
    words = _("Taken in from %(name)s: %(new)s new, %(here)s here already; left out: %(out)s.") % {
        "name": upload.name,
        "new": number_format(upload.new),
        "here": number_format(upload.here),
        "out": number_format(upload.faulty),
    }
    return on_to(request, reverse("care-import", args=[slug]), words)
