"""The commission's pages: who does what on a case, and what nobody is let do."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from veille.accounts.models import Account, Role
from veille.diversion import actions, commissions, decisions, hearings, reads
from veille.diversion.pages import choices, steps
from veille.diversion.pages.case_page import PANEL_VERBS, verbs_of
from veille.diversion.tables import CaseRow
from veille.diversion.words import (
    Deadline,
    DecisionKind,
    FileVerb,
    LateReason,
    Measure,
    MoveReason,
    Profession,
    Risk,
    TreatmentVerb,
    Verb,
)
from veille.ledger import clock

from .commissioned import (
    LAVAL,
    MONTREAL,
    NAME,
    at_hearing,
    notified,
    opened,
    treatment_place,
)
from .night import Night, facts_written, form, said, words


@pytest.fixture
def case(night: Night) -> str:
    return notified(night)


def heard(night: Night, case: str, *, dependent: bool = True) -> None:
    by, at = night.by(Role.PANEL), at_hearing(case)
    with clock.pretending(at):
        decisions.hear(by=by, case=case)
        decisions.assess(by=by, case=case, dependent=dependent, risk=Risk.LOW)


def step(client: Client, case: str, verb: str, name: str = "case-step", **told: Any) -> Any:
    address = reverse(name, args=[MONTREAL, case, verb])
    return client.post(address, form(**told))


def status(case: str) -> str:
    return reads.case(case).status


def test_every_verb_has_its_step_and_belongs_to_a_role():
    assert set(steps._STEPS) == set(Verb)
    assert set(steps._TREATMENT) == set(TreatmentVerb)
    assert set(steps._FILE) == set(FileVerb)
    assert {*verbs_of(Role.CLERK), *verbs_of(Role.PANEL)} == set(Verb)
    assert not set(verbs_of(Role.CLERK)) & set(PANEL_VERBS)


def test_what_was_decided_is_due_by_the_panels_word_and_no_law(night: Night, case: str):
    heard(night, case, dependent=True)
    with clock.pretending(at_hearing(case) + timedelta(minutes=5)):
        decisions.decide(
            by=night.by(Role.PANEL),
            case=case,
            decision=DecisionKind.OTHER_MEASURE,
            measure=Measure.PLACE,
            months=1,
        )
    with clock.pretending(at_hearing(case) + timedelta(days=27)):
        page = words(night.client(Role.CLERK).get(reverse("docket", args=[MONTREAL])))
    soon = page[page.index("Due in the coming days") :]
    assert "what was decided is due" in soon
    assert "the panel’s decision" in soon


def test_an_appointment_is_moved_to_a_day_of_several_and_never_to_where_it_is(
    night: Night, case: str
):
    row = reads.case(case)
    assert row.appointment_at is not None
    offered = [choices.slot_of(key)[0] for key, _label in choices.slots(row)]
    days = [timezone.localdate(at) for at in offered]
    assert offered == sorted(set(offered))
    assert row.appointment_at not in offered
    assert len(set(days)) == 5
    assert max(days.count(day) for day in days) == 4
    now = clock.now()
    (soonest, *_later) = hearings.free_slots(MONTREAL, now, now + timedelta(days=2), case)
    assert offered[0] <= soonest.at or soonest.at == row.appointment_at


def test_a_case_is_found_by_its_number_however_it_is_typed(night: Night, case: str):
    number = reads.case(case).number.replace("-", " ").lower()
    answer = night.client(Role.CLERK).get(reverse("cases", args=[MONTREAL]), {"number": number})
    assert answer.url == reverse("case", args=[MONTREAL, case])


def test_the_clerk_decides_nothing_and_the_panel_issues_nothing(night: Night, case: str):
    heard(night, case)
    before = facts_written()
    clerk, panel = night.client(Role.CLERK), night.client(Role.PANEL)
    assert step(clerk, case, "decide", decision="warning").status_code in (302, 404)
    assert step(panel, case, "close", "panel-step", reason="other").status_code in (302, 404)
    assert step(panel, case, "close", reason="other").status_code == 403
    assert (facts_written(), status(case)) == (before, "assessed")


def test_a_member_opens_no_case_on_which_they_do_not_sit(night: Night, case: str):
    stranger = Account.objects.create_account("x", "x" * 12, name="X", role=Role.PANEL)
    night.staff[Role.PANEL] = stranger
    client = night.client(Role.PANEL)
    page = client.get(reverse("panel-case", args=[MONTREAL, case]))
    assert page.status_code == 403
    assert NAME not in words(page)
    assert "do not sit on this case" in words(page)
    for name in ("panel-step", "case-treatment"):
        verb = "hear" if name == "panel-step" else "offer"
        assert client.get(reverse(name, args=[MONTREAL, case, verb])).status_code == 403


def test_a_member_who_steps_out_comes_back_to_their_hearings(night: Night, case: str):
    other = Account.objects.create_account("gus", "g" * 12, name="Gus", role=Role.PANEL).id
    commissions.appoint_member(
        by=night.by(Role.COMMISSION),
        commission=MONTREAL,
        account=other,
        profession=Profession.LEGAL,
        begins=date(2026, 1, 1),
    )
    panel, mine = night.client(Role.PANEL), night.by(Role.PANEL)
    answer = step(panel, case, "step_out", "panel-step", account=mine, replacement=other)
    assert answer.url == reverse("panel", args=[MONTREAL])
    assert "Noted" in words(panel.get(answer.url, {"all": "1"}))
    assert mine not in {one.account for one in reads.state(case).panel}


def test_an_appeal_is_offered_to_the_end_of_its_last_day(night: Night, case: str):
    heard(night, case, dependent=True)
    with clock.pretending(at_hearing(case) + timedelta(minutes=5)):
        decided = decisions.decide(
            by=night.by(Role.PANEL), case=case, decision=DecisionKind.WARNING
        ).decision
    assert decided is not None
    assert decided.appeal_until is not None
    there = reads.zone_of(MONTREAL)
    offered = {}
    for days in (0, 1):
        evening = datetime.combine(decided.appeal_until + timedelta(days), time(22), there)
        with clock.pretending(evening.astimezone(UTC)):
            page = night.client(Role.CLERK).get(reverse("case", args=[MONTREAL, case]))
        appeal = reverse("case-step", args=[MONTREAL, case, "appeal"])
        offered[days] = appeal in page.content.decode()
    assert offered == {0: True, 1: False}


def test_the_panels_page_leads_to_the_case_that_is_heard_today(night: Night, case: str):
    appointment = reads.case(case).appointment_at
    assert appointment is not None
    with clock.pretending(appointment - timedelta(minutes=10)):
        answer = night.client(Role.PANEL).get(reverse("panel", args=[MONTREAL]))
    assert answer.url == reverse("panel-case", args=[MONTREAL, case])


def test_what_the_law_does_not_leave_open_is_not_offered_and_says_why(night: Night, case: str):
    heard(night, case, dependent=True)
    sheet = words(
        night.client(Role.PANEL).get(reverse("panel-step", args=[MONTREAL, case, "decide"]))
    )
    offered, shut = sheet.split("Not open here, and why")
    assert "Warning" in offered
    assert "Fine" not in offered
    assert "never for a dependent person" in shut
    assert "never advice" in sheet


def test_a_decision_that_the_law_forbids_is_refused_even_where_it_is_sent(night: Night, case: str):
    heard(night, case, dependent=True)
    before = facts_written()
    told = {"rule": "fine-for-others", "euros": "100", "due_by": "2099-01-01"}
    with clock.pretending(at_hearing(case) + timedelta(minutes=5)):
        answer = step(night.client(Role.PANEL), case, "decide", "panel-step", **told)
    assert answer.status_code == 422
    assert "does not allow this decision for this person" in words(answer)
    assert (facts_written(), status(case)) == (before, "assessed")


def test_two_clerks_on_one_case_the_second_is_told(night: Night, case: str):
    client = night.client(Role.CLERK)
    seen = reads.case(case).version
    actions.explain(
        by=night.by(Role.COMMISSION), case=case, deadline=Deadline.REPORT, why=LateReason.OTHER
    )
    answer = step(client, case, "transfer", seen=seen, to="laval", domicile="H7N")
    assert answer.status_code == 422


def test_a_form_sent_twice_is_one_entry(night: Night, case: str):
    client = night.client(Role.CLERK)
    told = form(deadline="report", why="other")
    address = reverse("case-step", args=[MONTREAL, case, "explain"])
    client.post(address, told)
    before = facts_written()
    again = client.post(address, told)
    assert facts_written() == before
    assert "saved already" in said(again)


def test_a_case_that_was_transferred_is_read_here_and_followed_there(night: Night, case: str):
    opened(night, LAVAL, territory=("H7",))
    clerk = night.client(Role.CLERK)
    assert step(clerk, case, "transfer", to=LAVAL, domicile="H7N").status_code == 302
    here = words(clerk.get(reverse("case", args=[MONTREAL, case])))
    assert "with the commission of Laval commission now" in here
    assert step(clerk, case, "acknowledge").status_code in (302, 404)
    assert status(case) == "transferred"
    there = reverse("case-step", args=[LAVAL, case, "acknowledge"])
    assert clerk.post(there, form()).status_code == 302
    assert status(case) == "acknowledged"


def test_a_commission_that_an_account_does_not_serve_is_closed_to_it(night: Night, case: str):
    opened(night, LAVAL, territory=("H7",))
    Account.objects.filter(pk=night.by(Role.CLERK)).update(commissions=[LAVAL])
    night.staff[Role.CLERK].refresh_from_db()
    client = night.client(Role.CLERK)
    assert client.get(reverse("case", args=[MONTREAL, case])).status_code == 403
    assert client.get(reverse("docket", args=[LAVAL])).status_code == 200
    assert client.get(reverse("case", args=[LAVAL, case])).status_code == 404


def test_an_entry_is_corrected_and_what_it_said_stays(night: Night, case: str):
    heard(night, case, dependent=True)
    entry = next(e for e in reads.history(case) if e.kind == "diversion.case.assessed")
    address = reverse("case-entry-correct", args=[MONTREAL, entry.id])
    answer = night.client(Role.CLERK).post(address, form(risk="high", why="typed"))
    assert answer.status_code == 302
    row = reads.case(case)
    assert (row.dependent, row.risk) == (False, "high")
    page = words(night.client(Role.CLERK).get(reverse("case", args=[MONTREAL, case])))
    assert "corrected by Chloé Clerk on" in page
    assert "Assessed: dependent · ASSIST risk: low" in page


def test_a_referral_without_a_unit_is_refused_beside_the_field(night: Night):
    opened(night)
    told = form(
        reference="1",
        name=NAME,
        birth_year="1990",
        found_at="2026-11-20T10:00",
        where="parc",
        found_in="H2X",
        substance_1="heroin",
        amount_1="0,5",
        contact_by="none",
        language="fr",
    )
    answer = night.client(Role.POLICE).post(reverse("filing-new"), told)
    assert answer.status_code == 422
    assert "Choose the unit of the amount." in words(answer)
    assert not CaseRow.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("birth_year", "90", "Write the year with its four digits, such as 1990."),
        ("amount_1", "a lot", "“a lot” is not a number"),
    ],
)
def test_what_the_police_mistype_is_told_beside_the_field(
    night: Night, field: str, typed: str, sentence: str
):
    opened(night)
    told = form(
        reference="1",
        name=NAME,
        birth_year="1990",
        where="parc",
        found_in="H2X",
        found_at="2026-11-20T10:00",
        substance_1="heroin",
        amount_1="0.5",
        unit_1="grams",
        contact_by="none",
        language="fr",
    )
    answer = night.client(Role.POLICE).post(reverse("filing-new"), {**told, field: typed})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not CaseRow.objects.exists()


def test_somebody_under_age_is_sent_elsewhere_by_the_form_too(night: Night):
    opened(night)
    found = timezone.localtime(clock.now() - timedelta(hours=2))
    told = form(
        reference="1",
        name=NAME,
        birth_year=str(found.year - 15),
        where="parc",
        found_in="H2X",
        found_at=found.strftime("%Y-%m-%dT%H:%M"),
        substance_1="heroin",
        amount_1="0.5",
        unit_1="grams",
        contact_by="none",
        language="fr",
    )
    answer = night.client(Role.POLICE).post(reverse("filing-new"), told)
    assert answer.status_code == 422
    assert "Youth house, 514-555-0191" in words(answer)
    assert not CaseRow.objects.exists()


def test_the_sender_sees_the_first_appointment_and_nothing_after(night: Night, case: str):
    police = night.client(Role.POLICE)
    address = reverse("filing", args=[case])
    first = words(police.get(address))
    actions.reschedule(by=night.by(Role.CLERK), case=case, why=MoveReason.PERSON)
    later = words(police.get(address))
    assert later == first.replace("Print the notice ", "")
    assert police.get(reverse("filing-notice", args=[case])).status_code == 409
    listed = words(police.get(reverse("filings")))
    for told in ("moved", "notice issued", NAME):
        assert told not in later + listed


def test_nobody_sees_what_another_service_sent(night: Night, case: str):
    court = night.client(Role.COURT)
    for name in ("filing", "filing-notice"):
        assert court.get(reverse(name, args=[case])).status_code == 404
    assert "Nothing sent yet" in words(court.get(reverse("filings")))


def test_the_funnel_as_a_file_adds_up(night: Night, case: str):
    heard(night, case)
    treatment_place(night)
    rows = funnel_file(night, inside="1")
    assert [row[2] for row in rows][:3] == ["referred", "appeared", "assessed"]
    numbers = [[int(cell) for cell in row[3:6]] for row in rows]
    for before, here in pairwise(numbers):
        assert sum(here) == before[0]
    assert {row[6] for row in rows} == {"inside: must not leave the commission"}


def funnel_file(night: Night, **asked: str) -> list[list[str]]:
    address = reverse("funnel-file", args=[MONTREAL])
    file = night.client(Role.COMMISSION).get(address, asked)
    return list(csv.reader(io.StringIO(file.content.decode())))[1:]


def test_the_funnel_to_publish_withholds_small_counts(night: Night, case: str):
    heard(night, case)
    rows = funnel_file(night)
    assert len(rows) == 7
    assert "/" in rows[0][1]
    assert {cell for row in rows for cell in row[3:6]} == {"0", "x"}


@pytest.mark.parametrize("asked", ["x", "9999-01-01", "0001-01-01", "2026-13-01", "²"])
def test_months_that_are_none_show_the_present_year(night: Night, case: str, asked: str):
    address = reverse("funnel", args=[MONTREAL])
    assert night.client(Role.COMMISSION).get(address, {"from": asked}).status_code == 200


def test_the_coordinator_says_who_sits_and_when(night: Night):
    opened(night)
    client = night.client(Role.COMMISSION)
    change = client.get(reverse("commission-change", args=[MONTREAL]))
    told = {
        name: field.value() or "" for name, field in ((f.name, f) for f in change.context["form"])
    }
    answer = client.post(
        reverse("commission-change", args=[MONTREAL]),
        form(**{**told, "submission": "", "rooms": "A, B, C", "phone": "514-555-0199"}),
    )
    assert answer.status_code == 302
    page = words(client.get(reverse("commission-settings", args=[MONTREAL])))
    assert "A, B, C" in page
    assert "514-555-0199" in page
