"""The policy lab's pages: a question stands in the address; the site itself computes nothing."""

import ast
import csv
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings

from veille import extras
from veille.foresight.lab.question import read_question
from veille.foresight.pages import lab

from .night import Night, words

ADDRESS = {"fr": "/fr/labo/", "en": "/en/lab/"}
KITS = {"place": "montreal", "years": "5", "a.naloxone_kits": "1800"}


class Still(lab.Desk):
    """A desk whose process is never begun: what lies in its folder is all there is."""

    def _begin(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def desk(night: Night, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Still]:
    desk = Still(tmp_path)
    monkeypatch.setattr(lab, "desk", lambda: desk)
    yield desk
    desk.close()


def as_if_answered(desk: Still, state: str, draws: int) -> None:
    """An answer with numbers that no model gave, as the worker writes it."""
    row = dict.fromkeys(lab._NUMBERS, 1.5) | {"scenario": "a", "outcome": "hiv", "low": None}
    row_of = [{"text": "A"}, {"bold": "−7", "of": "x"}]
    table = {"head": ["", "x"], "rows": [row_of], "named": "t", "over": ""}
    said = {
        "found": {"a": {"title": "A: 7 fewer", "beside": "of 70"}},
        "baseline": "b",
        "run": "r",
        "rough": "",
        "names": ["A: kits"],
        "table": table,
        "figures": [],
        "of": {
            "a": [{"title": "F", "unit": "u", "svg": "<svg></svg>", "captions": [], "numbers": []}]
        },
    }
    answer = {"state": state, "draws": draws, "of": 60, "rows": [row], "fr": said, "en": said}
    desk.folder.mkdir(parents=True, exist_ok=True)
    key = read_question(KITS).key
    (desk.folder / f"{key}.json").write_text(json.dumps(answer), encoding="utf-8")


@pytest.mark.parametrize("language", ADDRESS)
def test_levers_show_what_the_place_has_now_and_what_they_rest_on(
    night: Night, desk: Still, language: str
):
    page = night.client("nurse").get(ADDRESS[language])
    html, told = page.content.decode(), words(page)
    assert (
        'name="a.naloxone_kits" type="text" inputmode="numeric" autocomplete="off" value="600"'
        in html
    )
    assert ("◇ supposé" if language == "fr" else "◇ assumed") in told
    assert "Kits handed out in Montréal are not published by month." in told
    assert ("maintenant 600" if language == "fr" else "now 600") in told
    assert page.headers["Cache-Control"] == "no-store"


def test_where_it_is_not_opened_to_everybody_who_signs_in_may_use_it(night: Night, desk: Still):
    assert settings.VEILLE_LAB == ""
    away = night.client(None).get(ADDRESS["fr"])
    assert (away.status_code, away["Location"][:9]) == (302, "/sign-in/")
    for role in ("peer", "auditor", "police", "panel"):
        assert night.client(role).get(ADDRESS["fr"]).status_code == 200


def test_without_a_script_the_page_loads_again_until_the_answer_is_done(night: Night, desk: Still):
    client = night.client("nurse")
    refresh = '<noscript><meta http-equiv="refresh"'
    first = client.get(ADDRESS["fr"], KITS)
    assert refresh in first.content.decode()
    assert "La première réponse arrive" in words(first)
    as_if_answered(desk, "running", 6)
    sharper = client.get(ADDRESS["fr"], KITS)
    assert refresh in sharper.content.decode()
    assert "6 tirages sur 60" in words(sharper)
    as_if_answered(desk, "done", 60)
    done = client.get(ADDRESS["fr"], KITS)
    assert refresh not in done.content.decode()
    assert "A: 7 fewer" in words(done)
    assert "<svg></svg>" in done.content.decode()


def test_the_part_that_a_script_asks_for_is_the_answer_alone(night: Night, desk: Still):
    as_if_answered(desk, "running", 6)
    part = night.client("nurse").get(ADDRESS["en"], {**KITS, "part": "answer"}).content.decode()
    assert 'id="finding" data-goes-on="yes"' in part
    assert "<html" not in part


def test_a_number_that_cannot_be_is_said_where_and_what_to_give(night: Night, desk: Still):
    said = {**KITS, "a.naloxone_kits": "-4"}
    told = words(night.client("nurse").get(ADDRESS["en"], said))
    assert "A, Naloxone kits handed out: give a number from 0 to 3,000." in told


def test_what_was_typed_stays_in_its_field_with_what_is_wrong_with_it(night: Night, desk: Still):
    said = {**KITS, "a.fixed_sites": "2,5", "a.homes": "1,125"}
    page = night.client("nurse").get(ADDRESS["fr"], said)
    html, told = page.content.decode(), words(page)
    assert "« 2,5 » n’est pas un nombre entier." in told
    assert "Écrivez 1125 ou 1,1250" in told
    assert 'value="2,5"' in html
    assert 'value="1,125"' in html
    assert html.count('aria-invalid="true"') == 2
    part = night.client("nurse").get(ADDRESS["fr"], {**said, "part": "answer"}).content.decode()
    assert "Écrivez 1125 ou 1,1250" in part
    assert 'data-wrong="lever-fixed_sites lever-homes "' in part


def test_a_lever_that_an_address_gives_twice_is_left_out_and_said(night: Night, desk: Still):
    page = night.client("nurse").get(f"{ADDRESS['en']}?a.homes=5&a.homes=10&shown=a&shown=b")
    told = words(page)
    assert "The address gives “a.homes” more than once, and not the same: it was left out." in told
    assert "“shown”" not in told
    assert not list(desk.folder.glob("*.toml"))


def test_a_day_is_written_as_french_writes_the_first_of_a_month(night: Night, desk: Still):
    told = words(night.client("nurse").get(ADDRESS["fr"]))
    assert "1er janvier 2027" in told


def test_what_the_lab_does_not_know_in_an_address_is_said(night: Night, desk: Still):
    said = {"place": "atlantis", "a.nalokson": "4", "a.naloxone_kits": "1800", "<b>": "x"}
    page = night.client("nurse").get(ADDRESS["en"], said)
    told = words(page)
    for unknown in ("place=atlantis", "a.nalokson=4", "<b>=x"):
        assert f"The address says “{unknown}”, which the lab does not know" in told
    assert "<b>=x" not in page.content.decode()
    assert "which the lab does not know" not in words(
        night.client("nurse").get(ADDRESS["en"], {**KITS, "shown": "a", "was": "montreal"})
    )


def test_what_was_found_is_taken_away_as_numbers_and_as_the_study_that_repeats_it(
    night: Night, desk: Still
):
    client = night.client("nurse")
    as_if_answered(desk, "stopped", 14)
    study = client.get("/en/lab/study.toml", KITS)
    said = tomllib.loads(study.content.decode())
    assert said["draws"] == 14
    assert said["levers"]["a-naloxone_kits"]["level"] == 1800
    assert "attachment" in study.headers["Content-Disposition"]
    rows = list(
        csv.DictReader(client.get("/en/lab/numbers.csv", KITS).content.decode().splitlines())
    )
    assert (rows[0]["scenario"], rows[0]["mean"], rows[0]["low"]) == ("a", "1.5", "")
    frame = pl.read_parquet(BytesIO(client.get("/en/lab/numbers.parquet", KITS).content))
    assert frame.columns == list(rows[0])
    assert frame.row(0)[:4] == ("a", "hiv", 1.5, 1.5)
    assert frame["low"].to_list() == [None]


def test_the_notebook_runs_from_top_to_bottom_and_holds_the_same_study(
    night: Night, desk: Still, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    client = night.client("nurse")
    as_if_answered(desk, "stopped", 2)
    said = json.loads(client.get("/fr/labo/etude.ipynb", KITS).content)
    assert (said["nbformat"], said["nbformat_minor"]) == (4, 5)
    code = ["".join(each["source"]) for each in said["cells"] if each["cell_type"] == "code"]
    study = client.get("/fr/labo/etude.toml", KITS).content.decode()
    monkeypatch.chdir(tmp_path)
    small = code[0].replace("people = 4000", "people = 200").replace("years = 5", "years = 1")
    known: dict[str, Any] = {}
    for cell in (small, *code[1:]):
        exec(cell, known)
    assert ast.literal_eval(code[0].removeprefix("STUDY = ")) == study
    assert known["results"].draws == 2


def test_what_was_stopped_goes_on_when_somebody_says_so_and_not_before(night: Night, desk: Still):
    client = night.client("nurse")
    as_if_answered(desk, "stopped", 14)
    page = client.get(ADDRESS["en"], KITS)
    assert 'name="go"' in page.content.decode()
    here = f"{ADDRESS['en']}?place=montreal&years=5&a.naloxone_kits=1800&shown=a"
    gone = client.post(here, {"go": "yes"})
    assert gone["Location"] == here
    assert 'name="stop"' in client.get(here).content.decode()


def test_who_asks_too_much_is_told_when_to_come_back(
    night: Night, desk: Still, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lab, "NEW_QUESTIONS", lab.Limit("lab-of-a-test", 1, lab.timedelta(days=1)))
    client = night.client("nurse")
    for _look in range(3):  # at one question, which is on its way
        assert client.get(ADDRESS["en"], KITS).status_code == 200
    refused = client.get(ADDRESS["en"], {**KITS, "a.naloxone_kits": "1900"})
    assert refused.status_code == 503
    assert "Many questions came from your address. Try again in" in words(refused)


def test_without_the_simulator_the_page_says_how_to_install_it(
    night: Night, desk: Still, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(extras, "is_installed", lambda extra: extra != "foresight")
    page = night.client("nurse").get(ADDRESS["fr"], KITS)
    assert page.status_code == 200
    assert "pip install 'veille[foresight]'" in words(page)
    assert not desk.folder.exists()


@pytest.mark.parametrize(
    "said", [{"place": "../x"}, {"years": "1000"}, {"shown": "abcde"}, {"z.y": "1"}]
)
def test_what_no_lever_is_called_changes_nothing(night: Night, desk: Still, said: dict[str, str]):
    page = night.client("nurse").get(ADDRESS["fr"], said)
    assert page.status_code == 200
    assert not desk.folder.exists() or not list(desk.folder.glob("*.toml"))


_OPEN = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "veille.web.settings"
import django
django.setup()
from veille.accounts.access import can_open
from veille.foresight.pages.front import LINKS
from veille.ui.addresses import cookieless
import veille.web.urls
may = [can_open(None, "lab-fr", change=change) for change in (False, True)]
print(*may, len(LINKS), "lab-fr" in cookieless())
"""


@pytest.mark.process
def test_an_installation_that_says_so_opens_it_to_everybody():
    done = subprocess.run(
        [sys.executable, "-c", _OPEN],
        env={**os.environ, "VEILLE_LAB": "everybody"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "True", "2", "True"]
