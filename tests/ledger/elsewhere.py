"""A node somewhere else, made without Veille's own code: it numbers, chains and exports by the
written format alone, so that a mistake in Veille's chain cannot hide in both."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    return round((moment - EPOCH) / TICK)


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True)
class Said:
    """One fact, as plain data."""

    id: str
    node: str
    seq: int
    kind: str
    about: str
    at: datetime
    noted: datetime
    by: str
    body: Mapping[str, Any]
    v: int = 1
    place: str = "here"
    rehearsal: bool = False
    hash: str = ""

    @property
    def order(self) -> tuple[datetime, str, int]:
        return (self.noted, self.node, self.seq)

    def hash_after(self, previous: str) -> str:
        parts = [
            self.id,
            self.node,
            self.seq,
            self.kind,
            self.v,
            self.about,
            self.place,
            microseconds(self.at),
            microseconds(self.noted),
            self.by,
            self.rehearsal,
            self.body,
        ]
        return hashlib.sha256((previous + compact(parts)).encode()).hexdigest()

    def line(self) -> bytes:
        parts = {**self.__dict__, "at": self.at.isoformat(), "noted": self.noted.isoformat()}
        return compact(parts).encode() + b"\n"


@dataclass
class Elsewhere:
    """A node whose facts are a list."""

    node: str = field(default_factory=lambda: uuid4().hex)
    facts: list[Said] = field(default_factory=list)

    def say(
        self,
        kind: str,
        about: str,
        body: Mapping[str, Any],
        *,
        noted: datetime,
        at: datetime | None = None,
        by: str = "anna",
        **other: Any,
    ) -> Said:
        """Add a fact; its `noted` follows the one before where the clock lags."""
        if self.facts and noted <= self.facts[-1].noted:
            noted = self.facts[-1].noted + TICK
        said = Said(
            other.pop("id", None) or uuid4().hex,
            self.node,
            len(self.facts) + 1,
            kind,
            about,
            at or noted,
            noted,
            by,
            body,
            **other,
        )
        previous = self.facts[-1].hash if self.facts else "0" * 64
        said = replace(said, hash=said.hash_after(previous))
        self.facts.append(said)
        return said


def export_of(facts: Iterable[Said], **header: Any) -> list[bytes]:
    """The lines of an export that holds `facts`."""
    facts = list(facts)
    heads: dict[str, int] = {}
    for fact in facts:
        heads[fact.node] = max(fact.seq, heads.get(fact.node, 0))
    first = {
        "format": "veille-ledger/1",
        "exported": "2026-01-01T00:00:00+00:00",
        "version": "0",
        "node": "",
        "rehearsal": False,
        "facts": len(facts),
        "heads": heads,
        **header,
    }
    return [compact(first).encode() + b"\n", *(fact.line() for fact in facts)]


ARRIVED = "care.visit.arrived"


def arrival(person: str = "", **other: Any) -> dict[str, Any]:
    """The body of an arrival."""
    return {"person": person, "mode": "injection", "substances": ["down"], **other}
