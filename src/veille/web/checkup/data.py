"""What the machine keeps: its database, which version made it, its backups, the sheet that opens
them."""

import shutil
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

import veille
from veille.ledger import (
    backup_sentences,
    backups,
    database_troubles,
    store,
    upgrade,
    vault_check,
)
from veille.ledger.backup_sentences import Health
from veille.ledger.nodes import local_node
from veille.ledger.vault_check import VaultFault

from .findings import Finding, Subject, at_once, soon, well


def database() -> Finding:
    if _is_missing():
        return at_once(
            Subject.DATABASE,
            _("No database lies here: it was lost, or it lies elsewhere."),
            database_troubles.restoring(),
        )
    with store.cursor() as cursor:
        facts = store.count(cursor)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            answer = cursor.fetchone()[0]
            if answer != "ok":
                return at_once(
                    Subject.DATABASE,
                    _("The database is damaged: %(answer)s.") % {"answer": answer},
                    database_troubles.restoring(),
                )
    return well(Subject.DATABASE, _("It answers, and holds %(facts)s facts.") % {"facts": facts})


def _is_missing() -> bool:
    """Asked before connecting, which would make an empty file."""
    database = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and vault_check.is_missing(database):
        return True
    return "ledger_node" not in connection.introspection.table_names()


def vault() -> Finding:
    fault = vault_check.fault()
    if fault is None:
        return well(Subject.VAULT, _("It is this ledger’s, and its secrets open it."))
    return _of_vault(fault)


def file_of_vault() -> Finding | None:
    """Where the ledger cannot be asked whether it is its own: whether the vault is there at all."""
    fault = vault_check.file_fault()
    return _of_vault(fault) if fault is not None else None


def _of_vault(fault: VaultFault) -> Finding:
    return at_once(
        Subject.VAULT,
        str(vault_check.SENTENCES[fault]) % {"path": vault_check.path_of(fault)},
        str(vault_check.WHAT_TO_DO),
    )


def version() -> Finding:
    said = _("Veille %(version)s.") % {"version": veille.__version__}
    if upgrade.is_due():
        return at_once(
            Subject.VERSION,
            _("The database was made by another version than Veille %(version)s.")
            % {"version": veille.__version__},
            _("Stop the site, make a backup, then run “veille init”: it brings it up to date."),
        )
    return well(Subject.VERSION, said)


def backup() -> Finding | None:
    node = local_node()
    if node is not None and node.rehearsal:
        return None
    if connection.vendor != "sqlite":
        return soon(
            Subject.BACKUP,
            _("This ledger is on PostgreSQL: Veille makes no backup of it by itself."),
            _("See that pg_dump runs each night, and that the vault’s two files are copied too."),
        )
    judged = backup_sentences.judged()
    said = " ".join(backup_sentences.sentences())
    if judged.health in (Health.FAILED, Health.LATE):
        todo = _(
            "Run “veille backup now”, then “veille backup drill”. By itself it is done each night "
            "while “veille serve” runs."
        )
        return at_once(Subject.BACKUP, said, todo)
    place = backups.folder()
    if place.is_dir() and shutil.disk_usage(place).free < backups.bytes_needed():
        return at_once(
            Subject.BACKUP,
            _("There is no room for a backup in %(folder)s.") % {"folder": place},
            _("Make room there, or name a folder on another disk in VEILLE_BACKUPS."),
        )
    if judged.health is Health.UNPROVEN:
        return soon(Subject.BACKUP, said, _("Run “veille backup drill”: it restores one on trial."))
    if backups.is_own_folder():
        return soon(
            Subject.BACKUP,
            said,
            _(
                "They lie on the disk that they are to outlive: name a folder on another one, or "
                "on a stick that stays in, in VEILLE_BACKUPS."
            ),
        )
    return well(Subject.BACKUP, said)


def sheet() -> Finding | None:
    node = local_node()
    if connection.vendor != "sqlite" or (node is not None and node.rehearsal):
        return None
    seen = backups.state()
    if seen.sheet_proven is not None:
        return well(Subject.SHEET, _("Somebody proved that the key of the backups is on paper."))
    first, second = backups.PROVING
    prove = _(
        "Write down what “veille backup key” shows, keep it elsewhere, locked away, and read "
        "groups %(first)s and %(second)s back from it: “veille backup key --proven GROUPS”."
    ) % {"first": first, "second": second}
    if seen.sheet is not None:
        return soon(
            Subject.SHEET,
            _("The key of the backups was shown; nobody has proved that it is on paper."),
            prove,
        )
    return soon(
        Subject.SHEET,
        _("Nobody has the key of the backups on paper: with this machine lost, none opens."),
        prove,
    )
