"""A sample on the bench of the night's site, with a lot of strips."""

from typing import Any

from ..supply.scene import open_lot, read, take_in
from .night import SITE, Night


def sampled(night: Night) -> dict[str, Any]:
    sample = take_in(by=night.by(), place=SITE, received_mg=20.0)
    lot = open_lot(by=night.by(), place=SITE)
    read(sample, lot, by=night.by())
    return {"sample": sample.id, "lot": lot.id, "label": sample.label}
