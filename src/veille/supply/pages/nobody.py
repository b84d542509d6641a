"""Words that may name somebody: asked about before a page keeps them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.anonymity import has_shape_of_a_name
from veille.ui.forms import FloorForm
from veille.ui.rooms import all_recognised

from ..naming import are_known


def may_be_called(text: str) -> list[str]:
    """The words by which somebody is called who is there now; of a text that no dictionary knows,
    all of it where it is written as a name is."""
    called = all_recognised(text)
    if not called and has_shape_of_a_name(text) and not are_known(text):
        return [text]
    return called


def may_name_somebody(words: str) -> str:
    """What is asked of them, above the tick that answers it."""
    return _(
        "“%(words)s” may be what somebody is called. Write it without them, or tick that it names "
        "nobody."
    ) % {"words": words}


class NamesNobodyForm(FloorForm):
    """A form with words that others read: those by which somebody is called are asked about, and
    kept once it is ticked that they name nobody."""

    #: The fields whose words are asked about.
    read_by_others: ClassVar[Sequence[str]] = ()

    nobody = forms.BooleanField(label=gettext_lazy("these words name nobody"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tick = self.fields.pop("nobody")
        self._called = (
            {name: words for name in self.read_by_others if (words := self.called_in(name))}
            if self.is_bound
            else {}
        )
        if self._called:
            self.fields["nobody"] = tick
            names = [name for name in self.fields if name != "nobody"]
            names.insert(names.index(list(self._called)[-1]) + 1, "nobody")
            self.order_fields(names)

    def called_in(self, name: str) -> Sequence[str]:
        """The words of a field by which somebody is called."""
        return all_recognised(str(self[name].value() or ""))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("nobody"):
            for name, words in self._called.items():
                self.add_error(name, may_name_somebody(words[0]))
        return data
