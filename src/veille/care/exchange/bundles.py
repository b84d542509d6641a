"""Bundles: what is handed out together so often that it takes one tap.

These stand on every site's page until the site has bundles of its own. The injection bundles
hold of everything as much as of syringes: one sterile set an injection, as best-practice
recommendations have it (CATIE, Best Practice Recommendations for Canadian Harm Reduction
Programs, 2013). The other amounts are assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .facts import Amount
from .words import Item


@dataclass(frozen=True)
class Ready:
    """A bundle as a page offers it: `key` names it in a form."""

    key: str
    name: str | Promise
    items: tuple[Amount, ...]


def _of(amounts: Mapping[Item, int]) -> tuple[Amount, ...]:
    return tuple(Amount(item, count) for item, count in amounts.items())


def _injection(sets: int, boxes: Mapping[Item, int]) -> tuple[Amount, ...]:
    sterile = (Item.SYRINGE_ONE, Item.COOKER, Item.WATER, Item.FILTER, Item.PAD)
    return _of({**dict.fromkeys(sterile, sets), Item.TOURNIQUET: 1, **boxes})


DEFAULT = (
    Ready("injection-10", _("Injection × 10"), _injection(10, {Item.BOX_SMALL: 1})),
    Ready("injection-50", _("Injection × 50"), _injection(50, {Item.BOX_LARGE: 1})),
    Ready(
        "crack",
        _("Crack"),
        _of({Item.STEM: 1, Item.SCREEN: 1, Item.MOUTHPIECE: 1, Item.PUSHER: 1, Item.PAD: 2}),
    ),
    Ready("meth", _("Meth"), _of({Item.BUBBLE: 1, Item.MOUTHPIECE: 1, Item.PAD: 2})),
    Ready("naloxone", _("Naloxone, nasal"), _of({Item.KIT_NASAL: 1})),
    Ready("sex", _("Safer sex"), _of({Item.CONDOM: 10, Item.LUBRICANT: 5})),
)
