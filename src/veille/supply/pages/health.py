"""What to do, from a named and dated guide: each network's own where it has one."""

from dataclasses import dataclass
from pathlib import Path

from veille.ui.guides import guide

PACKAGED = Path(__file__).with_name("health.toml")


@dataclass(frozen=True)
class Advice:
    """`approved_by` is empty where no clinician has put their name under it."""

    steps: tuple[str, ...]
    guide: str
    approved_by: str
    approved_on: str


def advice() -> Advice:
    """In the language in force."""
    found = guide(PACKAGED, "VEILLE_SUPPLY_HEALTH")
    return Advice(
        steps=tuple(found.words["do"]),
        guide=found.guide,
        approved_by=found.approved_by,
        approved_on=found.approved_on,
    )
