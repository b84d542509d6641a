"""Seeing the supply: for staff by place, period and what was sold; for all by finished weeks."""

import csv
import io
import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from veille.accounts.models import Role
from veille.ledger import clock
from veille.supply import actions
from veille.supply.facts import Component
from veille.supply.tables import SampleRow
from veille.supply.words import Reading, Strip

from ..supply.scene import open_lot, read, take_in
from .night import SITE, TRUCK, Night, words


@pytest.fixture
def weeks(night: Night) -> None:
    """Two samples of finished weeks, one of the week that is not over."""
    began = clock.now() - timedelta(days=40)
    lot = open_lot(Strip.XYLAZINE, at=began)
    for days, reading in ((1, Reading.POSITIVE), (2, Reading.NEGATIVE), (40, Reading.POSITIVE)):
        at = began + timedelta(days=days)
        sample = take_in(at=at)
        read(sample, lot, reading, at=at)
        actions.read_spectrum(
            by="noor",
            sample=sample.id,
            components=[Component(substance="caffeine", share_percent=40.0)],
            at=at,
        )


def test_staff_see_shares_of_those_tested_with_their_intervals(night: Night, weeks: None):
    page = words(night.client(Role.PEER).get(reverse("supply")))
    assert "2 of 3 tested" in page
    assert "20.8 to 93.9 %" in page


def test_it_can_be_asked_by_site_and_by_what_was_sold(night: Night, weeks: None):
    client = night.client(Role.COORDINATOR)
    with_stimulants = words(client.get(reverse("supply"), {"sold": "stimulant"}))
    at_cactus = words(client.get(reverse("supply"), {"site": "cactus", "sold": "opioid"}))
    nonsense = client.get(reverse("supply"), {"sold": "x", "months": "9e9"})
    nowhere = client.get(reverse("supply"), {"site": TRUCK})
    assert "Nothing was tested in this period." in with_stimulants
    assert "2 of 3 tested" in at_cactus
    assert nonsense.status_code == 200
    assert (nowhere.status_code, "No samples are of" in words(nowhere)) == (404, True)


def test_the_public_page_has_finished_weeks_alone_and_keeps_no_cookie(night: Night, weeks: None):
    answer = Client().get(reverse("supply-seen-en"))
    assert "1 of 2 tested" in words(answer)
    assert not answer.cookies
    assert "cactus" not in words(answer).lower()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_picture_has_its_table_as_csv(night: Night, weeks: None, language: str):
    answer = Client().get(reverse("supply-seen-csv", args=[language, "found"]))
    staff = night.client().get(reverse("supply-csv", args=["months"]))
    (first, *_more) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert first["sold_as"] == "opioid"
    positive, tested = int(first["positive"]), int(first["tested"])
    assert float(first["share"]) == pytest.approx(positive / tested, abs=1e-5)
    assert 0 < float(first["low"]) < float(first["share"]) <= float(first["high"]) <= 1
    assert staff.headers["Content-Type"].startswith("text/csv")


def test_a_picture_that_does_not_exist_is_said_to_be_none(night: Night, weeks: None):
    assert night.client().get(reverse("supply-csv", args=["nothing"])).status_code == 404


def test_each_picture_is_drawn_in_the_colours_of_the_page_and_its_numbers_beside_it(
    night: Night, weeks: None
):
    page = night.client().get(reverse("supply")).content.decode()
    assert page.count("<svg") == page.count('type="application/json"') >= 3
    assert "var(--blue)" in page
    assert "#0a0b0c" not in page.split("<script")[1].split("<svg")[-1].split("</svg>")[0]
    assert page.count("<table") >= page.count("<figure")


def test_the_script_that_explores_comes_from_here(night: Night):
    answer = Client().get(reverse("supply-vega"))
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert b"vegaEmbed" in answer.content


def test_overseers_take_every_sample_away_as_two_files(night: Night, weeks: None):
    answer = night.client(Role.COORDINATOR).get(reverse("supply-export"))
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["samples.csv", "detail.csv"]
        assert archive.read("samples.csv").decode().count("cactus") == 6
    assert night.client(Role.PEER).get(reverse("supply-export")).status_code == 403


def test_the_technician_reads_limits_first_then_probabilities_and_the_visitor_none(
    night: Night, weeks: None
):
    row = SampleRow.objects.order_by("at").first()
    assert row is not None
    page = words(night.client().get(reverse("bench-probable", args=[SITE, row.id])))
    assert page.index("What the tests could see") < page.index("How probable each is")
    assert "This strip at this dilution sees xylazine from" in page
    assert "FTIR sees nitazenes from about 5%" in page
    assert re.search(r"Xylazine [\d.]+ % to [\d.]+ % [\d.]+ % [\d.]+ % 1 of 2 tested", page)
    result = words(Client().get(reverse("result-en", args=[row.label])))
    assert not re.search(r"probab|interval", result, re.I)
