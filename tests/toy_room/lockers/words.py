"""What is left in a locker."""

from django.utils.translation import gettext_lazy as _

from veille.ledger.words import Words


class Thing(Words):
    BAG = "bag", _("a bag to keep")
    BIKE = "bike", _("a bicycle to keep")
