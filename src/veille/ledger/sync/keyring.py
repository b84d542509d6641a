"""The keys of this node, in a file beside the vault's secrets: one file for each identity.

A backup of the ledger does not hold it: whoever finds one cannot speak for the node. A node that is
put back has another identity, other keys, and is paired anew.
"""

import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..refusal import Refused
from .keys import Keys

_MODE = 0o600


def path_of(node: str) -> Path:
    return Path(settings.VEILLE_VAULT_SECRETS).with_name(f"node-{node}.key")


def keys_of(node: str) -> Keys:
    """Raises Refused where the file is missing, can be read by others, or holds something else."""
    path = path_of(node)
    if not path.is_file():
        raise Refused(
            _(
                "The key of this node is missing (%(path)s). Put the file back from where it is "
                "kept; or pair this node anew with “veille node card”. The entries are safe."
            ),
            path=path,
        )
    if path.stat().st_mode & 0o077:
        raise Refused(
            _("Others on this machine can read the key of this node: run “chmod 600 %(path)s”."),
            path=path,
        )
    try:
        return Keys.from_bytes(path.read_bytes())
    except ValueError:
        raise Refused(
            _(
                "%(path)s does not hold the key of this node: the file was cut or changed. Put it "
                "back from where it is kept. The entries are safe."
            ),
            path=path,
        ) from None


def made_keys(node: str) -> Keys:
    """The keys of this node; made where there are none."""
    path = path_of(node)
    if not path.exists():
        keys = Keys.made()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(keys.to_bytes())
            file.flush()
            os.fsync(file.fileno())
    return keys_of(node)
