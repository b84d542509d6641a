"""The forms of the bench. They read and tidy; whether it may be done, the actions say."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ui.fields import ChipField, ChipsField, DayField
from veille.ui.forms import FloorForm
from veille.ui.number_fields import MilligramsField, NumberField

from ..policies import LONGEST_LOT_NUMBER
from ..state import Sample
from ..words import (
    Collected,
    Colour,
    Control,
    Decision,
    Fate,
    Form,
    LabMethod,
    Reading,
    Strip,
    Surprise,
)
from .named_lines import NamedField, NamedWidget, component, finding, trace
from .nobody import NamesNobodyForm, may_be_called

#: Names offered as chips, as they are said at a bench in Montréal; any other is written.
OFTEN = (
    ("down", _("down")),
    ("fentanyl", _("fentanyl")),
    ("cocaine", _("cocaine")),
    ("crack", _("crack")),
    ("methamphetamine", _("methamphetamine")),
    ("MDMA", _("MDMA")),
    ("ketamine", _("ketamine")),
)
OTHER = "other"


def sold_as(expected: str) -> str:
    """What a sample was sold as: a chip's word in the language in force, else as it was written."""
    return str(dict(OFTEN).get(expected, expected))


def _text(label: Any, longest: int, **attrs: str) -> dict[str, Any]:
    widget = forms.TextInput({"class": "input", "autocomplete": "off", **attrs})
    return {"label": label, "max_length": longest, "widget": widget}


class FloatField(NumberField):
    """A number above or at zero, as a float."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=0, **kwargs)

    def as_value(self, number: Decimal) -> float:
        return float(number)


class ExpiryField(DayField):
    """A lot's last day, as it is kept: 2027-03-31."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value).isoformat())


class BenchForm(FloorForm):
    """A form of one verb."""

    def is_of(self, sample: Sample) -> None:
        """Leave out what is not asked of this sample."""

    def values(self) -> dict[str, Any]:
        """What the verb is told, by the names of its arguments."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}


class TakeInForm(NamesNobodyForm, BenchForm):
    read_by_others = ("other",)

    label = forms.CharField(
        error_messages={"required": _("Scan or write the label that stands on the bag.")},
        **_text(_("Label"), 40, autocapitalize="characters", spellcheck="false"),
    )
    often = forms.ChoiceField(
        label=_("Sold as"),
        required=False,
        widget=forms.RadioSelect,
        choices=(*OFTEN, (OTHER, _("other, in their words"))),
    )
    other = forms.CharField(required=False, **_text(_("In their words"), 80))
    form = ChipField(Form, label=pgettext_lazy("of a sample", "Form"))
    colour = ChipField(Colour, label=_("Colour"))
    texture = forms.CharField(required=False, **_text(_("Texture"), 40))
    collected = ChipField(Collected, label=_("How it came"), required=False)
    used_already = forms.BooleanField(label=_("used already"), required=False)
    after_overdose = forms.BooleanField(label=_("after an overdose"), required=False)
    received_mg = MilligramsField(label=_("Weight, in mg"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed: Any = self.fields["often"]
        needed.needed = True  # one of two fields: neither is required by itself

    def called_in(self, name: str) -> Sequence[str]:
        return may_be_called(str(self[name].value() or "").strip())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        often, other = data.get("often"), data.get("other")
        if often == OTHER and not other:
            self.add_error("other", _("Write what it was sold as, in their words."))
        elif often and often != OTHER and other:
            self.add_error(
                "often",
                _(
                    "“%(tapped)s” is tapped and “%(written)s” is written: one of them is kept. "
                    "Tap “other” to keep the words, or empty them."
                )
                % {"tapped": sold_as(often), "written": other},
            )
        elif not often and not other and "often" not in self.errors:
            self.add_error("often", _("Choose what it was sold as, or write it."))
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "label": data["label"],
            "expected": data["other"] or data["often"],
            "form": data["form"],
            "colour": data["colour"],
            "texture": data["texture"],
            "collected": data["collected"] or Collected.UNTOLD,
            "used_already": data["used_already"],
            "after_overdose": data["after_overdose"],
            "received_mg": data["received_mg"],
        }


class StripForm(BenchForm):
    """One strip, by one tap."""

    strip = ChipField(Strip)
    reading = ChipField(Reading)
    lot = forms.CharField(required=False, max_length=32)
    sample_mg_per_ml = FloatField(required=False)
    again = forms.BooleanField(required=False)


class SpectrumForm(BenchForm):
    """What FTIR named, one substance a line, with its share: “caffeine 42”."""

    components = NamedField(
        label=_("What FTIR named, one a line, with its share in %"),
        makes=component,
        widget=NamedWidget({"placeholder": "caffeine 42"}),
    )
    unexplained_percent = FloatField(
        label=_("Not explained by the library, in %"), required=False, most=100
    )
    named_nothing = forms.BooleanField(label=_("it named nothing"), required=False)
    again = forms.BooleanField(label=_("again: in place of the one before"), required=False)

    def is_of(self, sample: Sample) -> None:
        if sample.spectrum_at is None:
            del self.fields["again"]


class LabForm(BenchForm):
    laboratory = forms.CharField(**_text(_("Laboratory"), 80))
    method = ChipField(LabMethod, label=_("Method"))
    primary = NamedField(
        label=_("Main substances, one a line, with their share in % where it was measured"),
        makes=finding,
        rows=3,
    )
    trace = NamedField(label=_("Traces, one a line"), makes=trace, rows=2, traces=True)
    named_nothing = forms.BooleanField(label=_("it named nothing"), required=False)
    again = forms.BooleanField(label=_("again: in place of the one before"), required=False)

    def is_of(self, sample: Sample) -> None:
        if not sample.labs:
            del self.fields["again"]

    def values(self) -> dict[str, Any]:
        data = super().values()
        findings = [*data.pop("primary"), *data.pop("trace")]
        return {**data, "findings": findings}


class MaterialForm(BenchForm):
    fate = ChipField(Fate, label=_("Where it went"))
    mg = MilligramsField(label=_("How many mg"))
    laboratory = forms.CharField(required=False, **_text(_("Which laboratory"), 80))


class GivenForm(BenchForm):
    surprise = ChipField(Surprise, label=_("What it turned out to be"))
    decisions = ChipsField(Decision, label=_("What they will do"), required=False)


class LotForm(BenchForm):
    strip = ChipField(Strip, label=_("Strip for"))
    brand = forms.CharField(**_text(_("Brand"), 80))
    number = forms.CharField(**_text(_("Lot number"), LONGEST_LOT_NUMBER))
    expires = ExpiryField(label=_("Expires on"))
    limit_ng_per_ml = FloatField(label=_("Limit of detection, in ng/mL"))
    source = forms.CharField(
        help_text=_("The leaflet, or the study that measured it."),
        **_text(_("Who says so"), 160),
    )
    again = forms.BooleanField(
        label=_("another lot, though it has the number of one that is here"), required=False
    )


class ControlForm(BenchForm):
    control = ChipField(Control, label=_("Control"))
    reading = ChipField(Reading, label=_("What the strip showed"))


class StopForm(BenchForm):
    why = forms.CharField(**_text(pgettext_lazy("of a lot", "Why it is stopped"), 160))
