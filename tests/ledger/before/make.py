"""Makes the small ledger in this folder, with the version of Veille that is to be upgraded from.

    PYTHONPATH=CHECKOUT/src python tests/ledger/before/make.py

CHECKOUT is that version's. `test_upgrade.py` opens what this writes: an installation's two
databases, as SQL that SQLite reads, and the vault's secrets, in hexadecimal. They are of nobody.
"""

import os
import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).parent
SECRETS = "vault.secrets"
DATABASES = ("veille.sqlite3", "vault.sqlite3")


def make(var: Path) -> None:
    """Two sites, a night with an overdose, a correction, a strike, somebody forgotten."""
    os.environ |= {"VEILLE_VAR": str(var), "DJANGO_SETTINGS_MODULE": "veille.web.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    from veille.care import actions, corrections
    from veille.care.exchange import actions as exchange
    from veille.care.exchange.facts import Amount
    from veille.care.exchange.words import Item, Setting
    from veille.care.facts import Seat
    from veille.care.words import (
        CorrectionReason,
        Intervention,
        LeavingReason,
        Mode,
        Outcome,
        Route,
        Sign,
        SiteKind,
        Substance,
    )
    from veille.ledger import clock
    from veille.ledger.nodes import begin_node
    from veille.ledger.recording import entries
    from veille.ledger.vault import make_secrets

    make_secrets(var / SECRETS)
    call_command("migrate", verbosity=0, skip_checks=True)
    now = clock.now()
    with clock.pretending(now - timedelta(days=2)):
        begin_node("before")
        actions.open_site(
            by="anna",
            slug="cactus",
            name="CACTUS",
            kind=SiteKind.FIXED,
            seats=[Seat("1", Mode.INJECTION), Seat("S1", Mode.INHALATION)],
        )
        actions.open_site(
            by="anna",
            slug="truck",
            name="Anonyme",
            kind=SiteKind.TRUCK,
            seats=[Seat("1", Mode.INJECTION)],
        )
    with clock.pretending(now - timedelta(days=1)):
        known = actions.welcome(
            by="anna", place="cactus", handle="lynx", agreed=True, postal="H2X", birth_year=1980
        )
        gone = actions.welcome(by="anna", place="cactus", handle="heron", agreed=True)
        visit = actions.arrive(
            by="anna",
            place="cactus",
            person=known.id,
            mode=Mode.INJECTION,
            substances=[Substance.DOWN, Substance.COCAINE],
            note="limps",
        )
        actions.seat(by="anna", visit=visit.id, seat="1")
        overdose = actions.find_overdose(by="luc", visit=visit.id, signs=[Sign.BLUE])
        for dose in (1, 2):
            actions.intervene(
                by="luc",
                overdose=overdose.id,
                what=Intervention.NALOXONE,
                route=Route.IM,
                dose_mg=0.4,
                dose=dose,
            )
        actions.intervene(by="luc", overdose=overdose.id, what=Intervention.OXYGEN)
        actions.end_overdose(by="luc", overdose=overdose.id, outcome=Outcome.RECOVERED)
        actions.send_to_aftercare(by="luc", visit=visit.id)
        actions.leave(by="luc", visit=visit.id, consumed=True)
        other = actions.arrive(
            by="anna", place="cactus", mode=Mode.ORAL, substances=[Substance.UNKNOWN]
        )
        actions.leave(by="anna", visit=other.id, consumed=False, reason=LeavingReason.WAIT)
        exchange.hand_out(
            by="anna",
            place="cactus",
            out=[Amount(Item.SYRINGE_ONE, 10)],
            setting=Setting.DESK,
            back=4,
        )
    arrival = entries(other.id)[0]
    corrections.correct(
        by="luc",
        entry_id=arrival.id,
        why=CorrectionReason.TYPED,
        body=type(arrival.body)("", Mode.NASAL, (Substance.KETAMINE,)),
    )
    step = entries(overdose.id)[3]
    corrections.strike(by="luc", entry_id=step.id, why=CorrectionReason.TYPED)
    corrections.forget(by="luc", person=gone.id)
    waiting = actions.arrive(
        by="anna", place="truck", mode=Mode.INJECTION, substances=[Substance.HEROIN]
    )
    actions.seat(by="anna", visit=waiting.id, seat="1")


def write(var: Path, folder: Path) -> None:
    for name in DATABASES:
        database = sqlite3.connect(var / name)
        lines = [line for line in database.iterdump() if not line.startswith("PRAGMA")]
        (folder / name).with_suffix(".sql").write_text("\n".join(lines) + "\n")
        database.close()
    (folder / SECRETS).with_suffix(".hex").write_text((var / SECRETS).read_bytes().hex() + "\n")


def put_back(folder: Path, var: Path) -> None:
    """The installation that was written to `folder`, anew."""
    for name in DATABASES:
        database = sqlite3.connect(var / name)
        database.executescript((folder / name).with_suffix(".sql").read_text())
        database.close()
    (var / SECRETS).write_bytes(bytes.fromhex((folder / SECRETS).with_suffix(".hex").read_text()))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        make(Path(temporary))
        write(Path(temporary), HERE)
