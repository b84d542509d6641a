"""What anybody does in an overdose, for the public pages."""

from pathlib import Path
from typing import Any

from veille.ui.guides import guide

PACKAGED = Path(__file__).with_name("overdose_guide.toml")


def overdose_guide() -> dict[str, Any]:
    """The steps, each as what to do and why, with the guide that they follow."""
    found = guide(PACKAGED, "VEILLE_OVERDOSE_GUIDE")
    return {
        "steps": found.words["steps"],
        "call": found.words["call"],
        "guide": found.guide,
        "approved_by": found.approved_by,
        "approved_on": found.approved_on,
    }
