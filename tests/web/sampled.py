"""A sample on the bench of the night's site, with a lot of strips, and an alert that is out."""

from datetime import timedelta
from typing import Any

from veille.accounts.models import Role
from veille.ledger import clock
from veille.supply.importing import open_with
from veille.supply.pages import laboratory_tokens
from veille.supply.seizures import actions as seizures
from veille.supply.seizures.facts import Amount
from veille.supply.words import SeizureKind
from veille.ui import uploads
from veille.ui.uploads import Upload

from ..supply.alerts.scene import publish
from ..supply.scene import open_lot, read, take_in
from .night import SITE, Night


def sampled(night: Night) -> dict[str, Any]:
    sample = take_in(by=night.by(), place=SITE, received_mg=20.0)
    lot = open_lot(by=night.by(), place=SITE)
    read(sample, lot, by=night.by())
    alert = publish(by=night.by())
    return {
        "sample": sample.id,
        "lot": lot.id,
        "label": sample.label,
        "upload": uploaded(SAMPLES, by=night.by(Role.COORDINATOR)).id,
        "laboratory_token": laboratory_tokens.make(by=night.by(), laboratory="Santé Canada")[0].id,
        "alert": alert.id,
        "seizure": seized(night.by()),
        "code": alert.code,
        "number": 1,
        "figure": "found",
        "language": "fr",
    }


def seized(by: str) -> str:
    logged = seizures.log(
        by=by,
        day=clock.now().date() - timedelta(days=2),
        what=SeizureKind.MAIL,
        place="Laval",
        source="ASFC",
        amounts=[Amount("fentanyl", 20.0)],
    )
    return logged.id


#: One row that can be read, one of a day that never was.
SAMPLES = (
    "date_collect,location,expectedsubstance\n2025-02-27,Laval,heroin\n2025-02-30,Laval,heroin\n"
)


def uploaded(text: str, *, by: str, name: str = "samples.csv") -> Upload:
    """A file as the page keeps it until it is imported."""
    upload = uploads.begin(by, name, [text.encode()], "", ())
    _table, profile = open_with(upload.file)
    upload.source = "samples"
    upload.keep(profile)
    return upload
