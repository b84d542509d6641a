"""The pages of alarms and series: who reads what, what the address holds, what a picture says."""

import csv
from dataclasses import replace
from io import StringIO

import msgspec
import pytest
from django.test import Client

from veille.accounts.models import Role
from veille.surveillance import found as kept
from veille.surveillance import reads
from veille.surveillance.found import id_of
from veille.surveillance.pages.pictures import picture
from veille.surveillance.words import Period, Reason, Stage, Step

from .night import SITE, TRUCK, Night, form, words
from .watched import DAYS, MUCH, alarm_of, counts, day, judged

LIST = "/alarms/"
#: A day of which all is in.
USUAL_END = 3


@pytest.fixture
def alarm(night: Night) -> str:
    return id_of(alarm_of(judged()))


@pytest.fixture
def client(night: Night) -> Client:
    return night.client(Role.EPIDEMIOLOGIST)


def page(alarm: str, rest: str = "") -> str:
    return f"{LIST}{alarm}/{rest}"


def test_an_epidemiologist_comes_to_the_worklist_and_sees_no_visitor(night: Night, client: Client):
    assert client.get("/").url == LIST
    for address in ("/sites/", f"/at/{SITE}/", "/register/", f"/at/{SITE}/arrival/"):
        assert client.get(address).status_code == 403
    for role in (Role.POLICE, Role.COURT, Role.NURSE, Role.PEER, Role.PANEL):
        assert night.client(role).get(LIST).status_code == 403


def test_before_anything_was_judged_the_pages_say_what_is_needed(client: Client):
    assert "A series needs 15 days" in words(client.get(LIST))
    assert "A series needs 15 days" in words(client.get("/series/"))
    assert "A series needs 15 days" in words(client.get(f"/series/visits/{SITE}/"))
    for nowhere in ("nonsense/cactus", "visits/nowhere", "visits/x" * 40):
        assert client.get(f"/series/{nowhere}/").status_code == 404


def test_the_worklist_says_what_is_new_from_the_numbers(client: Client, alarm: str):
    seen = words(client.get(LIST))
    assert "1 new alarm" in seen
    assert "Naloxone kits handed out, CACTUS" in seen
    assert "19 counted, 2.2 expected, bound 7.5" in seen


def test_it_is_said_in_french_as_well(night: Night, alarm: str):
    seen = words(night.client(Role.EPIDEMIOLOGIST, "fr").get(LIST))
    assert "1 nouvelle alarme" in seen
    assert "19 comptés, 2,2 attendus, borne 7,5" in seen


def test_the_address_holds_what_is_chosen(client: Client, alarm: str):
    assert "1 new alarm" in words(client.get(f"{LIST}?series=kits-out&at={SITE}&weeks=4"))
    for nothing in ("series=visits", f"at={TRUCK}", "stage=closed", "at=network"):
        assert "No alarm is open" in words(client.get(f"{LIST}?{nothing}"))
    for unknown in ("series=nonsense", "at=%00", "weeks=-1", "stage=x", "weeks=9999999"):
        seen = words(client.get(f"{LIST}?{unknown}"))
        assert "1 new alarm" in seen
        assert f"in the address is no choice here for “{unknown.partition('=')[0]}”" in seen
    kept_on = client.get(f"{LIST}?series=kits-out").content.decode()
    assert f'href="{page(alarm)}?series=kits-out"' in kept_on


def test_an_alarm_is_looked_at_followed_stepped_and_explained(client: Client, alarm: str):
    assert client.post(page(alarm, "stage/"), form(verb="look")).url == page(alarm)
    client.post(page(alarm, "stage/"), form(verb="follow"))
    client.post(page(alarm, "step/"), form(step=Step.DATA, words="No double entries."))
    seen = words(client.get(page(alarm)))
    assert "1 of 5" in seen
    assert "No double entries." in seen
    client.post(page(alarm, "explain/"), form(why=Reason.EVENT, words="Payments were made."))
    (listed,) = reads.worklist(day(30))
    assert (listed.stage, listed.why) == (Stage.EXPLAINED, Reason.EVENT)
    seen = words(client.get(page(alarm)))
    assert "a day unlike others" in seen
    assert "Payments were made." in seen
    assert "No alarm is open" in words(client.get(LIST))


def test_a_refused_note_keeps_its_words_and_writes_nothing(client: Client, alarm: str):
    answer = client.post(page(alarm, "note/"), form(words="She came to seat 4"))
    assert answer.status_code == 422
    assert "may point to a person" in words(answer)
    assert "She came to seat 4" in answer.content.decode()
    assert reads.noted(alarm) is None
    twice = form(verb="follow")
    client.post(page(alarm, "stage/"), twice)
    client.post(page(alarm, "stage/"), form(verb="look"))
    assert reads.noted(alarm).stage is Stage.FOLLOWED


def test_an_auditor_reads_and_notes_nothing(night: Night, alarm: str):
    auditor = night.client(Role.AUDITOR)
    seen = auditor.get(page(alarm)).content.decode()
    assert page(alarm, "stage/") not in seen
    assert auditor.post(page(alarm, "stage/"), form(verb="look")).status_code == 403


