"""The form of an account."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from veille.accounts.attempts import unlock
from veille.accounts.models import Account, Role, folded
from veille.care import reads
from veille.diversion import reads as diversion
from veille.diversion.pages.names import name_of_commission
from veille.ui.fields import ChipField
from veille.ui.forms import InPlainWords


def _site_choices() -> list[tuple[str, str]]:
    return [(site.slug, site.name) for site in reads.sites()]


def _commission_choices() -> list[tuple[str, str]]:
    return [(row.slug, name_of_commission(row)) for row in diversion.commissions()]


if TYPE_CHECKING:
    _AccountForm = forms.ModelForm[Account]
else:  # Django's classes take their types in stubs alone
    _AccountForm = forms.ModelForm


class AccountForm(InPlainWords, _AccountForm):
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
        labels: ClassVar[dict[str, Any]] = {"is_active": _("May sign in")}
        widgets = {
            "name": forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
            "sign_in": forms.TextInput(
                attrs={"class": "input", "autocomplete": "off", "autocapitalize": "none"}
            ),
        }

    def clean_sign_in(self) -> str:
        """In small letters, unless it is the one that the account has had from before."""
        told: str = self.cleaned_data["sign_in"]
        if told == self.instance.sign_in:
            return told
        if any(letter.isspace() for letter in told):
            raise ValidationError(_("A sign-in name has no spaces. Choose another one."))
        return folded(told)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            names = ("name", "sign_in")
            told = {name: self.cleaned_data.get(name, "") for name in names}
            validate_password(password, Account(**told))
        elif self.instance._state.adding:
            raise ValidationError(_("Enter a first password."))
        return password

    def save(self, commit: bool = True) -> Account:
        account = super().save(commit=False)
        if self.cleaned_data["password"]:
            account.set_password(self.cleaned_data["password"])
        if commit:
            account.save()
            if self.cleaned_data["password"]:
                unlock(account)
        return account
