"""What people read of the protocol: what happened, that nothing was lost, what to do."""

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..clock import from_microseconds
from ..refusal import Refused
from ..troubles import Trouble
from .store import Link
from .words import Notice, NotTaken, OwnTrouble, Purpose, Standing

PURPOSES: dict[Purpose, Promise] = {
    Purpose.SITE: _("site"),
    Purpose.LAB: _("laboratory"),
    Purpose.COMMISSION: _("commission"),
    Purpose.HUB: _("hub"),
}

STANDINGS: dict[Standing, Promise] = {
    Standing.PAIRED: _("paired, nothing received yet"),
    Standing.WHOLE: _("everything is here"),
    Standing.BEHIND: _("behind"),
    Standing.CLOCK: _("its clock ran ahead"),
    Standing.TWO_HISTORIES: _("two histories"),
    Standing.APART: _("entries kept apart"),
    Standing.REPLACED: _("replaced"),
    Standing.REVOKED: _("revoked"),
}

NOTICES: dict[Notice, Promise] = {
    Notice.GARBLED: _(
        "It is cut short or was changed on its way. Nothing is lost: all of it is still where it "
        "was written, and what came whole is here already. Write it again."
    ),
    Notice.NO_BUNDLE: _(
        "It is no bundle of Veille’s: another program made this file. Nothing of it was taken in "
        "and nothing is lost. A bundle is written by “veille sync write” into the folder “veille” "
        "of a stick."
    ),
    Notice.NO_CARD: _(
        "This file is no card of a node. “veille node card” writes one on the node, “veille hub "
        "card” on the hub. Nothing was paired."
    ),
    Notice.CODE: _(
        "The hub does not know this code: it was typed wrong, used already, or is older than a "
        "quarter of an hour. Nothing was paired. Have the hub show a new one: “veille hub code”."
    ),
    Notice.NEWER: _(
        "A newer version of Veille made it. Nothing of it was taken in and nothing is lost. Update "
        "Veille here, then read it again."
    ),
    Notice.OTHER_NETWORK: _(
        "It is of another network. Nothing of it was taken in and nothing is lost. Bring it to the "
        "hub of its own network."
    ),
    Notice.UNKNOWN_NODE: _(
        "It is of a node that is not paired here. Nothing of it was taken in and nothing is lost: "
        "its entries are on that node. Pair it with “veille hub pair”, then read it again."
    ),
    Notice.SIGNATURE: _(
        "It was not signed by the key of the node that it names: it was changed on its way, or "
        "that node got new keys. Nothing of it was taken in and nothing is lost. Pair the node "
        "anew, or write it again."
    ),
    Notice.REVOKED: _(
        "The hub has revoked this node, and takes nothing more in from it. What it wrote since is "
        "on this machine and nowhere else. If the machine was found again, restore it from a "
        "backup and pair it anew."
    ),
    Notice.REPLACED: _(
        "Another identity has taken the place of this node, and the hub takes nothing more in from "
        "this one. Nothing is lost: what it wrote since is on this machine. If both are at work, "
        "have the hub go on with both: “veille hub let-in”."
    ),
    Notice.NOT_PAIRED: _(
        "This node is not paired with a hub. Its entries are safe here. Pair it: “veille node "
        "card”."
    ),
}

OWN_TROUBLES: dict[OwnTrouble, Promise] = {
    OwnTrouble.PUT_BACK: _(
        "The hub has entries of this machine that are not here any more: its disk was put back as "
        "it was before. Nothing is lost: the hub gives them back once this machine has an identity "
        "of its own. Run “veille node renew”, then pair it anew."
    ),
    OwnTrouble.TWO_HISTORIES: _(
        "The hub has other entries under this machine’s numbers: a copy of it has been writing. "
        "Both are kept, and nothing is lost. Run “veille node renew” on the copy, then pair it "
        "anew."
    ),
}


_COPY = _(
    "A copy of that machine has been writing: give one of the two an identity of its own, with "
    "“veille node renew”."
)
_CHANGED = _(
    "They do not follow from what is here: that machine’s disk may be damaged, or somebody changed "
    "it. Call whoever looks after it."
)
#: Why entries of a node are kept apart at the hub, and what to do.
TROUBLES: dict[Trouble, Promise] = {
    Trouble.AHEAD: _("They are dated ahead of the clock here: ask its crew when it was."),
    Trouble.PURPOSE: _(
        "They are of the other side of the wall between care and the commission: ask who wrote "
        "them on that machine."
    ),
    Trouble.FORK: _COPY,
    Trouble.IDENTITY: _COPY,
}


def trouble_in_words(trouble: str) -> Promise | str:
    return TROUBLES.get(Trouble(trouble), _CHANGED) if trouble else ""


def in_words(at_hub: bool, waiting: int, link: Link | None, alone: int = 0) -> str:
    """How this node stands, in a sentence or two. `alone`: entries of earlier identities of this
    machine that are here and nowhere else."""
    if link is None:
        return gettext("This node is paired with no hub. Its entries are safe here.")
    if link.receipt is None:
        return ngettext(
            "All is safe here. %(count)s entry waits: the hub has signed for none yet.",
            "All is safe here. %(count)s entries wait: the hub has signed for none yet.",
            waiting,
        ) % {"count": waiting}
    since = formats.date_format(
        timezone.localtime(from_microseconds(link.received_at)), "SHORT_DATETIME_FORMAT"
    )
    if at_hub:
        return gettext("Everything is at the hub as of %(since)s.") % {"since": since}
    if alone and not waiting:
        return ngettext(
            "What this machine wrote since it has its present identity is at the hub as of "
            "%(since)s. Of before, at least %(count)s entry is here and nowhere else: keep this "
            "disk.",
            "What this machine wrote since it has its present identity is at the hub as of "
            "%(since)s. Of before, at least %(count)s entries are here and nowhere else: keep this "
            "disk.",
            alone,
        ) % {"count": alone, "since": since}
    return ngettext(
        "All is safe here. %(count)s entry waits since the hub’s receipt of %(since)s.",
        "All is safe here. %(count)s entries wait since the hub’s receipt of %(since)s.",
        waiting,
    ) % {"count": waiting, "since": since}


def refusal(notice: Notice) -> Refused:
    return Refused(NOTICES[notice])


def refusal_of(error: NotTaken) -> Refused:
    return refusal(error.notice)
