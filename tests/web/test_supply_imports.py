"""A coordinator takes another programme's file in: it is tried first, then imported in parts."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from veille.accounts.models import Role
from veille.supply.imports.tables import ImportedSampleRow, ImportedTestRow
from veille.supply.pages import imports
from veille.ui import files as ui_files
from veille.ui import uploads

from ..supply.test_imports import UNC, UNC_DETAIL
from .night import Night, words
from .sampled import SAMPLES, uploaded


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VEILLE_VAR", tmp_path)


def choose(night: Night, text: str = SAMPLES, language: str = "en", **said: object):
    told = {"file": SimpleUploadedFile("samples.csv", text.encode()), **said}
    return night.client(Role.COORDINATOR, language).post(reverse("supply-import"), told)


def test_a_file_is_tried_and_its_fault_is_named_with_its_row_before_anything_is_written(
    night: Night,
):
    answer = choose(night)
    page = words(night.client(Role.COORDINATOR).get(answer.url))
    assert "2 rows of samples: 1 ready, 0 here already, 1 cannot be read" in page
    assert "3 date_collect" in page
    assert "February 2025 had 28 days" in page
    assert not ImportedSampleRow.objects.exists()


def test_it_is_imported_by_one_button_and_the_same_file_then_adds_nothing(night: Night):
    client = night.client(Role.COORDINATOR)
    address = choose(night).url
    done = client.post(address, {"import": "on"}, follow=True)
    assert "1 new, 0 changed, 0 here already; left out: 1" in words(done)
    assert ImportedSampleRow.objects.get().source == "samples"
    again = choose(night).url
    assert "0 ready, 1 here already" in words(client.get(again))
    assert client.get(address).status_code == 404


def test_a_long_file_is_imported_in_parts_that_say_how_far_they_are(
    night: Night, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(imports, "SECONDS_A_PART", 0.0)
    client = night.client(Role.COORDINATOR)
    address = choose(night, "Date,Sold as\n" + "2025-02-27,heroin\n" * 1_100).url
    page = client.post(address, {"import": "on"}, follow=True)
    assert "500 new, to row 501" in words(page)
    assert ImportedSampleRow.objects.count() == 500
    client.post(address, {"import": "on"})
    done = client.post(address, {"import": "on"}, follow=True)
    while "left out" not in words(done):
        done = client.post(address, {"import": "on"}, follow=True)
    assert "1,100 new" in words(done)
    assert ImportedSampleRow.objects.count() == 1_100


def test_what_can_be_read_in_two_ways_is_asked_and_not_imported_before(night: Night):
    client = night.client(Role.COORDINATOR, "fr")
    address = choose(night, "Date,City\n03/04/2025,Laval\n", "fr").url
    assert "Lire ainsi" in words(client.get(address))
    client.post(address, {"import": "on"})
    assert not ImportedSampleRow.objects.exists()
    client.post(address, {"answer-0": "month-first"})
    client.post(address, {"import": "on"})
    assert ImportedSampleRow.objects.get().at.date().isoformat() == "2025-03-04"


def test_an_answer_that_is_no_choice_is_refused_in_a_sentence(night: Night):
    address = reverse(
        "supply-import-tried",
        args=[uploaded("Date\n03/04/2025\n", by=night.by(Role.COORDINATOR)).id],
    )
    answer = night.client(Role.COORDINATOR).post(address, {"answer-0": "sideways"})
    assert (answer.status_code, "none of the choices" in words(answer)) == (422, True)


def test_uncs_two_files_are_taken_in_together(night: Night):
    detail = SimpleUploadedFile("nc_lab_detail.csv", UNC_DETAIL.encode())
    answer = choose(night, UNC, profile="unc", detail=detail)
    assert "Second file: 2 rows ready" in words(night.client(Role.COORDINATOR).get(answer.url))
    night.client(Role.COORDINATOR).post(answer.url, {"import": "on"})
    assert ImportedTestRow.objects.get(substance="xylazine").abundance == "trace"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "The file is empty"), ("\x00\x01\x02" * 400, "")],
    ids=["empty", "binary"],
)
def test_what_is_no_table_is_refused_in_a_sentence_and_nothing_of_it_is_kept(
    night: Night, tmp_path: Path, text: str, sentence: str
):
    answer = choose(night, text)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not list((tmp_path / "imports").glob("*"))


def test_a_file_that_is_too_large_for_the_page_names_the_command(
    night: Night, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ui_files, "LARGEST_BYTES", 20)
    answer = choose(night)
    assert answer.status_code == 422
    assert "Nothing was read" in words(answer)
    assert "veille supply import" in words(answer)


def test_a_profile_of_ones_own_that_is_wrong_says_which_key(night: Night):
    own = SimpleUploadedFile("own.toml", b'[columns."Date"]\nfield = "when"\n')
    answer = choose(night, own=own)
    assert answer.status_code == 422
    assert "there is no field “when”" in words(answer)


def test_a_profile_of_another_kind_of_file_is_refused(night: Night):
    own = SimpleUploadedFile("own.toml", b"schema = 'supply.seizures'\n")
    answer = choose(night, own=own)
    assert answer.status_code == 422
    assert "The profile is for “supply.seizures”, not for “supply.samples”" in words(answer)


def test_a_file_that_nobody_imported_is_removed_after_a_day(
    night: Night, monkeypatch: pytest.MonkeyPatch
):
    old = uploaded(SAMPLES, by=night.by())
    monkeypatch.setattr(uploads, "KEPT_SECONDS", -1.0)
    uploaded(SAMPLES, by=night.by())
    assert not old.file.exists()


def test_a_file_is_found_by_whoever_chose_it_alone(night: Night):
    address = reverse("supply-import-tried", args=[uploaded(SAMPLES, by=night.by()).id])
    assert night.client(Role.COORDINATOR).get(address).status_code == 404
