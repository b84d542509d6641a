"""One machine of the demo's network, a site's or the hub's, in a process of its own:
`VEILLE_VAR=FOLDER python -m veille.cli.demo_node SLUG HOST PORT HUB_PORT SEED`.

What it lacks it makes first; then it pairs as two machines do that were brought together, by cards
in files. It plays its own site and no other; its server meets the hub as any node's does.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from veille.rehearsal.demo_accounts import DEMO_ACCOUNTS, DEMO_FILE, PASSWORD

from . import installation, serving
from .demo_link import keep_up_and_down
from .serving import free_port

if TYPE_CHECKING:
    from veille.rehearsal.staff import Worker

HUB = "hub"
NETWORK = "Réseau de Montréal (répétition)"
#: Its link comes and goes.
TRUCK = "anonyme"
#: Who can sign in at a node: those who work on the floor, and who sees the page of nodes.
_ROLES = ("peer", "nurse", "coordinator", "administrator", "auditor")
_HUB_CARD = "hub.card"
_LOOKED_SECONDS = 0.5
#: The board that somebody looks at comes first.
NICE = 10


def run(slug: str, host: str, port: int, hub_port: int, seed: int) -> None:
    """Set up what is missing, then serve and play until it is stopped."""
    installation.open_django()
    installation.make_folder_and_secrets()
    installation.migrate()
    stop = threading.Event()
    try:
        if slug == HUB:
            _begin("Nœud central · Hub")
            _be_hub()
            _thread(_pair_whoever_comes, stop)
        else:
            staff = _begin_site(slug)
            with _link_of(slug, stop, hub_port) as reached:
                _pair(slug, reached)
            _thread(_play, stop, slug, seed, staff)
        serving.serve(host, port)
    finally:
        stop.set()


def _thread(work: Callable[..., None], *arguments: object) -> None:
    threading.Thread(target=work, args=arguments, daemon=True).start()


def _end_with(parent: int) -> None:
    """Where the demo was killed, nothing of it goes on."""
    while os.getppid() == parent:
        time.sleep(_LOOKED_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _begin(name: str) -> None:
    """An identity, and the demo's accounts; leaves alone what is there."""
    from django.contrib.auth.hashers import make_password

    from veille.accounts.models import Account, Role
    from veille.ledger.nodes import begin_node, local_node

    if local_node() is None:
        begin_node(name, rehearsal=True)
    there = set(Account.objects.values_list("sign_in", flat=True))
    password = make_password(PASSWORD)
    Account.objects.bulk_create(
        Account(sign_in=a.sign_in, name=a.name, role=Role(a.role), password=password)
        for a in DEMO_ACCOUNTS
        if a.sign_in in _ROLES and a.sign_in not in there
    )
    (installation.var() / DEMO_FILE).write_text(json.dumps({"seed": 1, "days": 0}))


def _begin_site(slug: str) -> "list[Worker]":
    """This site's node, its floor, and its staff of the roster."""
    from veille.accounts.models import Account
    from veille.care.rehearsed import network
    from veille.rehearsal.staff import Worker

    place = network.PLACE[slug]
    _begin(place.name)
    staff = []
    for member in network.ROSTER:
        if member.site == slug:
            account, made = Account.objects.get_or_create(
                sign_in=member.sign_in,
                defaults={"name": member.name, "role": member.role, "sites": [slug]},
            )
            if made:
                account.set_unusable_password()
                account.save()
            staff.append(Worker(account.id, member.name, member.role, member.site))
    network.set_up(by=staff[0].account, places=(place,))
    return staff


# Pairing.


def _be_hub() -> None:
    """The hub of its network, with its card where the nodes find it."""
    from veille.ledger.sync import here
    from veille.ledger.sync.keys import write_card

    card = here.begin_hub(NETWORK)
    _write(_cards() / _HUB_CARD, write_card(card, here.hub().keys))


def _pair_whoever_comes(stop: threading.Event) -> None:
    """Let in each node whose card lies there: whoever runs the demo has both machines in hand."""
    from django.db import connection

    from veille.ledger.sync import here
    from veille.ledger.sync.keys import fingerprint, read_card

    paired: set[Path] = set()
    while not stop.wait(_LOOKED_SECONDS):
        for file in set(_cards().glob("*.card")) - paired - {_cards() / _HUB_CARD}:
            raw = file.read_bytes()
            here.pair_node(here.card_in(raw, fingerprint(read_card(raw))), replaces="")
            paired.add(file)
        connection.close()


def _pair(slug: str, hub_port: int) -> None:
    """Bring this node's card, keep the hub's, and reach it over its port."""
    from veille.ledger.sync import here, line
    from veille.ledger.sync.keys import fingerprint, read_card
    from veille.ledger.sync.words import Purpose

    raw, _card = here.card_of_node(Purpose.SITE)
    _write(_cards() / f"{slug}.card", raw)
    hub_card = _cards() / _HUB_CARD
    while not hub_card.exists():
        time.sleep(_LOOKED_SECONDS)
    told = hub_card.read_bytes()
    here.pair_hub(here.card_in(told, fingerprint(read_card(told))))
    line.set_up(f"http://127.0.0.1:{hub_port}", "")


def _cards() -> Path:
    """Where the cards change hands: beside the machines' own folders."""
    return installation.var().parent


def _write(file: Path, raw: bytes) -> None:
    """Whole, or not at all."""
    part = file.with_suffix(".part")
    part.write_bytes(raw)
    part.rename(file)


@contextmanager
def _link_of(slug: str, stop: threading.Event, hub_port: int) -> Iterator[int]:
    """The port by which a node reaches the hub: the truck's is a link that comes and goes."""
    if slug != TRUCK:
        yield hub_port
        return
    port = free_port("127.0.0.1", hub_port + 10)
    _thread(keep_up_and_down, stop, port, hub_port)
    yield port


def _play(stop: threading.Event, slug: str, seed: int, staff: "list[Worker]") -> None:
    from veille.care.rehearsed.live import play_live
    from veille.care.rehearsed.network import PLACE

    play_live(stop, seed=seed, staff=staff, places=(PLACE[slug],), extras=())


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    slug, host, port, hub_port, seed = sys.argv[1:]
    os.nice(NICE)
    _thread(_end_with, os.getppid())
    run(slug, host, int(port), int(hub_port), int(seed))


if __name__ == "__main__":
    main()
