"""The whole ledger as JSON Lines, out and in.

The first line is a header: what this is, how many facts of which nodes follow, and whether
a rehearsal played any of them. Each further line is one fact, in (node, seq) order, with
its hash: the other side follows every chain before it keeps anything. The vault's keys do
not travel: what is sealed stays sealed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO

import msgspec
from django.utils.translation import gettext_lazy as _

from . import clock, store
from .chain import Fault, Head, follow
from .facts import Fact, Forgotten
from .models import Node
from .refusal import Malformed, Refused
from .replay import rebuild, refold
from .vault import vault

FORMAT = "veille-ledger/1"

#: Touching more things than this, an import rebuilds the read tables instead of refolding each.
REFOLD_AT_MOST = 2_000


class Header(msgspec.Struct, frozen=True):
    """The first line of an export."""

    format: str
    exported: datetime
    version: str
    node: str
    rehearsal: bool
    facts: int
    heads: dict[str, int]


def export(out: BinaryIO, version: str) -> Header:
    """Write every fact to `out`; others may write on meanwhile. Returns the header."""
    encode = msgspec.json.Encoder().encode
    node = Node.objects.filter(local=True).first()
    with store.cursor() as cursor:
        heads = store.heads(cursor)
        header = Header(
            FORMAT,
            clock.now(),
            version,
            node.id if node else "",
            store.any_rehearsed(cursor),
            sum(heads.values()),
            heads,
        )
        out.write(encode(header) + b"\n")
        for fact in store.in_chain_order(cursor, heads):
            out.write(encode(fact) + b"\n")
    return header


@dataclass(frozen=True)
class TakenIn:
    """What an import did: facts that were new, facts that were here already, things refolded."""

    new: int
    known: int
    things: int


def take_in(
    lines: Iterable[bytes],
    *,
    fold: bool = True,
    progress: Callable[[int], None] = lambda count: None,
) -> TakenIn:
    """Read an export into this ledger: all of it, or, where anything is wrong, nothing.

    Facts that are here already are compared and skipped. With `fold=False` the read tables
    are left as they are (call `rebuild` afterwards). Raises Malformed, with the number of the
    line, for what is no export, is cut short, or does not follow the chain; Refused where a
    node's facts here and there differ, or this machine's clock is far behind.
    """
    reader = iter(lines)
    header = _header(reader)
    with vault().undoing(), store.writing() as cursor:
        decoder = msgspec.json.Decoder(Fact)
        line_number = 2
        with store.Inserting(cursor) as inserting:
            done = _Intake(cursor, inserting)
            while chunk := list(islice(reader, store.PAGE)):
                done.chunk(_decoded(decoder, chunk, line_number), line_number)
                line_number += len(chunk)
                progress(len(chunk))
        if done.new + done.known != header.facts:
            raise Malformed(
                _("The export is cut short: its first line promises %(promised)s facts and "
                  "%(found)s follow. Nothing was taken in; export again."),
                promised=header.facts, found=done.new + done.known,
            )  # fmt: skip
        if done.latest is not None:
            store.take_in(cursor, done.latest)
        if fold and len(done.abouts) <= REFOLD_AT_MOST:
            for about in done.abouts:
                refold(cursor, about)
        elif fold:
            rebuild()
        vault().destroy_after_commit(done.forgotten)
    return TakenIn(done.new, done.known, len(done.abouts))


def _header(reader: Iterator[bytes]) -> Header:
    try:
        header = msgspec.json.decode(next(reader, b""), type=Header)
    except msgspec.MsgspecError:
        header = None
    if header is None or header.format != FORMAT:
        raise Malformed(
            _("Line 1 is not the first line of a ledger's export (“%(format)s”). Choose a file "
              "that “veille ledger export” wrote."),
            format=FORMAT,
        )  # fmt: skip
    return header


def _decoded(
    decoder: msgspec.json.Decoder[Fact], chunk: list[bytes], first_line: int
) -> list[Fact]:
    facts = []
    for offset, line in enumerate(chunk):
        try:
            facts.append(decoder.decode(line))
        except msgspec.MsgspecError as error:
            raise Malformed(
                _("Line %(line)s is not a fact (%(error)s). Nothing was taken in."),
                line=first_line + offset, error=error,
            ) from None  # fmt: skip
    return facts


class _Intake:
    """One import under way."""

    def __init__(self, cursor: store.Cursor, inserting: store.Inserting) -> None:
        self._cursor, self._inserting = cursor, inserting
        self._known_to = store.heads(cursor)
        self._heads: dict[str, Head] = {}
        self._too_late = clock.now() + clock.DRIFT_ALLOWED
        self.new = self.known = 0
        self.abouts: dict[str, None] = {}
        #: Who is forgotten → the fact that says so.
        self.forgotten: dict[str, str] = {}
        self.latest: datetime | None = None

    def chunk(self, facts: list[Fact], first_line: int) -> None:
        fresh = []
        known = []
        for line, fact in enumerate(facts, first_line):
            head = follow(self._heads.get(fact.node) or Head(fact.node), fact)
            if isinstance(head, Fault):
                raise Malformed(
                    _("Line %(line)s does not follow the chain: %(fault)s. Nothing was taken in."),
                    line=line, fault=head,
                )  # fmt: skip
            self._heads[fact.node] = head
            if fact.seq <= self._known_to.get(fact.node, 0):
                known.append((line, fact))
                continue
            if fact.noted > self._too_late:
                raise Refused(
                    _("Line %(line)s was noted at %(noted)s; the clock of this machine says "
                      "%(now)s. Set the clock right, then import again. Nothing was taken in."),
                    line=line, noted=fact.noted, now=clock.now(),
                )  # fmt: skip
            fresh.append(fact)
        if known:
            self._compare(known)
        if fresh:
            self._inserting.insert(fresh)
            newest = max(fact.noted for fact in fresh)
            self.latest = newest if self.latest is None else max(self.latest, newest)
            self.abouts.update(dict.fromkeys(fact.about for fact in fresh))
            self.forgotten |= {f.about: f.id for f in fresh if f.kind == Forgotten.kind}
        self.new += len(fresh)
        self.known += len(known)

    def _compare(self, known: list[tuple[int, Fact]]) -> None:
        self._inserting.settle()
        here = store.hashes(self._cursor, [fact.id for _line, fact in known])
        for line, fact in known:
            if here.get(fact.id) != fact.hash:
                raise Refused(
                    _("Line %(line)s: node %(node)s wrote another fact number %(seq)s here. Two "
                      "copies of one node have both written; nothing was taken in. Restore one "
                      "of them with “veille ledger restore”, which gives it a new identity."),
                    line=line, node=fact.node, seq=fact.seq,
                )  # fmt: skip
