"""`veille ledger`: check, rebuild, carry and keep the facts."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from veille import __version__

from . import installation, restoring_place, terminal
from .terminal import progress

app = typer.Typer(
    no_args_is_help=True, help="The facts: verify, rebuild, export, import, backup, restore."
)

#: Stands for standard input or output.
PIPE = Path("-")


@app.command()
def verify() -> None:
    """Read every fact and follow every chain; exit with 1 at the first that does not fit.

    Reads only: the site may run meanwhile.

    Example: veille ledger verify
    """
    installation.open_ready()
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from veille.ledger import chain, store
    from veille.ledger.facts import Fact

    with store.cursor() as cursor, progress(_("Verifying"), store.count(cursor)) as advance:

        def counted() -> Iterator[Fact]:
            for fact in store.in_chain_order(cursor):
                advance(1)
                yield fact

        verdict = chain.verify(counted())
    if verdict.fault is not None:
        terminal.mention(_("Not sound: %(fault)s.") % {"fault": verdict.fault})
        raise typer.Exit(1)
    for head in verdict.heads.values():
        said = ngettext(
            "node %(node)s: %(facts)s fact, the last has hash %(hash)s…",
            "node %(node)s: %(facts)s facts, the last has hash %(hash)s…",
            head.seq,
        )
        terminal.say(said % {"node": head.node, "facts": head.seq, "hash": head.hash[:16]})
    said = ngettext("Sound: %(facts)s fact.", "Sound: %(facts)s facts.", verdict.facts)
    terminal.say(said % {"facts": verdict.facts})


@app.command()
def rebuild() -> None:
    """Fill every read table anew from the facts, page by page: the site may run meanwhile.

    For where a page and the ledger disagree. After an update it is done by itself.

    Example: veille ledger rebuild
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger import replay, store

    with store.cursor() as cursor:
        facts = store.count(cursor)
    with progress(_("Rebuilding"), facts) as advance:
        things = replay.rebuild(progress=advance)
    terminal.say(
        _("Rebuilt from %(facts)s facts: %(things)s things.") % {"facts": facts, "things": things}
    )


@app.command("export")
def export_facts(
    file: Annotated[
        Path, typer.Argument(help="A new file to write; “-” writes to standard output.")
    ],
) -> None:
    """Write every fact as JSON Lines that verify on the other side.

    What is sealed stays sealed: the vault's keys do not travel. The site may run meanwhile.

    Example: veille ledger export facts.jsonl
    """
    installation.open_ready()
    from django.utils.translation import gettext as _
    from django.utils.translation import gettext_lazy

    from veille.accounts import audit
    from veille.ledger import store, transfer
    from veille.ledger.refusal import Refused

    audit.note(audit.Happened.EXPORTED, detail={"file": "ledger", "command": True})
    with store.cursor() as cursor:
        facts = store.count(cursor)
    if file == PIPE:
        with progress(_("Exporting"), facts) as advance:
            transfer.export(_Counting(sys.stdout.buffer, advance), __version__)  # type: ignore[arg-type]
        sys.stdout.buffer.flush()
        return
    if file.exists():
        raise Refused(
            gettext_lazy(
                "%(file)s exists already. Name a new file; an export never overwrites one."
            ),
            file=file,
        )
    unfinished = file.with_name(file.name + ".unfinished")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, installation.SECRET_MODE)
    with os.fdopen(handle, "wb") as out, progress(_("Exporting"), facts) as advance:
        header = transfer.export(_Counting(out, advance), __version__)  # type: ignore[arg-type]
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(file)
    terminal.say(
        _("Wrote %(facts)s facts to %(file)s.") % {"facts": header.facts, "file": file},
        *([_("A rehearsal played some of them; they are marked so.")] if header.rehearsal else []),
    )


class _Counting:
    """A file that counts the lines written to it."""

    def __init__(self, out: BinaryIO, advance: "terminal.Advance") -> None:
        self._out, self._advance = out, advance

    def write(self, line: bytes) -> int:
        self._advance(1)
        return self._out.write(line)


@app.command("import")
def import_facts(
    file: Annotated[
        Path, typer.Argument(help="A file that an export wrote; “-” reads standard input.")
    ],
) -> None:
    """Take in the facts of an export, page by page: the site may run meanwhile.

    Facts that are here already are compared and skipped, so that it is safe to repeat. Where a
    node's facts do not follow its chain, they are left out from there on and said, and the exit
    status is 1; the other nodes' are taken in.

    Example: veille ledger import facts.jsonl
    """
    node = installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger import store, transfer

    if file == PIPE:
        with progress(_("Importing"), None):
            done = transfer.take_in(sys.stdin.buffer)
    else:
        with file.open("rb") as lines, progress(_("Importing"), file.stat().st_size) as advance:
            done = transfer.take_in(_measured(lines, advance))
    tell = terminal.mention if done.quarantined or done.missing else terminal.say
    tell(
        _("Took in %(new)s facts about %(things)s things; %(known)s were here already.")
        % {"new": done.new, "things": done.things, "known": done.known}
    )
    for left in done.quarantined:
        terminal.mention(_("Left out. %(left)s") % {"left": left})
    if done.missing:
        terminal.mention(
            _(
                "The export is cut short: %(missing)s facts that its first line promises are not "
                "in it. Export again, then import the rest."
            )
            % {"missing": done.missing}
        )
    with store.cursor() as cursor:
        if not node.rehearsal and store.any_rehearsed(cursor):
            terminal.mention(_("Some facts here were played by a rehearsal; they are marked so."))
    if done.quarantined or done.missing:
        raise typer.Exit(1)


def _measured(lines: BinaryIO, advance: "terminal.Advance") -> Iterator[bytes]:
    for line in lines:
        advance(len(line))
        yield line


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder to make.")],
) -> None:
    """Copy ledger, accounts and vault into a new folder while the site works on.

    The copy is checked before it gets its name. Its file vault.secrets opens every handle:
    keep that file apart from the other two, and shorter.

    Example: veille ledger backup /media/usb/veille-2026-03-14
    """
    installation.open_ready()
    from django.conf import settings
    from django.utils.translation import gettext as _

    from veille.ledger import copies

    with progress(_("Copying"), 1.0) as advance:
        so_far = 0.0

        def show(share: float) -> None:
            nonlocal so_far
            advance(share - so_far)
            so_far = share

        copies.backup(folder.resolve(), Path(settings.VEILLE_VAULT_SECRETS), show)
    terminal.say(
        _("Copied to %(folder)s, and checked.") % {"folder": folder},
        _("%(secrets)s opens the handles in %(keys)s: keep it apart.")
        % {"secrets": folder / copies.SECRETS, "keys": copies.KEYS},
    )


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A folder that a backup made.")],
    key: Annotated[
        str,
        typer.Option(help="Of a sealed backup: the key on the recovery sheet of its machine."),
    ] = "",
) -> None:
    """Put a backup back, under a new identity. Run it with the site stopped.

    What is there now moves aside, whole. The restored node gets an identity of its own: the
    one that it was copied from may be writing still. People whom the present ledger or the
    backup's has forgotten stay forgotten. It is done whole or not at all: where it was
    stopped, run it once more. A sealed backup opens with the key of this machine, where that
    is still here; else with the one on its recovery sheet.

    Example: veille ledger restore /media/usb/veille-2026-03-14
    """
    installation.open_django()
    restoring_place.put_back(folder, key)