def test_who_works_at_one_site_reads_of_no_other_and_of_no_sum(night: Night, alarm: str):
    judged(counts(), counts(site=TRUCK), counts(site="", series="visits"))
    account = night.staff[Role.COORDINATOR]
    account.sites = [TRUCK]
    account.save()
    client = night.client(Role.COORDINATOR)
    seen = words(client.get(LIST))
    assert "1 new alarm" in seen
    assert "CACTUS" not in seen
    assert client.get(page(alarm)).status_code == 404
    assert client.get(f"/series/kits-out/{SITE}/").status_code == 404
    assert client.get("/series/visits/network/").status_code == 404
    assert client.get(f"/series/kits-out/{TRUCK}/").status_code == 200


def test_a_series_shows_its_picture_its_table_and_gives_the_same_as_a_file(
    client: Client, alarm: str
):
    answer = client.get(f"/series/kits-out/{SITE}/?days=0")
    seen = words(answer)
    assert "1 alarm" in seen
    assert "On 1 day nothing was counted here: no zero." in seen
    assert "Compared with the 28 days at work before" in seen
    assert "No forecast: days are missing" in seen
    assert page(alarm) in answer.content.decode()
    assert answer.content.decode().count('class="missing" x=') == 1
    sent = client.get(f"/series/kits-out/{SITE}/counts.csv?days=0")
    rows = list(csv.DictReader(StringIO(sent.content.decode())))
    assert len(rows) == DAYS
    assert [row["observed"] for row in rows].count("") == 1
    (above,) = [row for row in rows if row["alarm"] == "1"]
    assert (above["observed"], above["date"]) == (str(MUCH), alarm_of(kept.load()).first)
    assert "nan" not in sent.content.decode().lower()


def test_the_period_stands_in_the_address(client: Client, alarm: str):
    for days, number in ((30, 30), (91, DAYS), ("x", DAYS)):
        sent = client.get(f"/series/kits-out/{SITE}/counts.csv?days={days}").content.decode()
        assert len(sent.splitlines()) == number + 1


def test_a_short_series_and_zeros_are_said_in_a_sentence(client: Client):
    short = replace(counts(), counts=(1, 2, 3), series="visits")
    zeros = replace(counts(), counts=(0,) * DAYS)
    judged(short, zeros)
    assert "3 days were counted; a bound needs 15." in words(client.get(f"/series/visits/{SITE}/"))
    assert "zeros, and no alarm" in words(client.get(f"/series/kits-out/{SITE}/"))
    assert "3 days were counted" in words(client.get("/series/"))


def test_a_cache_of_another_version_counts_for_none(client: Client, alarm: str):
    kept._path().write_text('{"made_at": 1}')
    assert "Nothing was judged yet" in words(client.get(LIST))


def test_a_coordinator_begins_an_alert_from_an_alarm_with_its_first_day(night: Night, alarm: str):
    coordinator = night.client(Role.COORDINATOR)
    first = alarm_of(kept.load()).first
    address = f"/at/{SITE}/alerts/new/?since={first}"
    for where in (page(alarm), f"/series/kits-out/{SITE}/"):
        assert address in coordinator.get(where).content.decode()
        for role in (Role.EPIDEMIOLOGIST, Role.AUDITOR):
            assert "alerts/new" not in night.client(role).get(where).content.decode()
    assert f'value="{first}"' in coordinator.get(address).content.decode()
    for unknown in ("x", "2999-01-01", ""):
        asked = coordinator.get(f"/at/{SITE}/alerts/new/?since={unknown}")
        assert f'value="{day(0).isoformat()}"' in asked.content.decode()


def test_an_alarm_of_all_sites_leads_to_no_alert(night: Night):
    judged(counts(site="", series="visits"))
    seen = night.client(Role.COORDINATOR).get(LIST).content.decode()
    assert "1 new alarm" in seen
    assert "alerts/new" not in seen


@pytest.mark.parametrize(
    "address",
    [
        "/alarms/?serie=visits",
        "/series/?sites=cactus",
        f"/series/kits-out/{SITE}/?day=30",
        "/bulletin/?months=2026-10",
        "/changed/?mois=2026-10",
        "/neighbours/?site=cactus",
    ],
)
def test_what_a_page_does_not_know_in_its_address_is_said(client: Client, alarm: str, address: str):
    name = address.partition("?")[2].partition("=")[0]
    assert f"The address asks for “{name}”, which this page does not know" in words(
        client.get(address)
    )


def test_what_is_still_to_come_in_is_a_band_and_ends_with_the_last_day():
    """Two of the last three days are not all in: the band is of those two, between low and high."""
    (one,) = [each for each in judged().judged if each.period is Period.DAY]
    now = kept.Nowcast(median=(USUAL_END, 9, 6), low=(USUAL_END, 8, 4), high=(USUAL_END, 12, 10))
    observed = (*one.observed[:-3], USUAL_END, 5, 1)
    late = msgspec.structs.replace(one, observed=observed, nowcast=now, forecast=None)
    shown = picture(late, list(range(len(observed) - 30, len(observed))))
    points = [tuple(map(float, pair.split(","))) for pair in shown.coming.split()]
    assert len(points) == 8
    assert points[0][0] < points[-2][0] < points[3][0]
    assert all(high[1] < low[1] for high, low in zip(points[:4], points[:3:-1], strict=True))
    earlier = picture(late, list(range(10)))
    assert (earlier.coming, earlier.coming_middle) == ("", "")
