"""One installation: its folder (VEILLE_VAR), its secrets, its database, its identity."""

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from veille import extras

from . import terminal

if TYPE_CHECKING:
    from veille.ledger.models import Node

#: Only the account that runs Veille may look into the folder, or read the secrets.
FOLDER_MODE = 0o700
SECRET_MODE = 0o600
_SECRET_BYTES = 48


def var() -> Path:
    """The folder of this installation, as the settings will have it."""
    return Path(os.environ.get("VEILLE_VAR", "var")).resolve()


def open_django() -> None:
    """Load settings and areas. Slow (tenths of a second): only commands that need it do it."""
    extras.need("site")
    if os.environ.get("VEILLE_DATABASE", "").startswith("postgres"):
        extras.need("postgresql")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veille.web.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(terminal.language())


def is_set_up() -> bool:
    """Whether there is a database with an identity, of this version or an earlier one."""
    from django.db import DatabaseError, connection

    from veille.ledger.nodes import local_node

    if _sqlite_file_is_missing():
        return False
    if "ledger_node" not in connection.introspection.table_names():
        return False
    try:
        return local_node() is not None
    except DatabaseError:  # an earlier version, with other columns
        return True


def _sqlite_file_is_missing() -> bool:
    """Asked before connecting, which would make an empty file."""
    from django.db import connection

    database = str(connection.settings_dict["NAME"])
    return connection.vendor == "sqlite" and not Path(database).exists()


def open_ready() -> "Node":
    """Open an installation that was set up, and bring it up to date where another version made
    it; raises Refused, saying what to run, where nothing was set up."""
    open_django()
    from django.db import connection
    from django.utils.translation import gettext_lazy as _

    from veille.ledger import replay, restoring, upgrade, vault_check
    from veille.ledger.nodes import local_node
    from veille.ledger.refusal import Refused

    restoring.check_is_whole(var())
    if not is_set_up():
        check_nothing_is_lost()
        raise Refused(
            _(
                "Nothing is set up in %(var)s yet. Run “veille init” first; or name the folder of "
                "an installation with “veille --var FOLDER …”."
            ),
            var=var(),
        )
    if upgrade.is_due():
        if connection.vendor == "sqlite":
            connection.close()  # asked just now: or this process would itself have it open
            refuse_while_open(Path(connection.settings_dict["NAME"]))
        migrate()
    vault_check.check()
    replay.destroy_what_waits()
    node = local_node()
    assert node is not None
    return node


def is_database_lost() -> bool:
    """Whether what goes with a ledger lies here, and no ledger: asked where none is set up."""
    from django.conf import settings

    from veille.ledger import backups, vault_check

    if vault_check.holds_keys(Path(settings.VEILLE_VAULT)) or backups.has_key():
        return True
    return backups.is_own_folder() and bool(backups.listed())


def check_nothing_is_lost() -> None:
    """Raises Refused where no ledger is set up, and a vault or a backup’s key says that one was."""
    from django.utils.translation import gettext_lazy as _

    from veille.ledger import database_troubles
    from veille.ledger.refusal import Refused

    if is_database_lost():
        raise Refused(
            _(
                "A vault or a key of backups lies in %(var)s, but no database: it was lost, or it "
                "lies elsewhere. %(todo)s For a new installation name another folder with "
                "“veille --var FOLDER init”."
            ),
            var=var(),
            todo=database_troubles.restoring(),
        )


def migrate() -> None:
    """Bring the database up to this version. Shows progress: a long history takes a while."""
    from django.utils.translation import gettext as _

    from veille.ledger import store, upgrade

    facts = 0
    if is_set_up():
        with store.cursor() as cursor:
            facts = store.count(cursor)
    with terminal.progress(_("Bringing the database up to date"), facts) as advance:
        upgrade.upgrade(advance)


def make_folder_and_secrets(*, new_vault: bool = False) -> None:
    """Make what is missing; raises Refused where a database is there whose secrets are gone, unless
    it is to have a `new_vault`."""
    from django.conf import settings
    from django.utils.translation import gettext_lazy as _

    from veille.ledger import restoring
    from veille.ledger.refusal import Refused
    from veille.ledger.vault import make_secrets

    restoring.check_is_whole(var())
    is_there = is_set_up()
    if not is_there:
        check_nothing_is_lost()
    folder = Path(settings.VEILLE_VAR)
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    secrets = Path(settings.VEILLE_VAULT_SECRETS)
    if not secrets.exists():
        if (Path(settings.VEILLE_VAULT).exists() or is_there) and not new_vault:
            raise Refused(
                _(
                    "This installation was set up before, but its vault's secrets are missing "
                    "(%(path)s). Put the file back from its backup: new secrets would open nothing."
                ),
                path=secrets,
            )
        make_secrets(secrets)
    make_web_secret(folder)


def begin_new_vault(node: "Node") -> Path | None:
    """Where the vault of this ledger is lost for good: an empty one, with secrets of its own. What
    lay there moves aside, into the folder that is returned. Raises Refused where the ledger's own
    vault is there."""
    from django.conf import settings
    from django.utils.translation import gettext_lazy as _

    from veille.ledger import clock, vault_check
    from veille.ledger.refusal import Refused
    from veille.ledger.vault import make_secrets, vault

    path, secrets = Path(settings.VEILLE_VAULT), Path(settings.VEILLE_VAULT_SECRETS)
    if vault_check.fault() is None:
        raise Refused(
            _("The vault of this ledger is here, and sound: a new one would only lose what it has.")
        )
    aside = path.with_name(f"before-new-vault-{clock.now():%Y%m%d-%H%M%S-%f}")
    for one in [*path.parent.glob(path.name + "*"), *secrets.parent.glob(secrets.name)]:
        aside.mkdir(mode=FOLDER_MODE, exist_ok=True)
        one.rename(aside / one.name)
    make_secrets(secrets)
    vault().keep_for(node.id)
    return aside if aside.exists() else None


def make_web_secret(folder: Path) -> None:
    """The key that signs sessions; made once, so that people stay signed in over a restart."""
    path = folder / "web.secret"
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET_MODE)
    with os.fdopen(handle, "w") as file:
        file.write(os.urandom(_SECRET_BYTES).hex())


def refuse_while_open(database: Path) -> None:
    """Refuse where another process has `database` open (a site that runs)."""
    from django.utils.translation import gettext_lazy as _

    from veille.ledger.refusal import Refused

    if not database.is_file():
        return
    connection = sqlite3.connect(database, timeout=0, isolation_level=None)
    try:
        # Leaving WAL mode needs the file alone: it fails while anybody else has it open.
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise Refused(
                _("The site is running on %(path)s. Stop it first, then run this again."),
                path=database,
            ) from None
    except sqlite3.DatabaseError:
        return  # it is broken: one more reason to put a copy back
    finally:
        connection.close()
