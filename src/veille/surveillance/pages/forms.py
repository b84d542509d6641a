"""The forms of alarms. What may be noted when, the policies say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veille.ui.fields import ChipField
from veille.ui.forms import FloorForm

from .. import policies
from ..words import Reason, Step, Verb

_HINT = _("Of counts, never of a person: no seat, hour, age, sex, name or code.")


def _words(label: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_HINT,
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
