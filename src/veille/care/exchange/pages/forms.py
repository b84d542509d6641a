"""The forms of the exchange. They read and tidy; whether it may be done, the actions say."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veille.care.tables import SiteRow
from veille.care.words import SiteKind
from veille.ledger import clock
from veille.ui.fields import ChipField, ChipsField, ClockField, NoteField
from veille.ui.forms import FloorForm
from veille.ui.number_fields import WholeField

from ..bundles import Ready
from ..facts import Amount
from ..policies import LARGEST_AMOUNT, LARGEST_GROUP, LONGEST_NAME, LONGEST_WHERE
from ..state import tidy
from ..words import Called, CollectingFor, Counting, Item, KitForm, KitOutcome, Setting, Used
from .amounts import AmountsField

IDENTITY = re.compile(r"[0-9a-f]{32}\Z")


class PiecesField(WholeField):
    """So many pieces or people."""

    def __init__(self, *, least: int = 0, most: int = LARGEST_AMOUNT, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Enter a number.")})
        super().__init__(least=least, most=most, **kwargs)


def usual_setting(site: SiteRow) -> Setting:
    return Setting.TRUCK if site.kind == SiteKind.TRUCK else Setting.DESK


class HandOutForm(FloorForm):
    """Anything out of the ordinary: needles back, other amounts, another place or time."""

    back = PiecesField(label=_("Needles back"), required=False)
    back_how = ChipField(Counting, label=_("The number is"), required=False)
    back_kinds = ChipsField(Used, label=_("What came back"), required=False)
    bundles = forms.MultipleChoiceField(
        label=_("Bundles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    out = AmountsField(label=_("Item by item"))
    collecting = ChipField(CollectingFor, label=_("For whom"), required=False)
    others = PiecesField(
        label=_("How many others"),
        help_text=_("Where they said."),
        required=False,
        most=LARGEST_GROUP,
    )
    setting = ChipField(Setting, label=_("Where"), required=False)
    note = NoteField()
    at = ClockField(label=_("Time of the exchange"))
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, site: SiteRow, bundles: Sequence[Ready]) -> None:
        super().__init__(
            data,
            initial={
                "back_how": Counting.COUNTED,
                "collecting": CollectingFor.SELF,
                "setting": usual_setting(site),
            },
        )
        self._site = site
        self._bundles = {ready.key: ready for ready in bundles}
        chips = self.fields["bundles"]
        assert isinstance(chips, forms.MultipleChoiceField)
        chips.choices = [(ready.key, ready.name) for ready in bundles]

    def exchange(self) -> dict[str, Any]:
        data = self.cleaned_data
        bundled = [a for key in data["bundles"] for a in self._bundles[key].items]
        others = data["others"] or 0
        collecting = data["collecting"] or CollectingFor.SELF
        if others and collecting is CollectingFor.SELF and "collecting" not in self.changed_data:
            collecting = CollectingFor.BOTH  # the number alone was entered: it says enough
        return {
            "out": tidy([*bundled, *data["out"]]),
            "back": data["back"] or 0,
            "back_how": data["back_how"] or Counting.COUNTED,
            "back_kinds": data["back_kinds"],
            "collecting": collecting,
            "others": others,
            "setting": data["setting"] or usual_setting(self._site),
            "note": data["note"],
            "at": data["at"],
            "anyway": data["anyway"],
        }


class BundleTapForm(FloorForm):
    """One tap on a bundle."""

    bundle = forms.CharField(max_length=40)
    anyway = forms.BooleanField(required=False)


class OfVisitForm(FloorForm):
    """Something that may be told on a visit, or without one."""

    visit = forms.RegexField(IDENTITY, required=False, widget=forms.HiddenInput)


class CleanUpForm(FloorForm):
    needles = PiecesField(label=_("Needles picked up"))
    how = ChipField(Counting, label=_("The number is"))
    where = forms.CharField(
        label=_("Where"),
        help_text=_("A public place: a corner, a park, a lane. Name nobody."),
        max_length=LONGEST_WHERE,
        error_messages={"required": _("Say where: a corner, a park, a lane.")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    at = ClockField(label=_("When"))


class TrainingForm(OfVisitForm):
    people = PiecesField(label=_("People trained"), least=1, most=LARGEST_GROUP)
    at = ClockField(label=_("When"))


class KitUsedForm(OfVisitForm):
    kits = PiecesField(label=_("Kits used"), least=1, most=LARGEST_GROUP)
    kit_form = ChipField(KitForm, label=_("Form of the kits"))
    outcome = ChipField(KitOutcome, label=_("How it ended"))
    called = ChipField(Called, label=_("911"))
    note = NoteField()


class AmountsForm(FloorForm):
    """A delivery: so many of some items."""

    items = AmountsField(label=_("What came"), required=True)
    at = ClockField(label=_("When"))


class CountForm(FloorForm):
    """`opened` is when the form was: somebody else may have counted since."""

    found = AmountsField(label=_("What the shelf holds"), zero=True, required=True)
    opened = forms.FloatField(
        required=False, widget=forms.HiddenInput, initial=lambda: clock.now().timestamp()
    )
    at = ClockField(label=_("When"))


class SendForm(FloorForm):
    to = forms.ChoiceField(
        label=_("To which site"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a site.")},
    )
    items = AmountsField(label=_("What is sent"), required=True)
    at = ClockField(label=_("When"))

    def __init__(self, data: Any, *, sites: Iterable[SiteRow]) -> None:
        super().__init__(data)
        choice = self.fields["to"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(site.slug, site.name) for site in sites]


class ReceiveForm(FloorForm):
    """What was in a transfer, where it was not all that was sent."""

    def __init__(self, data: Any, *, sent: Sequence[Amount]) -> None:
        super().__init__(data, initial={"items": sent})
        self.fields["items"] = AmountsField(
            label=_("What came"), items=[amount.item for amount in sent]
        )
        self.fields["at"] = ClockField(label=_("When"))


class ReorderForm(FloorForm):
    levels = AmountsField(
        label=_("Reorder at or below"),
        zero=True,
        help_text=_("Leave empty what nobody needs to be told of."),
    )

    def by_item(self) -> dict[Item, int | None]:
        """Every item's level; None where the field was left empty."""
        said = {amount.item: amount.count for amount in self.cleaned_data["levels"]}
        return {item: said.get(item) for item in Item}


class BundleForm(FloorForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give the bundle a short name.")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    items = AmountsField(label=_("What is in it"), required=True)
