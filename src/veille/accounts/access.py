"""Who may open which page and do which verb, by the name of the address.

Each address is declared with its roles, in the `urls.py` of its room; what is declared nowhere is
closed to everybody. When a verb is allowed stands in the rooms' `policies.py`.
"""

from dataclasses import dataclass

from django.urls import get_resolver

from .models import Account, Role

Roles = frozenset[str]

EVERYBODY: Roles = frozenset({"*"})
NOBODY: Roles = frozenset()
FLOOR: Roles = frozenset({Role.PEER, Role.NURSE, Role.COORDINATOR})
SENIOR: Roles = frozenset({Role.NURSE, Role.COORDINATOR})
COORDINATORS: Roles = frozenset({Role.COORDINATOR})
READERS: Roles = FLOOR | {Role.AUDITOR}
OVERSEERS: Roles = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR})
ADMINISTRATORS: Roles = frozenset({Role.ADMINISTRATOR})
CARE: Roles = FLOOR | OVERSEERS
# Counts by site and day, of nobody: who notes what an alarm was, and who reads it besides.
WATCHERS: Roles = frozenset({Role.EPIDEMIOLOGIST, Role.COORDINATOR})
READERS_OF_NUMBERS: Roles = WATCHERS | OVERSEERS

# No role stands on both sides of the wall between care and the commission (docs/decisions/
# 2026-11-22-wall-between-care-and-commission.md); whoever does both jobs has two accounts.
FILERS: Roles = frozenset({Role.POLICE, Role.COURT})
CLERKS: Roles = frozenset({Role.CLERK, Role.COMMISSION})
HEARERS: Roles = frozenset({Role.PANEL})
COMMISSION: Roles = CLERKS | HEARERS
COMMISSION_COORDINATORS: Roles = frozenset({Role.COMMISSION})
DIVERSION: Roles = FILERS | COMMISSION

SIGNED_IN: Roles = CARE | READERS_OF_NUMBERS | DIVERSION
#: Who lets a colleague sign in at once who would have to wait.
UNLOCKERS: Roles = ADMINISTRATORS | COORDINATORS | COMMISSION_COORDINATORS


@dataclass(frozen=True)
class Rule:
    """`read` may open the page (GET, HEAD); `change` may submit it (POST)."""

    read: Roles = NOBODY
    change: Roles = NOBODY


#: Address's name → who may. Filled by `ui.addresses.page`, where each address is declared.
ACCESS: dict[str, Rule] = {}


def declare(name: str, rule: Rule) -> None:
    """Say who may open and change what `name` names. Raises ValueError where it was said before."""
    if ACCESS.setdefault(name, rule) != rule:
        raise ValueError(f"two addresses are named {name}, for different roles")


def can_open(role: str | None, name: str, *, change: bool = False) -> bool:
    """Whether a role (None: not signed in) may open, or change, what `name` names."""
    if not ACCESS:
        get_resolver().url_patterns  # noqa: B018  (loads the addresses, which declare themselves)
    rule = ACCESS.get(name)
    if rule is None:
        return False
    allowed = rule.change if change else rule.read
    return "*" in allowed or (role is not None and role in allowed)


def role_of(account: object) -> str | None:
    """The role of whoever is signed in; None for somebody who is not."""
    return account.role if isinstance(account, Account) and account.is_active else None
