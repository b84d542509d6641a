"""The training's pages: only in a demo that was begun with it; each worker's own attempt."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from veille.accounts.models import Role
from veille.care import actions
from veille.care.training import situations as training
from veille.care.training.situations import SITUATIONS, SLUG
from veille.care.words import Mode, Substance

from .night import Night, words

HOME = "/training/"


@pytest.fixture
def school(rehearsal_night: Night) -> Night:
    training.open_site(by=rehearsal_night.by())
    return rehearsal_night


def test_a_real_site_has_no_training(night: Night):
    training.open_site(by=night.by())
    assert night.client(Role.PEER).get(HOME).status_code == 404


def test_a_demo_without_it_has_none(rehearsal_night: Night):
    client = rehearsal_night.client(Role.PEER)
    assert client.get(HOME).status_code == 404
    assert client.post(f"{HOME}known/").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_situation_is_begun_worked_and_judged(school: Night, language: str):
    client = school.client(Role.PEER, language)
    page = words(client.get(HOME))
    assert page.count("Begin" if language == "en" else "Commencer") == len(SITUATIONS)
    answer = client.post(f"{HOME}known/")
    assert answer.url == reverse("board", args=[SLUG])
    board = words(client.get(answer.url))
    assert training.KNOWN in board
    assert ("How did it go?" if language == "en" else "Comment ça s’est passé") in board
    of_five = "{} of 5 points" if language == "en" else "{} sur 5"
    assert of_five.format(1) in words(client.get(f"{HOME}known/"))
    visit = actions.arrive(
        by=school.by(Role.PEER),
        place=SLUG,
        person=training.vault().find(training.KNOWN)[0],
        mode=Mode.INJECTION,
        substances=[Substance.DOWN],
    )
    actions.seat(by=school.by(Role.PEER), visit=visit.id, seat="1")
    assert of_five.format(5) in words(client.get(f"{HOME}known/"))
    assert of_five.format(5) in words(client.get(HOME))


def test_times_in_a_task_are_those_of_the_sites_clock(school: Night):
    client = school.client(Role.NURSE)
    client.post(f"{HOME}mend/")
    left = datetime.fromisoformat(client.session["training"]["told"]["left"])
    there = left.astimezone(ZoneInfo("America/Toronto")).strftime("%H:%M")
    assert f"left at {there}, tired" in words(client.get(reverse("board", args=[SLUG])))


def test_how_another_situation_went_is_not_shown_before_it_was_begun(school: Night):
    client = school.client(Role.PEER)
    client.post(f"{HOME}known/")
    assert client.get(f"{HOME}overdose/").url == HOME
    assert school.client(Role.NURSE).get(f"{HOME}known/").url == HOME


def test_no_other_site_shows_the_task(school: Night):
    client = school.client(Role.PEER)
    client.post(f"{HOME}known/")
    assert training.KNOWN not in words(client.get("/at/cactus/"))


def test_a_situation_that_is_not_there(school: Night):
    assert school.client(Role.PEER).post(f"{HOME}flood/").status_code == 404
