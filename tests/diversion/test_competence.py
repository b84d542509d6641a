"""Whether a case is the commission's: the law's answer as filed, then as a laboratory found it."""

from decimal import Decimal

import pytest

from veille.diversion import actions, case_file, competence, decisions, follow_up, reads
from veille.diversion.facts import UNKNOWN_SUBSTANCE, Seized
from veille.diversion.pages import law_answer
from veille.diversion.state import Case
from veille.diversion.words import ClosingReason, ContactBy, LawyerBy, NoticeBy, Status, Unit
from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused

from . import scene

pytestmark = pytest.mark.usefixtures("there")

MUCH = Seized("heroin", Decimal("1.4"), Unit.GRAMS_ACTIVE)
POWDER = Seized(UNKNOWN_SUBSTANCE, Decimal("3.0"), Unit.GRAMS)


def outcome(case: Case) -> str:
    return reads.says(case).answer.outcome


def hear(case: Case) -> Case:
    done: Case = scene.at_hearing(case, lambda: decisions.hear(by="ana", case=case.id))
    return done


def test_a_case_within_the_limit_asks_nobody() -> None:
    case = scene.notified(seized=(scene.HEROIN,))
    assert outcome(case) == "administrative"
    assert not competence.is_open(case, reads.says(case))
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
    assert with_name.analyses[1][0].substance == "heroin"
    assert not competence.awaits_laboratory(with_name)
    assert outcome(with_name) == "undetermined"  # 3 g as weighed, of any purity
    weak = analysed(case, "heroin", 12, besides=False)
    assert outcome(weak) == "administrative"
    strong = analysed(case, "heroin", 60, besides=False)
    assert outcome(strong) == "offence"


def analysed(case: Case, what: str, percent: int | None, *, besides: bool | None = None) -> Case:
    return case_file.enter_analysis(
        by="clerk",
        case=case.id,
        line=1,
        substance=what,
        purity_percent=None if percent is None else Decimal(percent),
        besides=besides,
    )


def test_a_second_result_of_one_thing_says_whether_it_is_a_mixture() -> None:
    case = scene.notified(seized=(POWDER,))
    analysed(case, "heroin", 12)
    with pytest.raises(Malformed, match="result of this thing already"):
        analysed(case, "cocaine", 70)
    mixture = analysed(case, "cocaine", 70, besides=True)
    assert [one.substance for one in mixture.analyses[1]] == ["heroin", "cocaine"]
    assert outcome(mixture) == "offence"  # 2.1 g of cocaine
    assert {"heroin", "cocaine"} <= set(competence.substances(mixture))
    milder = analysed(case, "cocaine", 10, besides=True)  # measured anew: in the place of its own
    assert [one.purity_percent for one in milder.analyses[1]] == [12, 10]
    assert outcome(milder) == "administrative"
    alone = analysed(case, "caffeine", None, besides=False)
    assert [one.substance for one in alone.analyses[1]] == ["caffeine"]


@pytest.mark.parametrize(("grams", "asked"), [("5000", True), ("101", True), ("99", False)])
def test_an_amount_that_is_too_much_at_any_purity_asks_the_panel_first(
    grams: str, asked: bool
) -> None:
    case = scene.notified(seized=(Seized("heroin", Decimal(grams), Unit.GRAMS),))
    said = reads.says(case)
    assert said.answer.outcome == "undetermined"
    assert competence.is_open(case, said) is asked
    if asked:
        with pytest.raises(Refused, match="Even at a purity of 1 %"):
            hear(case)
        decisions.decide_competence(by="ana", case=case.id, competent=True)
    assert hear(case).status is Status.HEARD


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


def test_no_notice_is_sent_by_a_contact_that_nobody_chose() -> None:
    case = scene.scheduled()
    with pytest.raises(Refused, match="gave no contact"):
        actions.notify(by="clerk", case=case.id, way=NoticeBy.CONTACT)
    chosen = scene.scheduled(contact_by=ContactBy.PHONE, contact="514-555-0199")
    told = actions.notify(by="clerk", case=chosen.id, way=NoticeBy.CONTACT)
    assert told.status is Status.NOTIFIED


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
    shown = law_answer.shown(ours, reads.says(ours))
    assert shown["decided"] == "Competence: the case is the commission’s"
