"""Some rehearsed days over a clock change, as an export tells of them: read without Veille."""

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

#: Days that end after each night of a clock change: summer time begins, and ends.
ENDS = {
    "2026-03": datetime(2026, 3, 10, 15, 0, tzinfo=UTC),
    "2026-10": datetime(2026, 11, 2, 15, 0, tzinfo=UTC),
}
DAYS = 4
MONTHS = {"2026-03": (2026, 3), "2026-10": (2026, 10)}


class Entry:
    """One fact as it reads now: the latest correction applied."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.line, self.struck, self.last = line, False, ("", "", 0)
        self.at, self.body = line["at"], line["body"]


def read(export: bytes) -> dict[str, list[Entry]]:
    """Every thing's entries, by when they happened; those struck out left out."""
    lines = [json.loads(line) for line in export.splitlines()[1:]]
    entries = {line["id"]: Entry(line) for line in lines if not line["kind"].startswith("ledger.")}
    said = [
        line for line in lines if line["kind"] in ("ledger.entry.corrected", "ledger.entry.struck")
    ]
    for line in sorted(said, key=lambda each: (each["noted"], each["node"], each["seq"])):
        entry = entries[line["body"]["fact"]]
        entry.struck = line["kind"] == "ledger.entry.struck"
        if not entry.struck:
            entry.at = line["body"].get("at") or entry.at
            entry.body = {**entry.body, **(line["body"].get("changes") or {})}
    things: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        if not entry.struck:
            things[entry.line["about"]].append(entry)
    for each in things.values():
        each.sort(key=lambda e: (moment(e.at), e.line["noted"], e.line["seq"]))
    return things


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def site_day(at: datetime, zone: ZoneInfo, turns: int) -> datetime:
    """Noon of the site's day: whatever came before `turns` o'clock is of the day before."""
    local = at.astimezone(zone)
    day = local.replace(hour=12, minute=0, second=0, microsecond=0)
    return day - timedelta(days=1) if local.hour < turns else day
