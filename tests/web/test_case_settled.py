"""Whose case it is, and what was seized: settled and corrected by the clerk, and taken back."""

import re
from typing import Any

import pytest
from django.urls import reverse

from veille.accounts.models import Role
from veille.diversion import facts, reads

from .commissioned import CONTACT, LAVAL, MONTREAL, NAME, REFERENCE, filed, opened
from .night import Night, entry_of, facts_written, form, words


@pytest.fixture
def case(night: Night) -> str:
    """A case with an appointment, at a commission with one panel."""
    opened(night)
    return filed(night)


# Two people of one name, and one person who was referred twice.


def person_of(case: str) -> str:
    return reads.case(case).person


def test_a_case_says_that_another_has_its_name_until_somebody_settles_it(night: Night, case: str):
    second = filed(night, reference="SPVM-26-0099")
    clerk = night.client(Role.CLERK)
    page = reverse("case", args=[MONTREAL, second])
    assert "Another case has this name." in words(clerk.get(page))
    settle = reverse("case-person", args=[MONTREAL, second])
    assert reads.case(case).number in words(clerk.get(settle))
    refused = clerk.post(settle, form(whose="somebody-else"))
    assert refused.status_code == 422
    assert "Say in a sentence how you know." in words(refused)
    told = form(whose="somebody-else", note="Another date of birth.")
    assert clerk.post(settle, told).status_code == 302
    assert person_of(second) != person_of(case)
    settled = words(clerk.get(page))
    assert "Another case has this name." not in settled
    for told in (
        "Settled: somebody who has no other case here",
        "Another date of birth.",
        "somebody else",
    ):
        assert told in settled, told


def test_the_sheet_names_each_person_once_and_begins_with_who_is_counted(night: Night, case: str):
    second = filed(night, reference="SPVM-26-0099")
    third = filed(night, reference="SPVM-26-0100")
    clerk = night.client(Role.CLERK)
    address = reverse("case-person", args=[MONTREAL, third])
    page = clerk.get(address).content.decode()
    assert page.count('name="whose"') == 2
    assert re.search(rf'value="{case}"[^>]*checked', page)
    numbers = ", ".join(reads.case(one).number for one in (case, second))
    assert f"the same person as in {numbers} (as it is counted now)" in words(clerk.get(address))


def test_what_was_settled_is_taken_back_by_a_correction(night: Night, case: str):
    second = filed(night, reference="SPVM-26-0099")
    clerk = night.client(Role.CLERK)
    told = form(whose="somebody-else", note="Another date of birth.")
    clerk.post(reverse("case-person", args=[MONTREAL, second]), told)
    entry = entry_of(second, facts.PersonTold)
    assert clerk.get(reverse("case-entry-correct", args=[MONTREAL, entry.id])).status_code == 200
    clerk.post(reverse("case-entry-strike", args=[MONTREAL, entry.id]), form(why="typed"))
    assert person_of(second) == person_of(case)
    assert "struck out" in words(clerk.get(reverse("case", args=[MONTREAL, second])))


def test_a_case_that_no_other_shares_its_name_with_has_nothing_to_settle(night: Night, case: str):
    clerk = night.client(Role.CLERK)
    assert "of this name" not in words(clerk.get(reverse("case", args=[MONTREAL, case])))
    answer = clerk.get(reverse("case-person", args=[MONTREAL, case]))
    assert "there is nothing to settle" in words(answer)


def test_a_case_of_the_same_name_elsewhere_is_told_and_not_opened(night: Night, case: str):
    opened(night, LAVAL)
    other = filed(night, reference="SPL-1", domicile="Laval")
    page = night.client(Role.CLERK).get(reverse("case", args=[MONTREAL, case]))
    assert reads.case(other).number in words(page)
    assert "Laval commission" in words(page)
    assert other not in page.content.decode()


def test_the_panel_sees_that_a_name_is_shared_and_settles_nothing(night: Night, case: str):
    filed(night, reference="SPVM-26-0099")
    panel = night.client(Role.PANEL)
    page = words(panel.get(reverse("panel-case", args=[MONTREAL, case])))
    assert "Another case has this name." in page
    assert "Settle whose case it is" not in page


# What was seized, corrected.


def correcting(case: str) -> tuple[str, dict[str, Any]]:
    """The address of the sheet that corrects a referral, and what it says as it is opened."""
    entry = entry_of(case, facts.Received)
    told = {
        "age_years": "36",
        "domicile": "H2X 1Y4",
        "language": "fr",
        "own_use": "unsaid",
        "substance_1": "heroin",
        "amount_1": "0.5",
        "unit_1": "grams_active",
        "why": "typed",
        "name": NAME,
        "where": "parc Émilie-Gamelin",
        "contact_by": "phone",
        "contact": CONTACT,
    }
    return reverse("case-entry-correct", args=[MONTREAL, entry.id]), told


def seized(case: str) -> list[tuple[str, str, str]]:
    return [tuple(one.values()) for one in reads.case(case).seized]


def test_the_sheet_that_corrects_a_referral_opens_with_what_was_seized(night: Night, case: str):
    address, _told = correcting(case)
    page = night.client(Role.CLERK, "fr").get(address).content.decode()
    assert '<option value="heroin" selected>' in page
    assert 'value="0,5"' in page
    assert '<option value="grams_active" selected>' in page


