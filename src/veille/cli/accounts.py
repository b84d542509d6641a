"""`veille account`: who signs in."""

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from . import installation, terminal

if TYPE_CHECKING:
    from veille.accounts.models import Account

app = typer.Typer(
    no_args_is_help=True,
    help="Who signs in: add, list, new password, unlock, second-factor, log, token, close.",
)

#: Where a script puts a password: a command line can be read by everybody on the machine.
PASSWORD_VARIABLE = "VEILLE_PASSWORD"  # noqa: S105
LONGEST_SIGN_IN = 40
LONGEST_NAME = 60


class RoleName(StrEnum):
    """As `veille.accounts.models.Role`; here, so that `--help` needs no Django."""

    PEER = "peer"
    NURSE = "nurse"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    EPIDEMIOLOGIST = "epidemiologist"
    POLICE = "police"
    COURT = "court"
    CLERK = "clerk"
    PANEL = "panel"
    COMMISSION = "commission"


SignIn = Annotated[str, typer.Argument(metavar="SIGN-IN", help="The name they sign in with.")]


@app.command()
def add(
    sign_in: SignIn,
    role: Annotated[RoleName, typer.Option(help="What they may see and do.")],
    name: Annotated[
        str, typer.Option(help="The name that colleagues see. [default: the sign-in name]")
    ] = "",
    site: Annotated[
        list[str] | None,
        typer.Option(metavar="SLUG", help="Where they work; repeat for several. Default: all."),
    ] = None,
    commission: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SLUG", help="Whose cases they see; repeat for several. Default: all."
        ),
    ] = None,
) -> None:
    """Let somebody sign in. No role sees both a site's visitors and a commission's cases.

    Asks for a password of at least 10 characters; a script gives it in VEILLE_PASSWORD or on
    standard input.

    Example: veille account add noor --name "Noor" --role nurse --site cactus
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.care import reads

    for slug in site or []:
        reads.site(slug)
    if commission:
        from veille.diversion import reads as diversion

        for slug in commission:
            diversion.commission(slug)
    account = create(sign_in, name or sign_in, role, site or [], commission or [])
    _note("added", account)
    terminal.say(
        _("%(sign_in)s (%(role)s) can sign in now.")
        % {"sign_in": account.sign_in, "role": account.get_role_display()}
    )


@app.command("list")
def list_accounts() -> None:
    """Show every account: sign-in name, name, role, where they work, and whether it is open.

    Example: veille account list
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.accounts.models import Account

    shown = terminal.table(_("Sign-in"), _("Name"), _("Role"), _("Where"), _("State"))
    for account in Account.objects.order_by("sign_in"):
        state = _("open") if account.has_usable_password() else _("cannot sign in")
        shown.add_row(
            account.sign_in,
            account.name,
            str(account.get_role_display()),
            ", ".join([*account.sites, *account.commissions]) or _("all"),
            state if account.is_active else _("closed"),
        )
    terminal.to_reader().print(shown)


@app.command()
def password(sign_in: SignIn) -> None:
    """Give somebody a new password. Whoever is signed in under the old one is signed out, and wrong
    passwords of before count no more.

    Asks for it; a script gives it in VEILLE_PASSWORD or on standard input.

    Example: veille account password noor
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    account = find(sign_in)
    account.set_password(ask_password(account))
    account.save(update_fields=["password"])
    _note("password", account)
    _unlock(account)
    _say_of(account, _("%(sign_in)s has a new password."))


@app.command()
def unlock(sign_in: SignIn) -> None:
    """Let somebody sign in at once, who has to wait after wrong passwords.

    A coordinator does the same with one tap.

    Example: veille account unlock noor
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    account = find(sign_in)
    _unlock(account)
    _note("unlocked", account)
    _say_of(account, _("%(sign_in)s can sign in at once, on every device."))


