"""Writes `docs/nodes.md` from the protocol's tables: `python -m tests.ledger.sync.reference`."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from django.utils import translation

from veille.ledger.sync.batches import FORMAT, MOST_BYTES, MOST_FACTS, Answer, Receipt, Request
from veille.ledger.sync.hub import MOST_WAITING
from veille.ledger.sync.notices import NOTICES, OWN_TROUBLES, PURPOSES, STANDINGS
from veille.ledger.sync.purposes import NEVER_IN, RECEIVES
from veille.ledger.sync.states import CLOSED, NEEDS_A_PERSON, NEXT
from veille.ledger.sync.words import Event, Purpose, Standing

PAGE = Path(__file__).resolve().parents[3] / "docs" / "nodes.md"

_EVENTS = {
    Event.TOOK_ALL: "all up to its signed head was taken in",
    Event.TOOK_SOME: "some was taken in, more is to come",
    Event.CLOCK_AHEAD: "an entry lies more than an hour ahead of the hub’s clock",
    Event.FORKED: "it signed, or sent, another entry under a number that is here",
    Event.MISFITTED: "an entry does not follow, or has no place in this chain",
    Event.LET_IN: "a person says what happened",
    Event.REPLACED_BY: "another node takes its place",
    Event.REVOKED_BY: "a person revokes it",
}

_HEAD = """# Nodes that agree

Written by `make reference` from `veille/ledger/sync`; do not edit.

A **node** writes facts in a chain of its own ([the ledger](ledger.md)). The **hub** has the
chains of all nodes; a node has its own and what its purpose needs. They meet by batches, over
HTTPS (`veille node line`) or by stick (`veille sync write`, `veille sync read`).

**“At the hub”** is said of a node where the hub’s signed receipt reaches its last fact and has
that fact’s hash; nowhere else.

The core (`hub.py`, `spoke.py` and what they import of their folder) knows no Django, clock,
socket or file. `stored.py`, `keyring.py`, `line.py` and `stick.py` put an installation around it;
`tests/ledger/sync/world.py` puts made-up disks, clocks and links around it, and plays histories
in which they fail."""

_RULES = """## How they agree
1. A request says what the node **has** of each chain, by number; it holds what the hub lacks as
   far as the node knows. The hub answers with what it has, what the node lacks, and a receipt.
   Nothing hangs on order: what comes twice is compared and passed over, what comes too early is
   not taken and comes again. No position in a database is ever a cursor.
2. Facts and records are one transaction. A **receipt** is signed after it is on the disk.
3. Every request and answer holds **signed heads** (Ed25519 over the checkpoint text of C2SP).
   The hub passes on those that agree with what it has, and each node keeps them: two histories
   of one node are shown with both heads. What follows the history that was here first goes on
   being taken in.
4. A hub to which its own receipt, or its own signed head, is shown for more than it has **was
   put back**. It begins a new epoch, in which receipts of before count no more, and a new chain
   of its own; nodes send again what it lacks, and give back what it wrote itself, up to a head
   that it signed. A node takes up another epoch only from the answer to a request made since it
   heard of the last one: an answer that was long on its way brings nothing old back.
5. A node that is put back has a new identity and new keys, and is paired anew in the place of
   the old one; it gets back what the old one had sent. One that goes on under its old identity
   learns so from the hub’s receipt, and stops being called whole.
6. Whom a fact **forgets** is forgotten wherever it arrives, even where the fact itself cannot
   be kept. Until a restored node has the hub’s answer, its page says that it does not know who
   was forgotten since.
   Keys never travel, so a key is only where the person was met, and in what was restored from
   it. A node **confirms** a forgetting by having the entry that says so: it is kept with the key’s
   destruction. The page of nodes says of which nodes that is still waited for, and at a node, of
   whom the hub has not signed for it yet.
7. **Dated ahead**: what lies more than an hour ahead of the hub’s clock waits at the hub, and
   what follows it, until a person lets it in; the hub’s own clock never follows it.
8. Kinds and versions that are not known pass through. Fields that are added to a batch are
   passed over by who does not know them.
9. **The wall** is kept twice: the hub gives no node a fact that its purpose may not hold, and
   no node takes one in."""

_PAIRING = """## Pairing
Each side writes its card (its identity, name, purpose and two public keys, signed by itself) to
a file, and shows a fingerprint of 128 bits; two people read it to each other. There is no
authority. Before the first pairing, one machine is made the hub, once; its network is called as
that machine is, or as `--name` says.

    hub$   veille hub init --name "Réseau de Montréal"    # once
    truck$ veille node card truck.card --purpose site     # shows the truck's fingerprint
    hub$   veille hub card hub.card                       # shows the hub's
    hub$   veille hub pair truck.card --fingerprint …
    truck$ veille node pair hub.card --fingerprint …

