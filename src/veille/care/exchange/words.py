"""The words of the exchange: what is handed out and taken back, where, for whom.

The list of equipment is that of Québec's and Ontario's distribution programmes. An item that a
site does not stock costs nothing: it is only never counted.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ledger.words import Words


class Item(Words):
    """One kind of equipment. Counted by the piece; sterile water by the ampoule."""

    SYRINGE_HALF = "syringe_half", _("0.5 mL syringe")
    SYRINGE_ONE = "syringe_one", _("1 mL syringe")
    SYRINGE_THREE = "syringe_three", _("3 mL syringe")
    NEEDLE = "needle", _("needle alone")
    COOKER = "cooker", _("cooker (Stericup)")
    COOKER_LARGE = "cooker_large", _("large cooker (Maxicup)")
    WATER = "water", _("sterile water")
    FILTER = "filter", _("filter")
    PAD = "pad", _("alcohol pad")
    SWAB = "swab", _("dry swab")
    TOURNIQUET = "tourniquet", _("tourniquet")
    ACID = "acid", _("ascorbic acid")
    STEM = "stem", _("glass stem (crack)")
    SCREEN = "screen", _("pipe screens")
    MOUTHPIECE = "mouthpiece", _("mouthpiece")
    PUSHER = "pusher", _("push stick")
    BUBBLE = "bubble", _("bubble pipe (meth)")
    FOIL = "foil", _("foil")
    STRAW = "straw", _("sniffing straw")
    CONDOM = "condom", _("condom")
    INTERNAL_CONDOM = "internal_condom", _("internal condom")
    LUBRICANT = "lubricant", _("lubricant")
    BOX_SMALL = "box_small", _("disposal container, small")
    BOX_LARGE = "box_large", _("disposal container, large")
    STRIP_FENTANYL = "strip_fentanyl", _("fentanyl test strip")
    STRIP_BENZO = "strip_benzo", _("benzodiazepine test strip")
    KIT_NASAL = "kit_nasal", _("naloxone kit, nasal")
    KIT_INJECTABLE = "kit_injectable", _("naloxone kit, injectable")


#: Under which heading an item stands in a form and in a table.
GROUPS: tuple[tuple[str | Promise, tuple[Item, ...]], ...] = (
    (
        _("Injection"),
        (
            Item.SYRINGE_HALF,
            Item.SYRINGE_ONE,
            Item.SYRINGE_THREE,
            Item.NEEDLE,
            Item.COOKER,
            Item.COOKER_LARGE,
            Item.WATER,
            Item.FILTER,
            Item.PAD,
            Item.SWAB,
            Item.TOURNIQUET,
            Item.ACID,
        ),
    ),
    (
        _("Inhalation and sniffing"),
        (
            Item.STEM,
            Item.SCREEN,
            Item.MOUTHPIECE,
            Item.PUSHER,
            Item.BUBBLE,
            Item.FOIL,
            Item.STRAW,
        ),
    ),
    (_("Naloxone"), (Item.KIT_NASAL, Item.KIT_INJECTABLE)),
    (_("Safer sex"), (Item.CONDOM, Item.INTERNAL_CONDOM, Item.LUBRICANT)),
    (
        _("Disposal and checking"),
        (
            Item.BOX_SMALL,
            Item.BOX_LARGE,
            Item.STRIP_FENTANYL,
            Item.STRIP_BENZO,
        ),
    ),
)

SYRINGES = (Item.SYRINGE_HALF, Item.SYRINGE_ONE, Item.SYRINGE_THREE)


class KitForm(Words):
    """The form of a naloxone kit."""

    NASAL = "nasal", pgettext_lazy("naloxone kit", "nasal")
    INJECTABLE = "injectable", pgettext_lazy("naloxone kit", "injectable")
    UNKNOWN = "unknown", _("not known")


#: The form of each kit that is handed out.
KIT_FORMS: Mapping[Item, KitForm] = {
    Item.KIT_NASAL: KitForm.NASAL,
    Item.KIT_INJECTABLE: KitForm.INJECTABLE,
}


class Setting(Words):
    """Where equipment changes hands."""

    DESK = "desk", _("at the desk")
    STREET = "street", _("in the street")
    TRUCK = "truck", _("at the truck")
    DELIVERY = "delivery", _("brought to them")


class CollectingFor(Words):
    """For whom somebody collects equipment."""

    SELF = "self", _("for themself")
    OTHERS = "others", _("for others")
    BOTH = "both", _("for themself and others")


class Counting(Words):
    """How a number of used needles came about. Nobody empties a container to count it."""

    COUNTED = "counted", _("counted")
    ESTIMATED = "estimated", _("estimated")


class Used(Words):
    """What comes back used."""

    SYRINGES = "syringes", _("syringes")
    NEEDLES = "needles", _("needles alone")
    CONTAINER = "container", _("a closed container")
    PIPES = "pipes", _("glass pipes")


class KitOutcome(Words):
    """What became of the person for whom a naloxone kit was used."""

    SURVIVED = "survived", _("they survived")
    DIED = "died", _("they died")
    UNKNOWN = "unknown", _("not known")


class Called(Words):
    """Whether 911 was called when a kit was used."""

    YES = "yes", _("911 was called")
    NO = "no", _("911 was not called")
    UNKNOWN = "unknown", _("not known")


class Movement(Words):
    """Why a stock rose or fell."""

    HANDED_OUT = "handed_out", _("handed out")
    DELIVERED = "delivered", _("delivered")
    SENT = "sent", _("sent to another site")
    RECEIVED = "received", _("received from another site")
