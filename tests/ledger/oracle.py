"""The oracle: a ledger of visits and people as a plain list, with corrections and folds of its
own, written from DESIGN.md and not from the code."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .elsewhere import Said

MOVES = {
    "care.visit.seated": "seated",
    "care.visit.aftercare": "aftercare",
    "care.visit.waiting": "waiting",
    "care.visit.left": "left",
}


@dataclass
class Standing:
    """An entry as it stands after its corrections; `wordings` counts what it ever said."""

    said: Said
    at: datetime
    body: Any
    wordings: int = 1
    struck: bool = False


@dataclass
class Oracle:
    """Everything said, in the order of its arrival here."""

    facts: dict[str, Said] = field(default_factory=dict)

    def hear(self, said: Said) -> None:
        self.facts.setdefault(said.id, said)

    def abouts(self, kind: str) -> list[str]:
        return sorted({f.about for f in self.facts.values() if f.kind.startswith(kind)})

    def standing(self, about: str) -> list[Standing]:
        """What stands of one thing, in fold order, struck entries too."""
        ordered = sorted(
            (f for f in self.facts.values() if f.about == about), key=lambda f: f.order
        )
        entries = {
            f.id: Standing(f, f.at, f.body)
            for f in ordered
            if f.kind not in ("ledger.entry.corrected", "ledger.entry.struck")
        }
        for fact in ordered:
            entry = entries.get(fact.body.get("fact", ""))
            if entry is None:
                continue
            entry.wordings += 1
            entry.struck = fact.kind == "ledger.entry.struck"
            if not entry.struck:
                if fact.body.get("at"):
                    entry.at = datetime.fromisoformat(fact.body["at"])
                entry.body = fact.body.get("body") or entry.body
        return list(entries.values())

    def visit(self, about: str) -> dict[str, Any] | None:
        """The row of a visit; None where its arrival is unknown or struck."""
        entries = self.standing(about)
        standing = [e for e in entries if not e.struck]
        arrivals = [e for e in standing if e.said.kind == "care.visit.arrived"]
        if not arrivals:
            return None
        arrival = arrivals[0]
        row: dict[str, Any] = {
            "id": about,
            "site": arrival.said.place,
            "person": arrival.body["person"],
            "substances": list(arrival.body["substances"]),
            "mode": arrival.body["mode"],
            "arrived_at": arrival.at,
            "stage": "waiting",
            "stage_since": arrival.at,
            "seat": "",
            "seated_at": None,
            "aftercare_at": None,
            "left_at": None,
            "consumed": None,
            "reason": "",
            "moved_by": arrival.said.by,
            "version": sum(e.wordings for e in entries if e.struck or not _is_note(e)),
        }
        for entry in sorted(standing, key=lambda e: e.at):
            stage = MOVES.get(entry.said.kind)
            misfit = stage == "seated" and not isinstance(entry.body["seat"], str)
            if stage is None or misfit:
                continue
            row |= {"stage": stage, "stage_since": entry.at, "moved_by": entry.said.by}
            if stage == "seated":
                row["seat"] = entry.body["seat"]
                row["seated_at"] = row["seated_at"] or entry.at
            elif stage == "left":
                row |= {"left_at": entry.at, "consumed": entry.body["consumed"]}
                row["reason"] = entry.body.get("reason") or ""
                break
            else:
                row["seat"] = ""
                if stage == "aftercare":
                    row["aftercare_at"] = entry.at
        return row

    def person(self, about: str) -> dict[str, Any] | None:
        standing = [e for e in self.standing(about) if not e.struck]
        welcomes = [e for e in standing if e.said.kind == "care.person.welcomed"]
        if not welcomes:
            return None
        forgotten = any(e.said.kind == "ledger.person.forgotten" for e in standing)
        return {
            "id": about,
            "welcomed_at": welcomes[0].at,
            "forgotten": forgotten,
            "handle": welcomes[0].body["handle"],
        }

    def visits(self) -> Iterator[dict[str, Any]]:
        return filter(None, map(self.visit, self.abouts("care.visit.")))

    def people(self) -> Iterator[dict[str, Any]]:
        return filter(None, map(self.person, self.abouts("care.person.")))


def _is_note(entry: Any) -> bool:
    """A note that decodes: one makes nobody's tap stale."""
    return entry.said.kind == "care.visit.noted" and isinstance(entry.body.get("note"), str)
