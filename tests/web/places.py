"""Something real for every variable part of every address of the site."""

from typing import Any

from veille.accounts.models import Role
from veille.care import facts, reads
from veille.care.importing import Where, importer_named, open_with
from veille.ui import uploads
from veille.ui.uploads import Upload

from . import exchange
from .carried import carried
from .commissioned import commissioned
from .dispensed import dispensed
from .night import SITE, Night, entry_of
from .paired import paired
from .peopled import peopled
from .referred import referred
from .sampled import sampled
from .stopped import stopped
from .watched import watched


def places_of(night: Night, visit: str, overdose: str) -> dict[str, Any]:
    """`visit` is of somebody known; in the rooms, one of everything is made."""
    arrival = entry_of(visit, facts.Arrived)
    person = arrival.body.person
    return {
        "slug": SITE,
        "visit": visit,
        "overdose": overdose,
        "person": person,
        "entry_id": arrival.id,
        "account_id": night.by(),
        "date": "2026-03-14",
        "situation": "known",
        "jurisdiction": "CA-BC",
        "key": "heroin",
        "claim": "C3",
        **referred(night, visit),
        **stopped(night),
        **peopled(night, visit),
        **dispensed(night, person),
        **exchange.places(night, visit),
        **commissioned(night),
        "records": "visits",
        "brought": brought(night).id,
        **sampled(night),
        **watched(night),
        **paired(),
        "card": carried(night, person),
    }


def brought(night: Night) -> Upload:
    """A file of visits that a coordinator chose for the site."""
    by = night.by(Role.COORDINATOR)
    upload = uploads.begin(by, "visits.csv", [b"arrived,mode\n2025-03-14 22:10,injection\n"])
    upload.kind, upload.place, upload.source = "visits", SITE, "register"
    where = Where(site=reads.site(SITE), by=by, source=upload.source)
    _table, profile = open_with(upload.file, importer_named(upload.kind), where)
    upload.keep(profile)
    return upload
