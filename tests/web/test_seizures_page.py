"""The log of seizures at the desk of a coordinator."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from veille.accounts.models import Role
from veille.supply.seizures import reads
from veille.ui import files as ui_files

from .night import Night, form, words

ROWS = "date,place,kind,substance,grams\n2026-03-02,Laval,mail,fentanyl,20\n2026-02-30,Laval,,x,1\n"


def test_one_is_logged_by_a_form_and_read_by_everybody_of_care(night: Night):
    told = form(
        day="2026-03-02",
        place="Laval",
        what="mail",
        substance="fentanyl",
        grams="20,5",
        substance_2="carfentanil",
        source="ASFC",
    )
    client = night.client(Role.COORDINATOR, "fr")
    assert client.post(reverse("seizure-new"), told).status_code == 302
    page = words(night.client(Role.PEER, "fr").get(reverse("seizures")))
    assert "fentanyl 20,5 g, carfentanil" in page
    assert "ASFC" in page
    assert night.client(Role.PEER).post(reverse("seizure-new"), told).status_code == 403


def test_one_that_was_wrong_is_struck_out_and_logged_anew(night: Night):
    told = form(day="2026-03-02", place="Laval", what="mail", substance="fentanyl", source="ASFC")
    client = night.client(Role.COORDINATOR)
    client.post(reverse("seizure-new"), {**told, "grams": "1000", "reference": "26-7"})
    ((row, _amounts),) = reads.latest()
    strike = reverse("seizure-strike", args=[row.id])
    assert strike in client.get(reverse("seizures")).content.decode()
    assert "Laval · ASFC · fentanyl" in words(client.get(strike))
    assert night.client(Role.NURSE).post(strike, form()).status_code == 403
    assert client.post(strike, form()).status_code == 302
    assert (reads.latest(), reads.series()) == ([], [])
    assert client.post(strike, form()).status_code == 404
    again = form(day="2026-03-02", place="Laval", what="mail", substance="fentanyl", source="ASFC")
    client.post(reverse("seizure-new"), {**again, "grams": "10", "reference": "26-7"})
    assert [one.grams for _row, (one,) in reads.latest()] == [10.0]


def test_what_looks_like_an_address_is_refused_and_the_words_stay(night: Night):
    told = form(
        day="2026-03-02", place="12, rue X", what="mail", substance="fentanyl", source="ASFC"
    )
    answer = night.client(Role.COORDINATOR).post(reverse("seizure-new"), told)
    assert answer.status_code == 422
    assert "looks like somebody’s address" in words(answer)
    assert 'value="fentanyl"' in answer.content.decode()


def test_a_handle_of_somebody_in_the_room_is_asked_about(night: Night):
    night.arrive("Corbeau Vert")
    told = form(
        day="2026-03-02", place="Corbeau vert", what="mail", substance="fentanyl", source="ASFC"
    )
    client = night.client(Role.COORDINATOR)
    asked = client.post(reverse("seizure-new"), told)
    assert asked.status_code == 422
    assert "“Corbeau vert” may be what somebody is called" in words(asked)
    assert client.post(reverse("seizure-new"), {**told, "nobody": "on"}).status_code == 302


def test_a_file_goes_in_and_its_bad_row_is_named(night: Night):
    told = {"file": SimpleUploadedFile("s.csv", ROWS.encode()), "source": "ASFC"}
    answer = night.client(Role.COORDINATOR).post(reverse("seizures-file"), told)
    page = words(answer)
    assert "In the log: 1 new, 0 changed, 0 here already." in page
    assert "February 2026 had 28 days" in page
    assert len(reads.latest()) == 1
    series = night.client().get(reverse("seizures-series")).content.decode().splitlines()
    assert series[1].startswith("2026-03-02,mail,Laval,fentanyl,20,")


def test_a_file_that_is_no_table_is_refused_in_a_sentence(night: Night):
    told = {"file": SimpleUploadedFile("s.xlsx", b"PK\x03\x04 not a workbook"), "source": "ASFC"}
    answer = night.client(Role.COORDINATOR).post(reverse("seizures-file"), told)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()


def test_a_file_that_is_too_large_is_refused_without_a_command_that_takes_no_seizures(
    night: Night, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ui_files, "LARGEST_BYTES", 20)
    told = {"file": SimpleUploadedFile("s.csv", ROWS.encode()), "source": "ASFC"}
    answer = night.client(Role.COORDINATOR).post(reverse("seizures-file"), told)
    assert answer.status_code == 422
    assert "Divide it into smaller files" in words(answer)
    assert "veille supply" not in words(answer)


def test_what_a_file_leaves_open_is_asked_and_what_is_there_already_too(night: Night):
    rows = "date,place,kind,substance,grams\n05/06/2025,Laval,mail,fentanyl,20\n"
    client, address = night.client(Role.COORDINATOR), reverse("seizures-file")
    file = SimpleUploadedFile("s.csv", rows.encode())
    asked = client.post(address, {"file": file, "source": "ASFC"})
    assert "Nothing was written yet" in words(asked)
    assert reads.latest() == []
    upload = re.search(r'name="upload" value="(\w+)"', asked.content.decode())[1]
    answers = re.findall(r'name="answer-0" value="([^"]+)"', asked.content.decode())
    day_first = next(one for one in answers if one.startswith("%d") or "day" in one.lower())
    settled = client.post(address, {"upload": upload, "answer-0": day_first})
    assert "In the log: 1 new" in words(settled)
    ((row, _amounts),) = reads.latest()
    assert (row.at.month, row.at.day) == (6, 5)
    other = "date,place,kind,substance,grams\n2025-06-05,Laval,mail,fentanyl,20\n"
    file = SimpleUploadedFile("o.csv", other.encode())
    alike = client.post(address, {"file": file, "source": "The Gazette"})
    assert "1 seizure looks like one that is in the log" in words(alike)
    upload = re.search(r'name="upload" value="(\w+)"', alike.content.decode())[1]
    assert "1 new" in words(client.post(address, {"upload": upload, "again": "on"}))
