"""`veille hub`, `veille node`, `veille sync`: machines that agree."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import installation, terminal

if TYPE_CHECKING:
    from veille.ledger.sync.keys import Card

hub = typer.Typer(no_args_is_help=True, help="The hub: begin one, pair nodes, revoke them.")
node = typer.Typer(no_args_is_help=True, help="This node: its card, its hub, how it stands.")
sync = typer.Typer(
    no_args_is_help=True, help="By line or by stick: send what waits, take in what came."
)

File = Annotated[Path, typer.Argument(help="The file of the card.")]
Fingerprint = Annotated[
    str, typer.Option(help="The fingerprint that the other machine shows, read aloud.")
]
NodeId = Annotated[
    str, typer.Argument(metavar="NODE", help="As “veille hub nodes” lists it, or its beginning.")
]
Stick = Annotated[Path, typer.Argument(help="The folder where the stick is mounted.")]


class PurposeName(StrEnum):
    SITE = "site"
    LAB = "lab"
    COMMISSION = "commission"


@hub.command("init")
def begin_hub(
    name: Annotated[
        str,
        typer.Option(help="What the network is called. [default: as this machine is called]"),
    ] = "",
) -> None:
    """Make this installation the hub of a new network. Safe to repeat.

    Its keys are in a file beside the vault's secrets, and in no backup: keep a copy of that file
    in a safe place. With it, a hub that is put back from a backup stays the same to its nodes.

    Example: veille hub init --name "Réseau de Montréal"
    """
    own = installation.open_ready()
    from veille.ledger.sync import here

    there = here.network()
    _show(here.begin_hub(name.strip() or (there.name if there else own.name)))


@hub.command("card")
def hub_card(file: File) -> None:
    """Write the hub's card to a new file, for a node that is to be paired.

    Example: veille hub card /media/usb/hub.card
    """
    installation.open_ready()
    from veille.ledger.sync import here
    from veille.ledger.sync.keys import write_card

    side, network = here.hub(), here.network()
    assert network is not None, "it is a hub"
    card = side.card(network.name)
    _write_new(file, write_card(card, side.keys))
    _show(card)


@hub.command("certificate")
def hub_certificate() -> None:
    """Show the fingerprint of the certificate with which this hub serves HTTPS itself.

    A node compares it once: “veille node line ADDRESS --pin …”. Where a proxy serves it: “openssl
    x509 -in FILE -noout -fingerprint -sha256”.

    Example: veille hub certificate
    """
    installation.open_ready()
    from django.conf import settings
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Refused
    from veille.ledger.sync.line import pin_of

    if not settings.VEILLE_CERTIFICATE:
        raise Refused(
            _("This hub serves no HTTPS itself: VEILLE_CERTIFICATE names no certificate.")
        )
    terminal.say(pin_of(Path(settings.VEILLE_CERTIFICATE).read_text()))


@hub.command("pair")
def pair_node(
    file: File,
    fingerprint: Fingerprint,
    replaces: Annotated[
        str, typer.Option(metavar="NODE", help="The node whose place it takes, where it does.")
    ] = "",
) -> None:
    """Let a node in, by its card and the fingerprint that its own screen shows.

    Example: veille hub pair truck.card --fingerprint 9c41-77b0-e2d5-0a13-5f2e-77c1-90ab-12cd
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger.sync import here
    from veille.ledger.sync.notices import PURPOSES

    member = here.pair_node(here.card_in(file.read_bytes(), fingerprint), replaces=replaces)
    terminal.say(
        _("Paired: “%(name)s” (%(node)s), %(purpose)s.")
        % {
            "name": member.card.name,
            "node": member.card.node,
            "purpose": PURPOSES[member.card.purpose],
        }
    )


@hub.command("code")
def pair_by_code(
    replaces: Annotated[
        str, typer.Option(metavar="NODE", help="The node whose place it takes, where it does.")
    ] = "",
) -> None:
    """Pair a node by a code: show it, wait for the node, compare eight words with its screen.

    The hub’s server must run meanwhile. At the node: “veille node join ADDRESS CODE”.

    Example: veille hub code
    """
    installation.open_ready()
    from . import joining

    joining.wait_at_hub(replaces)


@hub.command("nodes")
def list_nodes() -> None:
    """Show every node: what is here of it, since when, and what a person must see to.

    Example: veille hub nodes
    """
    installation.open_ready()
    from django.utils.translation import gettext as _
    from rich.markup import escape

    from veille.ledger.sync import here
    from veille.ledger.sync.reads import node_rows

    rows = node_rows(here.hub())
    short = _short_enough([row.node for row in rows])
    shown = terminal.table(
        _("Name"),
        _("Node"),
        _("Purpose"),
        _("Here"),
        _("There"),
        _("Apart"),
        _("To forget"),
        _("Last batch"),
        _("State"),
    )
    for row in rows:
        shown.add_row(
            escape(row.name),
            row.node[-short:],
            str(row.purpose),
            str(row.here),
            str(row.member.claimed),
            str(row.apart),
            str(row.to_forget),
            terminal.moment(row.seen_at) if row.seen_at else _("never"),
            str(row.state),
        )
    terminal.to_reader().print(shown)


