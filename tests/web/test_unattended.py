"""The steps of an overdose after its page's session has ended: by a token, and nothing else."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from veille.accounts.models import Account, Role
from veille.care import actions, reads
from veille.care.pages import unattended
from veille.care.words import Outcome
from veille.ledger import clock

from .night import PASSWORD, SITE, Night, facts_written, form, words

STEPS = reverse("unattended-steps")


@dataclass
class Tablet:
    """On which Noor opened an overdose, and whose session has ended."""

    client: Client
    overdose: str
    token: str

    def step(self, **told: Any) -> HttpResponse:
        told = form(what="oxygen") | told
        return self.client.post(STEPS, told, headers={unattended.HEADER: self.token})


@pytest.fixture
def tablet(night: Night) -> Tablet:
    _visit, overdose = night.overdose()
    client = night.client(None)
    client.post(reverse("sign-in"), {"username": "noor", "password": PASSWORD})
    shown = client.get(reverse("overdose", args=[SITE, overdose])).content.decode()
    (token,) = re.findall(r'data-steps-by="([^"]+)"', shown)
    client.session.flush()
    return Tablet(client, overdose, token)


def test_steps_go_on_with_the_name_of_who_opened_it_and_are_marked(night: Night, tablet: Tablet):
    answer = tablet.step()
    assert (answer.status_code, answer.content) == (204, b"")
    assert tablet.step(what="naloxone", product="IN:4", dose="1").status_code == 204
    timeline = words(night.client(Role.PEER).get(reverse("overdose", args=[SITE, tablet.overdose])))
    assert "Oxygen (added after the session had ended) · Noor Nurse" in timeline
    assert reads.overdose(tablet.overdose).doses == 1


def test_a_step_whose_answer_was_lost_is_one(tablet: Tablet):
    told = form(what="oxygen")
    assert [tablet.step(**told).status_code for _ in range(2)] == [204, 204]
    assert len(reads.overdose(tablet.overdose).steps) == 1


def test_what_cannot_be_added_is_answered_without_a_word(tablet: Tablet):
    tablet.step(what="naloxone", product="IN:4", dose="1")
    refused = tablet.step(what="naloxone", product="IN:4", dose="1")
    assert (refused.status_code, refused.content) == (409, b"")


def test_it_opens_no_page(tablet: Tablet):
    for name in ("overdose", "overdose-step", "overdose-end", "overdose-vitals"):
        address = reverse(name, args=[SITE, tablet.overdose])
        headers = {unattended.HEADER: tablet.token}
        assert tablet.client.post(address, form(what="oxygen"), headers=headers).status_code == 302
    assert tablet.client.get(STEPS, headers=headers).status_code in (302, 403)


def _another_device(tablet: Tablet, _night: Night) -> None:
    tablet.client = Client()


def _no_token(tablet: Tablet, _night: Night) -> None:
    tablet.token = tablet.token[:-1] + ("A" if tablet.token[-1] != "A" else "B")


def _closed(tablet: Tablet, night: Night) -> None:
    actions.end_overdose(by=night.by(), overdose=tablet.overdose, outcome=Outcome.RECOVERED)


def _account_closed(_tablet: Tablet, night: Night) -> None:
    Account.objects.filter(pk=night.by()).update(is_active=False)


def _works_elsewhere(_tablet: Tablet, night: Night) -> None:
    Account.objects.filter(pk=night.by()).update(sites=["elsewhere"])


def _other_password(_tablet: Tablet, night: Night) -> None:
    account = night.staff[Role.NURSE]
    account.set_password("another one entirely")
    account.save()


@pytest.mark.parametrize(
    "change",
    [
        _another_device,
        _no_token,
        _closed,
        _account_closed,
        _works_elsewhere,
        _other_password,
    ],
)
def test_it_adds_nothing_elsewhere_nor_for_whoever_could_not_any_more(
    night: Night, tablet: Tablet, change: Callable[[Tablet, Night], None]
):
    change(tablet, night)
    before = facts_written()
    answer = tablet.step()
    assert (answer.status_code, answer.content) == (401, b"")
    assert facts_written() == before


def test_it_ends_after_a_set_time(tablet: Tablet, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unattended, "LASTS", timedelta(seconds=-1))
    assert tablet.step().status_code == 401


def test_an_overdose_that_was_found_long_ago_is_answered_by_nobody_who_is_not_signed_in(
    tablet: Tablet,
):
    with clock.pretending(clock.now() + 2 * unattended.LASTS):
        assert tablet.step().status_code == 401
    assert tablet.step().status_code == 204


def test_a_token_that_somebody_else_signed_is_none(tablet: Tablet):
    told = signing.loads(tablet.token, salt="veille.overdose.steps")
    tablet.token = signing.dumps(told, key="guessed", salt="veille.overdose.steps")
    assert tablet.step().status_code == 401


def test_who_may_only_read_is_given_none(night: Night):
    _visit, overdose = night.overdose()
    shown = night.client(Role.AUDITOR).get(reverse("overdose", args=[SITE, overdose]))
    assert "data-steps-by" not in shown.content.decode()
