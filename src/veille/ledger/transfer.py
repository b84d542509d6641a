"""The whole ledger as JSON Lines, out and in.

The first line is a header: what this is, how many facts of which nodes follow, and whether
a rehearsal played any of them. Each further line is one fact, in (node, seq) order, with
its hash: the other side follows every chain before it keeps anything. The vault's keys do
not travel: what is sealed stays sealed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import BinaryIO

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import clock, store
from .chain import Fault, Head, follow
from .facts import Fact, Forgotten
from .models import Node
from .refusal import Malformed
from .replay import refold_many
from .sentences import why
from .troubles import Trouble, misfit, trouble_beside
from .vault import vault

FORMAT = "veille-ledger/1"

#: Facts that an import takes in at once: others wait for the database no longer than for so many.
PAGE = 1_000


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
class Quarantined:
    """Facts of one node that were left out, and why: the others went on. `node` is empty where a
    line does not say whose it is."""

    node: str
    line: int
    why: str | Promise
    facts: int

    def __str__(self) -> str:
        values = {"line": self.line, "why": self.why, "facts": self.facts}
        if not self.node:
            return gettext("Line %(line)s is not a fact: %(why)s.") % values
        return gettext("Node %(node)s, from line %(line)s on (%(facts)s facts): %(why)s.") % {
            **values,
            "node": self.node,
        }


@dataclass(frozen=True)
class TakenIn:
    """What an import did: facts that were new, facts that were here already, things refolded; and
    what was left out."""

    new: int
    known: int
    things: int
    quarantined: tuple[Quarantined, ...] = ()
    #: How many facts the file promises and does not hold.
    missing: int = 0


def take_in(
    lines: Iterable[bytes],
    *,
    fold: bool = True,
    progress: Callable[[int], None] = lambda count: None,
) -> TakenIn:
    """Read an export into this ledger, page by page: others write on meanwhile.

    Each node's chain is followed from what is known of it here, or from its first fact. Where one
    does not hold, that node's facts are left out from there on, and said; the other nodes' go on.
    Facts that are here already are compared and skipped: an import that was stopped is repeated.
    With `fold=False` the read tables are left as they are (call `rebuild` afterwards). Raises
    Malformed where the file is no export.
    """
    reader = iter(lines)
    header = _header(reader)
    intake = _Intake(fold)
    line_number = 2
    while page := list(islice(reader, PAGE)):
        intake.page(page, line_number)
        line_number += len(page)
        progress(len(page))
    return intake.done(header)


def _header(reader: Iterator[bytes]) -> Header:
    try:
        header = msgspec.json.decode(next(reader, b""), type=Header)
    except msgspec.MsgspecError:
        header = None
    if header is None or header.format != FORMAT:
        raise Malformed(
            _(
                "Line 1 is not the first line of a ledger's export (“%(format)s”). Choose a file "
                "that “veille ledger export” wrote."
            ),
            format=FORMAT,
        )
    return header


def keep_from_elsewhere(
    cursor: store.Cursor,
    fresh: Sequence[Fact],
    *,
    fold: bool = True,
    latest: datetime | None = None,
) -> list[str]:
    """Keep facts of other nodes that were checked: fold what they touch, follow their clock, and
    forget whom they forget. Stands inside `vault().undoing()` and `store.writing()`.

    The clock here follows no further than `latest`: a person may have let in facts that lie far
    ahead. Returns what they are about.
    """
    store.insert(cursor, fresh)
    noted = [fact.noted for fact in fresh if latest is None or fact.noted <= latest]
    if noted:
        store.take_in(cursor, max(noted))
    abouts = list(dict.fromkeys(fact.about for fact in fresh))
    if fold:
        refold_many(cursor, abouts)
    vault().destroy_after_commit(
        {fact.about: fact.id for fact in fresh if fact.kind == Forgotten.kind}
    )
    return abouts


class _Left:
    """A node's facts from a line on, left out."""

    def __init__(self, node: str, line: int, why: str | Promise) -> None:
        self.node, self.line, self.why, self.facts = node, line, why, 0