#: Identities are told by their ends; their beginnings are the time at which they were made.
_SHORTEST_END = 6


def _short_enough(nodes: list[str]) -> int:
    """How many of their last letters tell all of them apart."""
    longest = max(map(len, nodes), default=_SHORTEST_END)
    return next(
        (
            n
            for n in range(_SHORTEST_END, longest)
            if len({one[-n:] for one in nodes}) == len(nodes)
        ),
        longest,
    )


@hub.command()
def revoke(node_id: NodeId) -> None:
    """Take nothing more in from a node, and give it nothing: its machine was lost or stolen.

    What is here of it stays. Its key opens nothing of others.

    Example: veille hub revoke 0199f3c2a7b47e5d8c1b2a3d4e5f6071
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger import clock
    from veille.ledger.sync import here

    member = here.hub().revoke(_known(node_id), clock.now())
    terminal.say(
        _("Revoked: “%(name)s”. Nothing more of it is taken in, and it is given nothing.")
        % {"name": member.card.name}
    )


@hub.command("let-in")
def let_in(node_id: NodeId) -> None:
    """Take in a node's entries that wait for a person, once it is known what happened.

    Example: veille hub let-in 0199f3c2a7b47e5d8c1b2a3d4e5f6071
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger import clock
    from veille.ledger.sync import here
    from veille.ledger.sync.notices import STANDINGS

    member = here.hub().let_in(_known(node_id), clock.now())
    terminal.say(
        _("“%(name)s”: %(state)s.")
        % {"name": member.card.name, "state": STANDINGS[member.standing]}
    )


def _known(node_id: str) -> str:
    """The node whose identity begins or ends so, as the list shows it. Raises Absent where none
    does, Malformed where several do."""
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Absent, Malformed
    from veille.ledger.sync import here
    from veille.ledger.sync.membership import members

    told = node_id.strip().lower()
    with here.hub().store.reading() as there:
        known = [member.card.node for member in members(there)]
    found = [one for one in known if told and (one.startswith(told) or one.endswith(told))]
    if len(found) > 1 and told not in found:
        raise Malformed(
            _("Several nodes are meant by “%(told)s”: %(nodes)s. Write more of it."),
            told=told,
            nodes=", ".join(found),
        )
    if not found:
        raise Absent(_("No node has this identity here. “veille hub nodes” lists them."))
    return told if told in found else found[0]


@node.command("card")
def node_card(
    file: File,
    purpose: Annotated[PurposeName, typer.Option(help="What this node is for.")] = PurposeName.SITE,
) -> None:
    """Write this node's card to a new file, and show its fingerprint, to be read to the hub.

    Example: veille node card /media/usb/truck.card --purpose site
    """
    installation.open_ready()
    from veille.ledger.sync import here
    from veille.ledger.sync.words import Purpose

    raw, card = here.card_of_node(Purpose(purpose.value))
    _write_new(file, raw)
    _show(card)


@node.command("pair")
def pair_hub(file: File, fingerprint: Fingerprint) -> None:
    """Keep the hub's card, by the fingerprint that the hub's own screen shows.

    Example: veille node pair hub.card --fingerprint 03bb-5a17-e4c8-7f3a-c0d1-92ee-41aa-5e10
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger.sync import here

    tie = here.pair_hub(here.card_in(file.read_bytes(), fingerprint))
    terminal.say(_("Paired with “%(name)s”.") % {"name": tie.hub.name})


@node.command("join")
def join_hub(
    address: Annotated[str, typer.Argument(help="Where the hub is reached.")],
    code: Annotated[str, typer.Argument(help="The eight digits that the hub shows.")],
    purpose: Annotated[PurposeName, typer.Option(help="What this node is for.")] = PurposeName.SITE,
    pin: Annotated[
        str,
        typer.Option(help="The fingerprint of its certificate, where no authority signed that."),
    ] = "",
) -> None:
    """Pair this node by the code that the hub shows, and reach the hub over that line.

    Example: veille node join https://hub.example 4829-1357
    """
    installation.open_ready()
    from . import joining

    joining.join(address, code, purpose.value, pin)


@node.command("line")
def set_line(
    address: Annotated[
        str, typer.Argument(help="Where the hub is reached; empty says how the line is.")
    ] = "",
    pin: Annotated[
        str,
        typer.Option(help="The fingerprint of its certificate, where no authority signed that."),
    ] = "",
) -> None:
    """Reach the hub over HTTPS from now on: while “veille serve” runs, by itself.

    A stick works beside it. Batches are sealed to the hub all the same.

    Example: veille node line https://hub.example
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger.refusal import Refused
    from veille.ledger.sync import line

    there = line.set_up(address, pin) if address else line.line()
    if there is None:
        raise Refused(_("This node has no line to its hub. “veille node line ADDRESS” makes one."))
    terminal.say(_("The hub is reached at %(address)s.") % {"address": there.address})
    if there.why:
        terminal.mention(line.in_words(there))
        raise typer.Exit(1)


