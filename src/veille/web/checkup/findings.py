"""What looking at one thing came to."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Level(StrEnum):
    """`well`; `soon`: nothing is lost by waiting for a day; `now`: somebody must act."""

    WELL = "well"
    SOON = "soon"
    NOW = "now"


class Subject(StrEnum):
    DISK = "disk"
    CLOCK = "clock"
    MEMORY = "memory"
    ZONES = "zones"
    FILES = "files"
    DATABASE = "database"
    VAULT = "vault"
    VERSION = "version"
    BACKUP = "backup"
    SHEET = "sheet"
    CERTIFICATE = "certificate"
    NODES = "nodes"
    MAIL = "mail"


SUBJECTS: dict[Subject, Promise] = {
    Subject.DISK: _("Disk"),
    Subject.CLOCK: _("Clock"),
    Subject.MEMORY: _("Memory"),
    Subject.ZONES: _("Time zones"),
    Subject.FILES: _("Files"),
    Subject.DATABASE: _("Database"),
    Subject.VAULT: _("Vault"),
    Subject.VERSION: _("Version"),
    Subject.BACKUP: _("Backups"),
    Subject.SHEET: _("Recovery sheet"),
    Subject.CERTIFICATE: _("Certificate"),
    Subject.NODES: _("Nodes"),
    Subject.MAIL: _("Mail"),
}


@dataclass(frozen=True)
class Finding:
    """How one thing is, and, where it is not well, what to do about it. In the language in force
    when it was found."""

    subject: Subject
    level: Level
    sentence: str
    todo: str = ""

    @property
    def name(self) -> Promise:
        return SUBJECTS[self.subject]


def well(subject: Subject, sentence: str) -> Finding:
    return Finding(subject, Level.WELL, sentence)


def soon(subject: Subject, sentence: str, todo: str) -> Finding:
    return Finding(subject, Level.SOON, sentence, todo)


def at_once(subject: Subject, sentence: str, todo: str) -> Finding:
    return Finding(subject, Level.NOW, sentence, todo)