class _Intake:
    """One import under way."""

    def __init__(self, fold: bool) -> None:
        self._fold = fold
        self._decoder = msgspec.json.Decoder(Fact)
        with store.cursor() as cursor:
            self._known_to = store.heads(cursor)
        self._own = Node.objects.filter(local=True).values_list("id", flat=True).first()
        self._heads: dict[str, Head] = {}
        self._left: dict[str, _Left] = {}
        self._unreadable: list[_Left] = []
        self._new = self._known = self._lines = 0
        self._abouts: set[str] = set()

    def page(self, lines: Sequence[bytes], first_line: int) -> None:
        """Check a page, then take it in, in one transaction."""
        self._lines += len(lines)
        facts = list(self._followed(lines, first_line))
        with store.cursor() as cursor:
            fresh = self._fresh(cursor, facts)
        if not fresh:
            return
        with vault().undoing(), store.writing() as cursor:
            self._abouts.update(keep_from_elsewhere(cursor, fresh, fold=self._fold))
        self._new += len(fresh)

    def done(self, header: Header) -> TakenIn:
        left = tuple(
            Quarantined(one.node, one.line, one.why, one.facts)
            for one in sorted((*self._left.values(), *self._unreadable), key=attrgetter("line"))
        )
        missing = max(0, header.facts - self._lines)
        return TakenIn(self._new, self._known, len(self._abouts), left, missing)

    def _followed(self, lines: Sequence[bytes], first: int) -> Iterator[tuple[int, Fact]]:
        """The facts of a page whose chains hold, each with the number of its line."""
        for line, text in enumerate(lines, first):
            try:
                fact = self._decoder.decode(text)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                self._unreadable.append(_Left("", line, str(error)))
                continue
            if fact.node in self._left:
                self._left[fact.node].facts += 1
                continue
            head = self._heads.get(fact.node) or self._before(fact)
            step = follow(head, fact)
            if isinstance(step, Fault):
                self._leave(fact, line, why(step.trouble))
                continue
            if (field := misfit(fact)) is not None:
                self._leave(fact, line, why(Trouble.MISFIT, field=field))
                continue
            self._heads[fact.node] = step
            yield line, fact

    def _before(self, fact: Fact) -> Head:
        """Where a node's chain stood before the first of its facts in the file."""
        if fact.seq > 1:
            with store.cursor() as cursor:
                known = store.head_at(cursor, fact.node, fact.seq - 1)
            if known is not None:
                return known
        return Head(fact.node)

    def _leave(self, fact: Fact, line: int, why: str | Promise) -> None:
        before = self._left.get(fact.node)
        self._left[fact.node] = left = _Left(fact.node, line, why)
        left.facts = 1 + (before.facts if before else 0)

    def _fresh(self, cursor: store.Cursor, facts: Sequence[tuple[int, Fact]]) -> list[Fact]:
        """Those that are not here yet, without what follows one that cannot be taken in."""
        here = self._hashes_here(cursor, [fact for _line, fact in facts])
        taken = store.hashes(cursor, [f.id for _line, f in facts if (f.node, f.seq) not in here])
        too_late = clock.now() + clock.DRIFT_ALLOWED
        fresh: list[Fact] = []
        ids: set[str] = set()
        for line, fact in facts:
            left = self._left.get(fact.node)
            if left is not None and line > left.line:
                left.facts += 1
                continue
            known = here.get((fact.node, fact.seq))
            if known == fact.hash:
                self._known += 1
                continue
            trouble = trouble_beside(
                fact,
                here=known,
                own=fact.node == self._own,
                identity_taken=fact.id in taken or fact.id in ids,
                latest=too_late,
            )
            if trouble is not None:
                self._leave(fact, line, why(trouble, seq=fact.seq))
                continue
            ids.add(fact.id)
            fresh.append(fact)
        return fresh

    def _hashes_here(
        self, cursor: store.Cursor, facts: Sequence[Fact]
    ) -> dict[tuple[str, int], str]:
        """By node and number, the hashes of those facts that are here already."""
        spans: dict[str, list[int]] = {}
        for fact in facts:
            if fact.seq <= self._known_to.get(fact.node, 0):
                spans.setdefault(fact.node, []).append(fact.seq)
        return {
            (node, seq): found
            for node, numbers in spans.items()
            for seq, found in store.hashes_by_number(
                cursor, node, min(numbers), max(numbers)
            ).items()
        }
