"""The docket: what is late, what falls due, who waits; readable however many cases there are."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from veille.accounts.models import Role
from veille.diversion import actions, decisions, follow_up, intake
from veille.diversion.pages.docket import _SOON_SHOWN
from veille.diversion.words import Authority, DecisionKind
from veille.ledger import clock

from .commissioned import MONTREAL, at_hearing, notified, referral, treatment_place
from .night import Night, words


@pytest.fixture
def case(night: Night) -> str:
    return notified(night)


def docket_of(night: Night) -> str:
    return words(night.client(Role.CLERK).get(reverse("docket", args=[MONTREAL])))


def due_soon(night: Night) -> str:
    page = docket_of(night)
    assert not re.search(r"\bLate\b", page)
    return page[page.index("Due in the coming days") : page.index("Free hearings")]


def test_the_docket_says_what_is_late_first_with_its_legal_basis(night: Night, case: str):
    with clock.pretending(clock.now() + timedelta(days=4)):
        page = docket_of(night)
    assert page.index("Late") < page.index("Waits for us") < page.index("Free hearings")
    for told in ("the person appears", "Decree-Law 130-A/2001", "art. 11(1)", "the clerk"):
        assert told in page, told


def test_the_docket_shows_a_time_limit_days_before_and_not_where_a_hearing_keeps_it(
    night: Night, case: str
):
    assert "Nothing is due." in due_soon(night)
    with clock.pretending(at_hearing(case)):
        actions.miss(by=night.by(Role.CLERK), case=case)
        assert "the person appears" in due_soon(night)


def test_the_docket_keeps_most_of_many_time_limits_one_tap_away(night: Night, case: str):
    shown = _SOON_SHOWN
    with clock.pretending(clock.now() - timedelta(hours=1)):
        for number in range(shown + 2):
            told = referral(reference=f"SPVM-{number}", name=f"Personne {number}")
            told["found_at"] = clock.now() - timedelta(hours=1)
            by, authority = night.by(Role.POLICE), Authority.POLICE
            intake.receive(by=by, authority=authority, service="SPVM", **told)
    page = due_soon(night)
    first, others = page.split("more time limits", 1)
    assert first.count("the referral is acknowledged") + first.count("the person appears") == shown
    assert "the person appears" in others


def test_what_waits_for_the_end_of_a_treatment_does_not_wait_for_us(night: Night, case: str):
    clerk, panel = night.by(Role.CLERK), night.by(Role.PANEL)
    with clock.pretending(at_hearing(case)):
        decisions.hear(by=panel, case=case)
        decisions.assess(by=panel, case=case, dependent=False)
        decisions.decide(
            by=panel, case=case, decision=DecisionKind.PROVISIONAL_SUSPENSION, months=3
        )
        decisions.resume(by=panel, case=case)
        follow_up.offer_treatment(by=clerk, case=case)
        follow_up.accept_treatment(by=clerk, case=case)
        decisions.decide(by=panel, case=case, decision=DecisionKind.WARNING)
        assert "Nobody waits for us" not in docket_of(night)
        follow_up.await_treatment(by=clerk, case=case, place=treatment_place(night))
        assert "Nobody waits for us" in docket_of(night)
