"""The forms that staff fill in. They read and tidy; whether it may be done, the actions say."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.care import reads
from veille.care.actions import LONGEST_NOTE
from veille.care.words import (
    Assistant,
    Company,
    CorrectionReason,
    Gender,
    HeardOf,
    Help,
    Intervention,
    LeavingReason,
    Mode,
    Outcome,
    Route,
    Sharing,
    Sign,
    Substance,
)
from veille.diversion import reads as diversion
from veille.ledger import clock
from veille.ledger.ids import new_id

from .models import Account, Role
from .names import name_of_commission

_CHOOSE = _("Choose one.")
_TIME = re.compile(r"(\d{1,2})\s*[:hH.]\s*(\d{2})(?:\s*[:.]\s*(\d{2}))?")


class ChipField(forms.ChoiceField):
    """One of a few words, as large chips."""

    def __init__(self, words: Any, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _CHOOSE})
        super().__init__(choices=words.choices, widget=forms.RadioSelect, **kwargs)
        self._words = words

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return self._words(chosen) if chosen or self.required else None


class ChipsField(forms.MultipleChoiceField):
    """Any number of a few words, as large chips."""

    def __init__(self, words: Any, **kwargs: Any) -> None:
        super().__init__(choices=words.choices, widget=forms.CheckboxSelectMultiple, **kwargs)
        self._words = words

    def clean(self, value: Any) -> Any:
        return [self._words(chosen) for chosen in super().clean(value)]


class ClockField(forms.CharField):
    """A time of the day, as staff write it: 1:42, 01:42:30, 1 h 42. Gives the moment meant.

    The day is the one that puts it nearest to `near` (now): 23:50 written at 01:42 is of
    yesterday, 02:30 has not come yet.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=12, **kwargs)
        self.near: datetime | None = None
        self.widget.attrs.update(
            {"class": "input short", "inputmode": "numeric", "placeholder": "hh:mm"}
        )

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value).strip()
        if not text:
            return None
        match = _TIME.fullmatch(text)
        try:
            if match is None:
                raise ValueError
            moment = time(int(match[1]), int(match[2]), int(match[3] or 0))
        except ValueError:
            raise ValidationError(
                _("“%(text)s” is not a time. Write the hour and the minute, such as 01:42."),
                params={"text": text},
            ) from None
        near = timezone.localtime(self.near or clock.now())
        days = (near.date() + timedelta(days=n) for n in (-1, 0, 1))
        zone = timezone.get_current_timezone()
        return min(
            (datetime.combine(day, moment, zone) for day in days), key=lambda at: abs(at - near)
        )


