"""A site's settings: who may change them, what is said where they cannot be."""

import pytest

from veille.accounts.models import Role
from veille.care import reads

from .night import SITE, Night, facts_written, form, said, words

PAGE = f"/at/{SITE}/settings/"


def changed(**changes: str) -> dict[str, str]:
    """The form as the page shows it, but for `changes`."""
    as_it_is = {"name": "CACTUS", "injection": "1, 2, 3", "inhalation": "4", "seat_minutes": "25"}
    return form(**(as_it_is | changes))


def test_the_page_says_what_the_site_is(night: Night):
    page = night.client(Role.COORDINATOR).get(PAGE).content.decode()
    assert 'value="1, 2, 3"' in page
    assert 'value="CACTUS"' in page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_a_seat_is_added(night: Night, role: Role):
    client = night.client(role)
    answer = client.post(PAGE, changed(injection="1 2 3; 5"))
    assert "The site is changed" in said(answer)
    assert [seat["number"] for seat in reads.site(SITE).seats] == ["1", "2", "3", "5", "4"]
    history = words(client.get(PAGE))
    assert "Site changed: seats 1, 2, 3, 5, 4" in history


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Nothing was changed."),
        ({"injection": "", "inhalation": ""}, "at least one seat"),
        ({"injection": "1, 1"}, "no two seats have one number"),
        ({"injection": "123456789"}, "too long for a seat's number"),
        ({"seat_minutes": "600"}, "less than or equal to 240"),
        ({"seat_minutes": "soon"}, "whole number"),
        ({"name": ""}, "required"),
        ({"seen": "7", "name": "Other"}, "Somebody changed this site meanwhile"),
    ],
)
def test_what_cannot_be_says_so(night: Night, changes: dict[str, str], sentence: str):
    before = facts_written()
    answer = night.client(Role.COORDINATOR).post(PAGE, changed(**changes))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert facts_written() == before


def test_a_seat_that_is_taken_stays(night: Night):
    night.seat("2")
    answer = night.client(Role.COORDINATOR).post(PAGE, changed(injection="1, 3"))
    assert "Somebody is at seat 2" in words(answer)


def test_an_auditor_reads_and_cannot_save(night: Night):
    client = night.client(Role.AUDITOR)
    assert 'form="site"' not in client.get(PAGE).content.decode()
    assert client.post(PAGE, changed(name="Other")).status_code == 403


def test_an_administrator_finds_it_from_the_list_of_sites(night: Night):
    page = night.client(Role.ADMINISTRATOR).get("/sites/").content.decode()
    assert PAGE in page
