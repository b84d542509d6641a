"""What this room gives to pages that belong to none."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.care.pages.rooms import CareRoom
from veille.ui.rooms import Kind

from .. import facts, reads


def _ended(body: facts.CardEnded) -> str:
    return _("Carry card ended: lost") if body.lost else _("Carry card ended")


ROOM = CareRoom(
    prefix="care.carry.",
    kinds={
        facts.CardGiven: Kind(_lazy("Carry card given")),
        facts.CardEnded: Kind(_ended),
        facts.CardRead: Kind(_lazy("A carry card was shown and read")),
    },
    things_of_person=reads.things_of_person,
)
