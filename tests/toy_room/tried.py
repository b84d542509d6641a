"""The steps of docs/adding-an-area.md, on a room that the house does not know. Run by
`test_new_room.py`, in a process whose settings have the room."""

import pytest
from django.urls import reverse

from tests.toy_room.lockers import actions, facts
from tests.toy_room.lockers.tables import LockerRow
from tests.toy_room.lockers.words import Thing
from tests.web.conftest import *  # noqa: F403
from tests.web.night import SITE, Night, form
from veille.accounts.models import Role
from veille.care import corrections
from veille.care.words import CorrectionReason
from veille.ledger import readtables
from veille.ledger.recording import entries, words_key
from veille.ledger.refusal import Malformed, Refused
from veille.ledger.vault import vault

PAGE = f"/at/{SITE}/lockers/"


def kept(night: Night) -> str:
    locker = actions.take(by=night.by(), place=SITE, number=4, thing=Thing.BIKE, note="the red one")
    return locker.id


def test_an_action_writes_a_fact_that_fills_a_table(night: Night):
    locker = kept(night)
    row = LockerRow.objects.get(pk=locker)
    assert (row.site, row.number, row.thing, row.freed_at, row.version) == (
        SITE,
        4,
        "bike",
        None,
        1,
    )
    freed = actions.free(by=night.by(), locker=locker)
    row.refresh_from_db()
    assert (row.freed_at, row.version, freed.version) == (freed.freed_at, 2, 2)
    with pytest.raises(Refused, match="fetched"):
        actions.free(by=night.by(), locker=locker)


def test_what_must_hold_is_asked_after_a_note_a_correction_and_a_strike(night: Night):
    with pytest.raises(Malformed, match="1 to 12"):
        actions.take(by=night.by(), place=SITE, number=13, thing=Thing.BAG)
    locker = kept(night)
    (entry,) = entries(locker)
    say = {"by": night.by(), "entry_id": entry.id, "why": CorrectionReason.TYPED}
    with pytest.raises(Malformed, match="1 to 12"):
        corrections.correct(**say, body=facts.Taken(number=0, thing=Thing.BIKE))
    corrections.correct(**say, body=facts.Taken(number=5, thing=Thing.BIKE))
    assert LockerRow.objects.get().number == 5
    corrections.strike(**say)
    assert not LockerRow.objects.exists()


def test_its_words_are_sealed_and_its_tables_are_a_cache(night: Night):
    locker = kept(night)
    (entry,) = entries(locker)
    assert isinstance(entry.body, facts.Taken)
    assert vault().open(words_key(locker), entry.body.note) == "the red one"
    before = list(LockerRow.objects.values())
    LockerRow.objects.all().delete()
    readtables.make()
    assert list(LockerRow.objects.values()) == before


def test_its_page_has_an_address_roles_a_tab_and_french(night: Night):
    peer = night.client(Role.PEER)
    peer.post(PAGE, {"number": "7", "thing": "bag"})
    assert "7: a bag to keep" in peer.get(PAGE).content.decode()
    auditor = night.client(Role.AUDITOR)
    assert (auditor.get(PAGE).status_code, auditor.post(PAGE).status_code) == (200, 403)
    assert night.client(Role.POLICE).get(PAGE).status_code == 403
    french = night.client(Role.PEER, "fr").get(PAGE).content.decode()
    assert "7: un sac à garder" in french
    assert f'href="{PAGE}"' in peer.get(reverse("board", args=[SITE])).content.decode()


def test_an_entry_is_corrected_on_the_page_of_every_correction(night: Night):
    locker = kept(night)
    (entry,) = entries(locker)
    client = night.client(Role.NURSE)
    address = reverse("entry-correct", args=[SITE, entry.id])
    sheet = client.get(address).content.decode()
    assert "Locker 4: a bicycle to keep" in sheet
    sent = form(number="9", why="typed", words="the blue one", at="", note="")
    assert client.post(address, sent).status_code == 302
    assert LockerRow.objects.get().number == 9
