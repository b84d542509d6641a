"""What joins a visitor's records, in words."""

from typing import Any

from veille.care import reads as floor
from veille.care.records import joined_of
from veille.care.tables import SameRow
from veille.ledger.facts import Sealed
from veille.ledger.vault import vault
from veille.ui.names import handle_of, name_of


def both_of(same: SameRow) -> dict[str, str]:
    known = floor.people([same.person, same.other])
    one, other = (
        handle_of(id, known[id].handle if id in known else None) for id in (same.person, same.other)
    )
    return {"one": one, "other": other}


def joined_with(person: str) -> list[dict[str, Any]]:
    """What joins this visitor's records, in words; nothing of one who has a single record."""
    return [
        {
            "row": row,
            **both_of(row),
            "by": name_of(row.by),
            "note": vault().open(row.person, Sealed(row.note) if row.note else None) or "",
        }
        for row in joined_of(person)
    ]
