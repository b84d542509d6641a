"""What the lockers give to pages of others."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from veille.care.pages.rooms import CareRoom
from veille.ledger.facts import Body
from veille.ui.rooms import Tab

from .. import facts


def in_words(body: Body) -> str:
    if isinstance(body, facts.Taken):
        return _now("Locker %(number)s: %(thing)s") % {
            "number": body.number,
            "thing": body.thing.label,
        }
    return _now("Fetched")


ROOM = CareRoom(
    kinds="care.lockers.",
    in_words=in_words,
    page_of=lambda _kind, slug, _about: reverse("lockers", args=[slug]),
    correctable={facts.Taken: {"number": lambda _site: forms.IntegerField(label=_("Locker"))}},
    tabs=(Tab("lockers", _("Lockers")),),
)
