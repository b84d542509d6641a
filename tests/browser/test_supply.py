"""A coordinator takes another programme's samples in and looks at them: on a phone, in French."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from veille.supply.spectra.synthetic import references

from ..web.test_spectrum_page import jcamp
from .night import Night, chip
from .screen import PHONE, Screen
from .test_accessibility import RULES

AXE = Axe()


def a_year_of_samples(folder: Path) -> Path:
    """Medetomidine comes in the autumn, and with it many more benzodiazepine strips are read."""
    chance = random.Random(4)
    lines = ["Date;Ville;Vendu comme;Bandelette fentanyl;Bandelette benzodiazépine;Composants FTIR"]
    for day in range(360):
        on = date(2025, 1, 1) + timedelta(days=day)
        for _sample in range(2):
            down = chance.random() < 0.7
            tested = chance.random() < (0.9 if day > 200 else 0.15)
            benzo = chance.choice(("positif", "négatif")) if tested else "non fait"
            named = ["caféine", *(["fentanyl"] if down else ["cocaïne"])]
            if down and day > 250 and chance.random() < 0.3:
                named.append("médétomidine")
            fentanyl = "positif" if down else "négatif"
            sold = "down" if down else "cocaïne"
            lines.append(f"{on:%Y-%m-%d};Laval;{sold};{fentanyl};{benzo};{', '.join(named)}")
    lines.append("2025-02-30;Laval;down;positif;non fait;caféine")
    path = folder / "laval.csv"
    path.write_bytes("\n".join(lines).encode("cp1252"))
    return path


def no_fault(screen: Screen) -> None:
    """axe finds nothing, and the page is no wider than the phone."""
    screen.evaluate(AXE.axe_script)
    found = screen.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]] == []
    assert screen.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_samples_are_imported_seen_and_explored(
    night: Night, tmp_path: Path, picture: Callable[[Screen, str], None]
) -> None:
    phone = night.screen("marie", PHONE)
    page = phone.page
    page.goto("/supply/import/")
    no_fault(phone)
    page.set_input_files("#id_file", a_year_of_samples(tmp_path))
    page.tap("main button.primary")
    page.wait_for_url("**/supply/import/*/")
    expect(page.locator("main")).to_contain_text("février 2025 avait 28 jours")
    no_fault(phone)
    page.tap("button[name=import]")
    expect(page.locator("#notices")).to_contain_text("720 nouveaux", timeout=60_000)
    _it_is_seen(page)
    no_fault(phone)
    page.evaluate("scrollTo(0, 0)")
    picture(phone, "supply-phone.png")
    _a_picture_is_explored(page)
    no_fault(phone)
    page.goto("/supply/laboratories/")
    page.fill("#id_laboratory", "Santé Canada")
    page.tap("main button.primary")
    expect(page.locator("code.secret")).to_contain_text("veille_")
    no_fault(phone)


def _it_is_seen(page: Page) -> None:
    page.goto("/supply/?source=laval")
    expect(page.locator("main")).to_contain_text("720 échantillons")
    page.locator("#months-title").wait_for()
    page.locator("section", has=page.locator("#months-title")).locator("summary").tap()
    expect(page.locator("main")).to_contain_text("beaucoup plus d’analyses qu’avant")
    assert page.locator("figure .drawn svg").count() >= 3


def _a_picture_is_explored(page: Page) -> None:
    figure = page.locator("figure", has=page.locator("#found-title"))
    figure.locator("button").tap()
    figure.locator(".explored svg").wait_for()
    expect(figure.locator(".drawn")).to_be_hidden()


def test_a_spectrum_is_compared_and_a_result_taken_along_and_read_in_another_language(
    night: Night, tmp_path: Path
) -> None:
    phone = night.screen("noor", PHONE, path="/at/cactus/bench/")
    page = phone.page
    for name, value in (("often", "down"), ("form", "powder"), ("colour", "beige")):
        chip(page, name, value).tap()
    page.tap(".take button.primary")
    page.wait_for_url("**/bench/*/")
    sample = page.url
    page.goto(f"{sample}spectrum/")
    spectrum = tmp_path / "a.dx"
    spectrum.write_bytes(jcamp(references(1, 3)[0]))
    page.set_input_files("#id_file", spectrum)
    page.tap("button[name=compare]")
    page.locator("svg.spectrum").wait_for()
    no_fault(phone)
    page.goto(sample)
    page.tap("a[href$='/card/']")
    page.tap("a[href='?language=ar']")
    expect(page.locator("article.paper")).to_have_attribute("dir", "rtl")
    no_fault(phone)
    label = page.locator("article.paper .label").inner_text().replace(" ", "")
    page.emulate_media(media="print")
    expect(page.locator("article.paper")).to_be_visible()
    expect(page.locator("main h1")).to_be_hidden()
    page.emulate_media(media="screen")
    for language in ("ar", "es"):
        page.goto(f"/{language}/r/{label}/")
        no_fault(phone)
    page.goto(f"/fr/r/{label}/")
    page.tap("a[hreflang=ht]")
    expect(page.locator("h1")).to_have_text("Rezilta yon echantiyon")
