"""A site's own settings: its name, its seats, the usual time in a seat."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.ledger.recording import entries
from veille.ledger.replay import fold
from veille.ui.answers import sheet, submit
from veille.ui.forms import FloorForm
from veille.ui.history import lines
from veille.ui.number_fields import WholeField

from .. import reads
from ..area import SITE
from ..facts import Seat
from ..policies import LONGEST_IN_SEAT, LONGEST_NAME, MOST_LEAST_AGE
from ..sites import change_site
from ..state import Site
from ..words import Mode
from .answers import done
from .requests import SiteRequest

_LONGEST_NUMBER = 8
_BUILT_FOR = {"injection": Mode.INJECTION, "inhalation": Mode.INHALATION}


class SeatsField(forms.CharField):
    """Numbers as they stand on the seats, by commas or spaces: 1, 2, 3."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=400, **kwargs)
        self.widget.attrs.update({"class": "input", "autocomplete": "off"})

    def clean(self, value: Any) -> list[str]:
        numbers: list[str] = super().clean(value).replace(",", " ").replace(";", " ").split()
        for number in numbers:
            if len(number) > _LONGEST_NUMBER:
                raise ValidationError(
                    _(
                        "“%(number)s” is too long for a seat's number: at most %(longest)s "
                        "characters."
                    ),
                    params={"number": number[:20], "longest": _LONGEST_NUMBER},
                )
        return numbers


class SiteForm(FloorForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    injection = SeatsField(
        label=gettext_lazy("Seats for injection"),
        help_text=gettext_lazy("Their numbers as staff say them, such as 1, 2, 3."),
    )
    inhalation = SeatsField(label=gettext_lazy("Ventilated seats for inhalation"))
    seat_minutes = WholeField(
        label=gettext_lazy("Usual time in a seat, in minutes"),
        help_text=gettext_lazy("After it, the board says that it is long."),
        least=1,
        most=LONGEST_IN_SEAT,
    )
    least_age = WholeField(
        label=gettext_lazy("Least age, in years"),
        help_text=gettext_lazy("Empty: none. An overdose is answered whatever the age."),
        required=False,
        least=0,
        most=MOST_LEAST_AGE,
    )

    def seats(self) -> list[Seat]:
        data = self.cleaned_data
        return [Seat(n, mode) for name, mode in _BUILT_FOR.items() for n in data[name]]


def settings(request: SiteRequest, slug: str) -> HttpResponse:
    """What the site is, and since when; changed from now on, never for what happened before."""
    history = entries(reads.site_id(slug))
    site: Site | None = fold(SITE, reads.site_id(slug), history)
    assert site is not None  # the guard has found it
    form = SiteForm(request.POST or None, initial=_as_it_is(site))
    if submit(
        request,
        form,
        lambda data: change_site(
            by=request.user.id,
            place=slug,
            name=data["name"],
            seats=form.seats(),
            seat_minutes=data["seat_minutes"],
            least_age=data["least_age"] or 0,
            seen=data["seen"],
            submission=form.identity,
        ),
    ):
        words = _("The site is changed; what happened before stays as it was.")
        return done(request, words, to=reverse("site-settings", args=[slug]))
    context = {"lines": lines(history, site.id), "back": reverse("sites")}
    return sheet(request, "care/site.html", context, form)


def _as_it_is(site: Site) -> dict[str, Any]:
    numbers = {
        name: ", ".join(seat.number for seat in site.seats if seat.mode is mode)
        for name, mode in _BUILT_FOR.items()
    }
    return {
        "seen": site.version,
        "name": site.name,
        "seat_minutes": site.seat_minutes,
        "least_age": site.least_age or None,
        **numbers,
    }
