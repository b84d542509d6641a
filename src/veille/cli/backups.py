"""`veille backup`: the copies that a machine makes by itself, and whether they hold."""

from pathlib import Path
from typing import Annotated

import typer

from . import installation, restoring_place, terminal

app = typer.Typer(
    no_args_is_help=True, help="Backups: make one now, try one, list them, put one back."
)


@app.command("now")
def make() -> None:
    """Make a sealed backup where this machine keeps them (VEILLE_BACKUPS). The site may run.

    While “veille serve” runs, one is made by itself each night, and each week one is tried.

    Example: veille backup now
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger import backups, clock

    with terminal.progress(_("Copying"), 1.0) as advance:
        so_far = 0.0

        def show(share: float) -> None:
            nonlocal so_far
            advance(share - so_far)
            so_far = share

        made = backups.make(clock.now(), show)
    terminal.say(_("Copied to %(folder)s, and sealed.") % {"folder": made})
    if backups.state().sheet_proven is None:
        terminal.mention(
            _(
                "Nobody has proved yet that they have the key of the backups on paper: should this "
                "machine be lost, nothing else opens them. Write down what “veille backup key” "
                "shows, and type part of it back as it says."
            )
        )


@app.command()
def drill(
    backup: Annotated[
        Path | None, typer.Argument(help="A sealed backup. [default: the last one]")
    ] = None,
) -> None:
    """Restore a backup in a place of its own, and follow every fact of it. Nothing in use changes.

    Example: veille backup drill
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger import backups, clock
    from veille.ledger import drill as drills

    if backup is None:
        proof = drills.try_latest(clock.now())
    else:
        proof = drills.prove(backup, backups.key())
    terminal.say(
        _("%(backup)s holds: %(facts)s facts followed to the end, %(keys)s keys opened.")
        % {"backup": proof.backup.name, "facts": proof.facts, "keys": proof.keys}
    )


@app.command("list")
def list_backups() -> None:
    """Show every sealed backup, the latest first, and how the last trials went.

    Example: veille backup list
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.ledger import backups
    from veille.ledger.backup_sentences import sentences

    shown = terminal.table(_("Backup"), _("Made"), _("Node"), _("Facts"), _("Keys"))
    for path, manifest in backups.listed():
        facts = sum(seq for seq, _hash in manifest.heads.values())
        keys = _("yes") if backups.holds_keys(path) else _("gone after a week")
        shown.add_row(path.name, terminal.moment(manifest.made), manifest.name, str(facts), keys)
    terminal.to_reader().print(shown)
    terminal.say(_("Their names are in universal time (UTC); “Made” is by this machine’s clock."))
    terminal.say(*sentences())


@app.command()
def key(
    write: Annotated[
        str, typer.Option(help="Keep this key, of a recovery sheet, in place of the present one.")
    ] = "",
    proven: Annotated[
        str,
        typer.Option(
            metavar="GROUPS",
            help="Typed from the sheet: the groups that “veille backup key” asks for.",
        ),
    ] = "",
) -> None:
    """Show the key that opens the backups, to be kept on paper and apart from them.

    Then type back, from the paper, the two groups that it asks for: until that is done, “veille
    doctor” says that nobody has the key.

    Example: veille backup key --proven "K7QA M2XD"
    """
    installation.open_ready()
    from django.utils.translation import gettext as _
    from django.utils.translation import gettext_lazy

    from veille.ledger import backups, clock
    from veille.ledger.refusal import Malformed

    first, second = backups.PROVING
    if proven:
        if not backups.is_proof(proven):
            raise Malformed(
                gettext_lazy(
                    "These are not groups %(first)s and %(second)s of this machine’s key. Look at "
                    "the paper; where it differs from what “veille backup key” shows, write it "
                    "anew."
                ),
                first=first,
                second=second,
            )
        backups.note(sheet_proven=clock.now())
        terminal.say(_("Proved: the key of the backups is on paper. Keep it away from here."))
        return

    if write:
        backups.keep_key(backups.key_of_letters(write))
        terminal.say(_("Kept. Backups from now on open with this key."))
        return
    terminal.say(backups.key_in_letters(backups.key()))
    backups.note(sheet=clock.now())
    if backups.state().sheet_proven is None:
        terminal.mention(
            _(
                "Write it down. Then read groups %(first)s and %(second)s from the paper: “veille "
                "backup key --proven GROUPS”."
            )
            % {"first": first, "second": second}
        )


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A folder that a backup made.")],
    key: Annotated[
        str, typer.Option(help="The key on the recovery sheet of the machine that made it.")
    ] = "",
) -> None:
    """Put a backup back, under a new identity. Run it with the site stopped.

    The same as “veille ledger restore”: what is there now moves aside, whole, and whoever was
    forgotten stays forgotten.

    Example: veille backup restore /media/usb/veille-20261130-100000 --key K7QA-…
    """
    installation.open_django()
    restoring_place.put_back(folder, key)
