"""When the panel can decide, and what can be done after it: appeals, what follows, the end.

As in `policies.py`: each raises Refused with what the person at the desk can do about it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from veille.law import Decision as Allowed
from veille.ledger.refusal import Malformed, Refused

from . import competence, course
from .case_parts import Decision
from .course import CLOSES_WITH
from .deadlines import Limit
from .facts import Sanction
from .policies import is_known
from .sentences import InWords, On
from .state import Case
from .words import ClosingReason, DecisionKind, Status

_HUNDRED = Decimal(100)


# Before a decision.


def check_is_competent(case: Case, said: competence.Says) -> None:
    """No hearing and no decision while the law's answer is that the case is another's."""
    if competence.is_open(case, said):
        if competence.is_too_much(said):
            raise Refused(
                _(
                    "Even at a purity of %(percent)s %%, the law’s answer is that this case is not "
                    "the commission’s. The panel has to decide on competence first; nothing was "
                    "written."
                ),
                percent=competence.LEAST_PURITY_PERCENT,
            )
        raise Refused(
            _(
                "By the law this case is not the commission’s as it is filed: “%(text)s” The panel "
                "has to decide on competence first; nothing was written."
            ),
            text=InWords(said.answer.text),
        )
    if case.competence is not None and not case.competence.competent:
        raise Refused(
            _(
                "The panel decided that this case is not the commission’s. Close it as not a "
                "matter for the commission; nothing was written."
            ),
        )


def check_reasons_are_entered(limits: Iterable[Limit], now: datetime) -> None:
    """No decision while a time limit was not kept and nobody said why."""
    for limit in limits:
        if limit.needs_reason(now):
            raise Refused(
                _(
                    "A time limit was not kept and nobody entered why: %(deadline)s, by %(due)s. "
                    "Enter the reason, then decide; nothing was written."
                ),
                deadline=limit.deadline.label,
                due=On(limit.due),
            )


# After a decision.


def check_can_be_appealed(case: Case, day: date) -> None:
    """Whether the person can appeal, or waive it, on that day."""
    decided = case.decision
    if decided is None or decided.appeal_until is None:
        raise Refused(_("No appeal is open against this decision. Nothing was written."))
    if decided.appealed_at is not None or decided.waived_on is not None:
        raise Refused(
            _("That the person appeals, or waives it, is entered already. Nothing was written.")
        )
    if day > decided.appeal_until:
        raise Refused(
            _("The time for an appeal ended on %(day)s. Nothing was written."),
            day=_day(decided.appeal_until),
        )


def check_is_before_court(case: Case) -> None:
    if case.decision is None or not case.decision.is_before_court:
        raise Refused(
            _("No appeal is before a court. Enter the appeal first; nothing was written.")
        )


def check_runs(case: Case, day: date) -> None:
    """A sanction that is suspended runs from the day on which the decision is final, and so do its
    presentations."""
    decided = case.decision
    if decided is None or has_begun(decided, day):
        return
    if decided.is_before_court:
        raise Refused(
            _(
                "An appeal is before a court: this decision is not final, and nothing of it runs "
                "yet. Enter the court’s ruling first; nothing was written."
            ),
        )
    assert decided.final_on is not None
    raise Refused(
        _(
            "This decision is final from %(day)s on, and nothing of it runs before. Wait for that "
            "day, or enter that the person waives an appeal; nothing was written."
        ),
        day=_day(decided.final_on),
    )


def has_begun(decided: Decision, day: date) -> bool:
    """Whether what was decided runs by that day."""
    return not decided.from_final or decided.is_final(day)


def check_has_run(case: Case, day: date) -> None:
    """What was decided for a time is done once that time is over."""
    decided = case.decision
    if decided is None or not runs_on(decided, day):
        return
    assert decided.until is not None
    raise Refused(
        _(
            "What was decided runs until %(day)s, and counts as done from that day on. Where it "
            "ends before, close the case with its reason; nothing was written."
        ),
        day=_day(decided.until),
    )


def runs_on(decided: Decision, day: date) -> bool:
    """Whether it was decided for a time that is not over by that day."""
    months = decided.months
    if decided.revoked_at is not None:
        months = decided.sanction.months if decided.sanction else None
    return months is not None and decided.until is not None and day < decided.until


def check_names_sanction(rule: Allowed, sanction: Sanction | None) -> None:
    """A sanction that is suspended is fixed: it is the one that applies if the suspension fails."""
    if not rule.suspends:
        if sanction is not None:
            raise Malformed(_("Nothing is suspended here. Take the suspended sanction out."))
        return
    if sanction is None or sanction.kind.value not in rule.suspends:
        raise Malformed(
            _(
                "Choose which sanction is suspended: it applies if the suspension is revoked "
                "(%(section)s)."
            ),
            section=InWords(rule.reference.section),
        )


def sanction_of(case: Case) -> Sanction:
    """Which sanction was suspended. Raises Refused where nobody entered it."""
    if case.decision is None or case.decision.sanction is None:
        raise Refused(
            _(
                "Which sanction was suspended is not entered. End the suspension and decide anew; "
                "nothing was written."
            ),
        )
    return case.decision.sanction


def check_due_by(due_by: date | None, day: date) -> None:
    if due_by is None:
        raise Malformed(_("Enter by which day it is to be paid or done."))
    if due_by < day:
        raise Malformed(_("The day by which it is to be paid or done is past. Choose another."))


def check_has_no_day(due_by: date | None) -> None:
    if due_by is not None:
        raise Malformed(_("This decision has no day by which it is due. Take it out."))


def check_nothing_is_pending(case: Case, day: date) -> None:
    """What was decided is not over while a court has it; nor, where nothing else is left to
    follow, while it can still be appealed."""
    decided = case.decision
    if decided is None:
        return
    if decided.is_before_court:
        raise Refused(
            _("An appeal is before a court. Enter its ruling first; nothing was written."),
        )
    if case.status is Status.DECIDED and not decided.is_final(day):
        assert decided.appeal_until is not None
        raise Refused(
            _(
                "The decision can be appealed until %(day)s. Wait for that day, or enter that the "
                "person waives an appeal; nothing was written."
            ),
            day=_day(decided.appeal_until),
        )


def check_can_be_prolonged(case: Case) -> None:
    if case.prolonged:
        raise Refused(
            _("This suspension was extended already: the law allows it once. Nothing was written.")
        )


def check_is_open(rule: Allowed | None, kind: DecisionKind) -> None:
    if rule is None:
        raise Refused(
            _("The law lets no decision of this kind (%(kind)s) be extended. Nothing was written."),
            kind=kind.label,
        )


def check_is_breached(case: Case, rule: Allowed | None) -> None:
    """A suspension that the law ends for repeated breach alone."""
    decided = case.decision
    if rule is None or rule.breaches is None or decided is None or decided.measure is not None:
        return
    if case.absent < rule.breaches:
        raise Refused(
            _(
                "The law ends this suspension only for repeated breach (%(section)s): %(missed)s "
                "of %(needed)s missed presentations are entered. Nothing was written."
            ),
            section=InWords(rule.reference.section),
            missed=case.absent,
            needed=rule.breaches,
        )


# What was seized.


def check_analysis(case: Case, line: int, substance: str, purity_percent: Decimal | None) -> None:
    if not 1 <= line <= len(case.seized):
        raise Malformed(_("Choose which of the things seized the result is of."))
    if not is_known(substance):
        raise Malformed(
            _(
                "“%(substance)s” is not a substance that the law has a word for. Choose it from "
                "the list; nothing was written."
            ),
            substance=substance[:40],
        )
    if purity_percent is not None and not 0 < purity_percent <= _HUNDRED:
        raise Malformed(_("A purity is a percentage above 0, and at most 100. Check it."))


def check_tells_from_earlier(case: Case, line: int, besides: bool | None) -> None:
    """A second result of one thing says whether it is of a mixture, or replaces the first."""
    if case.analyses.get(line) and besides is None:
        raise Malformed(
            _(
                "There is a result of this thing already. Say whether this one was found in it "
                "besides, or stands in its place; nothing was written."
            ),
        )


def check_custody(case: Case) -> None:
    if case.custody.destroyed_at is not None:
        raise Refused(_("What was seized was destroyed already. Nothing was written."))


def check_can_be_discarded(case: Case, day: date) -> None:
    """What was seized is kept as long as a court may ask for it."""
    check_custody(case)
    over = case.status in (Status.CLOSED, Status.YOUTH)
    if not over and (case.decision is None or not case.decision.is_final(day)):
        raise Refused(
            _(
                "What was seized is kept until the decision is final, or the case is closed. "
                "Nothing was written."
            ),
        )


def check_missed_on(missed: date, begun: date, today: date) -> None:
    """A presentation was missed on a day since they began to run, not one to come."""
    if not begun <= missed <= today:
        raise Malformed(
            _("A presentation was missed between %(first)s and today. Check the day."),
            first=_day(begun),
        )


# The end.


def check_closes_with(case: Case, reason: ClosingReason) -> None:
    """Whether a case that stands here can be closed for that reason."""
    reasons = CLOSES_WITH.get(case.status, course.CLOSES_EARLY)
    if reason not in reasons:
        raise Malformed(
            _(
                "A case that is “%(status)s” is closed with another reason: %(reasons)s. Nothing "
                "was "
                "written."
            ),
            status=case.status.label,
            reasons=", ".join(str(one.label) for one in reasons),
        )


def check_fulfils(case: Case) -> None:
    """Presentations that were decided are kept before the case counts as fulfilled."""
    decided = case.decision
    if case.status is not Status.PRESENTING or decided is None or not decided.presentations:
        return
    if case.kept < decided.presentations:
        raise Refused(
            _(
                "%(kept)s of %(decided)s presentations are entered as kept. Enter the others "
                "first, "
                "or close the case as not fulfilled; nothing was written."
            ),
            kept=case.kept,
            decided=decided.presentations,
        )


def check_can_be_destroyed(case: Case, today_is: datetime) -> None:
    """A record is destroyed on its date, not before."""
    if case.destroy_on is not None and today_is.date() < case.destroy_on:
        raise Refused(
            _("This record is kept until %(day)s. Nothing was destroyed."),
            day=_day(case.destroy_on),
        )


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")