@app.command("second-factor")
def second_factor(
    sign_in: SignIn,
    remove: Annotated[
        bool, typer.Option(help="Ask for the password alone, until they set up another one.")
    ] = False,
) -> None:
    """Say whether somebody signs in with a code of their telephone, or take that away.

    For an administrator who has lost both the telephone and the recovery codes.

    Example: veille account second-factor noor --remove
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.accounts import second_factor as factor

    account = find(sign_in)
    if remove and factor.remove(account):
        _note("second-removed", account)
        _say_of(account, _("%(sign_in)s signs in by the password alone."))
    elif factor.has_one(account):
        _say_of(account, _("%(sign_in)s signs in with a second factor."))
    else:
        _say_of(account, _("%(sign_in)s has no second factor."))


@app.command()
def log(
    days: Annotated[int, typer.Option(min=1, max=3660, help="Of the last days.")] = 7,
) -> None:
    """Print what happened to accounts, one JSON object a line, the first one first: sign-ins,
    refusals, changes of roles, files taken away.

    To a log of the machine: veille account log --days 1 | logger -t veille

    Example: veille account log --days 30
    """
    installation.open_ready()
    import json
    from datetime import timedelta

    from django.utils import timezone

    from veille.accounts.models import Account, AuditLine

    since = timezone.now() - timedelta(days=days)
    names = dict(Account.objects.values_list("id", "sign_in"))
    for line in AuditLine.objects.filter(at__gte=since).order_by("id").iterator():
        told = {
            "at": line.at.isoformat(),
            "what": line.what,
            "by": names.get(line.by, line.by),
            "about": names.get(line.about, line.about),
            "address": line.address,
            "detail": line.detail,
        }
        typer.echo(json.dumps(told, ensure_ascii=False))


def _note(what: str, account: "Account", **detail: object) -> None:
    """Keep what a command did; who ran it, the machine knows."""
    from veille.accounts import audit

    audit.note(audit.Happened(what), about=account, detail={**detail, "command": True})


def _unlock(account: "Account") -> None:
    from veille.accounts import attempts

    attempts.unlock(account)


@app.command()
def token(
    sign_in: SignIn,
    revoke: Annotated[bool, typer.Option(help="End the token instead of making one.")] = False,
) -> None:
    """Make a token by which a police or court service's own system files referrals.

    It is shown once; Veille keeps only its hash. A new one ends the one before.

    Example: veille account token spvm
    """
    installation.open_ready()
    from django.utils.translation import gettext as _

    from veille.diversion.pages import tokens

    account = find(sign_in)
    _note("token", account)
    if revoke:
        tokens.revoke(account)
        _say_of(account, _("The token of %(sign_in)s is ended."))
        return
    terminal.to_reader().print(tokens.make(account), soft_wrap=True, markup=False)
    terminal.mention(_("Keep it now: it is not shown again. Send it as “Authorization: Bearer …”."))


@app.command()
def close(sign_in: SignIn) -> None:
    """Close an account: nobody signs in with it any more. What it wrote keeps its name.

    Example: veille account close noor
    """
    installation.open_ready()
    from django.utils.translation import gettext as _
    from django.utils.translation import gettext_lazy

    from veille.accounts.models import Account, Role
    from veille.ledger.refusal import Refused

    account = find(sign_in)
    others = Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=account.pk)
    if account.role == Role.ADMINISTRATOR and account.is_active and not others.exists():
        raise Refused(
            gettext_lazy(
                "“%(sign_in)s” is the only administrator. Add another one first, then close this."
            ),
            sign_in=sign_in,
        )
    account.is_active = False
    account.save(update_fields=["is_active"])
    _note("changed", account, is_active=[True, False])
    _say_of(account, _("%(sign_in)s is closed."))


def _say_of(account: "Account", sentence: str) -> None:
    terminal.say(sentence % {"sign_in": account.sign_in})


def find(sign_in: str) -> "Account":
    """Raises Absent where there is no such account."""
    from django.utils.translation import gettext_lazy as _

    from veille.accounts.models import Account
    from veille.ledger.refusal import Absent

    try:
        return Account.objects.get_by_natural_key(sign_in)
    except Account.DoesNotExist:
        raise Absent(
            _("There is no account “%(sign_in)s”. “veille account list” shows them all."),
            sign_in=sign_in[:LONGEST_SIGN_IN],
        ) from None


def create(
    sign_in: str, name: str, role: str, sites: Sequence[str] = (), commissions: Sequence[str] = ()
) -> "Account":
    """A new account with a password that is asked for; raises Refused for what it cannot be."""
    from django.utils.translation import gettext_lazy as _

    from veille.accounts.models import Account, folded
    from veille.ledger.refusal import Malformed, Refused

    sign_in = folded(sign_in)
    if not 0 < len(sign_in) <= LONGEST_SIGN_IN or any(c.isspace() for c in sign_in):
        raise Malformed(
            _("A sign-in name has 1 to %(longest)s characters and no spaces. Choose another one."),
            longest=LONGEST_SIGN_IN,
        )
    if not 0 < len(name) <= LONGEST_NAME:
        raise Malformed(
            _("A name has 1 to %(longest)s characters. Choose another one."), longest=LONGEST_NAME
        )
    if Account.objects.filter(sign_in=sign_in).exists():
        raise Refused(
            _(
                "There is an account “%(sign_in)s” already. Choose another name, or give it a new "
                "password with “veille account password”."
            ),
            sign_in=sign_in,
        )
    account = Account(
        sign_in=sign_in, name=name, role=role, sites=list(sites), commissions=list(commissions)
    )
    account.set_password(ask_password(account))
    account.save()
    return account


def ask_password(account: "Account") -> str:
    """From VEILLE_PASSWORD, the terminal (twice) or standard input; raises Malformed where it is
    too easy to guess."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils.translation import gettext as _
    from django.utils.translation import gettext_lazy

    from veille.ledger.refusal import Malformed

    chosen = os.environ.get(PASSWORD_VARIABLE, "")
    if not chosen and sys.stdin.isatty():
        chosen = typer.prompt(
            _("Password for %(sign_in)s") % {"sign_in": account.sign_in},
            hide_input=True,
            confirmation_prompt=True,
        )
    elif not chosen:
        chosen = sys.stdin.readline().rstrip("\n")
    if not chosen:
        raise Malformed(
            gettext_lazy("No password came. Type it when asked, or put it in VEILLE_PASSWORD."),
        )
    try:
        validate_password(chosen, account)
    except ValidationError as error:
        raise Malformed(" ".join(error.messages).replace("%", "%%")) from None
    return chosen
