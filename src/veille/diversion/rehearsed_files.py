"""What the rehearsed commissions enter beside the course of a case: custody, the laboratory's
result, who helps the person, competence, what becomes of the right to appeal."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from veille.ledger import clock

from . import case_file, competence, decisions, reads
from . import rehearsed_fates as fates
from .course import AWAITING_HEARING
from .facts import UNKNOWN_SUBSTANCE
from .rehearsed_fates import Fate
from .state import Case
from .words import LawyerBy, Ruling, Status

if TYPE_CHECKING:
    from .rehearsed import Diversion

_SOON = timedelta(minutes=2)
_DECIDED = (Status.PRESENTING, Status.FINED, Status.MEASURED, Status.DECIDED)
Does = Callable[..., Case]


def plan(play: "Diversion", case: Case, fate: Fate) -> bool:
    """Plan what is to be entered next beside the course; False where that is nothing."""
    for after, does in _next(play, case, fate):
        play.then(clock.now() + after, case, does)
        return True
    return False


def _next(play: "Diversion", case: Case, fate: Fate) -> Iterator[tuple[timedelta, Does]]:
    clerk = play.by(case.commission)
    lawyer = play.lawyer_of(case)
    rng = play.rng
    if case.status in AWAITING_HEARING:
        if not case.custody.where:
            mark = f"S-{rng.randint(1000, 9999)}"
            yield _SOON, partial(case_file.keep_seized, by=clerk, where="coffre 2", mark=mark)
        if fate.helped and case.help is None:
            yield _SOON, _helps(play, clerk)
        left_to_people = bool(fate.seizes)
        if competence.awaits_laboratory(case) and not left_to_people:
            yield _SOON, _analyses(play, case, clerk)
        if competence.is_open(case, reads.says(case)) and not left_to_people:
            ours = partial(decisions.decide_competence, by=lawyer, competent=True)
            yield _SOON, partial(ours, own_use_shown=True)
    decided = case.decision
    if decided is None or case.status not in _DECIDED:
        return
    today = clock.now().date()
    open_still = decided.appeal_until is not None and today < decided.appeal_until
    if open_still and decided.appealed_at is None and decided.waived_on is None:
        if fate.appeal == "waives":
            yield _SOON, partial(decisions.waive_appeal, by=clerk)
        elif fate.appeal == "appeals":
            yield timedelta(days=1), partial(decisions.appeal, by=clerk)
    if decided.is_before_court:
        ruling = Ruling.UPHELD if rng.random() < fates.UPHELD_SHARE else Ruling.SET_ASIDE
        days = rng.uniform(*fates.RULED_AFTER_DAYS)
        yield timedelta(days=days), partial(decisions.rule_on_appeal, by=clerk, ruling=ruling)


def _helps(play: "Diversion", by: str) -> Does:
    helps = partial(case_file.enter_help, by=by)
    if play.rng.random() < 0.5:
        return partial(helps, lawyer_by=LawyerBy.APPOINTED, lawyer="Me Ondine Bleuet")
    return partial(helps, lawyer_by=LawyerBy.NONE, interpreted=play.rng.choice(fates.LANGUAGES))


def _analyses(play: "Diversion", case: Case, by: str) -> Does:
    line = next(n for n, one in enumerate(case.seized, 1) if one.substance == UNKNOWN_SUBSTANCE)
    substance, purity = fates.laboratory(play.rng)
    return partial(
        case_file.enter_analysis, by=by, line=line, substance=substance, purity_percent=purity
    )