@node.command()
def renew() -> None:
    """Give this machine an identity of its own: a copy of it has been writing, or its disk was put
    back as it was. Then pair it anew.

    Example: veille node renew
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger.sync import here

    now = here.renew()
    terminal.say(
        _(
            "This is node %(node)s now. Next: “veille node card FILE” here, then “veille hub pair” "
            "at the hub."
        )
        % {"node": now.id}
    )


@node.command()
def status() -> None:
    """Say whether everything is at the hub; exit with 1 where a person must act.

    Example: veille node status
    """
    installation.open_ready()
    _say_how_it_stands()


def _say_how_it_stands() -> None:
    """What a person must do comes first: nothing beside it may sound as if all were well."""
    from django.utils.translation import override

    from veille.ledger.sync import here
    from veille.ledger.sync.notices import NOTICES, OWN_TROUBLES, in_words
    from veille.ledger.sync.words import Notice

    stands = here.waiting()
    tie = stands.link
    with override(terminal.language()):
        if tie is not None and tie.notice in set(Notice):
            terminal.mention(NOTICES[Notice(tie.notice)])
        if tie is not None and tie.trouble is not None:
            terminal.mention(OWN_TROUBLES[tie.trouble])
        if tie is not None and (tie.notice or tie.trouble is not None):
            raise typer.Exit(1)
        terminal.say(in_words(stands.at_hub, stands.waiting, tie, stands.alone))


@sync.command("now")
def meet() -> None:
    """Meet the hub over the line now: send what it lacks, take in what this node lacks.

    Example: veille sync now
    """
    installation.open_ready()
    from veille.ledger import clock
    from veille.ledger.refusal import Refused
    from veille.ledger.sync import line
    from veille.ledger.sync.notices import refusal_of
    from veille.ledger.sync.words import NotTaken

    try:
        line.exchange(clock.now())
    except line.LineDown as error:
        raise Refused(line.WHY[error.why]) from None
    except NotTaken as error:
        raise refusal_of(error) from None
    _say_how_it_stands()


@sync.command("write")
def write_stick(stick: Stick) -> None:
    """Write what waits for the hub onto a stick, sealed: only the hub can read it.

    Example: veille sync write /media/usb
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger import clock
    from veille.ledger.sync import stick as sticks

    path, head = sticks.write_for_hub(stick, clock.now())
    terminal.say(
        _("Wrote %(path)s: up to entry %(seq)s. They are at the hub once its receipt is back here.")
        % {"path": path, "seq": head.seq}
    )


@sync.command("read")
def read_stick(stick: Stick) -> None:
    """Read what is on a stick for this machine.

    At the hub: takes in what nodes wrote, and writes each an answer onto the same stick. At a node:
    takes in the hub's answer. Safe to repeat.

    Example: veille sync read /media/usb
    """
    installation.open_ready()
    from django.utils.translation import ngettext

    from veille.ledger import clock
    from veille.ledger.sync import stick as sticks

    if not sticks.is_hub():
        sticks.read_at_node(stick, clock.now())
        _say_how_it_stands()
        return
    wrong = False
    for one in sticks.read_at_hub(stick, clock.now()):
        if one.batches and (one.new or one.wrong is None):
            said = ngettext(
                "“%(name)s”: %(new)s new entry; the answer is on the stick.",
                "“%(name)s”: %(new)s new entries; the answer is on the stick.",
                one.new,
            )
            terminal.say(said % {"name": one.name, "new": one.new})
        if one.wrong is not None:
            terminal.mention(f"{one.path.name}: {one.wrong}")
            wrong = True
    if wrong:
        raise typer.Exit(1)


def _write_new(file: Path, raw: bytes) -> None:
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Refused

    if file.exists():
        raise Refused(_("%(file)s exists already. Name a new file."), file=file)
    file.write_bytes(raw)


def _show(card: "Card") -> None:
    from django.utils.translation import gettext as _

    from veille.ledger.sync.keys import fingerprint

    terminal.say(
        _("“%(name)s” (%(node)s)") % {"name": card.name, "node": card.node},
        _("Fingerprint: %(fingerprint)s") % {"fingerprint": fingerprint(card)},
    )
