"""What a database that cannot do it has, in sentences: a full disk, a damaged file, or another
trouble, whose own words stay."""

import shutil
import sqlite3
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from . import backups
from .store import is_damaged, is_full

#: With less than that, SQLite opens no database: it says “disk I/O error”, and nothing of room.
_LEAST_BYTES = 1024 * 1024


class Trouble(NamedTuple):
    """What is wrong, and what to do."""

    sentence: str
    todo: str


def in_words(error: BaseException) -> Trouble:
    """Of an error of Django's or of SQLite's own."""
    cause = error.__cause__ or error
    if is_full(cause) or (isinstance(cause, sqlite3.Error) and not has_room()):
        return Trouble(
            _("The disk of this machine is full (%(var)s).") % {"var": settings.VEILLE_VAR},
            _("Make room now: with a full disk nothing more is saved. Nothing was half-written."),
        )
    if is_damaged(cause):
        return Trouble(_("The database is damaged: %(answer)s.") % {"answer": cause}, restoring())
    return Trouble(
        _("The database could not do it: %(error)s.") % {"error": str(error).strip().rstrip(".")},
        _(
            "Nothing was half-written; check the disk and the address of the database, then try "
            "again."
        ),
    )


def has_room() -> bool:
    """Whether the disk takes anything at all."""
    return shutil.disk_usage(settings.VEILLE_VAR).free >= _LEAST_BYTES


def restoring() -> str:
    """How the last backup is put back, named where there is one."""
    found = backups.listed()
    if not found:
        return _(
            "Stop the site, copy the whole folder to another disk as it is, then put a backup "
            "back: “veille backup restore FOLDER”. The disk may be failing."
        )
    return _(
        "Stop the site, copy the whole folder to another disk as it is, then put the last backup "
        "back: “veille backup restore %(backup)s”. The disk may be failing."
    ) % {"backup": Path(found[0][0])}
