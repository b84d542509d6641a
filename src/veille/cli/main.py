"""The `veille` command: where everything begins."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from veille import __version__

from . import (
    accounts,
    backups,
    care_import,
    commissions,
    foresight,
    installation,
    law,
    law_reform,
    ledger,
    nodes,
    report,
    sites,
    supply,
    terminal,
    watch,
    watch_import,
    watch_outside,
    watch_papers,
)
from .serving import DEFAULT_PORT

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Veille: a watch kept over people, for sites where drug use is supervised.",
    epilog="Begin with “veille demo” to look around, or “veille init” for a site of your own.",
)
app.add_typer(sites.app, name="site")
app.add_typer(accounts.app, name="account")
app.add_typer(commissions.app, name="commission")
app.add_typer(ledger.app, name="ledger")
law.app.command("reform")(law_reform.reform)
law.app.command("reforms")(law_reform.reforms)
app.add_typer(backups.app, name="backup")
app.add_typer(nodes.hub, name="hub")
app.add_typer(nodes.node, name="node")
app.add_typer(nodes.sync, name="sync")
app.add_typer(law.app, name="law")
app.add_typer(report.app, name="report")
app.command("import")(care_import.import_)
app.add_typer(foresight.app, name="foresight")
app.add_typer(supply.app, name="supply")
watch.app.command("import")(watch_import.import_file)
watch.app.command("keep")(watch_outside.keep)
watch.app.command("known")(watch_outside.known)
watch.app.command("hindsight")(watch_outside.hindsight)
watch.app.command("bulletin")(watch_papers.bulletin)
watch.app.command("dossier")(watch_papers.dossier)
app.add_typer(watch.app, name="watch")

LARGEST_PORT = 65_535

Host = Annotated[
    str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines reach it.")
]
Port = Annotated[int, typer.Option(min=1, max=LARGEST_PORT, help="Port to listen on.")]


def _say_version(asked: bool) -> None:
    if asked:
        terminal.say(__version__)
        raise typer.Exit


@app.callback()
def choose_folder(
    var: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            envvar="VEILLE_VAR",
            help="Folder of the database, vault and secrets. [default: ./var]",
        ),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    if var is not None:
        os.environ["VEILLE_VAR"] = str(var.resolve())


@app.command()
def init(
    name: Annotated[str, typer.Option(help="How this node is called in the network.")] = "Veille",
    admin: Annotated[
        str, typer.Option(metavar="SIGN-IN", help="Sign-in name of the first administrator.")
    ] = "",
    new_vault: Annotated[
        bool,
        typer.Option(
            "--new-vault",
            help="Where the vault of this ledger is lost for good, begin an empty one: what was "
            "sealed before stays closed. With the site stopped.",
        ),
    ] = False,
) -> None:
    """Set up an installation: folder, secrets, database, identity, first administrator.

    Needs a folder that it may write (see --var), and, where VEILLE_DATABASE names one, an
    empty PostgreSQL database. Asks for the administrator's name and password; a script gives
    --admin, and the password in VEILLE_PASSWORD or on standard input. Safe to run again: it
    keeps everything and brings the database up to date.

    Example: veille init --name "CACTUS" --admin marie
    """
    from . import first_steps

    first_steps.init(name, admin, new_vault=new_vault)


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = DEFAULT_PORT) -> None:
    """Run the site until Ctrl-C.

    Needs an installation (“veille init”).

    Example: veille serve --host 0.0.0.0 --port 8000
    """
    from . import serving

    installation.open_ready()
    serving.refuse_taken_port(host, port)
    serving.serve(host, port)


@app.command()
def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="As JSON: subject, level, sentence, what to do.")
    ] = False,
) -> None:
    """Look at everything that a keeper must know: disk, clock, database, backups, nodes, mail.

    Says of each how it is, and what to do; exits with 1 where somebody must act now. Changes
    nothing: the site may run.

    Example: veille doctor
    """
    from . import doctor as looking

    looking.doctor(as_json)


@app.command()
def demo(
    host: Host = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=LARGEST_PORT,
            help="Port to listen on. [default: 8000, or the next one that is free]",
        ),
    ] = None,
    days: Annotated[
        int, typer.Option(min=1, max=366, help="How many past days to play, the first time.")
    ] = 30,
    commission_days: Annotated[
        int,
        typer.Option(
            min=1,
            max=366,
            help="How many past days the dissuasion commissions have been at work, the first time; "
            "not fewer than the sites.",
        ),
    ] = 365,
    seed: Annotated[int, typer.Option(help="Plays other people and nights, the first time.")] = 1,
    training: Annotated[
        bool,
        typer.Option(
            "--training", help="Add a training site: five set situations, and how they went."
        ),
    ] = False,
    one_node: Annotated[
        bool, typer.Option("--one-node", help="Without its sites as four nodes and a hub.")
    ] = False,
) -> None:
    """Show Veille at work: the Montréal network, rehearsed, with an account for each role.

    The first time, it plays past days (about a minute): thirty of the sites, a year of the
    dissuasion commissions. Then it starts the site and keeps playing, so that the board moves.
    Later, everything is still there. Nothing in it is real, and every page says so. Needs a
    folder of its own (see --var): one that holds a real installation is refused.

    Soon after the board answers, its four sites start once more as four nodes and a hub, each a
    process of its own: the truck’s link goes up and down, and the hub’s page of nodes shows it.

    With --training, a new worker signs in as “peer” or “nurse” and opens /training/.

    Example: veille demo --port 8001
    """
    from . import demo as showing

    past = showing.PastDays(sites=days, commissions=commission_days)
    address = showing.Address(host, port)
    showing.demo(address, past, seed, training=training, one_node=one_node)


def run() -> None:
    """The entry point. A refusal is one sentence on standard error, and exit status 1."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(terminal.INTERRUPTED)
    except BrokenPipeError:  # | head: whoever read has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        sentence = terminal.in_a_sentence(error)
        if sentence is None:
            raise
        terminal.mention(sentence)
        sys.exit(1)


if __name__ == "__main__":
    run()