Over a line a code is enough; both screens then show the same eight words, of 128 bits of both
cards, and two people compare them. On pages: “Pair a node…” at the hub, “Join a hub…” at the node;
at a terminal:

    hub$   veille hub code                                # 4829-1357, for 15 minutes, once
    truck$ veille node join https://hub.example 4829-1357

The keys are in `node-….key` beside the vault’s secrets, for their owner alone, and in no
backup: who finds a backup cannot speak for the node. A hub’s is worth a copy in a safe place:
with it, a hub that is put back stays the same to its nodes.

## By a line
    hub$   VEILLE_CERTIFICATE=… VEILLE_CERTIFICATE_KEY=… veille serve --host 0.0.0.0
    hub$   veille hub certificate                          # its fingerprint
    truck$ veille node line https://hub.example --pin …    # no --pin where an authority signed it
    truck$ veille sync now                                 # or by itself, while “veille serve” runs

Batches are posted to `/sync/`, sealed as on a stick: HTTPS hides who talks to whom, the seal what
is said. While a node’s server runs, it meets the hub as soon as something was written, and waits at
the hub’s door (`/sync/wait/`, for 25 seconds at a time) to be called when the hub has something;
once a minute in any case. A hub that is not reached is tried again every half minute, one that
refuses after longer each time, five minutes at most. What is cut off is sent again.
`tests/cli/test_line.py` does it with real servers and a certificate of
their own.

## By stick
    truck$ veille sync write /media/usb     # sealed batches
    hub$   veille sync read /media/usb      # takes them in, writes each node its answer
    truck$ veille sync read /media/usb      # the receipt is back

Sealed by HPKE (RFC 9180; X25519, HKDF-SHA256, ChaCha20-Poly1305). A file is a line that names
the network and the recipient, then each sealed batch behind its length (4 bytes, big-endian),
then a length of 0. Of a file that is cut short, the whole batches are taken in."""

_LATER = """## Not here yet
Finding a hub on a LAN by itself; one chain for each purpose of a
node (today a node has one purpose, and an installation that writes of both sides of the wall
cannot be paired); reports, stock transfers and referrals across nodes; telling a node of who was
forgotten in chains that it is not given. Entries that a copy wrote under numbers that the hub has
otherwise stay on that copy, and are nowhere merged."""


def page() -> str:
    with translation.override("en"):
        return "\n\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    yield _HEAD
    yield _RULES
    yield "## How a node stands at the hub"
    yield _table(
        ("state", "what happens → state after it"),
        (
            (
                f"**{STANDINGS[state]}**" + (" ▲" if state in NEEDS_A_PERSON else ""),
                "; ".join(f"{_EVENTS[e]} → *{STANDINGS[to]}*" for e, to in events.items())
                or "nothing more",
            )
            for state, events in NEXT.items()
        ),
    )
    closed = " or ".join(f"*{STANDINGS[state]}*" for state in Standing if state in CLOSED)
    yield f"▲: a person must see to it. Nothing is taken in of a node that is {closed}."
    yield "## Purposes"
    yield _table(
        ("purpose", "no fact of", "reach it, besides its own chain, those of"),
        (
            (
                str(PURPOSES[purpose]),
                ", ".join(sorted(NEVER_IN[purpose])) or "–",
                ", ".join(str(PURPOSES[one]) for one in Purpose if one in RECEIVES[purpose]),
            )
            for purpose in Purpose
        ),
    )
    yield "## What travels"
    yield (
        f"Format {FORMAT}. A batch holds at most {MOST_FACTS:,} facts and {MOST_BYTES // 1024} KiB "
        "of them, as JSON, compressed by zlib (no library of zstd is among the locked ones), in an "
        "envelope of MessagePack that names network, sender and recipient and is signed as a "
        "whole. At most "
        f"{MOST_WAITING:,} facts of a node wait at the hub."
    )
    for struct in (Request, Answer, Receipt):
        fields = ", ".join(f"`{name}`" for name in struct.__struct_fields__)
        yield f"**{struct.__name__}**: {fields}"
    yield "## What people read when something is wrong"
    yield _table(
        ("what", "sentence"),
        (
            (f"`{word}`", str(sentence))
            for words in (NOTICES, OWN_TROUBLES)
            for word, sentence in words.items()
        ),
    )
    yield _PAIRING
    yield _LATER


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
