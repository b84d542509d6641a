"""`veille demo`: the Montréal network, rehearsed, then live.

The first set-up is made in a folder of its own beside `var`, by a process of its own, and
gets its name when it is whole. Whatever stops it, nothing half-done is ever served.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from veille import extras
from veille.rehearsal.demo_accounts import DEMO_ACCOUNTS, PASSWORD

from . import demo_nodes, installation, serving, terminal
from .demo_network import read_seed

if TYPE_CHECKING:
    from veille.rehearsal.staff import Worker

#: The site answers first; then the play looks round and goes on.
SECONDS_BEFORE_PLAY = 1.5
SECONDS_TO_STOP = 5.0

_BEING_SET_UP = (
    "is being set up by another “veille demo”. Wait until it is done, then run this again."
)


@dataclass(frozen=True)
class PastDays:
    """How many days are played the first time: of the sites, and of the commissions (not fewer)."""

    sites: int
    commissions: int


@dataclass(frozen=True)
class Address:
    """Where the demo is to be found; any free port where none was asked for."""

    host: str
    port: int | None

    def check(self) -> None:
        """Exits where it cannot be had: before minutes of work, not after."""
        if self.port is None:
            serving.free_port(self.host, serving.DEFAULT_PORT)
        else:
            serving.refuse_taken_port(self.host, self.port)

    def choose(self) -> int:
        """The port, free at this moment; says so where it is not the usual one."""
        if self.port is not None:
            serving.refuse_taken_port(self.host, self.port)
            return self.port
        port = serving.free_port(self.host, serving.DEFAULT_PORT)
        if port != serving.DEFAULT_PORT:
            terminal.mention(
                f"Le port {serving.DEFAULT_PORT} est pris : la démo est sur le port {port}.",
                f"Port {serving.DEFAULT_PORT} is taken: the demo is on port {port}.",
            )
        return port


def demo(
    address: Address, past: PastDays, seed: int, *, training: bool = False, one_node: bool = False
) -> None:
    """Set up what is missing, then run the site and the play until Ctrl-C. Beside it, unless there
    is to be `one_node`: its four sites as four nodes, and a hub."""
    extras.need("site")
    if os.environ.get("VEILLE_DATABASE"):
        terminal.mention(
            "The demo keeps a database of its own in its folder. Take VEILLE_DATABASE out of the "
            "environment, then run it again."
        )
        raise typer.Exit(1)
    var = installation.var()
    address.check()
    if not holds_demo(var):
        _build(var, past, seed)
    running = _lock(
        var,
        "is shown by another “veille demo”, in another terminal. Use that one, or stop it first.",
    )
    os.environ.setdefault("VEILLE_LAB", "everybody")
    installation.open_django()
    installation.migrate()
    from veille.law.reform import offered

    if training:
        _open_training_site()
    port = address.choose()
    nodes = None if one_node else demo_nodes.beside(port, var, read_seed(var))
    home = f"http://{address.host}:{port}"
    _greet(home)
    if nodes is not None:
        terminal.say(
            f"Dans une demi-minute, quatre sites comme quatre nœuds, et leur nœud central : "
            f"{nodes.machines[0].address}nodes/",
            f"In half a minute, four sites as four nodes, and their hub: "
            f"{nodes.machines[0].address}nodes/",
        )
    if training:
        terminal.say(f"Formation : {home}/training/", f"Training: {home}/training/")
    stop = threading.Event()
    play = threading.Thread(
        target=_play, args=(stop, read_seed(var), _staff()), name="rehearsal", daemon=True
    )
    play.start()
    offered.begin(offered.folder_in(var))  # beside the site, so that nobody waits for it
    if extras.is_installed("foresight"):
        from veille.foresight.pages.lab import desk

        desk().wake()  # the model is compiled before anybody asks
    if nodes is not None:
        nodes.begin(port)
    try:
        serving.serve(address.host, port)
    finally:
        stop.set()
        if nodes is not None:
            nodes.end()
        offered.stop()
        play.join(SECONDS_TO_STOP)
        os.close(running)


def holds_demo(var: Path) -> bool:
    """Whether a whole demo is there; False where the folder is empty or missing.

    Exits with a sentence where it holds anything else: a demo never mixes with what is real.
    """
    database = var / "veille.sqlite3"
    if not database.exists():
        if var.exists() and any(var.iterdir()):
            _refuse_folder(var, "holds files that are not a demo's")
        return False
    try:
        connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
        try:
            row = connection.execute("SELECT rehearsal FROM ledger_node WHERE local").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        row = None
    if row is None or not row[0]:
        _refuse_folder(var, "holds a real installation, or one that is not whole")
    return True


def _refuse_folder(var: Path, why: str) -> None:
    terminal.mention(
        f"{var} {why}; the demo needs a folder of its own. Name one: “veille --var var-demo demo”."
    )
    raise typer.Exit(1)


def _build(var: Path, past: PastDays, seed: int) -> None:
    """Make the demo beside `var`, and give it its name when it is whole."""
    unfinished = var.with_name(var.name + ".unfinished")
    lock = _begin_anew(unfinished)
    terminal.mention(
        f"Première fois : {past.sites} jours passés des sites et {past.commissions} des "
        "commissions sont joués, environ une minute.",
        f"First time: {past.sites} past days of the sites and {past.commissions} of the "
        "commissions are played, about a minute.",
    )
    found = (past.sites, past.commissions, seed)
    command = [sys.executable, "-m", "veille.cli.demo_network", *map(str, found)]
    try:
        # The lock goes along: should this process die, the folder is taken until that one ends.
        made = subprocess.run(  # noqa: S603  (our own module)
            command,
            env={**os.environ, "VEILLE_VAR": str(unfinished)},
            pass_fds=(lock,),
            check=False,
        )
        if made.returncode:
            raise typer.Exit(made.returncode)
        if var.exists():
            var.rmdir()  # empty, or it would have been refused
        unfinished.rename(var)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        os.close(lock)


def _begin_anew(unfinished: Path) -> int:
    """An empty folder, and the lock on it; exits where another set-up is under way there."""
    if unfinished.exists():
        os.close(_lock(unfinished, _BEING_SET_UP))
        shutil.rmtree(unfinished)
    unfinished.mkdir(parents=True, mode=installation.FOLDER_MODE)
    return _lock(unfinished, _BEING_SET_UP)


def _lock(folder: Path, why: str) -> int:
    """Hold the folder until the handle is closed; exits, saying why, where another does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        terminal.mention(f"{folder} {why}")
        raise typer.Exit(1) from None
    return handle


