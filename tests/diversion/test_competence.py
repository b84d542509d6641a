"""Whether a case is the commission's: the law's answer as filed, then as a laboratory found it."""

from decimal import Decimal

import pytest

from veille.diversion import case_file, competence, decisions, follow_up, reads
from veille.diversion.facts import UNKNOWN_SUBSTANCE, Seized
from veille.diversion.pages import law_answer
from veille.diversion.state import Case
from veille.diversion.words import ClosingReason, LawyerBy, Status, Unit
from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused

from . import scene

pytestmark = pytest.mark.usefixtures("there")

MUCH = Seized("heroin", Decimal("1.4"), Unit.GRAMS_ACTIVE)
POWDER = Seized(UNKNOWN_SUBSTANCE, Decimal("3.0"), Unit.GRAMS)


def outcome(case: Case) -> str:
    return reads.answer(case).outcome


def hear(case: Case) -> Case:
    done: Case = scene.at_hearing(case, lambda: decisions.hear(by="ana", case=case.id))
    return done


def test_a_case_within_the_limit_asks_nobody() -> None:
    case = scene.notified(seized=(scene.HEROIN,))
    assert outcome(case) == "administrative"
    assert not competence.is_open(case, reads.answer(case))
    assert hear(case).status is Status.HEARD


def test_above_the_limit_the_panel_decides_on_competence_before_a_hearing() -> None:
    case = scene.notified(seized=(MUCH,))
    assert outcome(case) == "offence"
    with pytest.raises(Refused, match="decide on competence first"):
        hear(case)
    ours = decisions.decide_competence(by="ana", case=case.id, competent=True, own_use_shown=True)
    assert outcome(ours) == "administrative"
    assert hear(ours).status is Status.HEARD


def test_what_is_not_the_commissions_is_not_heard_and_is_closed() -> None:
    case = scene.notified(seized=(MUCH,))
    other = decisions.decide_competence(by="ana", case=case.id, competent=False)
    with pytest.raises(Refused, match="is not the commission’s"):
        hear(other)
    closed = follow_up.close(by="clerk", case=case.id, reason=ClosingReason.NOT_COMPETENT)
    assert closed.status is Status.CLOSED


def test_an_unknown_powder_is_filed_as_such_and_the_laboratory_says_what_it_is() -> None:
    case = scene.notified(seized=(POWDER,))
    assert outcome(case) == "undetermined"
    assert competence.awaits_laboratory(case)
    with_name = case_file.enter_analysis(by="clerk", case=case.id, line=1, substance="Héroïne")
    assert with_name.analyses[1].substance == "heroin"
    assert not competence.awaits_laboratory(with_name)
    assert outcome(with_name) == "undetermined"  # 3 g as weighed, of any purity
    weak = case_file.enter_analysis(
        by="clerk", case=case.id, line=1, substance="heroin", purity_percent=Decimal(12)
    )
    assert outcome(weak) == "administrative"
    strong = case_file.enter_analysis(
        by="clerk", case=case.id, line=1, substance="heroin", purity_percent=Decimal(60)
    )
    assert outcome(strong) == "offence"


def test_a_result_asks_anew_whether_the_case_is_the_commissions() -> None:
    case = scene.assessed(seized=(POWDER,))
    with clock.pretending(scene.after(case)):
        case_file.enter_analysis(
            by="clerk", case=case.id, line=1, substance="heroin", purity_percent=Decimal(90)
        )
    kind = scene.DecisionKind.PROVISIONAL_SUSPENSION
    with pytest.raises(Refused, match="decide on competence first"):
        scene.at_hearing(case, lambda: scene.decide(case, kind), 1)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"line": 2}, "which of the things seized"),
        ({"substance": "sugar glass"}, "not a substance that the law has a word for"),
        ({"substance": UNKNOWN_SUBSTANCE}, "not a substance that the law has a word for"),
        ({"purity_percent": Decimal(0)}, "a percentage above 0"),
        ({"purity_percent": Decimal("100.1")}, "a percentage above 0"),
    ],
)
def test_a_result_names_a_thing_a_substance_and_a_purity(
    told: dict[str, object], sentence: str
) -> None:
    case = scene.notified(seized=(POWDER,))
    before = scene.written()
    whole = {"line": 1, "substance": "heroin", **told}
    with pytest.raises(Malformed, match=sentence):
        case_file.enter_analysis(by="clerk", case=case.id, **whole)
    assert scene.written() == before


def test_what_was_seized_is_kept_until_the_decision_is_final() -> None:
    case = scene.decide(scene.assessed(dependent=True), scene.DecisionKind.WARNING)
    with clock.pretending(scene.after(case)):
        kept = case_file.keep_seized(by="clerk", case=case.id, where="coffre 3", mark="A-17")
        assert (kept.custody.where, kept.custody.mark) == ("coffre 3", "A-17")
        with pytest.raises(Refused, match="kept until the decision is final"):
            case_file.discard_seized(by="clerk", case=case.id)
        decisions.waive_appeal(by="clerk", case=case.id)
        gone = case_file.discard_seized(by="clerk", case=case.id)
        assert gone.custody.destroyed_at is not None
        assert gone.status is Status.DECIDED
        with pytest.raises(Refused, match="destroyed already"):
            case_file.keep_seized(by="clerk", case=case.id, where="coffre 4")


def test_a_lawyer_has_a_name_and_it_is_sealed() -> None:
    case = scene.scheduled()
    with pytest.raises(Malformed, match="or neither"):
        case_file.enter_help(by="clerk", case=case.id, lawyer_by=LawyerBy.OWN)
    told = case_file.enter_help(
        by="clerk", case=case.id, lawyer_by=LawyerBy.OWN, lawyer="Me Roy", interpreted="innu"
    )
    assert told.help is not None
    assert "Roy" not in (told.help.lawyer or "")
    assert (told.status, told.help.interpreted) == (Status.SCHEDULED, "innu")


def test_no_notice_is_given_of_a_day_gone_by() -> None:
    case = scene.scheduled()
    with pytest.raises(Refused, match="nobody is given notice of a day gone by"):
        scene.at_hearing(case, lambda: scene.notify(case))


def test_what_the_panel_decided_is_shown_whatever_else_was_entered_for_that_minute() -> None:
    case = scene.notified(seized=(MUCH,))
    minute = scene.after(case)
    with clock.pretending(minute + scene.HOUR):
        decisions.decide_competence(by="ana", case=case.id, competent=True, at=minute)
        ours = case_file.keep_seized(by="clerk", case=case.id, where="coffre 2", at=minute)
    shown = law_answer.shown(ours, reads.answer(ours))
    assert shown["decided"] == "Competence: the case is the commission’s"