def test_what_was_seized_is_corrected_and_what_it_said_stays_visible(night: Night, case: str):
    address, told = correcting(case)
    second = {"substance_2": "cannabis_herb", "amount_2": "12", "unit_2": "grams"}
    clerk = night.client(Role.CLERK)
    answer = clerk.post(address, form(**told | {"amount_1": "0,4"} | second))
    assert answer.status_code == 302
    assert seized(case) == [
        ("heroin", "0.4", "grams_active"),
        ("cannabis_herb", "12", "grams"),
    ]
    page = clerk.get(reverse("case", args=[MONTREAL, case])).content.decode()
    (before,) = [part for part in page.split("<del>")[1:] if "Referral received" in part]
    said, after = before.split("</del>")[:2]
    assert "0.5 grams of active principle" in said
    assert "corrected by Chloé Clerk on" in after
    assert "typed or tapped wrong" in after.split("</p>")[0]


def test_a_line_of_what_was_seized_is_taken_off_and_never_the_last(night: Night, case: str):
    address, told = correcting(case)
    clerk = night.client(Role.CLERK)
    clerk.post(
        address,
        form(**told, substance_2="cannabis_herb", amount_2="12", unit_2="grams"),
    )
    empty = {"substance_1": "", "amount_1": "", "unit_1": ""}
    kept = {"substance_2": "cannabis_herb", "amount_2": "12", "unit_2": "grams"}
    assert clerk.post(address, form(**told | empty | kept)).status_code == 302
    assert seized(case) == [("cannabis_herb", "12", "grams")]
    refused = clerk.post(address, form(**told | empty))
    assert refused.status_code == 422
    assert "Say what was seized" in words(refused)
    assert seized(case) == [("cannabis_herb", "12", "grams")]


@pytest.mark.parametrize(
    ("written", "unit", "kept"),
    [
        ("5 kg", "grams", ("5000", "grams")),
        ("400 mg", "grams_active", ("0.4", "grams_active")),
        ("3 pills", "", ("3", "pills")),
    ],
)
def test_a_unit_behind_an_amount_is_read(
    night: Night, case: str, written: str, unit: str, kept: tuple[str, str]
):
    address, told = correcting(case)
    said = {"amount_1": written, "unit_1": unit}
    assert night.client(Role.CLERK).post(address, form(**told | said)).status_code == 302
    ((_substance, amount, counted),) = seized(case)
    assert (amount, counted) == kept


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount_1": "5 kg", "unit_1": "pills"}, "Make the two the same"),
        ({"amount_1": "a lot"}, "is not a number"),
        ({"unit_1": ""}, "Choose the unit of the amount."),
        ({"amount_1": "-1"}, "cannot be right"),
        ({"amount_1": "0.5"}, "Nothing was changed"),
    ],
)
def test_a_wrong_correction_of_what_was_seized_keeps_its_words_and_changes_nothing(
    night: Night, case: str, wrong: dict[str, str], sentence: str
):
    address, told = correcting(case)
    before = facts_written()
    refused = night.client(Role.CLERK).post(address, form(**told | wrong))
    assert refused.status_code == 422
    assert sentence in words(refused)
    assert facts_written() == before


# Name, contact and place, corrected.


RIGHT = {"name": "Camille Trudel", "where": "square Viger", "contact": "514-555-0188"}


def test_name_place_and_contact_are_corrected_and_what_they_were_stays_visible(
    night: Night, case: str
):
    address, told = correcting(case)
    clerk = night.client(Role.CLERK)
    sheet = clerk.get(address).content.decode()
    for said in (NAME, "parc Émilie-Gamelin", CONTACT):
        assert f'value="{said}"' in sheet, said
    assert clerk.post(address, form(**told | RIGHT)).status_code == 302
    page = clerk.get(reverse("case", args=[MONTREAL, case])).content.decode()
    (before,) = [part for part in page.split("<del>")[1:] if "Referral received" in part]
    said, after = before.split("</del>")[:2]
    assert f"Name of the person: “{NAME}”" in said
    assert "Where they were found: “parc Émilie-Gamelin”" in said
    assert f"Number or address that they chose: “{CONTACT}”" in said
    assert "corrected by Chloé Clerk on" in after
    for says in RIGHT.values():
        assert says in page.replace(said, ""), says


def test_the_police_learn_nothing_of_a_correction_and_their_referral_stays_one(
    night: Night, case: str
):
    police = night.client(Role.POLICE)
    filing = reverse("filing", args=[case])
    before = words(police.get(filing))
    address, told = correcting(case)
    assert night.client(Role.CLERK).post(address, form(**told | RIGHT)).status_code == 302
    assert words(police.get(filing)) == before
    assert not any(says in before for says in RIGHT.values())
    assert police.get(address).status_code == 403
    assert filed(night, reference=REFERENCE) == case


def test_a_referral_is_not_left_without_a_name_or_with_half_a_contact(night: Night, case: str):
    address, told = correcting(case)
    clerk, before = night.client(Role.CLERK), facts_written()
    unnamed = clerk.post(address, form(**told | {"name": " "}))
    assert "Enter how the person is to be called." in words(unnamed)
    unreachable = clerk.post(address, form(**told | {"contact": ""}))
    assert "Enter the contact together with the way" in words(unreachable)
    assert facts_written() == before


def test_who_hears_a_case_reads_its_corrected_name(night: Night, case: str):
    address, told = correcting(case)
    night.client(Role.CLERK).post(address, form(**told | RIGHT))
    page = reverse("panel-case", args=[MONTREAL, case])
    assert "Camille Trudel" in words(night.client(Role.PANEL).get(page))


def test_a_case_that_was_taken_for_somebody_elses_by_a_wrong_name_says_so(night: Night, case: str):
    filed(night, reference="SPVM-26-0099")
    address, told = correcting(case)
    clerk = night.client(Role.CLERK)
    assert clerk.post(address, form(**told | RIGHT)).status_code == 302
    page = words(clerk.get(reverse("case", args=[MONTREAL, case])))
    assert "A case of another name is counted as this person’s." in page
    assert "Another case has this name." not in page
