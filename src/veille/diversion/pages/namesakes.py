"""The sheet that settles whose case it is, where other cases have the same name."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.ledger.refusal import Refused
from veille.ui.answers import on_to, sheet, submit

from .. import namesakes, reads
from ..tables import CaseRow
from .forms import SOMEBODY_ELSE, WhoseForm
from .requests import CommissionRequest
from .steps import check_followed_here, see


def settle(request: CommissionRequest, commission: str, case: CaseRow) -> HttpResponse:
    """Say whether it is the person of another case of this name, and how one knows."""
    check_followed_here(request, case)
    found = namesakes.namesakes(reads.state(case.id))
    if not found:
        raise Refused(
            _("No other case here has this name: there is nothing to settle. Nothing was written.")
        )
    form = WhoseForm(
        request.POST or None,
        offers={"whose": _choices(case, found)},
        initial={"seen": case.version, "whose": _as_counted(case, found)},
    )
    back = reverse("case", args=[commission, case.id])
    if submit(
        request,
        form,
        lambda _data: namesakes.settle_person(
            by=request.user.id, case=case.id, submission=form.identity, **form.told()
        ),
    ):
        return on_to(request, back, _("Settled. It can be corrected in the history."))
    if form.non_field_errors():
        see(form, case)
    lead = _(
        "Earlier cases of that person count as a prior record from now on; what was decided "
        "before stands."
    )
    context = {"row": case, "label": _("Settle whose case it is"), "back": back, "lead": lead}
    return sheet(request, "diversion/step.html", context, form)


def _choices(row: CaseRow, found: Sequence[CaseRow]) -> list[tuple[str, str]]:
    """Each person who has a case of this name, by their cases; and somebody else."""
    numbers: dict[str, list[str]] = {}
    for one in reversed(found):
        numbers.setdefault(one.person, []).append(one.number)
    by_case = _first_case(found)
    choices = [(by_case[person], _said(row, person, of)) for person, of in numbers.items()]
    return [*choices, (SOMEBODY_ELSE, _("somebody else, who has no other case here"))]


def _said(row: CaseRow, person: str, numbers: Sequence[str]) -> str:
    said = _("the same person as in %(numbers)s") % {"numbers": ", ".join(numbers)}
    if person != row.person:
        return said
    return _("%(said)s (as it is counted now)") % {"said": said}


def _as_counted(row: CaseRow, found: Sequence[CaseRow]) -> str:
    return _first_case(found).get(row.person, SOMEBODY_ELSE)


def _first_case(found: Sequence[CaseRow]) -> dict[str, str]:
    """Each person's earliest case, which stands for them in the choice."""
    return {one.person: one.id for one in found}  # the latest come first
