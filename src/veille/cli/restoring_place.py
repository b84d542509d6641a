"""Putting a backup back at the terminal: an open folder, or a sealed one with its key."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import installation, terminal


def put_back(folder: Path, key: str) -> None:
    """Put the backup in `folder` back where this installation keeps its files, and say so."""
    from django.conf import settings
    from django.utils.translation import gettext as _

    from veille.ledger import backups, restoring

    _refuse_on_postgresql()
    var = Path(settings.VEILLE_VAR)
    if restoring.is_unfinished(var):
        restoring.finish(var)
        installation.make_web_secret(var)
        terminal.say(
            _("A restore that had been stopped in %(var)s is done now; %(folder)s was not read.")
            % {"var": var, "folder": folder},
            _(
                "“veille ledger verify” says what is here. To put another backup back, run this "
                "again."
            ),
        )
        return
    restoring.check_is_there(folder)
    with _gone_where_it_fails(var):
        if (folder / backups.MANIFEST).is_file():
            _put_back_sealed(folder, key, var)
        else:
            _put_back_open(folder, var, folder)


@contextmanager
def _gone_where_it_fails(var: Path) -> Iterator[None]:
    """A folder that was not there before is not there after a restore that was refused."""
    is_new = not var.exists()
    try:
        yield
    except BaseException:
        if is_new:
            shutil.rmtree(var, ignore_errors=True)
        raise


def _refuse_on_postgresql() -> None:
    from django.db import connection
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Refused

    if connection.vendor != "sqlite":
        raise Refused(
            _(
                "This ledger is on PostgreSQL: restore it with pg_restore and put the vault's two "
                "files back; then run “veille init”."
            ),
        )


def _put_back_sealed(folder: Path, key: str, var: Path) -> None:
    from django.utils.translation import gettext as _
    from django.utils.translation import gettext_lazy

    from veille.ledger import backups
    from veille.ledger.refusal import Refused

    if not key and not backups.has_key():
        raise Refused(
            gettext_lazy(
                "This backup is sealed, and its key is not on this machine. Add --key with the key "
                "on the recovery sheet of the machine that made it. Nothing was changed."
            )
        )
    raw = backups.key_of_letters(key) if key else backups.key()
    var.mkdir(parents=True, exist_ok=True, mode=installation.FOLDER_MODE)
    with backups.alone():
        scratch = var / backups.SCRATCH
        try:
            backups.open_into(folder, scratch, raw)
            _put_back_open(scratch, var, folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    if not backups.has_key():
        backups.keep_key(raw)
    if not backups.holds_keys(folder):
        terminal.mention(
            _(
                "This backup is older than a week: its facts are back, its keys are not. Names and "
                "notes that were sealed cannot be read any more, and no visitor is found by name."
            )
        )


def _put_back_open(folder: Path, var: Path, named: Path) -> None:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from veille.ledger import clock, restoring

    done = restoring.restore(folder, var, clock.now(), installation.refuse_while_open)
    installation.make_web_secret(var)
    terminal.say(
        _("Restored %(folder)s to %(var)s.") % {"folder": named, "var": var},
        _("This node was %(before)s; it is a new one now: %(node)s (“%(name)s”).")
        % {"before": done.before.id, "node": done.node.id, "name": done.node.name},
    )
    if done.aside is not None:
        terminal.say(
            _("What was here before is in %(aside)s; nothing was deleted.") % {"aside": done.aside}
        )
    if done.forgotten:
        terminal.say(
            ngettext(
                "%(count)s person who had been forgotten stays forgotten.",
                "%(count)s people who had been forgotten stay forgotten.",
                done.forgotten,
            )
            % {"count": done.forgotten}
        )
    terminal.say(_("Accounts and passwords are those of the backup: “veille account list”."))
