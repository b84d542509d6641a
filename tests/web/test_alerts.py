"""Alerts on pages: from a draft to the poster, the feed, the protocol and the letter."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from veille.accounts.models import Role
from veille.care import actions as cared
from veille.care.words import LeavingReason, Substance
from veille.ledger import clock
from veille.supply.alerts import actions, reads
from veille.supply.alerts.facts import Counted
from veille.supply.alerts.words import SoldAs, Stage, Subject

from ..supply.alerts.scene import approve, draft, edit, publish, withdraw
from .night import HANDLE, SITE, TRUCK, Night, form, words

ATOM = "{http://www.w3.org/2005/Atom}"


def page(name: str, *rest: object) -> str:
    return reverse(name, args=[SITE, *rest])


def public(name: str, *args: object) -> str:
    """A public page, asked for and answered without a cookie."""
    response = Client().get(reverse(name, args=args))
    assert response.status_code == 200
    assert not response.cookies
    return words(response)


def filled(**said: object) -> dict[str, object]:
    today = reads.today()
    data = {
        "subject": "substance",
        "substance": "medetomidine",
        "sold_as": "opioid",
        "since": (today - timedelta(days=9)).isoformat(),
        "ends": (today + timedelta(days=9)).isoformat(),
        "sureness": "laboratory",
        "positive": "9",
        "tested": "31",
    }
    return form(**{**data, **said})


def test_an_alert_goes_from_a_draft_to_the_public_by_three_taps(night: Night):
    client = night.client(Role.COORDINATOR)
    answer = client.post(page("alert-new"), filled())
    (row,) = reads.all_rows()
    assert answer.url == page("alert", row.id)
    assert "Medetomidine in “down” and other opioids" in words(client.get(answer.url))
    assert Client().get(reverse("alert-public", args=[row.code])).status_code == 404
    assert "Approve" in words(client.get(answer.url)).split()
    seen = reads.alert(row.id).version
    client.post(page("alert-approve", row.id), form(seen=seen))
    client.post(page("alert-publish", row.id), form())
    assert reads.alert(row.id).stage is Stage.LIVE
    for name in ("alerts-public-en", "around-en", "network-en"):
        assert "Medetomidine in “down” and other opioids" in public(name)
        with override("en"):
            today = date_format(timezone.localdate())
        assert (
            f" to {today}." in public(name).partition("In 9 of 31 samples tested for it, from ")[2]
        )
    assert "Médétomidine dans le « down »" in public("alert-public-fr", row.code)


def test_only_a_coordinator_approves_publishes_and_withdraws(night: Night):
    alert = draft()
    client = night.client(Role.NURSE)
    for name in ("alert-approve", "alert-publish", "alert-end", "alert-withdraw", "alert-drop"):
        assert client.post(page(name, alert.id), form()).status_code == 403
    assert "Approve" not in words(client.get(page("alert", alert.id))).split()
    assert "Edit…" in words(client.get(page("alert", alert.id)))


@pytest.mark.parametrize("field", ["more_en", "looks_en"])
def test_what_points_to_a_person_is_refused_and_the_form_keeps_its_words(night: Night, field: str):
    text = "A woman in seat 4 at 14:30"
    french = field.replace("en", "fr")
    answer = night.client().post(page("alert-new"), filled(**{field: text, french: "Poudre."}))
    assert answer.status_code == 422
    assert "may point to a person" in words(answer)
    assert text in answer.content.decode()
    assert reads.all_rows() == []


def test_a_handle_of_somebody_in_the_room_is_asked_about_before_an_alert_holds_it(night: Night):
    text = {"more_en": "The green bag of Corbeau-Vert.", "more_fr": "Le sac vert de Corbeau-Vert."}
    night.arrive("Corbeau vert", place=TRUCK)
    asked = night.client().post(page("alert-new"), filled(**text))
    assert (asked.status_code, reads.all_rows()) == (422, [])
    assert "“Corbeau-Vert” may be what somebody is called" in words(asked)
    kept = night.client().post(page("alert-new"), filled(**text, nobody="on"))
    assert (kept.status_code, len(reads.all_rows())) == (302, 1)


def test_whoever_was_here_long_ago_is_not_told_of_by_what_an_alert_asks(night: Night):
    visit = night.arrive("Corbeau Vert", at=clock.now() - timedelta(days=4))
    cared.leave(by=night.by(), visit=visit, consumed=False, reason=LeavingReason.WAIT)
    text = {"more_en": "The bag of Corbeau Vert.", "more_fr": "Le sac de Corbeau Vert."}
    assert night.client().post(page("alert-new"), filled(**text)).status_code == 302


def test_a_withdrawn_alert_stays_readable_and_leaves_every_other_page(night: Night):
    alert = withdraw(publish())
    assert "Withdrawn on" in public("alert-public-en", alert.code)
    assert "the laboratory did not confirm it" in public("alert-public-en", alert.code)
    assert "Withdrawn on" in public("alert-poster", alert.code)
    assert "Medetomidine" not in public("around-en") + public("network-en")
    board = words(night.client().get(reverse("board", args=[SITE])))
    assert "Medetomidine" not in board


def test_the_day_on_which_an_alert_was_over_is_that_of_the_network(night: Night):
    """At half past one in UTC it is the evening before in Montréal."""
    alert = publish()
    zone = ZoneInfo(settings.TIME_ZONE)
    evening = datetime.combine(reads.today() + timedelta(days=1), time(20, 30), zone)
    with clock.pretending(evening):
        actions.end(by=night.by(), alert=alert.id)
    day = date_format(evening.date(), "DATE_FORMAT")
    assert evening.astimezone(UTC).date() != evening.date()
    assert f"Ended on {day}." in public("alert-public-en", alert.code)


def test_the_board_says_it_and_the_arrival_desk_to_whoever_names_it(night: Night):
    publish()
    client = night.client()
    assert "Medetomidine in “down”" in words(client.get(reverse("board", args=[SITE])))
    known = reverse("arrival-known", args=[SITE, night.welcome(HANDLE)])
    assert "Medetomidine in “down”" in words(client.get(known))
    told = {
        substance: words(
            client.post(
                reverse("arrival-anonymous", args=[SITE]),
                form(substances=substance.value, mode="injection", company="alone"),
                follow=True,
            )
        )
        for substance in (Substance.DOWN, Substance.COCAINE)
    }
    assert "Tell them: Medetomidine in “down” and other opioids." in told[Substance.DOWN]
    assert "Tell them" not in told[Substance.COCAINE]


def test_several_alerts_are_one_line_of_the_board_that_names_the_most_dangerous(night: Night):
    publish(substance="carfentanil")
    client, board = night.client(), reverse("board", args=[SITE])
    assert "<details" not in alerts_on(client.get(board))
    publish(substance="xylazine")
    publish(substance="medetomidine", sold_as=SoldAs.STIMULANT)
    folded = alerts_on(client.get(board))
    assert words(folded).startswith("3 alerts Carfentanil in “down”")
    titles = re.findall(r"<aside [^>]*aria-label=\"(\w+)", folded)
    assert titles == ["Carfentanil", "Medetomidine", "Xylazine"]
    with_overdoses = publish(subject=Subject.OVERDOSES, substance="", sold_as=None, found=None)
    assert with_overdoses.shown is not None
    assert words(alerts_on(client.get(board))).startswith("4 alerts More overdoses than usual")


def alerts_on(board: Any) -> str:
    """What the board says before its panels."""
    said = board.content.decode().partition('id="said">')[2]
    return str(said.partition("<section")[0])


@pytest.mark.parametrize(
    ("sold_as", "named", "concerned"),
    [
        (SoldAs.OPIOID, Substance.HYDROMORPHONE, True),
        (SoldAs.STIMULANT, Substance.CRACK, True),
        (SoldAs.STIMULANT, Substance.MDMA, True),
        (SoldAs.STIMULANT, Substance.DOWN, False),
        (SoldAs.OTHER, Substance.KETAMINE, True),
        (SoldAs.OPIOID, Substance.KETAMINE, False),
        (SoldAs.OPIOID, Substance.UNKNOWN, True),
        (SoldAs.BENZODIAZEPINE, Substance.BENZODIAZEPINE, True),
    ],
)
def test_an_alert_concerns_whoever_uses_what_it_was_sold_as(
    night: Night, sold_as: SoldAs, named: Substance, concerned: bool
):
    from veille.ui.rooms import all_bands

    publish(sold_as=sold_as)
    assert bool(all_bands([named.value])) is concerned


def test_the_arrival_sheet_unfolds_what_concerns_the_substances_that_are_chosen(night: Night):
    publish(sold_as=SoldAs.OPIOID)
    publish(sold_as=SoldAs.STIMULANT, substance="fentanyl")
    page = reverse("arrival-anonymous", args=[SITE])
    nothing_said = night.client().get(page)
    assert unfolded(nothing_said) == [False, False]
    refused = night.client().post(page, form(substances="down"))
    assert (refused.status_code, unfolded(refused)) == (422, [False, True])
    night.arrive(HANDLE, substances=[Substance.CRACK])
    known = reverse("arrival", args=[SITE])
    assert unfolded(night.client().post(known, form(handle=HANDLE))) == [True, False]


def unfolded(response: Any) -> list[bool]:
    """Of each alert on the arrival sheet, the latest first."""
    return [
        " open" in tag
        for tag in re.findall(r"<details [^>]*data-when[^>]*>", response.content.decode())
    ]


def test_overdoses_concern_everybody_and_say_no_number(night: Night):
    alert = publish(subject=Subject.OVERDOSES, substance="", sold_as=None, found=None)
    said = public("alert-public-en", alert.code)
    assert "More overdoses than usual" in said
    assert "seat" not in said.lower()
    assert "overdoses since" not in said


def test_a_poster_holds_both_languages_and_a_code(night: Night):
    alert = publish(looks_fr="Poudre beige.", looks_en="Beige powder.")
    for paper in ("a4", "letter"):
        response = Client().get(reverse("alert-poster", args=[alert.code]), {"paper": paper})
        said = words(response)
        assert "Medetomidine in" in said
        assert "Médétomidine dans" in said
        assert "Beige powder." in said
        assert "Poudre beige." in said
        assert "<svg" in response.content.decode()
        assert f"poster-{paper}.css" in response.content.decode()
        assert "No clinician of this network has approved these words yet." in said
        assert "Aucun clinicien de ce réseau n’a encore approuvé ces mots." in said


def test_the_feed_says_what_went_out_and_what_was_withdrawn(night: Night):
    gone, out = withdraw(publish()), publish(substance="carfentanil")
    draft(substance="xylazine")
    for language, withdrawn in (("en", "Withdrawn"), ("fr", "Retirée")):
        feed = ET.fromstring(Client().get(reverse(f"alerts-atom-{language}")).content)
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) == 2
        titles = [entry.findtext(f"{ATOM}title") or "" for entry in entries]
        assert "arfentanil" in titles[0]
        assert withdrawn in titles[1]
        links = [entry.find(f"{ATOM}link") for entry in entries]
        assert [
            link.get("href", "").rpartition("/a/")[2] for link in links if link is not None
        ] == [
            f"{out.code}/",
            f"{gone.code}/",
        ]


def test_a_name_that_no_dictionary_has_is_asked_back(night: Night):
    client = night.client(Role.COORDINATOR)
    asked = client.post(page("alert-new"), filled(substance="xylasine"))
    assert (asked.status_code, reads.all_rows()) == (422, [])
    assert "“xylasine” is not in the dictionary. Did you mean" in words(asked)
    assert (
        client.post(page("alert-new"), filled(substance="xylasine", keep="on")).status_code == 302
    )


def test_what_was_written_is_no_html_in_the_feed(night: Night):
    publish(more_en="<img src=x>, 1 < 2", more_fr="<img src=x>, 1 < 2")
    feed = ET.fromstring(Client().get(reverse("alerts-atom-en")).content)
    (summary,) = [each.text or "" for each in feed.iter(f"{ATOM}summary")]
    assert "<p>&lt;img src=x&gt;, 1 &lt; 2</p>" in summary
    assert "<img" not in summary


@pytest.fixture
def letters() -> Iterator[list[mail.EmailMessage]]:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        VEILLE_ALERTS_TO=["a@example.org", "b@example.org"],
    ):
        mail.outbox = []
        yield mail.outbox


def test_a_letter_goes_to_the_list_without_showing_it(
    night: Night, letters: list[mail.EmailMessage]
):
    alert = approve(draft())
    client = night.client(Role.COORDINATOR)
    answer = client.post(page("alert-publish", alert.id), form(), follow=True)
    assert "An e-mail went to 2 addresses" in words(answer)
    (letter,) = letters
    assert letter.to == []
    assert letter.recipients() == ["a@example.org", "b@example.org"]
    assert letter.subject == (
        "Médétomidine dans le «\u202fdown\u202f» et d’autres opioïdes / "
        "Medetomidine in “down” and other opioids"
    )
    for said in ("In 9 of 31", "Dans 9 des 31", "1. Do not use alone", "/fr/a/", "/en/a/"):
        assert said in letter.body
    client.post(page("alert-withdraw", alert.id), form(why="wrong_test"))
    assert "Withdrawn on" in letters[1].body


def test_nobody_is_written_to_where_nobody_is_on_the_list(night: Night):
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        alert = approve(draft())
        night.client(Role.COORDINATOR).post(page("alert-publish", alert.id), form())
        assert mail.outbox == []


def test_what_cannot_be_mailed_is_published_all_the_same(night: Night, tmp_path: Path):
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=1,
        VEILLE_ALERTS_TO=["a@example.org"],
    ):
        alert = approve(draft())
        client = night.client(Role.COORDINATOR)
        answer = client.post(page("alert-publish", alert.id), form(), follow=True)
    assert "could not be sent" in words(answer)
    assert reads.alert(alert.id).stage is Stage.LIVE


def test_an_update_says_that_it_was_changed(night: Night):
    alert = edit(publish(), found=Counted(positive=12, tested=40))
    assert "In 9 of 31" in public("alert-public-en", alert.code)
    actions.publish(by="maude", alert=approve(alert).id)
    said = public("alert-public-en", alert.code)
    assert "In 12 of 40" in said
    assert "Changed" in said


def test_over_alerts_leave_the_list_after_a_while(night: Night):
    publish()
    with clock.pretending(clock.now() + timedelta(days=30)):
        assert "Over" in public("alerts-public-en")
    with clock.pretending(clock.now() + timedelta(days=120)):
        assert "Medetomidine" not in public("alerts-public-en")


def test_no_public_page_holds_a_sample_or_whoever_wrote_it(night: Night):
    """Labels open results; accounts are nobody's business."""
    from ..supply.alerts.test_drafting import analysed, draft_alerts

    sample = analysed("carfentanil")
    (alert,) = draft_alerts()
    actions.publish(by=night.by(), alert=approve(alert, night.by()).id)
    hidden = [sample.label, sample.id, night.by()]
    for name in ("alert-public-en", "alert-poster", "alert-public-fr"):
        text = Client().get(reverse(name, args=[alert.code])).content.decode()
        assert not [each for each in hidden if each in text]
    cap = Client().get(reverse("alert-cap", args=[alert.code, 1])).content.decode()
    assert not [each for each in hidden if each in cap]


def test_the_poster_as_pdf_where_the_part_is_installed(night: Night):
    pytest.importorskip("typst")
    alert = publish()
    for paper in ("a4", "letter"):
        response = Client().get(reverse("alert-poster-pdf", args=[alert.code]), {"paper": paper})
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")


def test_the_health_words_name_their_guide_and_no_clinician(night: Night):
    said = public("alert-public-en", publish().code)
    assert "After Canada.ca" in said
    assert "No clinician of this network has approved these words yet" in said
    assert "safe." not in said
    assert json.dumps(said).count("Naloxone does not act on it") == 1
