"""What waits to be done at a site: each room gives its lines, each role sees what it can do."""

from datetime import timedelta

from django.urls import reverse

from veille.accounts.models import Role
from veille.care import actions
from veille.care.people import actions as people
from veille.care.referrals import actions as referrals
from veille.care.referrals.words import Need
from veille.care.shifts import actions as shifts
from veille.care.shifts.words import IncidentKind, Where
from veille.care.words import Outcome
from veille.ledger import clock

from .dispensed import enrol, keep
from .night import SITE, Night, words
from .peopled import restrict

PAGE = reverse("to-do", args=[SITE])


def test_what_waits_is_one_list_whichever_room_it_is_of(night: Night):
    visit, overdose = night.overdose(handle="Renard")
    keep(night)
    enrol(night, night.welcome())
    offered = referrals.offer(by=night.by(), place=SITE, visit=visit, need=Need.HOUSING)
    referrals.accept(by=night.by(), referral=offered.id)
    shifts.happened(by=night.by(), place=SITE, what=IncidentKind.VIOLENCE, where=Where.WAITING)
    with clock.pretending(clock.now() + timedelta(days=20)):
        shown = words(night.client(Role.NURSE).get(PAGE))
        actions.end_overdose(by=night.by(), overdose=overdose, outcome=Outcome.RECOVERED)
        after = words(night.client(Role.NURSE).get(PAGE))
    for line in (
        "1 overdose waits for how it ended late",
        "1 visit of an earlier day is still open late",
        "1 referral waits for too long late",
        "1 person had no dose the day before late",
        "1 incident is not closed",
    ):
        assert line in shown, line
    assert shown.index("no dose the day before") < shown.index("incident is not closed")
    assert "overdose waits" not in after


def test_nobody_is_told_of_what_their_role_cannot_do(night: Night):
    restriction = restrict(night, night.welcome())
    people.appeal(by=night.by(), restriction=restriction, note="not me")
    line = "1 appeal waits for a decision"
    assert line in words(night.client(Role.COORDINATOR).get(PAGE))
    assert line not in words(night.client(Role.PEER).get(PAGE))
    assert "Nothing waits for you here" in words(night.client(Role.PEER).get(PAGE))
