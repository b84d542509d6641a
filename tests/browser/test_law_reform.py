"""The report of a reform in a real browser: for everybody, on a phone, at night and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from veille.law import reform
from veille.law.reform import report
from veille.law.reform.cases import read_file
from veille.law.reform.effect import effect
from veille.law.reform.population import made_up
from veille.law.reform.result import Result

from .reports import shown_alone, smallest_letters, violations
from .screen import DESK, TABLET
from .test_accessibility import NARROWEST


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Portugal’s: of several substances and texts, on a made-up population."""
    mine = reform.load_example("portugal-fifteen-days")
    population = made_up(mine, cases=2_000)
    found = Result(effect(mine, population.frame), None, population, None, "veille law reform …")
    return report.write(found, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module", params=["en", "fr"])
def shown(
    request: pytest.FixtureRequest, browser: Browser, reports: dict[str, Path]
) -> Iterator[Page]:
    with shown_alone(browser, reports[request.param]) as page:
        yield page


def test_axe_finds_nothing(shown: Page) -> None:
    assert violations(shown) == []


@pytest.mark.parametrize("size", [NARROWEST, TABLET, DESK], ids=["phone", "tablet", "desk"])
def test_it_fits(shown: Page, size: dict[str, int]) -> None:
    shown.emulate_media(media="screen")
    shown.set_viewport_size(size)
    assert shown.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_nothing_of_a_picture_is_cut_off_or_too_small(shown: Page) -> None:
    """Every letter lies within its picture, nine CSS pixels and more."""
    shown.emulate_media(media="screen")
    shown.set_viewport_size(NARROWEST)
    cut = shown.evaluate(
        """() => [...document.querySelectorAll('svg text')].filter((each) => {
             const own = each.getBoundingClientRect();
             const whole = each.ownerSVGElement.getBoundingClientRect();
             return own.left < whole.left - 1 || own.right > whole.right + 1;
           }).map((each) => each.textContent)"""
    )
    assert cut == []
    assert smallest_letters(shown) >= 9


def test_on_paper_the_tables_by_group_stand_open(shown: Page) -> None:
    shown.set_viewport_size(DESK)
    shown.emulate_media(media="print", color_scheme="dark")
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not shown.locator(".languages a").is_visible()
    visible = [each for each in shown.locator("table").all() if each.is_visible()]
    assert len(visible) >= 5  # what to what; by age, place, substance; amounts


def test_a_report_of_a_file_names_the_rows_that_were_left_out(
    browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "seizures.csv"
    file.write_text(
        "province,date,age,place,drug,grams\nBC,2023-06-01,30,street,heroin,3\n"
        "BC,2023-06-01,30,moon,heroin,<b>3</b>\n"
    )
    mine, read = reform.load_example("bc-4.5-grams"), read_file(file)
    found = Result(effect(mine, read.frame), read, None, None, "veille law reform …")
    page = browser.new_page()
    page.goto(report.write(found, tmp_path / "out")["en"].as_uri())
    page.locator("summary", has_text="Rows left out: 1").click()
    assert page.get_by_text("“moon” is not in the word list of Place.").is_visible()
    assert page.get_by_text("Cases read from seizures.csv: 1.").is_visible()
    page.close()
