"""The forms of the commission. They read and tidy; the actions say whether it may be."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ui.fields import ChipField, ChipsField, DayField, MomentField, NoteField
from veille.ui.forms import FloorForm
from veille.ui.number_fields import PercentField, WholeField

from ..case_file import LONGEST_LANGUAGE, LONGEST_MARK, LONGEST_WHERE
from ..policies import LONGEST_ADDRESS
from ..words import (
    ClosingReason,
    CorrectionReason,
    Deadline,
    LateReason,
    LawyerBy,
    MoveReason,
    NoticeBy,
    Profession,
    Risk,
    Ruling,
    TreatmentKind,
)
from .choices import named_substances, slot_of

Choices = Sequence[tuple[str, Any]]

SOMEBODY_ELSE = "somebody-else"
_CHOOSE = {"required": _("Choose one.")}


def text(label: Any, longest: int, rows: int = 0, **attrs: str) -> dict[str, Any]:
    """What a field of free words is made with."""
    widget: forms.Widget = forms.TextInput({"class": "input", "autocomplete": "off", **attrs})
    if rows:
        widget = forms.Textarea({"class": "input", "rows": rows, **attrs})
    return {"label": label, "max_length": longest, "widget": widget}


class OneField(forms.ChoiceField):
    """One of a few, known when the form is drawn."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.RadioSelect, error_messages=_CHOOSE, **kwargs)


class StepForm(FloorForm):
    """A verb on a case: `seen` is the version of the case that was on the screen.

    `offers` gives the choices of those fields whose choices depend on the case.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = NoteField()
    at = MomentField(label=_("When it happened, if not now"))

    def __init__(self, *args: Any, offers: dict[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (offers or {}).items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """What the action is told, by the names of its arguments."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "submission"}


class SlotForm(StepForm):
    """An appointment: one of the first free hearings."""

    slot = OneField(label=_("Hearing"))
    field_order: tuple[str, ...] = ("slot", "note", "at")

    def told(self) -> dict[str, Any]:
        found = super().told()
        found["appointment"], found["room"] = slot_of(found.pop("slot"))
        return found


class MoveForm(SlotForm):
    why = ChipField(MoveReason, label=_("Why it is moved"))
    field_order = ("slot", "why", "note", "at")


class NoticeForm(StepForm):
    way = ChipField(NoticeBy, label=_("How it reaches the person"))
    field_order = ("way", "note", "at")


class SeatForm(StepForm):
    panel = forms.MultipleChoiceField(
        label=_("Who sits"),
        help_text=_("Three: one from law, two from health or social work."),
        widget=forms.CheckboxSelectMultiple,
        error_messages=_CHOOSE,
    )
    note = None  # type: ignore[assignment]
    field_order = ("panel", "at")


class StepOutForm(StepForm):
    account = OneField(label=_("Who has a conflict"))
    replacement = OneField(
        label=_("In their place"),
        required=False,
        help_text=_("Without a replacement there is no quorum, and nothing can be decided."),
    )
    field_order = ("account", "replacement", "note", "at")


class TransferForm(StepForm):
    to = OneField(label=_("To which commission"))
    domicile = forms.CharField(
        **text(_("Beginning of the postal code, or the place where they live"), 60)
    )
    field_order = ("to", "domicile", "note", "at")


class HearForm(StepForm):
    therapist = forms.BooleanField(label=_("with a therapist, as they wished"), required=False)
    field_order = ("therapist", "note", "at")


class Answer(forms.ChoiceField):
    """Yes or no, with words of the matter. Gives a truth; None where nothing need be said."""

    def __init__(self, yes: Any, no: Any, **kwargs: Any) -> None:
        choices = [("yes", yes), ("no", no)]
        super().__init__(
            choices=choices, widget=forms.RadioSelect, error_messages=_CHOOSE, **kwargs
        )

    def clean(self, value: Any) -> bool | None:
        said = super().clean(value)
        return said == "yes" if said else None


class AssessForm(StepForm):
    dependent = Answer(_("dependent"), _("not dependent"), label=_("By the law"))
    risk = ChipField(Risk, label=_("ASSIST risk"), help_text=_("Of the substance of most concern."))
    field_order = ("dependent", "risk", "note", "at")


class AbsentForm(StepForm):
    """Never by a slip of the finger: the day, and that it is meant."""

    on = DayField(label=_("Which day they missed"))
    sure = forms.BooleanField(
        label=_("They did not come, and gave no good reason"),
        error_messages={"required": _("Tick it, if that is what you mean.")},
    )
    at = None  # type: ignore[assignment]
    field_order = ("on", "sure", "note")

    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("on", "note", "seen")}


