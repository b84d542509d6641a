"""Further terms of a case on its page: appeal, laboratory, who helps, where what was seized is."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from veille.ledger.vault import vault
from veille.ui.words import words_of

from ..case_parts import Decision
from ..state import Case
from ..words import LawyerBy, Ruling
from . import words


def more(case: Case) -> Iterator[tuple[str, str]]:
    if case.decision is not None:
        yield _("Appeal"), appeal(case.decision)
    for line, found in sorted(case.analyses.items()):
        what = " + ".join(words.analysed(each) for each in found)
        yield _("Laboratory, thing %(n)s") % {"n": line}, what
    if case.help is not None:
        told = vault().open(case.id, case.help.lawyer)
        lawyer = words_of([case.help.lawyer_by], LawyerBy)
        yield _("Lawyer"), " · ".join(filter(None, (lawyer, told)))
        yield _("Interpreter"), case.help.interpreted
    yield _("What was seized is kept"), words.kept(case.custody)
    if case.custody.destroyed_at is not None:
        day = timezone.localdate(case.custody.destroyed_at)
        yield _("What was seized was destroyed"), words.day_of(day)


def appeal(decided: Decision) -> str:
    """What became of the right to appeal; empty where the law opens none."""
    if decided.appeal_until is None:
        return ""
    if decided.ruling is not None and decided.ruled_on is not None:
        values = {
            "ruling": words_of([decided.ruling], Ruling),
            "day": words.day_of(decided.ruled_on),
        }
        return _("the court ruled on %(day)s: %(ruling)s") % values
    if decided.appealed_at is not None:
        return _("before the court")
    if decided.waived_on is not None:
        return _("waived: final since %(day)s") % {"day": words.day_of(decided.waived_on)}
    assert decided.final_on is not None
    return _("open until %(day)s; final from %(final)s, if nobody appeals") % {
        "day": words.day_of(decided.appeal_until),
        "final": words.day_of(decided.final_on),
    }
