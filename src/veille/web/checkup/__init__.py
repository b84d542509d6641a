"""What a keeper of this machine must know: each thing looked at, a sentence, and what to do.

Nothing is changed by looking, and one thing that cannot be looked at keeps none from being seen.
"""

import logging
from collections.abc import Callable

from django.utils.translation import gettext as _

from . import around, data, machine
from .findings import Finding, Level, Subject, at_once

__all__ = ["Finding", "Level", "Subject", "look", "worst"]

_Look = Callable[[], Finding | None]
_LOOKS: tuple[tuple[Subject, _Look], ...] = (
    (Subject.DISK, machine.disk),
    (Subject.CLOCK, machine.clock_of_this_machine),
    (Subject.MEMORY, machine.memory),
    (Subject.ZONES, machine.zones),
    (Subject.FILES, machine.files),
    (Subject.DATABASE, data.database),
    (Subject.VERSION, data.version),
    (Subject.BACKUP, data.backup),
    (Subject.SHEET, data.sheet),
    (Subject.CERTIFICATE, around.certificate),
    (Subject.NODES, around.nodes),
    (Subject.MAIL, around.mail),
)
_ORDER = (Level.NOW, Level.SOON, Level.WELL)

logger = logging.getLogger(__name__)


def look() -> list[Finding]:
    """Everything, what must be seen to first. What does not concern this machine is left out."""
    found = [finding for subject, one in _LOOKS if (finding := _looked(subject, one)) is not None]
    return sorted(found, key=lambda finding: _ORDER.index(finding.level))


def worst(found: list[Finding]) -> Level:
    return min((finding.level for finding in found), key=_ORDER.index, default=Level.WELL)


def _looked(subject: Subject, one: _Look) -> Finding | None:
    try:
        return one()
    except Exception as error:
        logger.exception("%s could not be looked at", subject)
        return at_once(
            subject,
            _("This could not be looked at: %(error)s.") % {"error": str(error).rstrip(".")},
            _("Call whoever looks after this machine, and read this sentence to them."),
        )
