"""What every form has: its errors in plain words, its texts whole; and what one that writes facts
has."""

from typing import TYPE_CHECKING

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from veille.ledger.ids import new_id
from veille.ledger.refusal import Malformed, check_text

if TYPE_CHECKING:
    _BaseForm = forms.BaseForm
else:  # a mixin of Form and of ModelForm, whose metaclasses differ
    _BaseForm = object

_NO_LONGER = _("What was chosen here is no longer offered. Choose again.")
_OLD_PAGE = _("This page is older than what it is about. Nothing was saved; open it again.")
#: Django's own sentences, which name the value that was sent: a code.
_OF_DJANGO = (forms.ChoiceField, forms.MultipleChoiceField)


class InPlainWords(_BaseForm):
    """A form whose errors name no code, and whose texts are kept whole or refused: none is cut by
    the browser, none holds what nobody can see."""

    def __getitem__(self, name: str) -> BoundField:
        if name in self.fields:
            self.fields[name].widget.attrs.pop("maxlength", None)  # a paste would be cut silently
        return super().__getitem__(name)

    def full_clean(self) -> None:
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                _no_code_of(field)
        super().full_clean()
        if self.is_bound:
            self._check_texts()
            self._say_hidden_errors()

    def _check_texts(self) -> None:
        for name, value in list(self.cleaned_data.items()):
            field = self.fields.get(name)
            secret = field is not None and isinstance(field.widget, forms.PasswordInput)
            if isinstance(field, forms.CharField) and isinstance(value, str) and not secret:
                try:
                    check_text(value)
                except Malformed as refusal:
                    self.add_error(name, str(refusal))

    def _say_hidden_errors(self) -> None:
        """What is wrong with a field that nobody sees is said at the head of the form."""
        wrong = [n for n in self.errors if n in self.fields and self.fields[n].widget.is_hidden]
        for name in wrong:
            del self.errors[name]
        if wrong:
            self.add_error(None, str(_OLD_PAGE))


def _no_code_of(field: forms.ChoiceField) -> None:
    said = str(field.error_messages["invalid_choice"])
    if any(said == str(kind.default_error_messages["invalid_choice"]) for kind in _OF_DJANGO):
        field.error_messages["invalid_choice"] = _NO_LONGER


class PlainForm(InPlainWords, forms.Form):
    """A form that writes no facts by itself: a file, a printed card."""

    use_required_attribute = False


class FloorForm(PlainForm):
    """A form that writes facts: `submission` is its own identity, so that sent twice it is one."""

    submission = forms.CharField(
        max_length=32, required=False, widget=forms.HiddenInput, initial=new_id
    )

    @property
    def identity(self) -> str | None:
        return self.cleaned_data.get("submission") or None