def _open_training_site() -> None:
    from veille.care.training import situations as training

    training.open_site(by=_staff()[0].account)


def _greet(home: str) -> None:
    shown = terminal.table("Compte · Sign-in", "Mot de passe · Password", "Rôle · Role")
    for account in DEMO_ACCOUNTS:
        shown.add_row(account.sign_in, PASSWORD, f"{account.in_french} · {account.in_english}")
    console = terminal.to_reader()
    console.print(shown)
    terminal.say(
        f"Le réseau de Montréal, en répétition, sur {home} (Ctrl-C pour arrêter).",
        f"The Montréal network, rehearsed, at {home} (Ctrl-C to stop).",
    )


def _staff() -> "list[Worker]":
    """The play's own accounts: the rosters', which cannot sign in."""
    from veille.accounts.models import Account
    from veille.care.rehearsed.network import ROSTER
    from veille.diversion.rehearsed_commissions import OFFICERS
    from veille.rehearsal.staff import Worker

    does = {m.sign_in: (m.name, m.role, m.site) for m in ROSTER}
    does |= {o.sign_in: (o.name, o.does, o.commission) for o in OFFICERS}
    found = Account.objects.in_bulk(list(does), field_name="sign_in")
    return [Worker(found[one].id, *values) for one, values in does.items() if one in found]


def _play(stop: threading.Event, seed: int, staff: "list[Worker]") -> None:
    if stop.wait(SECONDS_BEFORE_PLAY):
        return
    from veille.care.rehearsed.live import play_live

    play_live(stop, seed=seed, staff=staff)
