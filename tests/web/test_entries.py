"""What an entry says, sealed words too, is corrected on its own page; what it said stays."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from veille.care import actions, reads
from veille.care.facts import Arrived, DutyBegan, Noted, PersonWelcomed, Seated
from veille.care.tables import DutyRow
from veille.ledger.vault import vault

from .night import SITE, Night, entry_of, form, words


def _correct(client: Client, entry: str, **change: Any) -> Any:
    address = f"/at/{SITE}/entries/{entry}/correct/"
    return client.post(address, form(**{"why": "typed", "at": "", **change}))


def test_a_note_is_corrected_and_its_first_words_stay_on_the_page(night: Night) -> None:
    visit = night.arrive()
    actions.write_note(by=night.by(), visit=visit, note="by the left door")
    client = night.client()
    entry = entry_of(visit, Noted).id
    assert "by the left door" in words(client.get(f"/at/{SITE}/entries/{entry}/correct/"))
    assert _correct(client, entry, words="by the right door").status_code == 302
    page = words(client.get(f"/at/{SITE}/visits/{visit}/"))
    assert "by the right door" in page
    assert "by the left door" in page


def test_a_first_visit_is_corrected_on_the_page_of_the_visit(night: Night) -> None:
    visit = night.arrive("F-TREM-1989")
    person = reads.visit(visit).person
    client = night.client()
    entry = entry_of(person, PersonWelcomed).id
    change = {"words": "F-TREM-1988", "postal": "h2x 1a1", "gender": "", "heard_of": "friend"}
    assert _correct(client, entry, birth_year="1988", **change).status_code == 302
    assert (vault().find("F-TREM-1988"), vault().find("F-TREM-1989")) == ([person], [])
    page = words(client.get(f"/at/{SITE}/visits/{visit}/"))
    assert "H2X" in page
    assert "a friend" in page


def test_a_time_of_duty_is_corrected_from_the_page_of_the_day(night: Night) -> None:
    client = night.client()
    client.post(f"/at/{SITE}/duty/", form())
    duty = DutyRow.objects.get(site=SITE, ended_at=None)
    entry = entry_of(duty.id, DutyBegan).id
    assert f"/entries/{entry}/correct/" in client.get(f"/at/{SITE}/day/").content.decode()
    earlier = duty.began_at.replace(microsecond=0) - timedelta(minutes=30)
    clock_time = earlier.astimezone(ZoneInfo("America/Toronto")).strftime("%H:%M:%S")
    assert _correct(client, entry, at=clock_time).status_code == 302
    assert DutyRow.objects.get(pk=duty.id).began_at == earlier


@pytest.mark.parametrize("body", [Arrived, Seated])
def test_a_correction_that_changes_nothing_is_refused(night: Night, body: type) -> None:
    visit = night.seat("1")
    entry = entry_of(visit, body)
    same = {"seat": "1"}
    if body is Arrived:
        told = list(entry.body.substances)
        same = {"mode": "injection", "substances": told}
    answer = _correct(night.client(), entry.id, **same)
    assert answer.status_code == 422
    assert "Nothing was changed." in words(answer)
