"""The forms of alarms and of neighbours' remarks. What may be noted when, the policies say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veille.ui.fields import ChipField, MomentField
from veille.ui.forms import FloorForm

from .. import policies
from ..words import Reason, Step, Topic, Verb

_HINT = _("Of counts, never of a person: no seat, hour, age, sex, name or code.")


_OF_NOBODY = _("Never who: no name, age, sex, hour, door number or code.")


def _words(label: Any, *, required: bool, hint: Any = _HINT) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=policies.LONGEST_WORDS,
        widget=forms.Textarea({"class": "input", "rows": 3}),
        error_messages={"required": _("Write something, or go back.")},
    )


class StageForm(FloorForm):
    """One tap on an alarm."""

    verb = forms.ChoiceField(
        choices=[(verb, verb) for verb in (Verb.LOOK, Verb.FOLLOW, Verb.CLOSE, Verb.REOPEN)]
    )


class ExplainForm(FloorForm):
    why = ChipField(Reason, label=_("What the alarm was"))
    words = _words(_("Note"), required=False)


class StepForm(FloorForm):
    step = ChipField(Step, label=_("Step"))
    words = _words(_("What came of it"), required=False)


class NoteForm(FloorForm):
    words = _words(_("Note"), required=True)


class RemarkForm(FloorForm):
    """What a neighbour said of one of these sites."""

    site = forms.ChoiceField(label=_("Site"), widget=forms.Select({"class": "input"}))
    topic = ChipField(Topic, label=_("About what"))
    block = forms.CharField(
        label=_("Where, by block"),
        help_text=_("A street and its corners, no door number: rue Berger, near Ontario."),
        max_length=policies.LONGEST_BLOCK,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
        error_messages={
            "required": _("Say where, by block: a street and its corners. No door number.")
        },
    )
    words = _words(_("In words"), required=False, hint=_OF_NOBODY)
    at = MomentField(label=_("When it came in"), help_text=_("Empty means now."))

    def __init__(self, *args: Any, sites: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = sites  # type: ignore[attr-defined]


class AnswerForm(FloorForm):
    words = _words(_("What was answered or done"), required=True, hint=_OF_NOBODY)
    at = MomentField(label=_("When"), help_text=_("Empty means now."))
