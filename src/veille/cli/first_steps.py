"""`veille init`: from nothing to an installation that can be signed in to."""

import sys
from typing import TYPE_CHECKING

import typer

from . import accounts, installation, terminal
from .accounts import RoleName

if TYPE_CHECKING:
    from veille.ledger.models import Node

LONGEST_NAME = 80


def init(name: str, admin: str, *, new_vault: bool = False) -> None:
    """Make what is missing, keep what is there."""
    installation.open_django()
    from django.utils.translation import gettext as _
    from django.utils.translation import gettext_lazy

    from veille.accounts.models import Account, Role
    from veille.ledger import vault_check
    from veille.ledger.nodes import begin_node, local_node
    from veille.ledger.refusal import Malformed

    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise Malformed(
            gettext_lazy("A node's name has 1 to %(longest)s characters. Choose another one."),
            longest=LONGEST_NAME,
        )
    installation.make_folder_and_secrets(new_vault=new_vault)
    installation.migrate()
    node = local_node()
    if node is None:
        node = begin_node(name.strip())
        said = _("Set up in %(var)s: node “%(name)s” (%(id)s).")
    else:
        if new_vault:
            _begin_new_vault(node)
        vault_check.check()
        said = _("%(var)s is set up: node “%(name)s” (%(id)s).")
    terminal.say(said % {"var": installation.var(), "name": node.name, "id": node.id})
    if not Account.objects.filter(role=Role.ADMINISTRATOR).exists() or admin:
        _first_administrator(admin)
    terminal.say(
        _(
            "Next: “veille site add …” opens a site, “veille account add …” lets staff sign in, "
            "“veille serve” runs it."
        )
    )


def _begin_new_vault(node: "Node") -> None:
    from django.utils.translation import gettext as _

    aside = installation.begin_new_vault(node)
    terminal.say(
        _("A new vault is begun: the names and notes of before stay closed, for everybody.")
    )
    if aside is not None:
        terminal.say(
            _("What was here before is in %(aside)s; nothing was deleted.") % {"aside": aside}
        )


def _first_administrator(admin: str) -> None:
    from django.utils.translation import gettext as _

    from veille.accounts.models import Account, folded

    if admin and Account.objects.filter(sign_in=folded(admin)).exists():
        terminal.mention(
            _(
                "There is an account “%(sign_in)s” already: it stays as it is, with its password. "
                "“veille account password %(sign_in)s” gives it another."
            )
            % {"sign_in": folded(admin)}
        )
        return
    if not admin and not sys.stdin.isatty():
        terminal.say(
            _(
                "Nobody can sign in yet: “veille account add NAME --role administrator” adds the "
                "first administrator."
            )
        )
        return
    sign_in = admin or typer.prompt(_("Sign-in name of the first administrator"))
    accounts.create(sign_in, sign_in, RoleName.ADMINISTRATOR)
    terminal.say(_("“%(sign_in)s” can sign in as administrator.") % {"sign_in": sign_in})
