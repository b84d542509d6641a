"""A result on a card and on a page in languages that the site does not speak."""

import re

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from veille.care.referrals.pages.card_words import FURTHER as OF_REFERRALS
from veille.supply import actions, facts
from veille.supply.pages.health import PACKAGED
from veille.supply.pages.result_card import FURTHER, WORDS
from veille.supply.state import Sample
from veille.supply.words import Abundance, Control, Fate, LabMethod, Reading, Strip

from ..supply.scene import control, open_lot, read, take_in
from .night import SITE, Night, words


@pytest.fixture(autouse=True)
def _no_guesses_yet() -> None:
    caches["limits"].clear()


def analysed(night: Night) -> Sample:
    """Positive for fentanyl, negative for nitazenes, with a spectrum and a trace of carfentanil."""
    sample = take_in(place=SITE)
    read(sample, open_lot(place=SITE), Reading.POSITIVE)
    read(sample, open_lot(Strip.NITAZENE, place=SITE, number="N-1"), Reading.NEGATIVE)
    named = [facts.Component("caffeine", 42.5)]
    actions.read_spectrum(by=night.by(), sample=sample.id, components=named)
    found = [
        facts.Finding("carfentanil", Abundance.TRACE),
        facts.Finding("fentanyl", share_percent=3),
    ]
    return actions.answer_from_laboratory(
        by=night.by(),
        sample=sample.id,
        laboratory="Santé Canada",
        method=LabMethod.GC_MS,
        findings=found,
    )


def further(language: str, label: str) -> str:
    response = Client().get(reverse("result-further", args=[language, label]))
    assert (response.status_code, response.cookies) == (200, {})
    assert response.headers["Content-Language"] == language
    return response.content.decode()


def test_a_result_has_the_languages_of_the_printed_visitors_card():
    assert set(FURTHER) == set(OF_REFERRALS)
    assert [*WORDS][:2] == ["fr", "en"]
    for code in FURTHER:
        assert f"[{code}]" in PACKAGED.read_text("utf-8")


@pytest.mark.parametrize("language", FURTHER)
def test_a_result_is_read_in_a_language_of_the_visitors_card(night: Night, language: str):
    page = further(language, analysed(night).label)
    said = WORDS[language]
    shown = words(page)
    assert f'<html lang="{language}" dir="{said.dir}">' in page
    found = re.findall(r"<li><b><bdi>(.*?)</bdi></b> <bdi>(.*?)</bdi>", page)
    assert [name for name, _how in found][1:] == [said.strips["fentanyl"], "caffeine"]
    assert found[0] == ("carfentanil", f"{said.laboratory} ({said.trace})")
    assert found[1][1] == f"{said.laboratory} {said.share(3)} · {said.positive}"
    assert f"{said.ftir} {said.share(42.5)}" in page
    assert said.may_hold in page
    assert said.unread in page
    unseen = [said.strips[name] for name in ("benzodiazepine", "xylazine", "medetomidine")]
    assert f"{said.not_looked_for} {', '.join(unseen)}" in page
    assert said.from_up % {"share": said.number(0.02)} in page
    assert "911" in shown


@pytest.mark.parametrize("language", WORDS)
def test_staff_print_a_card_in_the_language_of_whoever_takes_it_along(night: Night, language: str):
    sample = analysed(night)
    address = reverse("bench-card", args=[SITE, sample.id])
    answer = night.client(language="fr").get(address, {"language": language})
    page, said = answer.content.decode(), WORDS[language]
    assert f'<article class="paper" lang="{language}" dir="{said.dir}">' in page
    assert "Imprimer" in words(page)  # the page around it stays in the language of staff
    paper = page.partition('<article class="paper"')[2].partition("</article>")[0]
    assert said.strips["fentanyl"] in paper
    assert "<svg" in paper
    assert "CACTUS" not in paper
    assert not re.search(r"\b\d{1,2}:\d\d\b", words(paper))


def test_what_a_laboratory_found_is_not_said_to_be_not_looked_for(night: Night):
    sample = actions.answer_from_laboratory(
        by=night.by(),
        sample=take_in(place=SITE).id,
        laboratory="CG-SM",
        method=LabMethod.GC_MS,
        findings=[facts.Finding("metonitazene"), facts.Finding("medetomidine")],
    )
    page, said = further("es", sample.label), WORDS["es"]
    unseen = [said.strips[name] for name in ("fentanyl", "benzodiazepine", "xylazine")]
    assert f"{said.not_looked_for} {', '.join(unseen)}<" in page.replace(".<", "<")
    assert said.from_up % {"share": said.number(0.001)} in page


def test_a_card_says_that_the_laboratory_has_not_answered_and_what_is_in_doubt(night: Night):
    sample = take_in(place=SITE, received_mg=20.0)
    lot = open_lot(place=SITE)
    read(sample, lot, Reading.POSITIVE)
    control(lot, Reading.NEGATIVE, Control.POSITIVE)
    actions.move_material(
        by=night.by(), sample=sample.id, fate=Fate.LABORATORY, mg=4.0, laboratory="Santé Canada"
    )
    shown = words(further("es", sample.label))
    assert WORDS["es"].waits in shown
    assert f"tira positiva ({WORDS['es'].doubtful})" in shown


def test_a_language_that_no_card_has_is_no_page_and_an_unknown_label_says_so(night: Night):
    label = take_in(place=SITE).label
    assert Client().get(f"/de/r/{label}/").status_code == 404
    unknown = Client().get(reverse("result-further", args=["pt", "4K7PMXARHCWT"]))
    assert unknown.status_code == 404
    assert "Aucun échantillon ne porte cette étiquette" in words(unknown)
