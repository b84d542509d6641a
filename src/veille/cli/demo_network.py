"""Makes a demo in VEILLE_VAR, which must not exist:
`python -m veille.cli.demo_network DAYS COMMISSION_DAYS SEED`.

A process of its own, so that the folder may get its true name before anybody opens it.
"""

import json
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from veille.rehearsal.demo_accounts import DEMO_ACCOUNTS, DEMO_FILE, PASSWORD

from . import installation, terminal

if TYPE_CHECKING:
    from veille.rehearsal.staff import Worker

NAME = "Montréal (répétition)"


def make(days: int, commission_days: int, seed: int) -> None:
    """The whole demo: folder, node, accounts, network, past days."""
    installation.open_django()
    from veille.care.rehearsed.past import first_moment, play_past
    from veille.ledger import clock
    from veille.ledger.nodes import begin_node

    until = clock.now()
    installation.make_folder_and_secrets()
    installation.migrate()
    earlier = timedelta(days=max(commission_days - days, 0))
    # The node begins before the first day that it is to have seen.
    with clock.pretending(first_moment(until, days) - earlier):
        begin_node(NAME, rehearsal=True)
    staff = _make_accounts()
    with terminal.progress("Répétition · Rehearsal", 1.0) as advance:
        so_far = 0.0

        def show(share: float) -> None:
            nonlocal so_far
            advance(share - so_far)
            so_far = share

        played = play_past(
            seed=seed, days=days, until=until, staff=staff, earlier=earlier, progress=show
        )
    Path(installation.var() / DEMO_FILE).write_text(json.dumps({"seed": seed, "days": days}))
    terminal.mention(
        f"{played.facts} faits · facts, {played.seconds:.0f} s ({played.facts_a_second:.0f}/s)."
    )


def read_seed(var: Path) -> int:
    """The seed of the demo in `var`: the play goes on with the same people."""
    try:
        return int(json.loads((var / DEMO_FILE).read_text())["seed"])
    except (OSError, ValueError, KeyError, TypeError):
        return 1


def _make_accounts() -> "list[Worker]":
    """One account a role, and a panel of three, all with the same password; and the rosters, which
    cannot sign in."""
    from django.contrib.auth.hashers import make_password

    from veille.accounts.models import Account, Role
    from veille.care.rehearsed.network import ROSTER
    from veille.diversion.rehearsed_commissions import MONTREAL, OFFICERS, PLAYED_BY_DEMO
    from veille.rehearsal.staff import Worker

    # Hashing is slow on purpose: once, for all of them.
    password = make_password(PASSWORD)
    Account.objects.bulk_create(
        Account(
            sign_in=a.sign_in,
            name=a.name,
            role=Role(a.role),
            password=password,
            commissions=list(a.commissions),
        )
        for a in DEMO_ACCOUNTS
    )
    staff = []
    for member in ROSTER:
        account = Account(
            sign_in=member.sign_in, name=member.name, role=member.role, sites=[member.site]
        )
        account.set_unusable_password()
        account.save()
        staff.append(Worker(account.id, member.name, member.role, member.site))
    for officer in OFFICERS:
        account = Account(
            sign_in=officer.sign_in,
            name=officer.name,
            role=officer.role,
            commissions=[officer.commission],
        )
        account.set_unusable_password()
        account.save()
        staff.append(Worker(account.id, officer.name, officer.does, officer.commission))
    # Whoever signs in as one of these finds hearings and referrals of their own.
    for account in Account.objects.filter(sign_in__in=PLAYED_BY_DEMO):
        does = PLAYED_BY_DEMO[account.sign_in]
        staff.append(Worker(account.id, account.name, does, MONTREAL, signs_in=True))
    return staff


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(terminal.INTERRUPTED))
    days, commission_days, seed = map(int, sys.argv[1:])
    try:
        make(days, commission_days, seed)
    except KeyboardInterrupt:
        sys.exit(terminal.INTERRUPTED)
    except Exception as error:
        sentence = terminal.in_a_sentence(error)
        if sentence is None:
            raise
        terminal.mention(sentence)
        sys.exit(1)


if __name__ == "__main__":
    main()
