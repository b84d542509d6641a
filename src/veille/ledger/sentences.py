"""The sentences for what keeps a fact out."""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .troubles import Trouble

_WHY: dict[Trouble, Any] = {
    Trouble.MISSING: _("facts that come before it are missing"),
    Trouble.AGAIN: _("its number was used before"),
    Trouble.EARLY: _("it was noted before the one that precedes it"),
    Trouble.CHANGED: _("its hash does not fit: the fact was changed"),
    Trouble.FORK: _(
        "here it wrote another fact number {seq}: two copies of one node have both written. "
        "Restore one of them with “veille ledger restore”, which gives it a new identity"
    ),
    Trouble.OWN: _("these are said to be facts of this very node, which it never wrote"),
    Trouble.IDENTITY: _("a fact of another node has the same identity"),
    Trouble.AHEAD: _(
        "its clock is more than an hour ahead of this machine's: set the one right that is wrong, "
        "then import again"
    ),
    Trouble.MISFIT: _("its “{field}” does not fit"),
    Trouble.PURPOSE: _("it is of the other side of the wall between care and the commission"),
}


def why(trouble: Trouble, *, seq: int = 0, field: str = "") -> str | Promise:
    """Why facts of a node were left out, from number `seq` on; `field` is what does not fit."""
    return format_lazy(_WHY[trouble], seq=seq, field=field)


def fault_in_words(node: str, seq: int, id: str, trouble: Trouble) -> str:
    return gettext("node %(node)s, fact %(seq)s (%(id)s): %(what)s") % {
        "node": node,
        "seq": seq,
        "id": id,
        "what": why(trouble, seq=seq),
    }
