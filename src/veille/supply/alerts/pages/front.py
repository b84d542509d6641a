"""Alerts on the public front page: a band for each that is live, above everything else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from veille.ui.public import FrontPart, PublicLink

from .room import bands


def _context(_now: datetime) -> Mapping[str, Any] | None:
    """What is live, in the language in force; the part is left out on other days."""
    said = bands()
    return {"said_bands": said} if said else None


FRONT = (FrontPart("alerts/front.html", _context, where="alert"),)
LINKS = (PublicLink(gettext_lazy("Alerts"), "alerts-public"),)
