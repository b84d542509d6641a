"""Samples and lots, made through the real actions."""

from datetime import date, timedelta
from typing import Any

from veille.ledger import clock
from veille.supply import actions
from veille.supply.labels import new_label
from veille.supply.state import Lot, Sample
from veille.supply.words import Control, Reading, Strip

SITE = "cactus"
NEXT_YEAR = (date.today() + timedelta(days=365)).isoformat()


def take_in(**said: Any) -> Sample:
    data: dict[str, Any] = {"by": "noor", "place": SITE, "label": new_label(), "expected": "down"}
    return actions.take_in(**{**data, **said})


def take_in_earlier() -> Sample:
    """A sample that came in two days ago: before the day of what a laboratory answers."""
    return take_in(at=clock.now() - timedelta(days=2))


def open_lot(strip: Strip = Strip.FENTANYL, **said: Any) -> Lot:
    data: dict[str, Any] = {
        "by": "noor",
        "place": SITE,
        "strip": strip,
        "brand": "BTNX",
        "number": "F25-0914",
        "expires": NEXT_YEAR,
        "limit_ng_per_ml": 200.0,
        "source": "the leaflet",
    }
    return actions.receive_lot(**{**data, **said})


def read(sample: Sample, lot: Lot, reading: Reading = Reading.POSITIVE, **said: Any) -> Sample:
    data: dict[str, Any] = {
        "by": "noor",
        "sample": sample.id,
        "strip": lot.strip,
        "reading": reading,
        "lot": lot.id,
        "sample_mg_per_ml": 1.0,
    }
    return actions.read_strip(**{**data, **said})


def control(lot: Lot, reading: Reading, kind: Control = Control.POSITIVE, **said: Any) -> Lot:
    return actions.control_lot(by="noor", lot=lot.id, control=kind, reading=reading, **said)
