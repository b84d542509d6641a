"""The forms of carry cards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from veille.ui.fields import NoteField
from veille.ui.forms import FloorForm


class CardForm(FloorForm):
    words = NoteField(label=_("What another site is to know, in the visitor’s own words"))


class EndForm(FloorForm):
    lost = forms.BooleanField(label=_("The card was lost"), required=False)


class ShownForm(FloorForm):
    code = forms.CharField(
        label=_("The card’s code"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "class": "input huge",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
