"""The neighbours' log, and the dossier of a site."""

from datetime import timedelta

import pytest

from veille.accounts.models import Role
from veille.care.report import release
from veille.ledger import clock, readtables
from veille.ledger.refusal import Absent, Malformed
from veille.surveillance import neighbours
from veille.surveillance.tables import RemarkRow
from veille.surveillance.words import Topic

from .night import SITE, TRUCK, Night, form, words
from .test_bulletin import get
from .test_numbers_page import LAST_MONTH, MONTH_BEFORE, visits
from .test_outreach import EVENING, public

__all__ = ["public"]

LIST, DOSSIER = "/neighbours/", "/dossier/"
BLOCK = "rue Berger, near Ontario"


@pytest.fixture(autouse=True)
def _counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "_kept", {})


def hear(night: Night, topic: Topic = Topic.NOISE, site: str = SITE, at=None):
    return neighbours.hear(
        by=night.by(Role.COORDINATOR), site=site, topic=topic, block=BLOCK, at=at
    )


def test_a_remark_is_noted_by_block_and_answered(night: Night):
    client = night.client(Role.COORDINATOR)
    data = form(site=SITE, topic=Topic.EQUIPMENT, block=BLOCK, words="Needles near the bench.")
    assert client.post(f"{LIST}new/", data).url == LIST
    said = words(client.get(LIST))
    assert "1 remark waits for an answer" in said
    assert f"Needles or equipment left behind, {BLOCK}" in said
    (row,) = RemarkRow.objects.all()
    client.post(f"{LIST}{row.id}/answer/", form(words="Picked up the same day."))
    said = words(client.get(LIST))
    assert "Every remark is answered" in said
    assert "Picked up the same day." in said
    readtables.make()
    (row,) = RemarkRow.objects.all()
    assert (row.answer, row.topic) == ("Picked up the same day.", "equipment")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"block": "1234 rue Berger"}, "may point to a person (an address)"),
        ({"block": ""}, "by block"),
        ({"words": "Madame Tremblay told us"}, "may point to a person"),
        ({"topic": Topic.OTHER}, "Say in words what it was about"),
        ({"topic": "nonsense"}, "Choose"),
        ({"site": "nowhere"}, "Choose"),
        ({"words": "x" * 401}, "400"),
    ],
)
def test_what_points_to_a_person_or_says_nothing_is_refused_and_kept_in_the_form(
    night: Night, more, said
):
    data = form(**{"site": SITE, "topic": Topic.NOISE, "block": BLOCK, "words": "", **more})
    answer = night.client(Role.COORDINATOR).post(f"{LIST}new/", data)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not RemarkRow.objects.exists()


def test_an_answer_is_not_of_before_the_remark(night: Night):
    now = clock.now()
    remark = hear(night, at=now - timedelta(days=2))
    with pytest.raises(Malformed):
        neighbours.answer(by=night.by(), remark=remark.id, words="Yes.", at=now - timedelta(days=3))
    answered = neighbours.answer(by=night.by(), remark=remark.id, words="Yes.")
    again = neighbours.answer(by=night.by(), remark=remark.id, words="Done.")
    assert again.answer == "Done."
    assert again.answered_at == answered.answered_at
    with pytest.raises(Absent):
        neighbours.answer(by=night.by(), remark="a" * 32, words="Yes.")


def test_who_works_at_one_site_reads_and_answers_for_that_one(night: Night):
    here, there = hear(night), hear(night, site=TRUCK)
    account = night.staff[Role.COORDINATOR]
    account.sites = [TRUCK]
    account.save()
    client = night.client(Role.COORDINATOR)
    assert "1 remark waits" in words(client.get(LIST))
    assert client.get(f"{LIST}{here.id}/answer/").status_code == 404
    assert client.get(f"{LIST}{there.id}/answer/").status_code == 200
    data = form(site=SITE, topic=Topic.NOISE, block=BLOCK)
    assert client.post(f"{LIST}new/", data).status_code == 422
    auditor = night.client(Role.AUDITOR)
    assert auditor.get(LIST).status_code == 200
    assert auditor.get(f"{LIST}new/").status_code == 403
    assert night.client(Role.PEER).get(LIST).status_code == 403


def test_a_dossier_says_need_benefit_impact_and_what_neighbours_said(public: Night):
    visits(public, 46, moment=MONTH_BEFORE)
    visits(public, 123)
    with clock.pretending(EVENING):
        for n in range(12):
            topic = Topic.SUPPORT if n else Topic.NOISE
            remark = hear(public, topic, at=LAST_MONTH)
            neighbours.answer(
                by=public.by(), remark=remark.id, words="Yes.", at=LAST_MONTH + timedelta(days=3)
            )
    client = public.client(Role.EPIDEMIOLOGIST)
    said = words(get(client, f"{DOSSIER}?at={SITE}"))
    assert "About 170 visits in 2 months." in said
    assert "0 deaths of an overdose in a site in 2 months." in said
    assert "Neighbours made 12 remarks. Every one is answered." in said
    assert "Half of the answers came within 3 days." in said
    # Eleven of support would tell that one was of noise.
    assert "noise withheld" in said
    assert "support, thanks withheld" in said
    assert "s. 56.1(2)" in said
    assert "no advice about the law" in said
    french = words(get(public.client(Role.EPIDEMIOLOGIST, "fr"), f"{DOSSIER}?at={SITE}"))
    assert "Environ 170 visites en 2 mois." in french


def test_a_small_number_is_in_no_dossier(public: Night):
    visits(public, 3)
    for _n in range(3):
        with clock.pretending(EVENING):
            hear(public, at=LAST_MONTH)
    said = words(get(public.client(Role.EPIDEMIOLOGIST), f"{DOSSIER}dossier.html?at={SITE}"))
    assert "Visits: withheld" in said
    assert "Remarks of neighbours: withheld" in said
    assert "3 remarks" not in said
    assert "3 visits" not in said
    assert BLOCK not in said


def test_a_remark_belongs_to_the_site_and_to_the_months_asked_for(public: Night):
    visits(public, 20)
    with clock.pretending(EVENING):
        for _n in range(11):
            hear(public, at=LAST_MONTH)
            hear(public, site=TRUCK, at=LAST_MONTH)
        hear(public, at=EVENING - timedelta(hours=1))
    said = words(get(public.client(Role.EPIDEMIOLOGIST), f"{DOSSIER}?at={SITE}"))
    assert "Neighbours made 11 remarks." in said


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("at=network", 409, "A dossier is of one site"),
        ("month=2099-01", 409, "is not finished yet"),
        (f"month=2019-01&at={SITE}", 200, "Nothing was counted there in the twelve months"),
    ],
)
def test_what_cannot_be_made_is_said(public: Night, query: str, status: int, said: str):
    answer = get(public.client(Role.EPIDEMIOLOGIST), f"{DOSSIER}?{query}")
    assert (answer.status_code, said in words(answer)) == (status, True)
