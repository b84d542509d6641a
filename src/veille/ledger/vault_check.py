"""Whether the vault that lies here is this ledger's: three files that belong together (the ledger,
the vault, the vault's secrets), and are copied and moved by people.

A vault says of which nodes it is, with a proof that only its secrets can make. One of before
2026-12 says nothing: it is this ledger's where the ledger knows one of those whose keys it has.
"""

import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import store
from .nodes import local_node
from .refusal import Refused
from .vault import Vault, vault

#: Of a vault that does not say whose it is, so many keys are compared with the ledger.
_ASKED = 1_000


class VaultFault(StrEnum):
    """What keeps the vault from being opened with this ledger."""

    LOST = "lost"
    FOREIGN = "foreign"
    DAMAGED = "damaged"
    NO_SECRETS = "no-secrets"
    OTHER_SECRETS = "other-secrets"


#: `path`: the file of which the sentence speaks.
SENTENCES: dict[VaultFault, Promise] = {
    VaultFault.LOST: _("The vault of this ledger is missing (%(path)s)."),
    VaultFault.FOREIGN: _("The vault that lies here is not of this ledger (%(path)s)."),
    VaultFault.DAMAGED: _("The vault is damaged (%(path)s)."),
    VaultFault.NO_SECRETS: _("The vault’s secrets are missing (%(path)s)."),
    VaultFault.OTHER_SECRETS: _("The vault’s secrets are not those of this vault (%(path)s)."),
}
WHAT_TO_DO = _(
    "Put the right file back from a copy, or the last backup: “veille backup restore”. Without it "
    "no name and no note can be read. Where it is lost for good, “veille init --new-vault” begins "
    "a new one: what was sealed before stays closed."
)


def path_of(fault: VaultFault) -> Path:
    """The file that is missing or wrong."""
    of_secrets = fault in (VaultFault.NO_SECRETS, VaultFault.OTHER_SECRETS)
    return Path(settings.VEILLE_VAULT_SECRETS if of_secrets else settings.VEILLE_VAULT)


def check() -> None:
    """Raises Refused where the vault is lost or of another ledger. Lets one that does not say whose
    it is say so from now on."""
    found = _look()
    if found.fault is not None:
        said = format_lazy("{} {}", SENTENCES[found.fault], WHAT_TO_DO)
        raise Refused(said, path=path_of(found.fault))
    if not found.says and (node := local_node()) is not None:
        vault().keep_for(node.id)


def fault() -> VaultFault | None:
    """What is wrong with the vault; None where nothing is. Changes no file."""
    return _look().fault


class _Found(NamedTuple):
    fault: VaultFault | None
    #: Whether the vault itself says that it is this ledger's.
    says: bool = False


class _Kept(NamedTuple):
    proofs: dict[str, bytes]
    keys: dict[str, bytes]


def file_fault() -> VaultFault | None:
    """What is wrong with the vault's own files, whatever the ledger is."""
    path = Path(settings.VEILLE_VAULT)
    if not Path(settings.VEILLE_VAULT_SECRETS).is_file():
        return VaultFault.NO_SECRETS
    if is_missing(path):
        return VaultFault.LOST
    try:
        _read(path)
    except sqlite3.DatabaseError as error:
        if store.is_damaged(error):
            return VaultFault.DAMAGED
        raise
    return None


def _look() -> _Found:
    if (fault := file_fault()) is not None:
        return _Found(fault)
    path = Path(settings.VEILLE_VAULT)
    node = local_node()
    assert node is not None, "nothing was set up"
    return _judged(_read(path), Vault(path, Path(settings.VEILLE_VAULT_SECRETS)), node.id)


def is_missing(path: Path) -> bool:
    """An empty file is what SQLite makes where none was."""
    return not path.is_file() or path.stat().st_size == 0


def holds_keys(path: Path) -> bool:
    """Whether a vault's file has a key of anybody; one that cannot be read may have."""
    try:
        return not is_missing(path) and bool(_read(path).keys)
    except sqlite3.DatabaseError:
        return True


def _read(path: Path) -> _Kept:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        proofs = "SELECT node, proof FROM kept_for"
        keys = "SELECT subject, wrapped FROM subject_key ORDER BY subject DESC LIMIT ?"
        return _Kept(
            dict(db.execute(proofs).fetchall()) if "kept_for" in tables else {},
            dict(db.execute(keys, [_ASKED]).fetchall()) if "subject_key" in tables else {},
        )


def _judged(kept: _Kept, opened: Vault, node: str) -> _Found:
    if node in kept.proofs:
        same = kept.proofs[node] == opened.proof(node)
        return _Found(None if same else VaultFault.OTHER_SECRETS, same)
    if kept.proofs:
        return _Found(VaultFault.FOREIGN)
    if not kept.keys:
        return _Found(None)
    if not all(map(opened.opens, kept.keys.values())):
        return _Found(VaultFault.OTHER_SECRETS)
    with store.cursor() as cursor:
        known = store.kinds_about(cursor, list(kept.keys))
    return _Found(None if any(known.values()) else VaultFault.FOREIGN)