class DoseField(forms.CharField):
    """Milligrams, with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=8, **kwargs)
        self.widget.attrs.update({"class": "input", "inputmode": "decimal"})

    def clean(self, value: Any) -> float | None:
        text = super().clean(value).strip().replace(",", ".")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValidationError(
                _("“%(text)s” is not a number of milligrams. Write it such as 0.4."),
                params={"text": value},
            )
        return float(number)


class NoteField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", _("Note"))
        super().__init__(max_length=LONGEST_NOTE, widget=forms.Textarea, **kwargs)
        self.widget.attrs.update({"class": "input", "rows": 2})


class FloorForm(forms.Form):
    """A form that writes facts: `form` is its own identity, so that sent twice it is one."""

    use_required_attribute = False
    form = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput, initial=new_id)

    @property
    def identity(self) -> str | None:
        return self.cleaned_data.get("form") or None


class HandleForm(FloorForm):
    handle = forms.CharField(
        label=_("Code or handle"),
        max_length=40,
        error_messages={"required": _("Enter a code or a handle, or choose “anonymous”.")},
        widget=forms.TextInput(
            attrs={"class": "input huge", "autocomplete": "off", "spellcheck": "false",
                   "autocapitalize": "characters", "autofocus": True}
        ),
    )  # fmt: skip


class ArrivalForm(FloorForm):
    substances = ChipsField(
        Substance,
        label=_("Substance"),
        help_text=_("As the person names it. Several may be chosen."),
        error_messages={"required": _("Choose at least one substance, or “not known”.")},
    )
    mode = ChipField(Mode, label=_("Mode"))
    company = ChipField(Company, label=_("With whom"), required=False, initial=Company.ALONE)
    sharing = ChipField(
        Sharing, label=_("Splitting or sharing"), required=False, initial=Sharing.NONE
    )
    help = ChipsField(Help, label=_("Asks for help with"), required=False)
    note = NoteField()
    at = ClockField(label=_("True time of arrival"))

    def visit(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "mode": told["mode"],
            "substances": told["substances"],
            "company": told["company"] or Company.ALONE,
            "sharing": told["sharing"] or Sharing.NONE,
            "help": told["help"],
            "note": told["note"],
            "at": told["at"],
        }


class FirstVisitForm(ArrivalForm):
    handle = forms.CharField(widget=forms.HiddenInput)  # `welcome` says what is wrong with it
    agreed = forms.BooleanField(label=_("The visitor read the terms and agrees"), required=False)
    heard_of = ChipField(HeardOf, label=_("Heard of the site from"), required=False)
    postal = forms.CharField(
        label=_("Beginning of the postal code"),
        help_text=_("Three characters, never more."),
        required=False,
        max_length=7,
        widget=forms.TextInput(
            attrs={"class": "input short", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    no_address = forms.BooleanField(label=_("no fixed address"), required=False)
    gender = ChipField(Gender, label=_("Gender"), required=False)
    birth_year = forms.IntegerField(
        label=_("Year of birth"), required=False, min_value=1910, max_value=2020, localize=False,
        widget=forms.TextInput(attrs={"class": "input short", "inputmode": "numeric",
                                      "autocomplete": "off"}),
    )  # fmt: skip
    another = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def person(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "handle": told["handle"],
            "agreed": told["agreed"],
            "heard_of": told["heard_of"] or HeardOf.UNTOLD,
            "postal": "none" if told["no_address"] else told["postal"] or "unknown",
            "gender": told["gender"] or Gender.UNTOLD,
            "birth_year": told["birth_year"],
        }


class MoveForm(FloorForm):
    """A tap on the board: `seen` is the version of the visit that was on the screen."""

    seen = forms.IntegerField(required=False)
    seat = forms.CharField(required=False, max_length=200)


class LeavingForm(FloorForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    consumed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = ChipField(LeavingReason, label=_("Why without consuming?"), required=False)
    note = NoteField()
    at = ClockField(label=_("Time of leaving"))


class AssistanceForm(FloorForm):
    assistant = ChipField(Assistant, label=_("Who assisted"))
    at = ClockField(label=_("When it was given"))


class NoteForm(FloorForm):
    note = NoteField(required=True, error_messages={"required": _("There is nothing in the note.")})


class OverdoseForm(FloorForm):
    """An overdose filled in afterwards."""

    signs = ChipsField(Sign, label=_("Signs seen"), required=False)
    at = ClockField(
        label=_("When it was found"), required=True,
        error_messages={"required": _("Enter the time when it was found.")},
    )  # fmt: skip


class StepForm(FloorForm):
    """A step tapped as it happens."""

    what = ChipField(Intervention)
    route = ChipField(Route, required=False)
    dose_mg = DoseField()
    dose = forms.IntegerField(required=False)


class EarlierStepForm(StepForm):
    """A step filled in with its true time."""

    what = ChipField(Intervention, label=_("What was done"))
    route = ChipField(Route, label=_("Route of the naloxone"), required=False)
    dose_mg = DoseField(label=_("Dose"))
    dose = None  # type: ignore[assignment]
    note = NoteField()
    at = ClockField(
        label=_("When it was done"), required=True,
        error_messages={"required": _("Enter the time when it was done.")},
    )  # fmt: skip


class OutcomeForm(FloorForm):
    outcome = ChipField(Outcome, label=_("How it ended"))
    note = NoteField()
    at = ClockField(label=_("When it ended"))


class CorrectionForm(FloorForm):
    """Why, and the true time; what else an entry says is added by `corrections.form_for`."""

    at = ClockField(label=_("True time"))
    why = ChipField(CorrectionReason, label=_("Reason"))
    note = NoteField(label=_("In a few words"))


class StrikeForm(FloorForm):
    why = ChipField(CorrectionReason, label=_("Reason"))
    note = NoteField(label=_("In a few words"))


def _site_choices() -> list[tuple[str, str]]:
    return [(site.slug, site.name) for site in reads.sites()]


def _commission_choices() -> list[tuple[str, str]]:
    return [(row.slug, name_of_commission(row)) for row in diversion.commissions()]


if TYPE_CHECKING:
    _AccountForm = forms.ModelForm[Account]
else:  # Django's classes take their types in stubs alone
    _AccountForm = forms.ModelForm


class AccountForm(_AccountForm):
    """A member of staff. `password` is only set where something is entered."""

    use_required_attribute = False
    sites = forms.MultipleChoiceField(
        label=_("Sites"),
        help_text=_("None chosen: every site of the network."),
        choices=_site_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    commissions = forms.MultipleChoiceField(
        label=_("Commissions"),
        help_text=_("For the roles of a commission. None chosen: every one of this node."),
        choices=_commission_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    role = ChipField(Role, label=_("Role"))
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least ten characters. Tell it to them in person; they can change it."),
        required=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"}),
    )

    class Meta:
        model = Account
        fields = ("name", "sign_in", "role", "sites", "commissions", "is_active")
        widgets = {
            "name": forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
            "sign_in": forms.TextInput(
                attrs={"class": "input", "autocomplete": "off", "autocapitalize": "none"}
            ),
        }

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        elif self.instance._state.adding:
            raise ValidationError(_("Enter a first password."))
        return password

    def save(self, commit: bool = True) -> Account:
        account = super().save(commit=False)
        if self.cleaned_data["password"]:
            account.set_password(self.cleaned_data["password"])
        if commit:
            account.save()
        return account
