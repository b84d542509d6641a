"""The forms of the panel's decisions: they ask what the law's entry asks for, and nothing else."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veille.law import Decision as Allowed
from veille.ui.fields import ChipField, DayField, NoteField
from veille.ui.number_fields import MoneyField, WholeField

from ..facts import Sanction
from ..words import DecisionKind, Measure
from .forms import Answer, StepForm


class CompetenceForm(StepForm):
    competent = Answer(
        _("it is the commission’s"),
        _("it is not: it goes back to who sent it"),
        label=_("This case"),
    )
    own_use_shown = forms.BooleanField(
        label=_("that it was for their own use has been shown"), required=False
    )
    field_order = ("competent", "own_use_shown", "note", "at")


class DecideForm(StepForm):
    """One entry of the law, and what it has to say."""

    rule = forms.CharField(widget=forms.HiddenInput)
    measure = ChipField(Measure, label=_("Which measure"))
    measure_months = WholeField(label=_("Months of the measure"), required=False)
    months = WholeField(label=_("Months"), error_messages={"required": _("Enter how many months.")})
    presentations = WholeField(
        label=_("How many presentations"),
        error_messages={"required": _("Enter how many presentations.")},
    )
    euros = MoneyField(
        label=_("Amount of the fine, in euros"),
        error_messages={"required": _("Enter the amount.")},
    )
    due_by = DayField(label=_("To be paid or done by"))
    sanction = ChipField(
        DecisionKind,
        label=_("Which sanction is suspended"),
        help_text=_("It applies if the suspension is revoked."),
    )
    sanction_euros = MoneyField(label=_("If a fine: how many euros"), required=False)
    sanction_measure = ChipField(
        Measure, without=(Measure.OTHER,), label=_("If a measure: which"), required=False
    )
    sanction_months = WholeField(label=_("If a measure: how many months"), required=False)
    accepted = forms.BooleanField(label=_("they accept the conditions"), required=False)
    not_viable = forms.BooleanField(
        label=_("no treatment is viable for them now"),
        error_messages={"required": _("Tick it, if that is what you mean.")},
    )
    field_order = (
        "months",
        "presentations",
        "measure",
        "measure_months",
        "euros",
        "due_by",
        "sanction",
        "sanction_euros",
        "sanction_measure",
        "sanction_months",
        "accepted",
        "not_viable",
        "note",
        "at",
    )

    def __init__(self, *args: Any, entry: Allowed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._entry = entry
        self.fields["rule"].initial = entry.key
        for name in set(_ASKED_WHERE) - {name for name in _ASKED_WHERE if _is_asked(name, entry)}:
            del self.fields[name]
        if entry.measures:
            measure = self.fields["measure"]
            measure.choices = [  # type: ignore[attr-defined]
                (one.value, one.label) for one in Measure if one.value in entry.measures
            ]
            measure.required = not entry.presentations
        if entry.suspends:
            self.fields["sanction"].choices = [  # type: ignore[attr-defined]
                (one.value, one.label) for one in DecisionKind if one.value in entry.suspends
            ]
            if "fine" not in entry.suspends:
                del self.fields["sanction_euros"]
        if entry.months is not None:
            low, high = entry.months
            self.fields["months"].help_text = _("%(low)s to %(high)s.") % {
                "low": low,
                "high": high,
            }
        if entry.measure_months is not None:
            low, high = entry.measure_months
            self.fields["measure_months"].help_text = _("%(low)s to %(high)s.") % {
                "low": low,
                "high": high,
            }

    def clean(self) -> dict[str, Any]:
        """A measure has its months, and months their measure, where the law gives it a length."""
        data = super().clean() or self.cleaned_data
        if "measure_months" not in self.fields or self.errors.keys() & {
            "measure",
            "measure_months",
        }:
            return data
        if data.get("measure") and data.get("measure_months") is None:
            self.add_error("measure_months", _("Enter how many months."))
        if data.get("measure_months") is not None and not data.get("measure"):
            self.add_error("measure", _("Choose which measure these months are of."))
        return data

    def told(self) -> dict[str, Any]:
        found = {**super().told(), "decision": DecisionKind(self._entry.decides[0])}
        del found["rule"]
        found["measure"] = found.get("measure") or None
        kind = found.pop("sanction", None)
        parts = {name: found.pop(f"sanction_{name}", None) for name in _OF_SANCTION}
        if kind is not None:
            asked = ("euros",) if kind is DecisionKind.FINE else ("measure", "months")
            told = {name: parts[name] or None for name in asked}
            found["sanction"] = Sanction(kind=kind, **told)
        return found


_OF_SANCTION = ("euros", "measure", "months")


def _is_asked(name: str, entry: Allowed) -> bool:
    return bool(_ASKED_WHERE[name](entry))


#: Each field → whether the law's entry asks for it.
_ASKED_WHERE: dict[str, Any] = {
    "months": lambda entry: entry.months,
    "presentations": lambda entry: entry.presentations,
    "measure": lambda entry: entry.measures,
    "measure_months": lambda entry: entry.measure_months,
    "euros": lambda entry: entry.euros,
    "due_by": lambda entry: entry.euros or (entry.measures and not entry.months),
    **dict.fromkeys(
        ("sanction", "sanction_euros", "sanction_measure", "sanction_months"),
        lambda entry: entry.suspends,
    ),
    "accepted": lambda entry: "accepts_conditions" in entry.all_of or entry.measure_months,
    "not_viable": lambda entry: "treatment_not_viable" in entry.all_of,
}


class RevokeForm(StepForm):
    due_by = DayField(
        label=_("To be paid or done by"),
        required=False,
        help_text=_("For a fine, or a measure to which the law gives no length."),
    )
    field_order = ("due_by", "note", "at")


class ProlongForm(StepForm):
    months = WholeField(
        label=_("Months more"), error_messages={"required": _("Enter how many months.")}
    )
    note = NoteField(
        label=_("The reasons"),
        required=True,
        error_messages={"required": _("Enter the reasons: the law asks for them.")},
    )
    field_order = ("months", "note", "at")
