"""The form by which the police or a court service refers somebody: short, for a phone."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ui.fields import ChipField, MomentField
from veille.ui.number_fields import WholeField

from ..words import ContactBy, Language, OwnUse
from .forms import text
from .seized_lines import SeizedForm


class FilingForm(SeizedForm):
    """What, where, how much in which unit, and the contact that the person chose."""

    reference = forms.CharField(
        help_text=_("Sent twice under the same reference, it is one referral."),
        error_messages={"required": _("Enter your own reference.")},
        **text(_("Your own reference"), 200, autocapitalize="characters"),
    )
    name = forms.CharField(
        error_messages={"required": _("Enter how the person is to be called.")},
        **text(_("Name of the person"), 200),
    )
    birth_year = WholeField(
        label=_("Year of birth"),
        least=1900,
        most=2100,
        error_messages={
            "required": _("Enter the year of birth."),
            "min_value": _("Write the year with its four digits, such as 1990."),
            "max_value": _("Write the year with its four digits, such as 1990."),
        },
    )
    age_years = WholeField(
        label=_("Age on that day"),
        required=False,
        least=0,
        most=110,
        help_text=_("Only where the year of birth leaves open whether they are of age."),
    )
    found_at = MomentField(label=_("When they were found"), required=True)
    where = forms.CharField(
        error_messages={"required": _("Enter where the person was found.")},
        **text(_("Where they were found"), 2_000),
    )
    found_in = forms.CharField(
        help_text=_("Beginning of its postal code, such as H2X, or the name of the town."),
        error_messages={"required": _("Enter the beginning of the postal code, or the town.")},
        **text(_("Postal code or town of that place"), 60),
    )
    what = forms.CharField(required=False, **text(_("What happened"), 2_000, rows=2))
    own_use = ChipField(OwnUse, label=_("Said of use"), required=False, initial=OwnUse.UNSAID)
    contact_by = ChipField(
        ContactBy, label=_("How the person wants to be reached"), initial=ContactBy.NONE
    )
    contact = forms.CharField(required=False, **text(_("Number or address that they chose"), 200))
    language = ChipField(Language, label=_("Their language"))
    domicile = forms.CharField(
        required=False,
        help_text=_("Beginning of the postal code, or the town; empty where there is none."),
        **text(_("Where they live"), 60),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found_at"].initial = timezone.localtime(clock.now())

    def told(self) -> dict[str, Any]:
        """What `intake.receive` is told."""
        said = self.cleaned_data
        plain = {
            name: said[name]
            for name in (
                "reference",
                "name",
                "birth_year",
                "age_years",
                "found_at",
                "where",
                "found_in",
                "what",
                "contact_by",
                "contact",
                "language",
                "domicile",
            )
        }
        return {**plain, "own_use": said["own_use"] or OwnUse.UNSAID, "seized": self.seized()}
