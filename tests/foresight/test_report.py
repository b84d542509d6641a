"""The report: one file, without network or script, that says what it is and what it rests on."""

import re
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest

import veille.foresight as vf
from veille.foresight import evidence
from veille.foresight.model.outcomes import GROUPS, group_labels
from veille.foresight.report import page
from veille.foresight.report.groups import dimension, group
from veille.foresight.report.phrases import read
from veille.foresight.study import output
from veille.foresight.study.measures import MEASURES
from veille.foresight.study.results import Results
from veille.foresight.study.study import packaged

from . import small

CLAIMS = ["C1", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11"]
FOLDER = resources.files("veille.foresight") / "report"


class Read(HTMLParser):
    """Words, addresses and tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.fetched: list[str] = []
        self.tags: list[str] = []
        self.feed(html)
        self.text = " ".join(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [
            value or ""
            for name, value in attrs
            if name == "src" or (name == "href" and tag not in {"a"})
        ]

    def handle_data(self, data: str) -> None:
        self.words.append(" ".join(data.split()))


@pytest.fixture(scope="module", params=["en", "fr"])
def shown(request: pytest.FixtureRequest, small_results: Results) -> tuple[str, Read, str]:
    html = page.page(small_results, request.param)
    return request.param, Read(html), html


def test_it_needs_nothing_beside_itself(shown: tuple[str, Read, str]):
    _language, read_page, html = shown
    assert [each for each in read_page.fetched if not each.startswith("#")] == []
    assert not {"script", "link", "img", "iframe"} & set(read_page.tags)
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)


def test_it_says_that_it_is_a_model_and_what_nobody_measured(shown: tuple[str, Read, str]):
    language, read_page, _html = shown
    said = {"en": "This is a model, not a forecast", "fr": "Ceci est un modèle, et non une"}
    assert said[language] in read_page.text
    for entry in evidence.load().entries.values():
        assert entry.definition in read_page.text
        assert (entry.why if entry.assumption else entry.source) in read_page.text
        assert all(each.not_used in read_page.text for each in entry.beside)
    assert len(read("weaknesses.toml")["weakness"]) >= 5


def test_every_picture_has_title_unit_source_and_its_numbers(shown: tuple[str, Read, str]):
    _language, _read, html = shown
    figures = re.findall(r"<figure.*?</figure>", html, re.S)
    assert len(figures) == html.count("<svg") >= 6
    for each in figures:
        for part in ("<h3>", '<p class="dim">', "<figcaption><p>", "<details><summary>", "<tbody>"):
            assert part in each, part


def test_its_colours_follow_the_page(shown: tuple[str, Read, str]):
    """No colour of its own in a picture: the theme and paper decide."""
    _language, _read, html = shown
    for drawing in re.findall(r"<svg.*?</svg>", html, re.S):
        assert "var(--ink)" in drawing or "var(--dim)" in drawing
        assert set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6}|[a-z]+)"', drawing)) <= {
            "none",
            "transparent",
        }


def test_every_claim_is_there_with_what_is_published(shown: tuple[str, Read, str]):
    language, read_page, _html = shown
    claims = read("claims.toml")
    assert list(claims) == CLAIMS
    for told in claims.values():
        assert told["claim"][language].split(":")[0].split(";")[0] in read_page.text
    assert read_page.text.count({"en": "Published", "fr": "Publié"}[language]) >= len(CLAIMS)


def test_a_claim_that_the_study_cannot_answer_says_so(small_results: Results):
    text = Read(page.page(small_results, "en")).text
    assert text.count("This study has no scenario that answers it.") == len(CLAIMS) - 1


def test_montreal_answers_every_claim():
    study = vf.load("montreal")
    there = {each.key for each in study.scenarios}
    for key, told in read("claims.toml").items():
        assert told["answered"]["scenario"] in there, key
        assert told["answered"]["outcome"] in MEASURES, key
        assert key in study.scenario(told["answered"]["scenario"]).claims


@pytest.mark.parametrize("name", list(packaged()))
def test_claims_of_a_study_exist(name: str):
    assert {claim for each in vf.load(name).scenarios for claim in each.claims} <= set(CLAIMS)


def test_every_sentence_is_in_both_languages_and_used():
    words = read("words.toml")
    folders = (FOLDER, resources.files("veille.reports"))
    code = "".join(p.read_text() for each in folders for p in Path(str(each)).glob("*.[ph]*"))
    assert [name for name, each in words.items() if set(each) != {"en", "fr"}] == []
    assert [name for name in words if f'"{name}"' not in code] == []
    for name, each in words.items():
        fields = {lang: set(re.findall(r"\{(\w+)\}", text)) for lang, text in each.items()}
        assert fields["en"] == fields["fr"], name


def test_every_group_has_a_name():
    for number in range(GROUPS):
        for kind, name in group_labels(number).items():
            assert dimension(kind, "fr")
            assert group(name, "fr")


def test_a_few_draws_are_called_too_few(small_results: Results):
    assert "too few for its intervals" in Read(page.page(small_results, "en")).text


def test_exact_inputs_stand_beside_it(small_results: Results, tmp_path: Path):
    output.write(small_results, tmp_path)
    assert tomllib.loads((tmp_path / "inputs" / "study.toml").read_text())["seed"] == 5
    run = (tmp_path / "inputs" / "run.json").read_text()
    assert evidence.load().hash in run
    assert (
        evidence.load().hash
        == evidence.parse((tmp_path / "inputs" / "evidence.toml").read_text("utf-8")).hash
    )
    frames = {path.name for path in (tmp_path / "frames").iterdir()}
    assert {
        f"{name}.{kind}" for name in small_results.frames for kind in ("csv", "parquet")
    } == frames


def test_the_other_language_is_one_tap_away(small_results: Results, tmp_path: Path):
    paths = page.write(small_results, tmp_path)
    assert paths["fr"].name in paths["en"].read_text("utf-8")
    assert paths["en"].name in paths["fr"].read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_deaths_that_were_counted_stand_on_the_fan_by_whole_quarter(
    tmp_path: Path, small_results: Results, language: str
):
    lines = "\n".join(f"2026-{month:02},{100 + month}" for month in range(2, 10))
    (tmp_path / "seen.csv").write_text(f"Month,Deaths\n{lines}\n")
    text = small.TEXT.replace("seed = 5", 'seed = 5\ndeaths = "seen.csv"')
    study = vf.load(small.written(tmp_path, text))
    shown = Read(page.page(replace(small_results, study=study), language)).text
    said = {"en": "deaths that were really counted", "fr": "décès réellement comptés"}
    assert said[language] in shown
    second, third = 104 + 105 + 106, 107 + 108 + 109
    assert str(second) in shown
    assert str(third) in shown
    assert said[language] not in Read(page.page(small_results, language)).text
