"""What a keeper of this machine must know: each thing looked at, a sentence, and what to do.

Nothing is changed by looking, and one thing that cannot be looked at keeps none from being seen.
"""

import logging
import sqlite3
from collections.abc import Callable

from django.db import DatabaseError
from django.utils.translation import gettext as _

from veille.ledger import database_troubles

from . import around, data, machine
from .findings import Finding, Level, Subject, at_once

__all__ = ["Finding", "Level", "Subject", "look", "worst"]

_Look = Callable[[], Finding | None]
_LOOKS: tuple[tuple[Subject, _Look], ...] = (
    (Subject.DISK, machine.disk),
    (Subject.MEMORY, machine.memory),
    (Subject.ZONES, machine.zones),
    (Subject.FILES, machine.files),
    (Subject.DATABASE, data.database),
    (Subject.CERTIFICATE, around.certificate),
    (Subject.MAIL, around.mail),
)
#: Asked of the database: where it cannot be read, its own finding stands for them.
_LOOKS_INTO_IT: tuple[tuple[Subject, _Look], ...] = (
    (Subject.CLOCK, machine.clock_of_this_machine),
    (Subject.VERSION, data.version),
    (Subject.VAULT, data.vault),
    (Subject.BACKUP, data.backup),
    (Subject.SHEET, data.sheet),
    (Subject.NODES, around.nodes),
)
_ORDER = (Level.NOW, Level.SOON, Level.WELL)

logger = logging.getLogger(__name__)


def look() -> list[Finding]:
    """Everything, what must be seen to first. What does not concern this machine is left out."""
    found = _all(_LOOKS)
    if not any((one.subject, one.level) == (Subject.DATABASE, Level.NOW) for one in found):
        found += _all(_LOOKS_INTO_IT)
    else:
        found += _all(((Subject.VAULT, data.file_of_vault),))
    places = {subject: place for place, subject in enumerate(Subject)}
    return sorted(found, key=lambda one: (_ORDER.index(one.level), places[one.subject]))


def _all(looks: tuple[tuple[Subject, _Look], ...]) -> list[Finding]:
    return [finding for subject, one in looks if (finding := _looked(subject, one)) is not None]


def worst(found: list[Finding]) -> Level:
    return min((finding.level for finding in found), key=_ORDER.index, default=Level.WELL)


def _looked(subject: Subject, one: _Look) -> Finding | None:
    try:
        return one()
    except (DatabaseError, sqlite3.Error) as error:
        return at_once(subject, *database_troubles.in_words(error))
    except Exception as error:
        logger.exception("%s could not be looked at", subject)
        return at_once(
            subject,
            _("This could not be looked at: %(error)s.") % {"error": str(error).rstrip(".")},
            _("Call whoever looks after this machine, and read this sentence to them."),
        )
