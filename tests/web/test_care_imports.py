"""A coordinator brings earlier records in: tried first, read as they choose, then taken in."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from veille.accounts.models import Role
from veille.care.pages import imports
from veille.care.tables import VisitRow

from .night import SITE, Night, words

VISITS = (
    "No;Quand;Départ;Voie;Substance;Nom de famille\n"
    "1;2025-03-14 22:10;2025-03-14 22:50;inj;fentanyl;Tremblay\n"
    "2;2025-03-15 23:50;2025-03-15 23:10;fumé;crack;Roy\n"
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VEILLE_VAR", tmp_path)


def choose(night: Night, text: str = VISITS, language: str = "en", **said: object):
    file = SimpleUploadedFile("register.csv", text.encode("latin-1"))
    told = {"file": file, "kind": "visits", "source": "paper register", **said}
    address = reverse("care-import", args=[SITE])
    return night.client(Role.COORDINATOR, language).post(address, told)


def test_each_heading_is_chosen_beside_its_field_and_a_family_name_is_never_taken_in(
    night: Night,
):
    client, address = night.client(Role.COORDINATOR), choose(night).url
    page = words(client.get(address))
    assert "No column of the file is" in page or "No column says when" in page
    assert "never taken in: it may name somebody" in page
    assert "Tremblay" not in page
    said = {"columns": "on", "column-1": "arrived", "column-2": "left", "column-3": "mode"}
    said |= {"column-0": "number", "column-4": "substances", "column-5": "handle"}
    page = words(client.post(address, said, follow=True))
    assert "Rows: 2 (visits, paper register): 1 ready, 0 here already, 1 stay out" in page
    assert "left before they came" in page
    file = client.get(address, {"out": "faults"}).content.decode()
    assert file.splitlines()[1].startswith("3,")
    before = VisitRow.objects.count()
    done = words(client.post(address, {"import": "on"}, follow=True))
    assert "1 new, 0 here already; left out: 1" in done
    assert VisitRow.objects.count() == before + 1
    assert VisitRow.objects.get(imported="paper register").left_at is not None


def test_a_file_to_fill_in_is_read_again_by_its_own_headings(night: Night):
    for language, sign in (("en", ","), ("fr", ";")):
        client = night.client(Role.COORDINATOR, language)
        address = reverse("care-import-template", args=[SITE, "visits"])
        headings = client.get(address).content.decode("utf-8-sig").strip().split(sign)
        cells = {"arrived": "2025-03-14 22:10", "arrivée": "2025-03-14 22:10", "mode": "inhalation"}
        row = sign.join(cells.get(heading, "") for heading in headings)
        text = sign.join(headings) + "\n" + row + "\n"
        file = SimpleUploadedFile("filled.csv", text.encode())
        page = words(client.get(choose(night, file=file).url))
        assert ": 1 ready" in page or ": 1 prêtes" in page, page


def test_a_long_file_is_taken_in_by_parts(night: Night, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(imports, "SECONDS_A_PART", 0.0)
    rows = "".join(f"{n};2025-03-01 10:{n % 60:02d};inj\n" for n in range(600)) + "x;;inj\n"
    client = night.client(Role.COORDINATOR)
    address = choose(night, "visit number;arrived;mode\n" + rows).url
    page = words(client.post(address, {"import": "on"}, follow=True))
    assert "500 new, to row 501" in page
    monkeypatch.setattr(imports, "try_file", None)  # tried as a whole once: no part does it again
    page = words(client.post(address, {"import": "on"}, follow=True))
    assert "600 new, to row 601" in page
    done = words(client.post(address, {"import": "on"}, follow=True))
    assert "600 new, 0 here already; left out: 1" in done


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"source": "   "}, "required"),
        ({"file": SimpleUploadedFile("x.csv", b"")}, "The file is empty"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 cut short")}, "cannot be opened"),
        ({"own": SimpleUploadedFile("x.toml", b"schema = ")}, "no valid TOML"),
    ],
)
def test_what_is_no_such_file_is_said_and_nothing_is_kept(
    night: Night, tmp_path: Path, said: dict[str, object], why: str
):
    answer = choose(night, **said)
    assert answer.status_code == 422
    assert why in words(answer)
    assert not list(tmp_path.glob("imports/*"))


def test_nobody_but_a_coordinator_of_the_site_brings_anything_in(night: Night):
    address = reverse("care-import", args=[SITE])
    assert night.client(Role.NURSE).get(address).status_code == 403
