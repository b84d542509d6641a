"""Pairing by a code, at both terminals: each shows the same words, and two people compare them."""

import time

import typer

from . import terminal

_LOOKED_SECONDS = 0.5


def wait_at_hub(replaces: str) -> None:
    """Show a code, wait until a node has typed it, and pair it where its words are the same."""
    from django.utils.translation import gettext as _

    from veille.ledger import clock
    from veille.ledger.sync import here, joining

    code = joining.new_code(clock.now())
    try:
        terminal.say(
            _("Code: %(code)s. It holds for a quarter of an hour, once.") % {"code": code},
            _("At the node: “veille node join ADDRESS %(code)s”. Waiting…") % {"code": code},
        )
        while (card := joining.waiting_card(clock.now())) is None:
            time.sleep(_LOOKED_SECONDS)
        network = here.network()
        assert network is not None, "it is a hub"
        own = here.hub().card(network.name)
        terminal.say(_("“%(name)s” has typed the code.") % {"name": card.name})
        if not _are_same(joining.words(own, card)):
            _refuse()
        member = here.pair_node(card, replaces=replaces)
    finally:
        joining.end()
    terminal.say(_("Paired with “%(name)s”.") % {"name": member.card.name})


def join(address: str, code: str, purpose: str, pin: str) -> None:
    """Type the code at the node, and keep the hub where its words are the same."""
    from django.utils.translation import gettext as _

    from veille.ledger.sync import here, joining, line
    from veille.ledger.sync.words import Purpose

    raw, card = here.card_of_node(Purpose(purpose))
    hub = joining.join(address, pin, code, raw)
    if not _are_same(joining.words(hub, card)):
        _refuse()
    tie = here.pair_hub(hub)
    line.set_up(address, pin)
    terminal.say(_("Paired with “%(name)s”.") % {"name": tie.hub.name})


def _are_same(words: list[str]) -> bool:
    from django.utils.translation import gettext as _

    half = len(words) // 2
    terminal.say("", "  " + "  ".join(words[:half]), "  " + "  ".join(words[half:]), "")
    asked = _("Does the other machine’s own screen show the same eight words? (y/n)")
    return str(typer.prompt(asked)).strip().lower()[:1] in ("y", "o")


def _refuse() -> None:
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Refused

    raise Refused(
        _(
            "Nothing was paired here. Where the words differ, another machine may stand in "
            "between: try again on another network, or pair by a stick: “veille node card”."
        )
    )
