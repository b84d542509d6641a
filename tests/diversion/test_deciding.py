"""Decisions: within the law's range, by who heard, of whom the law allows it; else refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from veille.diversion import commissions, follow_up, reads
from veille.diversion import decisions as deciding
from veille.diversion.commission_state import TreatmentPlace
from veille.diversion.days import months_after
from veille.diversion.legal_range import Asked, allowing
from veille.diversion.state import Case
from veille.diversion.words import ClosingReason, DecisionKind, Measure, Status, TreatmentVerb
from veille.law import decisions
from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused

from . import scene
from .scene import CANNABIS, HEROIN, MONTREAL, assessed, decide

SUSPENSION, SANCTION = DecisionKind.PROVISIONAL_SUSPENSION, DecisionKind.SUSPENDED_SANCTION
FINE, OTHER = DecisionKind.FINE, DecisionKind.OTHER_MEASURE
WARNING = DecisionKind.WARNING

DETERMINATION = DecisionKind.SUSPENDED_DETERMINATION
PLACE, SERVICE = Measure.PLACE, Measure.SERVICE
#: Of whom sanctions are open, and no suspension of the proceeding.
AGAIN = "prior_record"

#: Decision, of whom, what was seized, how much or how long → the rule, or what the refusal says.
RANGES: list[tuple[DecisionKind, str, str, dict[str, Any], str]] = [
    (FINE, AGAIN, "cannabis_herb", {"euros": "24.94"}, "fine-for-cannabis"),
    (FINE, AGAIN, "cannabis_herb", {"euros": "149.64"}, "fine-for-cannabis"),
    (
        FINE,
        AGAIN,
        "cannabis_herb",
        {"euros": "24.93"},
        "! 24.94 to 149.64 € here (art. 15 and 16(2))",
    ),
    (FINE, AGAIN, "cannabis_herb", {"euros": "149.65"}, "! 24.94 to 149.64 €"),
    (FINE, AGAIN, "heroin", {"euros": "149.65"}, "fine-for-others"),
    (FINE, AGAIN, "heroin", {"euros": "870"}, "fine-for-others"),
    (FINE, AGAIN, "heroin", {"euros": "870.01"}, "! 24.94 to 870 € here (art. 15 and 16(1))"),
    (FINE, AGAIN, "heroin", {"euros": "24.93"}, "! 24.94 to 870 €"),
    (FINE, AGAIN, "heroin", {}, "! Enter the amount"),
    (FINE, AGAIN, "heroin", {"euros": "-5"}, "! Enter the amount"),
    (FINE, "", "heroin", {"euros": "30"}, "! leaves no sanction open"),
    (FINE, "", "heroin", {"euros": "30"}, "! art. 11(1)"),
    (FINE, "dependent accepts_treatment", "heroin", {"euros": "30"}, "! art. 11(2)"),
    (FINE, "proceeding_resumed", "heroin", {"euros": "30"}, "fine-for-others"),
    (FINE, "dependent", "heroin", {"euros": "30"}, "! never for a dependent person"),
    (FINE, "dependent", "cannabis_herb", {"euros": "30"}, "! never for a dependent person"),
    (FINE, AGAIN, "ketamine", {"euros": "30"}, "! no fine for what was seized"),
    (WARNING, "dependent", "heroin", {}, "warning"),
    (WARNING, "", "heroin", {}, "! leaves no sanction open"),
    (WARNING, AGAIN, "heroin", {"euros": "30"}, "! Only a fine has an amount"),
    (WARNING, AGAIN, "heroin", {"months": 3}, "! no length in months"),
    (WARNING, AGAIN, "heroin", {"measure": PLACE}, "! adds no measure"),
    (WARNING, AGAIN, "heroin", {"presentations": 3}, "! asks for no presentations"),
    (SUSPENSION, "", "heroin", {"months": 24}, "suspension-first"),
    (SUSPENSION, "", "heroin", {"months": 25}, "! 1 to 24 months"),
    (SUSPENSION, "", "heroin", {"months": 25}, "! art. 11(1) and 13(1)"),
    (SUSPENSION, "", "heroin", {"months": 0}, "! 1 to 24 months"),
    (SUSPENSION, "", "heroin", {}, "! 1 to 24 months"),
    (SUSPENSION, AGAIN, "heroin", {"months": 6}, "! no earlier file"),
    (SUSPENSION, "proceeding_resumed", "heroin", {"months": 6}, "! does not allow this decision"),
    (SUSPENSION, "dependent", "heroin", {"months": 6}, "! does not allow this decision"),
    (
        SUSPENSION,
        "dependent accepts_treatment",
        "heroin",
        {"months": 6},
        "suspension-with-treatment",
    ),
    (
        SUSPENSION,
        "dependent accepts_treatment prior_record",
        "heroin",
        {"months": 6},
        "suspension-again-with-treatment",
    ),
    (
        DETERMINATION,
        "dependent accepts_treatment prior_record",
        "heroin",
        {"months": 36},
        "determination-suspended",
    ),
    (DETERMINATION, "dependent accepts_treatment", "heroin", {"months": 37}, "! 1 to 36 months"),
    (DETERMINATION, "", "heroin", {"months": 3}, "! does not allow this decision"),
    (
        SANCTION,
        "dependent prior_record",
        "heroin",
        {"months": 12, "presentations": 4},
        "suspended-with-presentations",
    ),
    (
        SANCTION,
        "dependent",
        "heroin",
        {"months": 36, "presentations": 4},
        "suspended-with-presentations",
    ),
    (SANCTION, "dependent", "heroin", {"months": 11, "presentations": 4}, "! 12 to 36 months"),
    (SANCTION, "dependent", "heroin", {"months": 37, "presentations": 4}, "! 12 to 36 months"),
    (SANCTION, "dependent", "heroin", {"months": 12}, "! how many times"),
    (
        SANCTION,
        "dependent",
        "heroin",
        {"months": 12, "presentations": 4, "measure": PLACE, "measure_months": 3},
        "! needs the person’s own acceptance",
    ),
    (
        SANCTION,
        "dependent accepts_conditions",
        "heroin",
        {"months": 12, "presentations": 4, "measure": PLACE, "measure_months": 6},
        "suspended-with-presentations",
    ),
    (
        SANCTION,
        "dependent accepts_conditions",
        "heroin",
        {"months": 12, "presentations": 4, "measure": PLACE, "measure_months": 7},
        "! 1 to 6 months",
    ),
    (
        SANCTION,
        "dependent accepts_treatment prior_record",
        "heroin",
        {"months": 12, "presentations": 4},
        "! does not allow this decision",
    ),
    (
        SANCTION,
        "dependent accepts_treatment prior_record treatment_not_viable",
        "heroin",
        {"months": 12, "presentations": 4},
        "suspended-treatment-not-viable",
    ),
    (
        SANCTION,
        "prior_record accepts_conditions",
        "heroin",
        {"months": 12, "measure": PLACE, "measure_months": 6},
        "suspended-with-conditions",
    ),
    (SANCTION, "prior_record accepts_conditions", "heroin", {"months": 12}, "! Choose the measure"),
    (
        SANCTION,
        "prior_record accepts_conditions",
        "heroin",
        {"months": 12, "measure": Measure.LICENCE, "measure_months": 3},
        "! no measure that the law has",
    ),
    (
        SANCTION,
        "prior_record",
        "heroin",
        {"months": 12, "measure": PLACE, "measure_months": 3},
        "! does not allow this decision",
    ),
    (OTHER, "dependent", "heroin", {"months": 1, "measure": PLACE}, "other-sanctions"),
    (OTHER, AGAIN, "heroin", {"months": 37, "measure": PLACE}, "! 1 to 36 months"),
    (OTHER, AGAIN, "heroin", {"months": 3}, "! Choose the measure"),
    (OTHER, AGAIN, "heroin", {"measure": SERVICE}, "! no measure that the law has"),
    (
        OTHER,
        "prior_record accepts_conditions",
        "heroin",
        {"measure": SERVICE},
        "service-or-donation",
    ),
    (OTHER, AGAIN, "heroin", {"months": 3, "measure": Measure.OTHER}, "! no measure that the law"),
    (DecisionKind.ACQUITTAL, "", "heroin", {}, "acquittal"),
    (DecisionKind.CLOSED, "dependent", "heroin", {}, "closed"),
]


@pytest.mark.parametrize(("kind", "of", "seized", "said", "answer"), RANGES)
def test_a_decision_lies_within_what_the_law_allows(
    kind: DecisionKind, of: str, seized: str, said: dict[str, Any], answer: str
) -> None:
    amount = {"euros": Decimal(said["euros"])} if "euros" in said else {}
    asked = Asked(
        kind=kind,
        day=date(2026, 3, 2),
        substances=(seized,),
        circumstances=frozenset(of.split()),
        **{**said, **amount},
    )
    if not answer.startswith("!"):
        assert allowing("PT", asked, Decimal(870)).key == answer
        return
    with pytest.raises(Refused) as refused:
        allowing("PT", asked, Decimal(870))
    assert answer[2:] in str(refused.value)


def test_each_decision_of_the_law_says_which_kind_it_is() -> None:
    known = [one for one in decisions("PT", date(2026, 3, 2)) if one.kind == "decision"]
    assert all(one.decides for one in known)
    assert {kind for one in known for kind in one.decides} == set(DecisionKind.values)


def test_what_the_law_did_not_know_yet_is_refused() -> None:
    asked = Asked(
        kind=WARNING, day=date(2001, 6, 30), substances=("heroin",), circumstances=frozenset()
    )
    with pytest.raises(Refused, match="knew no warning on 2001-06-30"):
        allowing("PT", asked, None)


def test_a_fine_without_a_ceiling_waits_for_the_commission_to_set_one() -> None:
    asked = Asked(
        kind=FINE,
        day=date(2026, 3, 2),
        substances=("heroin",),
        circumstances=frozenset({"prior_record"}),
        euros=Decimal(30),
    )
    with pytest.raises(Refused, match="none is set for this"):
        allowing("PT", asked, None)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 3, 2), 60, date(2031, 3, 2)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


def _as_it_may(decision: DecisionKind) -> Case:
    """Assessed, of whom the law allows the decision."""
    if decision is FINE:
        return scene.relapsed()
    return assessed(dependent=decision is not SUSPENSION)


@pytest.mark.usefixtures("there")
class TestAtTheCommission:
    def test_a_dependent_person_is_never_fined(self) -> None:
        case = assessed(dependent=True, seized=(HEROIN,))
        before = scene.written()
        with pytest.raises(Refused, match="never for a dependent person"):
            decide(case, FINE)
        assert scene.written() == before

    @pytest.mark.parametrize(
        ("decision", "status"),
        [
            (SUSPENSION, "suspended"),
            (SANCTION, "presenting"),
            (FINE, "fined"),
            (OTHER, "measured"),
            (WARNING, "decided"),
            (DecisionKind.ACQUITTAL, "decided"),
            (DecisionKind.CLOSED, "decided"),
        ],
    )
    def test_each_decision_leads_where_the_table_says(
        self, decision: DecisionKind, status: str
    ) -> None:
        case = decide(_as_it_may(decision), decision)
        assert case.decision is not None
        assert (case.status.value, reads.case(case.id).decision) == (status, decision.value)
        assert case.decision.panel == case.panel

    @pytest.mark.parametrize(
        ("decision", "told", "sentence"),
        [
            (SANCTION, {"presentations": None}, "how many times"),
            (OTHER, {"measure": None}, "Choose the measure"),
            (FINE, {"due_by": None}, "by which day"),
            (FINE, {"due_by": date(2026, 3, 1)}, "is past"),
            (WARNING, {"due_by": date(2028, 3, 1)}, "no day by which it is due"),
            (OTHER, {"months": None, "measure": SERVICE, "accepted": True}, "by which day"),
        ],
    )
    def test_what_a_decision_needs_is_said(
        self, decision: DecisionKind, told: dict[str, Any], sentence: str
    ) -> None:
        with pytest.raises(Malformed, match=sentence):
            decide(_as_it_may(decision), decision, **told)

    def test_who_accepts_treatment_may_have_the_proceeding_suspended(
        self, there: TreatmentPlace
    ) -> None:
        case = assessed(dependent=True, seized=(HEROIN,))
        with pytest.raises(Refused, match="does not allow this decision"):
            decide(case, SUSPENSION)
        for verb in (TreatmentVerb.OFFER, TreatmentVerb.ACCEPT):
            scene.at_hearing(case, lambda v=verb: scene.treat(v, case.id, there.id), 0.65)
        decided = decide(case, SUSPENSION)
        assert decided.decision is not None
        assert decided.decision.rule == "suspension-with-treatment"
        assert decided.decision.until == date(2026, 9, 2)

    def test_a_prior_record_counts_as_long_as_it_may_be_held(self) -> None:
        who = {"name": "Alix Noir", "age_years": 30}
        earlier = decide(assessed(dependent=True, **who), WARNING)
        with clock.pretending(scene.after(earlier)):
            deciding.waive_appeal(by="clerk", case=earlier.id)
            closed = follow_up.close(by="clerk", case=earlier.id, reason=ClosingReason.NOTHING_DUE)
        with clock.pretending(scene.START + 60 * scene.A_DAY):
            case = assessed(**who)
            assert [row.id for row in reads.others_of(case.person, but=case.id)] == [earlier.id]
            with pytest.raises(Refused, match="no earlier file"):
                decide(case, SUSPENSION)
        assert closed.destroy_on == date(2031, 3, 2)
        with clock.pretending(scene.START + 366 * 5 * scene.A_DAY):
            later = assessed(**{**who, "age_years": 35})
            assert decide(later, SUSPENSION).status is Status.SUSPENDED

    def test_an_acquittal_is_no_prior_record(self) -> None:
        who = {"name": "Alix Noir", "age_years": 30}
        decide(assessed(**who), DecisionKind.ACQUITTAL)
        with clock.pretending(scene.START + 60 * scene.A_DAY):
            assert decide(assessed(**who), SUSPENSION).status is Status.SUSPENDED

    def test_what_is_open_to_the_panel_is_what_the_law_allows(self) -> None:
        heroin = assessed(dependent=True, seized=(HEROIN,))
        with clock.pretending(scene.START + scene.A_DAY):
            cannabis = assessed(seized=(CANNABIS,))
        keys = [
            {one.key for one in reads.open_decisions(case, scene.after(case))}
            for case in (heroin, cannabis)
        ]
        always = {"acquittal", "closed"}
        sanctions = {"suspended-with-presentations", "warning", "other-sanctions"}
        assert keys == [
            always | sanctions | {"service-or-donation"},
            always | {"suspension-first"},
        ]
        anew = scene.at_hearing(cannabis, lambda: decide(cannabis, SUSPENSION), 0)
        with clock.pretending(scene.after(anew)):
            resumed = deciding.resume(by="ana", case=anew.id)
            open_now = {one.key for one in reads.open_decisions(resumed, clock.now())}
        assert open_now == always | {
            "suspended-with-conditions",
            "warning",
            "fine-for-cannabis",
            "other-sanctions",
            "service-or-donation",
        }

    def test_a_suspended_sanction_is_fulfilled_once_every_presentation_was_kept(self) -> None:
        case = decide(assessed(dependent=True), SANCTION)
        with clock.pretending(scene.after(case)):
            deciding.waive_appeal(by="clerk", case=case.id)
            follow_up.present(by="clerk", case=case.id)
            follow_up.absent(by="clerk", case=case.id)
            with pytest.raises(Refused, match="1 of 2 presentations"):
                follow_up.fulfil(by="clerk", case=case.id)
            follow_up.present(by="clerk", case=case.id)
            with pytest.raises(Refused, match="runs until March 2, 2027"):
                follow_up.fulfil(by="clerk", case=case.id)
        with clock.pretending(scene.after(case) + 366 * scene.A_DAY):
            done = follow_up.fulfil(by="clerk", case=case.id)
        assert (done.status, done.kept, done.absent) == (Status.FULFILLED, 2, 1)

    def test_a_suspension_that_is_ended_is_decided_anew(self) -> None:
        case = decide(assessed(), SUSPENSION)
        with clock.pretending(scene.after(case)):
            again = deciding.resume(by="ana", case=case.id)
            assert (again.status, again.decision) == (Status.ASSESSED, None)
            done = deciding.decide(by="ana", case=case.id, decision=WARNING)
        assert done.status is Status.DECIDED

    def test_a_place_that_closed_takes_nobody(self, there: TreatmentPlace) -> None:
        commissions.close_treatment(by="coord", commission=MONTREAL, place=there.id)
        case = assessed()
        with clock.pretending(scene.after(case)):
            follow_up.offer_treatment(by="bo", case=case.id)
            follow_up.accept_treatment(by="bo", case=case.id)
            with pytest.raises(Refused, match="takes nobody any more"):
                follow_up.await_treatment(by="bo", case=case.id, place=there.id)

    @pytest.mark.parametrize(
        ("status", "reason"),
        [
            (Status.ACKNOWLEDGED, ClosingReason.FULFILLED),
            (Status.FINED, ClosingReason.FULFILLED),
            (Status.UNREACHABLE, ClosingReason.NOTHING_DUE),
            (Status.DECIDED, ClosingReason.UNREACHABLE),
        ],
    )
    def test_a_case_is_closed_for_a_reason_that_fits(
        self, status: Status, reason: ClosingReason
    ) -> None:
        case = scene.case_in(status)
        with (
            clock.pretending(scene.after(case)),
            pytest.raises(Malformed, match="closed with another reason"),
        ):
            follow_up.close(by="clerk", case=case.id, reason=reason)
