"""Nodes that agree: 10,000 histories with faults, each from a seed."""

from time import process_time

from tests.ledger.sync.world import FAULTS, history

from .tables import Measured, number

HISTORIES, HISTORIES_SMALL = 10_000, 200


def run(small: bool) -> list[Measured]:
    count = HISTORIES_SMALL if small else HISTORIES
    table = Measured(
        "Nodes that agree",
        f"Histories of up to five boxes, 60 steps each, with some of: {', '.join(FAULTS)}. After "
        "quiet all agree, nothing with a receipt is lost, nobody forgotten can be read.",
        ["", "histories", "processor seconds", "histories that failed", "target"],
        limit="Ed25519: each message is signed and checked, with every signed head in it.",
    )
    began, failed = process_time(), []
    for seed in range(count):
        try:
            history(seed)
        except AssertionError:
            failed.append(seed)
    seconds = process_time() - began
    told = ", ".join(map(str, failed[:10])) or "none"
    table.add("histories from seeds", number(count), f"{seconds:.0f}", told, "none")
    return [table]
