"""A clerk looks for a case by the name of its person: exactly, and never without a trace."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from veille.ui.answers import submit
from veille.ui.forms import FloorForm
from veille.ui.number_fields import WholeField

from .. import lookups
from ..policies import LONGEST_ADDRESS
from . import words
from .forms import text
from .requests import CommissionRequest


class FindForm(FloorForm):
    name = forms.CharField(
        help_text=_("The whole name; capitals, accents, dashes and order do not matter."),
        error_messages={"required": _("Enter the whole name.")},
        **text(_("Name of the person"), LONGEST_ADDRESS),
    )
    birth_year = WholeField(
        label=_("Year of birth"),
        least=1900,
        most=2100,
        error_messages={"required": _("Enter the year of birth.")},
    )


def find(request: CommissionRequest, commission: str) -> HttpResponse:
    """What is found stands on the answer alone: no address names anybody."""
    form = FindForm(request.POST or None)
    done = submit(
        request,
        form,
        lambda data: lookups.find(
            by=request.user.id,
            commission=commission,
            name=data["name"],
            birth_year=data["birth_year"],
            submission=form.identity,
        ),
    )
    context = {
        "form": FindForm() if done else form,
        "done": done is not None,
        "rows": [
            {"row": row, "status": words.status(row.status)} for row in (done.made if done else [])
        ],
        "tab": "cases",
    }
    status = 422 if form.is_bound and not done else 200
    return render(request, "diversion/find.html", context, status=status)
