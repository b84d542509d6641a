"""What the lockers give to pages of others."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from veille.care.pages.rooms import CareRoom
from veille.ui.rooms import Kind, Tab, as_in

from .. import facts
from .views import LockerForm

ROOM = CareRoom(
    prefix="care.lockers.",
    page_of=lambda _kind, slug, _about: reverse("lockers", args=[slug]),
    kinds={
        facts.Taken: Kind(
            _("Locker %(number)s: %(thing)s"),
            as_in(LockerForm, "number"),
        ),
        facts.Freed: Kind(_("Fetched")),
    },
    tabs=(Tab("lockers", _("Lockers")),),
)
