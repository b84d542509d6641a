"""What is entered in the file of a case wherever it stands: who helps the person, what a laboratory
found, where what was seized is kept. Verbs as in `actions.py`."""

from decimal import Decimal
from typing import Unpack

from django.utils.translation import gettext_lazy as _

from veille.law.books import canonical
from veille.ledger.refusal import Malformed

from . import after_decision, file_facts, intake
from .cases import Told, stepping
from .state import Case
from .words import FileVerb, LawyerBy

LONGEST_WHERE = 120
LONGEST_MARK = 40
LONGEST_LANGUAGE = 60


def enter_help(
    *,
    by: str,
    case: str,
    lawyer_by: LawyerBy,
    lawyer: str = "",
    interpreted: str = "",
    **told: Unpack[Told],
) -> Case:
    """Who counsels the person (`lawyer`: a name and how to reach them), and which language is
    interpreted for them."""
    with stepping(FileVerb.HELP, by, case, told) as step:
        if (lawyer_by is LawyerBy.NONE) == bool(lawyer.strip()):
            raise Malformed(
                _("Enter the lawyer’s name together with whose lawyer it is, or neither.")
            )
        name = intake.sealed(step.case.id, lawyer)
        spoken = interpreted.strip()[:LONGEST_LANGUAGE]
        return step.write(file_facts.HelpEntered(lawyer_by, name, spoken, step.note))


def enter_analysis(
    *,
    by: str,
    case: str,
    line: int,
    substance: str,
    purity_percent: Decimal | None = None,
    besides: bool | None = None,
    **told: Unpack[Told],
) -> Case:
    """What a laboratory says the `line`-th of the things seized is; whether the case is the
    commission's is asked anew. `besides`: it is in it beside what an earlier result found, or
    (False) that one is replaced; it is to be said where there is one."""
    with stepping(FileVerb.ANALYSE, by, case, told) as step:
        after_decision.check_analysis(step.case, line, substance, purity_percent)
        after_decision.check_tells_from_earlier(step.case, line, besides)
        name = canonical(substance)
        body = file_facts.Analysed(line, name, purity_percent, step.note, bool(besides))
        return step.write(body)


def keep_seized(*, by: str, case: str, where: str, mark: str = "", **told: Unpack[Told]) -> Case:
    """Where what was seized is kept, and under which mark."""
    with stepping(FileVerb.KEEP, by, case, told) as step:
        after_decision.check_custody(step.case)
        if not 0 < len(where.strip()) <= LONGEST_WHERE or len(mark.strip()) > LONGEST_MARK:
            raise Malformed(_("Say where it is kept, in a few words."))
        return step.write(file_facts.SeizedKept(where.strip(), mark.strip(), step.note))


def discard_seized(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """What was seized was destroyed."""
    with stepping(FileVerb.DISCARD, by, case, told) as step:
        after_decision.check_can_be_discarded(step.case, step.day)
        return step.write(file_facts.SeizedDestroyed(step.note))