class RulingForm(StepForm):
    ruling = ChipField(Ruling, label=_("What the court ruled"))
    field_order = ("ruling", "note", "at")


class HelpForm(StepForm):
    lawyer_by = ChipField(LawyerBy, label=_("Lawyer"))
    lawyer = forms.CharField(
        required=False, **text(_("Name of the lawyer, and how to reach them"), LONGEST_ADDRESS)
    )
    interpreted = forms.CharField(
        required=False,
        help_text=_("Empty: no interpreter."),
        **text(_("Language that is interpreted for them"), LONGEST_LANGUAGE),
    )
    field_order = ("lawyer_by", "lawyer", "interpreted", "note", "at")


class AnalysisForm(StepForm):
    line = OneField(label=_("Which of the things seized"))
    substance = forms.ChoiceField(
        label=_("What it is"),
        choices=named_substances,
        widget=forms.Select({"class": "input"}),
        error_messages=_CHOOSE,
    )
    purity_percent = PercentField(
        label=_("Purity, in percent"),
        required=False,
        help_text=_("Of its weight, how much is that substance; empty where nobody measured it."),
    )
    besides = Answer(
        _("it was found in it besides: a mixture"),
        _("it stands in the place of the earlier result"),
        label=_("Where there is an earlier result of this thing"),
        required=False,
    )
    field_order = ("line", "substance", "purity_percent", "besides", "note", "at")

    def told(self) -> dict[str, Any]:
        found = super().told()
        return {**found, "line": int(found["line"])}


class ReportForm(StepForm):
    goes_on = Answer(
        _("it goes on"), _("it does not go on as agreed"), label=_("What the report says")
    )
    field_order = ("goes_on", "note", "at")


class CustodyForm(StepForm):
    where = forms.CharField(**text(_("Where it is kept"), LONGEST_WHERE))
    mark = forms.CharField(required=False, **text(_("Its mark or seal"), LONGEST_MARK))
    field_order = ("where", "mark", "note", "at")


class ExplainForm(StepForm):
    deadline = ChipField(Deadline, label=_("Which time limit"))
    why = ChipField(LateReason, label=_("Why it was not kept"))
    field_order = ("deadline", "why", "note", "at")


class WhoseForm(StepForm):
    """`whose` is a case of the person's, or `SOMEBODY_ELSE`, who has no other case here."""

    whose = OneField(label=_("Whose case this is"))
    note = NoteField(
        label=_("How you know, in a sentence"),
        required=True,
        error_messages={"required": _("Say in a sentence how you know.")},
    )
    at = None  # type: ignore[assignment]
    field_order = ("whose", "note")

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        same_as = "" if said["whose"] == SOMEBODY_ELSE else said["whose"]
        return {"same_as": same_as, "note": said["note"], "seen": said["seen"]}


class CloseForm(StepForm):
    reason = ChipField(ClosingReason, label=_("Why it is closed"))
    field_order = ("reason", "note", "at")


class WaitForm(StepForm):
    place = OneField(label=_("Place of treatment"))
    field_order = ("place", "note", "at")


class DestroyForm(StepForm):
    """It cannot be undone: that it is meant is ticked."""

    sure = forms.BooleanField(
        label=_("Destroy it: nobody can read or find it again"),
        error_messages={"required": _("Tick it, if that is what you mean.")},
    )
    note = at = None  # type: ignore[assignment]

    def told(self) -> dict[str, Any]:
        return {"seen": self.cleaned_data["seen"]}


class CaseCorrectionForm(FloorForm):
    """Why, and the true time; `corrections.py` adds what else an entry says."""

    at = MomentField(label=_("True time"))
    why = ChipField(CorrectionReason, label=_("Reason"))
    note = NoteField(label=_("In a few words"))


class CaseStrikeForm(FloorForm):
    why = ChipField(CorrectionReason, label=_("Reason"))
    note = NoteField(label=_("In a few words"))


class MemberForm(FloorForm):
    account = OneField(label=_("Who"))
    profession = ChipField(Profession, label=_("What they bring to the panel"))
    begins = DayField(label=pgettext_lazy("day", "From"))
    until = DayField(label=_("To the day before"), required=False)

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]


class MemberEndForm(FloorForm):
    until = DayField(label=_("Sits no more from"))


class TreatmentForm(FloorForm):
    """A place of treatment, and the wait it tells."""

    name = forms.CharField(**text(_("Name"), 120))
    kinds = ChipsField(TreatmentKind, label=_("What it gives"))
    address = forms.CharField(required=False, **text(_("Address"), 200))
    phone = forms.CharField(required=False, **text(_("Phone"), 40, inputmode="tel"))
    wait_days = WholeField(label=_("Wait there now, in days"), required=False, least=0, most=3650)
