"""What the panel does: it hears, assesses and decides. Verbs as in `actions.py`."""

from datetime import date
from decimal import Decimal
from typing import Unpack
from zoneinfo import ZoneInfo

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed

from . import after_decision, facts, legal_range, policies
from .area import asked_of, check_sanction
from .cases import Step, Told, limits_of, stepping
from .days import months_after, working_days_after
from .deadlines import BLOCKS_DECISION, appeal_days
from .state import Case
from .words import DecisionKind, Measure, Risk, Ruling, Verb


def decide_competence(
    *, by: str, case: str, competent: bool, own_use_shown: bool = False, **told: Unpack[Told]
) -> Case:
    """Whether the case is the commission's, where the law's answer on what was seized leaves that
    to the panel; `own_use_shown`: that it was for their own use has been shown."""
    with stepping(Verb.COMPETENCE, by, case, told) as step:
        return step.write(facts.CompetenceDecided(competent, own_use_shown, step.note))


def hear(*, by: str, case: str, therapist: bool = False, **told: Unpack[Told]) -> Case:
    """The person appeared and was heard by the panel that is seated; `therapist`: with one whom
    they chose."""
    with stepping(Verb.HEAR, by, case, told) as step:
        after_decision.check_is_competent(step.case, step.says)
        policies.check_panel(step.case, step.case.panel)
        return step.write(facts.HearingHeld(step.case.panel, therapist, step.note))


def assess(
    *, by: str, case: str, dependent: bool, risk: Risk = Risk.UNKNOWN, **told: Unpack[Told]
) -> Case:
    """The panel's view: dependent or not, as the law asks; and the ASSIST level of risk."""
    with stepping(Verb.ASSESS, by, case, told) as step:
        return step.write(facts.Assessed(dependent, risk, step.note))


def decide(
    *,
    by: str,
    case: str,
    decision: DecisionKind,
    months: int | None = None,
    euros: Decimal | None = None,
    presentations: int | None = None,
    measure: Measure | None = None,
    measure_months: int | None = None,
    accepted: bool = False,
    not_viable: bool = False,
    due_by: date | None = None,
    sanction: facts.Sanction | None = None,
    **told: Unpack[Told],
) -> Case:
    """The panel decides.

    `months` for a suspension or a measure; `euros` and `due_by` for a fine; `presentations` (how
    many), or a `measure` for `measure_months` that the person `accepted`, for a suspended sanction;
    `measure` for another measure, with `due_by` where the law gives it no length; `sanction`: which
    one is suspended, and applies once the suspension is revoked. Refused: what
    the law does not allow of this person, a panel that is not whole, a time limit that was not
    kept and that nobody explained.
    """
    with stepping(Verb.DECIDE, by, case, told) as step:
        blocking = (
            one for one in limits_of(step.pen, step.case) if one.deadline in BLOCKS_DECISION
        )
        after_decision.check_reasons_are_entered(blocking, step.when)
        policies.check_has_quorum(step.case)
        after_decision.check_is_competent(step.case, step.says)
        body = facts.Decided(
            decision=decision,
            rule="",
            panel=step.case.panel,
            months=months,
            euros=euros,
            presentations=presentations,
            measure=measure,
            measure_months=measure_months,
            accepted=accepted,
            not_viable=not_viable,
            until=due_by,
            sanction=sanction,
            note=step.note,
        )
        return step.write(_as_the_law_has_it(step, body))


def _as_the_law_has_it(step: Step, body: facts.Decided) -> facts.Decided:
    """With the rule that allows it, its last day, and until when it can be appealed."""
    said, day = step.commission, step.day
    asked = asked_of(step.case, body, step.when, ZoneInfo(said.time_zone))
    rule = legal_range.allowing(said.law, asked, said.minimum_wage_euros)
    after_decision.check_names_sanction(rule, body.sanction)
    check_sanction(said, asked, body.sanction)
    _check_due(body, day, needed=bool(rule.euros or (rule.measures and rule.months is None)))
    until = body.until
    if rule.months is not None and body.months is not None:
        until = None if rule.from_final else months_after(day, body.months)
    days = appeal_days(said.law, day) if rule.sanction else None
    return msgspec.structs.replace(
        body,
        rule=rule.key,
        until=until,
        from_final=rule.from_final,
        appeal_until=working_days_after(day, days, said.closed_on) if days else None,
    )


def prolong(*, by: str, case: str, months: int, **told: Unpack[Told]) -> Case:
    """Extend a provisional suspension, once, for reasons that the note gives."""
    with stepping(Verb.PROLONG, by, case, told) as step:
        decided = step.case.decision
        assert decided is not None
        after_decision.check_can_be_prolonged(step.case)
        if step.note is None:
            raise Malformed(
                _("The law asks for the reasons of a longer suspension. Enter them, then save.")
            )
        rule = legal_range.extension_of(step.commission.law, step.day, decided.kind)
        after_decision.check_is_open(rule, decided.kind)
        assert rule is not None
        legal_range.check_months(rule.months, months, decided.kind, rule)
        return step.write(facts.Prolonged(months, rule.key, step.note))


def resume(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """End a suspension before its day: the panel decides anew. A suspended sanction is ended only
    for as many breaches as the law says."""
    with stepping(Verb.RESUME, by, case, told) as step:
        decided = step.case.decision
        assert decided is not None
        after_decision.check_runs(step.case, step.day)
        rule = legal_range.entry_of(step.commission.law, step.decided_day, decided.rule)
        after_decision.check_is_breached(step.case, rule)
        return step.write(facts.Resumed(step.note))


def revoke(*, by: str, case: str, due_by: date | None = None, **told: Unpack[Told]) -> Case:
    """Revoke the suspension of a sanction, for as many breaches as the law says: the sanction that
    was suspended applies. `due_by`: for a fine, or a measure to which the law gives no length."""
    with stepping(Verb.REVOKE, by, case, told) as step:
        decided = step.case.decision
        assert decided is not None
        sanction = after_decision.sanction_of(step.case)
        after_decision.check_runs(step.case, step.day)
        rule = legal_range.entry_of(step.commission.law, step.decided_day, decided.rule)
        after_decision.check_is_breached(step.case, rule)
        if sanction.months is not None:
            after_decision.check_has_no_day(due_by)
            return step.write(facts.Revoked(months_after(step.day, sanction.months), step.note))
        after_decision.check_due_by(due_by, step.day)
        assert due_by is not None
        return step.write(facts.Revoked(due_by, step.note))


def waive_appeal(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """The person declares that they will not appeal: the decision is final."""
    with stepping(Verb.WAIVE, by, case, told) as step:
        after_decision.check_can_be_appealed(step.case, step.day)
        return step.write(facts.AppealWaived(step.day, step.note))


def appeal(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """The person appeals: the decision is not final until the court has ruled."""
    with stepping(Verb.APPEAL, by, case, told) as step:
        after_decision.check_can_be_appealed(step.case, step.day)
        return step.write(facts.Appealed(step.note))


def rule_on_appeal(*, by: str, case: str, ruling: Ruling, **told: Unpack[Told]) -> Case:
    """The court has ruled. Set aside, nothing of the decision is left to follow."""
    with stepping(Verb.RULE, by, case, told) as step:
        after_decision.check_is_before_court(step.case)
        return step.write(facts.AppealRuled(ruling, step.day, step.note))


def _check_due(body: facts.Decided, day: date, *, needed: bool) -> None:
    if needed:
        after_decision.check_due_by(body.until, day)
    else:
        after_decision.check_has_no_day(body.until)
