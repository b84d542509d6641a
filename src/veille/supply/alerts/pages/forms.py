"""The forms of alerts. They read and tidy; whether it may be said, the policies say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veille.supply.naming import is_known, key_of
from veille.supply.pages.named_lines import asked_back
from veille.supply.pages.nobody import may_name_somebody
from veille.supply.pages.substance_names import substance_name
from veille.ui.fields import ChipField, DayField
from veille.ui.forms import FloorForm
from veille.ui.number_fields import WholeField
from veille.ui.rooms import all_recognised

from .. import facts, policies
from ..words import SoldAs, Subject, Sureness, Why


def _text(longest: int) -> dict[str, Any]:
    rows = 2 if longest > policies.LONGEST_NAME else 1
    widget = forms.Textarea({"class": "input", "rows": rows})
    return {"required": False, "max_length": longest, "widget": widget}


#: What of it is written in words.
_READ_BY_ALL = ("substance", "looks_fr", "looks_en", "more_fr", "more_en")


class ContentForm(FloorForm):
    """What an alert says. `seen` is the version that was read."""

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

    nobody = forms.BooleanField(label=_("these words name nobody"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = str(self["substance"].value() or "").strip()
        if not (self.is_bound and written and not is_known(written)):
            del self.fields["keep"]  # asked of a name that no dictionary has
        self.called = self._called() if self.is_bound else {}
        if not self.called:
            del self.fields["nobody"]  # asked of words by which somebody is called

    def _called(self) -> dict[str, list[str]]:
        """The words of each text by which somebody is called who is there now."""
        called = {name: all_recognised(str(self[name].value() or "")) for name in _READ_BY_ALL}
        return {name: words for name, words in called.items() if words}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "keep" in self.fields and not data.get("keep"):
            self.add_error("substance", asked_back(data.get("substance", "").strip()))
        if not data.get("nobody"):
            for name, words in self.called.items():
                self.add_error(name, may_name_somebody(words[0]))
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
