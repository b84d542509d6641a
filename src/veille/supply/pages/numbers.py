"""A number that somebody types at the bench."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from veille import numbers
from veille.ui.words import language


class NumberOf(forms.CharField):
    """A number above or at zero, as the page's language writes it; asked back where two can be
    read. Gives a float, or None where nothing was written."""

    def __init__(self, *, most: float = 1e9, **kwargs: Any) -> None:
        super().__init__(max_length=24, **kwargs)
        self.most = most
        self.widget.attrs.update({"class": "input short", "inputmode": "decimal"})

    def clean(self, value: Any) -> float | None:
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            number = float(numbers.read(text, language()))
        except numbers.NotRead as error:
            raise ValidationError(error.in_words(language())) from None
        if not 0 <= number <= self.most:
            raise ValidationError(
                _("%(number)s is not between 0 and %(most)s. Check it."),
                params={"number": text, "most": f"{self.most:g}"},
            )
        return number
