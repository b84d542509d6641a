"""What the exchange gives to pages that belong to no room: words, corrections, doors, a tab."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.care import reads as floor
from veille.care.pages.rooms import CareRoom, Door
from veille.care.tables import SiteRow, VisitRow
from veille.ledger.facts import Body
from veille.ledger.refusal import Absent
from veille.ui.fields import ChipField, ChipsField
from veille.ui.rooms import Tab
from veille.ui.words import words_of

from .. import facts, reads
from ..policies import LARGEST_GROUP
from ..words import Called, CollectingFor, Counting, Item, KitForm, KitOutcome, Setting, Used
from .amounts import AmountsField, number
from .amounts import in_words as amounts_in_words
from .forms import PiecesField


def in_words(body: Body) -> str:
    """What an entry of the exchange says, in the reader's language."""
    match body:
        case facts.Made():
            return _made(body)
        case facts.CleanedUp():
            needles = needles_in_words(body.needles, body.how)
            return _("Clean-up: %(needles)s, %(where)s") % {"needles": needles, "where": body.where}
        case facts.Trained():
            return _("Trained with naloxone: %(people)s") % {"people": number(body.people)}
        case facts.KitsUsed():
            return _used(body)
        case facts.Delivered():
            return _("Delivery: %(items)s") % {"items": amounts_in_words(body.items)}
        case facts.Counted():
            return _("Counted: %(items)s") % {"items": amounts_in_words(body.found)}
        case facts.Sent():
            return _("Sent to %(site)s: %(items)s") % {
                "site": _site_name(body.to),
                "items": amounts_in_words(body.items),
            }
        case facts.Received():
            return _("Received: %(items)s") % {
                "items": amounts_in_words(body.items) or _("nothing")
            }
        case facts.ReorderSet():
            level = _("never") if body.level is None else number(body.level)
            return _("Reorder %(item)s at: %(level)s") % {
                "item": Item(body.item).label,
                "level": level,
            }
        case facts.BundleKept():
            return _("Bundle %(name)s: %(items)s") % {
                "name": body.name,
                "items": amounts_in_words(body.items),
            }
        case facts.BundleDropped():
            return _("Bundle no longer offered")
    return ""


def needles_in_words(needles: int, how: str) -> str:
    """“12 needles (estimated)”."""
    counted = {"n": number(needles), "how": words_of([how], Counting)}
    if needles == 1:
        return _("%(n)s needle (%(how)s)") % counted
    return _("%(n)s needles (%(how)s)") % counted


def _made(body: facts.Made) -> str:
    words = []
    if body.out:
        words.append(_("Handed out: %(items)s") % {"items": amounts_in_words(body.out)})
    if body.back:
        back = needles_in_words(body.back, body.back_how)
        kinds = words_of(body.back_kinds, Used)
        words.append(_("back: %(needles)s") % {"needles": f"{back}, {kinds}" if kinds else back})
    words.append(words_of([body.setting], Setting))
    if body.collecting is not CollectingFor.SELF:
        words.append(for_whom(body.collecting, body.others))
    if body.beyond:
        words.append(_("more than the stock held"))
    return " · ".join(words)


def for_whom(collecting: str, others: int) -> str:
    """“for others (3)”."""
    words = words_of([collecting], CollectingFor)
    return f"{words} ({number(others)})" if others else words


def _used(body: facts.KitsUsed) -> str:
    words = [
        _("Naloxone kits used: %(kits)s") % {"kits": number(body.kits)},
        _("form: %(form)s") % {"form": words_of([body.kit_form], KitForm)},
        _("outcome: %(outcome)s") % {"outcome": words_of([body.outcome], KitOutcome)},
    ]
    if body.called is not Called.UNKNOWN:
        words.append(words_of([body.called], Called))
    return " · ".join(words)


def _site_name(slug: str) -> str:
    try:
        return floor.site(slug).name
    except Absent:  # a site of another node, not known here yet
        return slug


def page_of(_kind: str, slug: str, thing: str) -> str:
    return reverse("equipment-thing", args=[slug, thing])


def _doors(site: SiteRow, visit: VisitRow) -> Sequence[Door]:
    address = reverse("equipment-visit", args=[site.slug, visit.id])
    return [Door("equipment-visit", _lazy("Equipment…"), address)]


def _tidied(body: Body, changes: dict[str, Any]) -> dict[str, Any]:
    """Numbers left empty are none; what came back is of no kind where nothing did."""
    for name in ("back", "others"):
        if name in changes:
            changes[name] = changes[name] or 0
    if isinstance(body, facts.Made) and not changes["back"]:
        changes["back_kinds"] = ()
    return changes


def _amounts(label: Any, **kwargs: Any) -> Any:
    return lambda _site: AmountsField(label=label, **kwargs)


def _chip(words: Any, label: Any) -> Any:
    return lambda _site: ChipField(words, label=label)


def _number(label: Any, **kwargs: Any) -> Any:
    return lambda _site: PiecesField(label=label, **kwargs)


ROOM = CareRoom(
    kinds="care.exchange.",
    in_words=in_words,
    page_of=page_of,
    correctable={
        facts.Made: {
            "out": _amounts(_lazy("Handed out")),
            "back": _number(_lazy("Needles back"), required=False),
            "back_how": _chip(Counting, _lazy("The number is")),
            "back_kinds": lambda _s: ChipsField(
                Used, label=_lazy("What came back"), required=False
            ),
            "collecting": _chip(CollectingFor, _lazy("For whom")),
            "others": _number(_lazy("How many others"), required=False, most=LARGEST_GROUP),
            "setting": _chip(Setting, _lazy("Where")),
        },
        facts.CleanedUp: {
            "needles": _number(_lazy("Needles picked up")),
            "how": _chip(Counting, _lazy("The number is")),
        },
        facts.Trained: {"people": _number(_lazy("People trained"), least=1, most=LARGEST_GROUP)},
        facts.KitsUsed: {
            "kits": _number(_lazy("Kits used"), least=1, most=LARGEST_GROUP),
            "kit_form": _chip(KitForm, _lazy("Form of the kits")),
            "outcome": _chip(KitOutcome, _lazy("How it ended")),
            "called": _chip(Called, _lazy("911")),
        },
        facts.Delivered: {"items": _amounts(_lazy("What came"), required=True)},
        facts.Counted: {"found": _amounts(_lazy("What the shelf holds"), zero=True, required=True)},
        facts.Sent: {"items": _amounts(_lazy("What is sent"), required=True)},
        facts.Received: {"items": _amounts(_lazy("What came"))},
    },
    tidied=_tidied,
    things_of_visit=reads.things_of_visit,
    things_of_person=reads.things_of_person,
    doors=_doors,
    tabs=[Tab("equipment", _lazy("Equipment"))],
)
