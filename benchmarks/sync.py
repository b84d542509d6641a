"""Nodes that agree: 10,000 histories with faults, each from a seed, as many at a time as there is
time for: what was played is kept, and the next run goes on from there."""

import hashlib
import json
import os
from pathlib import Path
from time import process_time

from tests.ledger.sync.world import FAULTS, history

from .tables import Measured, number

HISTORIES, HISTORIES_SMALL = 10_000, 200
#: Processor seconds in one run; VEILLE_HISTORIES_SECONDS gives others.
SECONDS = 100.0
#: The seed to go on from, the seconds so far, the seeds that failed: of one version of the code.
PLAYED = Path(__file__).resolve().parents[1] / "build" / "histories.json"
_CODE = Path(__file__).resolve().parents[1] / "src/veille/ledger/sync"


def run(small: bool) -> list[Measured]:
    count = HISTORIES_SMALL if small else HISTORIES
    played, seconds, failed = (0, 0.0, []) if small else _so_far()
    limit = float(os.environ.get("VEILLE_HISTORIES_SECONDS", SECONDS))
    began = process_time()
    while played < count and process_time() - began < limit:
        try:
            history(played)
        except AssertionError:
            failed.append(played)
        played += 1
    seconds += process_time() - began
    if not small:
        _keep(played, seconds, failed)
    table = Measured(
        "Nodes that agree",
        f"Histories of up to five boxes, 60 steps each, with some of: {', '.join(FAULTS)}. After "
        "quiet all agree, nothing with a receipt is lost, nobody forgotten can be read. A run goes "
        "on where the last one of this code stopped.",
        ["", "histories", "of", "processor seconds", "histories that failed", "target"],
        limit="Ed25519: each message is signed and checked, with every signed head in it.",
    )
    told = ", ".join(map(str, failed[:10])) or "none"
    of = number(count)
    table.add("histories from seeds", number(played), of, f"{seconds:.0f}", told, "none")
    return [table]


def _version() -> str:
    """Of the protocol's code: what was played of another says nothing of this one."""
    code = b"".join(file.read_bytes() for file in sorted(_CODE.glob("*.py")))
    return hashlib.sha256(code).hexdigest()


def _so_far() -> tuple[int, float, list[int]]:
    try:
        kept = json.loads(PLAYED.read_text())
    except (OSError, ValueError):
        return 0, 0.0, []
    if kept["version"] != _version():
        return 0, 0.0, []
    return kept["played"], kept["seconds"], kept["failed"]


def _keep(played: int, seconds: float, failed: list[int]) -> None:
    PLAYED.parent.mkdir(exist_ok=True)
    kept = {"version": _version(), "played": played, "seconds": seconds, "failed": failed}
    PLAYED.write_text(json.dumps(kept))
