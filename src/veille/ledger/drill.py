"""A restore that is tried: a backup is opened in a place of its own, brought up to this version,
and followed from its first fact to its last. What the machine in use has is not touched."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from . import backups, chain, copies, store, system_errors, upgrade
from .backups import Manifest
from .refusal import Refused
from .restoring import unsound, working_on
from .vault import vault


@dataclass(frozen=True)
class Proof:
    """What a trial found: the backup, how many facts were followed, how many keys opened."""

    backup: Path
    manifest: Manifest
    facts: int
    keys: int


def try_latest(now: datetime) -> Proof:
    """Try the last backup. Raises Refused, and notes why, where there is none or it does not hold.

    In a process of its own: meanwhile its ledger and vault are those of the backup.
    """
    try:
        found = backups.listed()
        if not found:
            raise Refused(
                _("There is no backup in %(folder)s to try. “veille backup now” makes one."),
                folder=backups.folder(),
            )
        proof = prove(found[0][0], backups.key())
    except (Refused, OSError) as error:
        refused = error if isinstance(error, Refused) else _could_not_be_tried(error)
        with suppress(OSError):  # on a full disk that cannot be noted either
            backups.note(drill_failed=now, drill_why=backups.in_each_language(refused))
        raise refused from error
    backups.note(proven=now, proven_backup=proof.backup.name, drill_failed=None, drill_why={})
    return proof


def prove(backup: Path, key: bytes) -> Proof:
    """Open a backup and see that all of it is there. Raises Refused where it is not."""
    with backups.alone():
        scratch = Path(settings.VEILLE_VAR) / backups.SCRATCH
        try:
            manifest = backups.open_into(backup, scratch, key)
            for name in (copies.FACTS, copies.KEYS):
                if (fault := unsound(scratch / name)) is not None:
                    raise _does_not_hold(backup, fault)
            with working_on(scratch):
                facts, keys = _follow(backup, manifest)
            _compare_with_here(backup, manifest)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return Proof(backup, manifest, facts, keys)


def _follow(backup: Path, manifest: Manifest) -> tuple[int, int]:
    upgrade.upgrade()
    with store.cursor() as cursor:
        verdict = chain.verify(store.in_chain_order(cursor))
    if verdict.fault is not None:
        raise _does_not_hold(backup, str(verdict.fault))
    ends = {head.node: (head.seq, head.hash) for head in verdict.heads.values()}
    if ends != manifest.heads:
        raise _does_not_hold(backup, _("it ends elsewhere than its label says"))
    return verdict.facts, vault().check_keys()


def _compare_with_here(backup: Path, manifest: Manifest) -> None:
    """The machine in use has the same facts under the same numbers: it is the same history."""
    with store.cursor() as cursor:
        for node, (seq, hash) in manifest.heads.items():
            here = store.head_at(cursor, node, seq)
            if here is None or here.hash != hash:
                raise _does_not_hold(backup, _("it is of another history than this machine’s"))


def _could_not_be_tried(error: OSError) -> Refused:
    return Refused(
        _("No backup could be tried in %(folder)s: %(why)s. What is in use was not touched."),
        folder=settings.VEILLE_VAR,
        why=system_errors.why(error),
    )


def _does_not_hold(backup: Path, why: object) -> Refused:
    return Refused(
        _(
            "The backup %(backup)s was tried and does not hold: %(why)s. What is on this machine "
            "was not touched. Make a new backup now, to another disk, and call whoever looks "
            "after this machine."
        ),
        backup=backup.name,
        why=why,
    )
