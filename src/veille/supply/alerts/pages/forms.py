"""The forms of alerts. They read and tidy; whether it may be said, the policies say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veille.supply.naming import is_known, key_of
from veille.supply.pages.named_lines import asked_back
from veille.supply.pages.nobody import NamesNobodyForm
from veille.supply.pages.substance_names import substance_name
from veille.ui.fields import ChipField, DayField
from veille.ui.forms import FloorForm
from veille.ui.number_fields import WholeField

from .. import facts, policies
from ..words import SoldAs, Subject, Sureness, Why


def _text(longest: int) -> dict[str, Any]:
    rows = 2 if longest > policies.LONGEST_NAME else 1
    widget = forms.Textarea({"class": "input", "rows": rows})
    return {"required": False, "max_length": longest, "widget": widget}


class ContentForm(NamesNobodyForm):
    """What an alert says. `seen` is the version that was read."""

    read_by_others = ("substance", "looks_fr", "looks_en", "more_fr", "more_en")

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    subject = ChipField(Subject, label=_("What it is about"), initial=Subject.SUBSTANCE)
    substance = forms.CharField(
        label=_("Substance"),
        required=False,
        max_length=policies.LONGEST_NAME,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    keep = forms.BooleanField(label=_("keep this name"), required=False)
    sold_as = ChipField(SoldAs, label=_("Found in"), required=False)
    since = DayField(label=_("Since"))
    ends = DayField(label=_("Last day"), help_text=_("On that day it ends by itself."))
    sureness = ChipField(Sureness, label=_("By what it is known"), initial=Sureness.REPORTED)
    positive = WholeField(label=_("Positive samples"), required=False)
    tested = WholeField(label=_("of so many tested for it"), required=False)
    looks_fr = forms.CharField(
        label=_("What it looks like, in French"), **_text(policies.LONGEST_LOOKS)
    )
    looks_en = forms.CharField(
        label=_("What it looks like, in English"), **_text(policies.LONGEST_LOOKS)
    )
    more_fr = forms.CharField(
        label=_("What else to say, in French"), **_text(policies.LONGEST_MORE)
    )
    more_en = forms.CharField(
        label=_("What else to say, in English"),
        help_text=_("Nothing that points to a person: no seat, hour, age, sex, name or code."),
        **_text(policies.LONGEST_MORE),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = str(self["substance"].value() or "").strip()
        if not (self.is_bound and written and not is_known(written)):
            del self.fields["keep"]  # asked of a name that no dictionary has

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "keep" in self.fields and not data.get("keep"):
            self.add_error("substance", asked_back(data.get("substance", "").strip()))
        if (data.get("positive") is None) != (data.get("tested") is None):
            self.add_error("tested", _("Enter both numbers, or neither."))
        return data

    def content(self, before: facts.Counted | None = None) -> facts.Content:
        """`before` is what the trigger compared with: it is not asked for."""
        data = self.cleaned_data
        overdoses = data["subject"] is Subject.OVERDOSES
        counted = None
        if data["positive"] is not None:
            counted = facts.Counted(positive=data["positive"], tested=data["tested"])
        return facts.Content(
            subject=data["subject"],
            substance=key_of(data["substance"]) if data["substance"].strip() else "",
            sold_as=data["sold_as"] or None,
            since=data["since"].isoformat(),
            ends=data["ends"].isoformat(),
            sureness=Sureness.REPORTED if overdoses else data["sureness"],
            found=counted,
            before=None if overdoses else before,
            looks_fr=data["looks_fr"].strip(),
            looks_en=data["looks_en"].strip(),
            more_fr=data["more_fr"].strip(),
            more_en=data["more_en"].strip(),
        )


def as_asked(content: facts.Content, version: int) -> dict[str, Any]:
    """What a form begins with, where an alert is edited."""
    return {
        "seen": version,
        "subject": content.subject.value,
        "substance": substance_name(content.substance) if content.substance else "",
        "sold_as": content.sold_as.value if content.sold_as else "",
        "since": content.since,
        "ends": content.ends,
        "sureness": content.sureness.value,
        "positive": content.found.positive if content.found else None,
        "tested": content.found.tested if content.found else None,
        "looks_fr": content.looks_fr,
        "looks_en": content.looks_en,
        "more_fr": content.more_fr,
        "more_en": content.more_en,
    }


class SeenForm(FloorForm):
    """One tap on an alert that was read."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WithdrawForm(FloorForm):
    why = ChipField(Why, label=_("Why"))
