"""Who may open which page and do which verb: the one table, by the name of the address.

What is not in it is closed to everybody. When a verb is allowed stands in the areas'
`policies.py`.
"""

from dataclasses import dataclass

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

# No role stands on both sides of the wall between care and the commission (docs/decisions/
# 2026-11-22-wall-between-care-and-commission.md); whoever does both jobs has two accounts.
FILERS: Roles = frozenset({Role.POLICE, Role.COURT})
CLERKS: Roles = frozenset({Role.CLERK, Role.COMMISSION})
HEARERS: Roles = frozenset({Role.PANEL})
COMMISSION: Roles = CLERKS | HEARERS
COMMISSION_COORDINATORS: Roles = frozenset({Role.COMMISSION})
DIVERSION: Roles = FILERS | COMMISSION

SIGNED_IN: Roles = CARE | DIVERSION


@dataclass(frozen=True)
class Rule:
    """`read` may open the page (GET, HEAD); `change` may submit it (POST)."""

    read: Roles = NOBODY
    change: Roles = NOBODY


ACCESS: dict[str, Rule] = {
    # Signing in, and what anybody may see
    "sign-in": Rule(read=EVERYBODY, change=EVERYBODY),
    "language": Rule(change=EVERYBODY),
    "theme": Rule(change=EVERYBODY),
    "healthz": Rule(read=EVERYBODY),
    "components": Rule(read=EVERYBODY),  # the view answers in a rehearsal only
    "sign-out": Rule(change=SIGNED_IN),
    "password": Rule(read=SIGNED_IN, change=SIGNED_IN),
    "home": Rule(read=SIGNED_IN),
    "sites": Rule(read=CARE),
    # The floor
    "board": Rule(read=READERS),
    "board-live": Rule(read=READERS),
    "bands-live": Rule(read=READERS),
    "duty": Rule(change=FLOOR),
    "arrival": Rule(read=FLOOR, change=FLOOR),
    "arrival-known": Rule(read=FLOOR, change=FLOOR),
    "arrival-first": Rule(change=FLOOR),
    "arrival-anonymous": Rule(read=FLOOR, change=FLOOR),
    "visit": Rule(read=READERS),
    "visit-seat": Rule(read=FLOOR, change=FLOOR),
    "visit-aftercare": Rule(change=FLOOR),
    "visit-waiting": Rule(change=FLOOR),
    "visit-leave": Rule(read=FLOOR, change=FLOOR),
    "visit-assistance": Rule(read=FLOOR, change=FLOOR),
    "visit-note": Rule(read=FLOOR, change=FLOOR),
    "visit-overdose": Rule(change=FLOOR),
    "visit-overdose-earlier": Rule(read=FLOOR, change=FLOOR),
    "overdose": Rule(read=READERS),
    "overdose-live": Rule(read=READERS),
    "overdose-step": Rule(change=FLOOR),
    "overdose-earlier": Rule(read=FLOOR, change=FLOOR),
    "overdose-end": Rule(read=FLOOR, change=FLOOR),
    "entry-correct": Rule(read=FLOOR, change=FLOOR),
    "entry-strike": Rule(change=SENIOR),
    "day": Rule(read=READERS),
    "day-of": Rule(read=READERS),
    # Safer supply
    "safer-supply": Rule(read=READERS),
    "safer-supply-find": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-sign": Rule(read=FLOOR, change=FLOOR),
    "safer-supply-person": Rule(read=READERS),
    "safer-supply-enrol": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-enrolment": Rule(read=READERS),
    "safer-supply-change": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-review": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-pause": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-resume": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-stop": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-dose": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-not-given": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-back": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-stock": Rule(read=READERS),
    "safer-supply-count": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-move": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-explain": Rule(read=SENIOR, change=SENIOR),
    "safer-supply-rules": Rule(
        read=frozenset({Role.COORDINATOR, Role.AUDITOR}), change=frozenset({Role.COORDINATOR})
    ),
    "safer-supply-list": Rule(change=frozenset({Role.COORDINATOR})),
    "safer-supply-retire": Rule(change=frozenset({Role.COORDINATOR})),
    # Training, in a demo begun with --training
    "training": Rule(read=FLOOR),
    "training-situation": Rule(read=FLOOR, change=FLOOR),
    # The exchange
    "equipment": Rule(read=READERS, change=FLOOR),
    "equipment-thing": Rule(read=READERS),
    "equipment-undo": Rule(change=FLOOR),
    "equipment-visit": Rule(read=FLOOR, change=FLOOR),
    "clean-up": Rule(read=FLOOR, change=FLOOR),
    "kit-training": Rule(read=FLOOR, change=FLOOR),
    "kit-used": Rule(read=FLOOR, change=FLOOR),
    "stock": Rule(read=READERS),
    "stock-count": Rule(read=FLOOR, change=FLOOR),
    "stock-delivery": Rule(read=SENIOR, change=SENIOR),
    "stock-send": Rule(read=SENIOR, change=SENIOR),
    "stock-receive": Rule(read=SENIOR, change=SENIOR),
    "stock-reorder": Rule(read=SENIOR, change=SENIOR),
    "bundles": Rule(read=READERS),
    "bundle-new": Rule(read=SENIOR, change=SENIOR),
    "bundle": Rule(read=SENIOR, change=SENIOR),
    "bundle-drop": Rule(change=SENIOR),
    # Services and referrals
    "referrals": Rule(read=READERS),
    "referral-new": Rule(read=FLOOR, change=FLOOR),
    "referral-waits": Rule(read=READERS),
    "referral": Rule(read=READERS),
    "referral-make": Rule(read=FLOOR, change=FLOOR),
    "referral-step": Rule(read=FLOOR, change=FLOOR),
    "referral-card": Rule(read=FLOOR),
    "visit-referral": Rule(read=FLOOR, change=FLOOR),
    "person-referral": Rule(read=FLOOR, change=FLOOR),
    "destinations": Rule(read=READERS),
    "destination-new": Rule(read=COORDINATORS, change=COORDINATORS),
    "destination": Rule(read=READERS),
    "destination-change": Rule(read=COORDINATORS, change=COORDINATORS),
    "destination-close": Rule(read=COORDINATORS, change=COORDINATORS),
    "services": Rule(read=READERS, change=FLOOR),
    "services-list": Rule(read=COORDINATORS, change=COORDINATORS),
    "visit-services": Rule(read=READERS, change=FLOOR),
    # Outreach
    "network": Rule(read=EVERYBODY),
    "network-fr": Rule(read=EVERYBODY),
    "network-en": Rule(read=EVERYBODY),
    "law": Rule(read=EVERYBODY),
    "law-fr": Rule(read=EVERYBODY),
    "law-en": Rule(read=EVERYBODY),
    "outreach": Rule(read=READERS),
    "outreach-count": Rule(change=FLOOR),
    "stop-say": Rule(change=FLOOR),
    "stop-cancel": Rule(read=FLOOR, change=FLOOR),
    "stop-move": Rule(read=FLOOR, change=FLOOR),
    "schedule": Rule(read=READERS, change=COORDINATORS),
    "schedule-end": Rule(change=COORDINATORS),
    "profile": Rule(read=COORDINATORS, change=COORDINATORS),
    "profile-week": Rule(change=COORDINATORS),
    "profile-day": Rule(change=COORDINATORS),
    "profile-usual": Rule(change=COORDINATORS),
    # People
    "people-find": Rule(read=FLOOR, change=FLOOR),
    "person": Rule(read=READERS),
    "person-flag": Rule(read=FLOOR, change=FLOOR),
    "flag-lower": Rule(read=SENIOR, change=SENIOR),
    "person-door": Rule(read=FLOOR, change=FLOOR),
    "person-let-in": Rule(read=SENIOR, change=SENIOR),
    "person-emergency": Rule(change=FLOOR),
    "person-restrict": Rule(read=SENIOR, change=SENIOR),
    "person-held": Rule(read=SENIOR | {Role.AUDITOR}),
    "person-file": Rule(change=SENIOR),
    "person-forget": Rule(read=SENIOR, change=SENIOR),
    "restrictions": Rule(read=SENIOR | {Role.AUDITOR}),
    "restriction": Rule(read=SENIOR | {Role.AUDITOR}),
    "restriction-review": Rule(read=SENIOR, change=SENIOR),
    "restriction-appeal": Rule(read=FLOOR, change=FLOOR),
    "restriction-decide": Rule(read=SENIOR, change=SENIOR),
    "restriction-lift": Rule(read=SENIOR, change=SENIOR),
    # Shifts
    "shift": Rule(read=READERS),
    "shift-note": Rule(read=FLOOR, change=FLOOR),
    "incident-new": Rule(read=FLOOR, change=FLOOR),
    "incident": Rule(read=READERS),
    "incident-step": Rule(change=FLOOR),
    "incident-note": Rule(read=FLOOR, change=FLOOR),
    "incident-close": Rule(read=FLOOR, change=FLOOR),
    "debrief": Rule(read=FLOOR, change=FLOOR),
    # The report: who may not see the lists behind the numbers sees no small count either
    "report": Rule(read=SENIOR | OVERSEERS),
    "report-list": Rule(read=SENIOR | {Role.AUDITOR}),
    "report-file": Rule(read=SENIOR | OVERSEERS),
    "report-network": Rule(read=SENIOR | OVERSEERS),
    "report-network-list": Rule(read=SENIOR | {Role.AUDITOR}),
    "report-network-file": Rule(read=SENIOR | OVERSEERS),
    # The commission: who refers
    "filings": Rule(read=FILERS),
    "filing-new": Rule(read=FILERS, change=FILERS),
    "filing": Rule(read=FILERS),
    "filing-notice": Rule(read=FILERS),
    "api-referrals": Rule(read=EVERYBODY, change=EVERYBODY),  # the view asks for a token
    "api-description": Rule(read=EVERYBODY),
    # The commission: who hears and follows
    "commissions": Rule(read=COMMISSION),
    "docket": Rule(read=CLERKS),
    "cases": Rule(read=CLERKS),
    "case": Rule(read=CLERKS),
    "case-notice": Rule(read=CLERKS),
    "case-person": Rule(read=CLERKS, change=CLERKS),
    "case-step": Rule(read=CLERKS, change=CLERKS),
    "case-treatment": Rule(read=COMMISSION, change=COMMISSION),
    "case-entry-correct": Rule(read=COMMISSION, change=COMMISSION),
    "case-entry-strike": Rule(change=COMMISSION),
    "panel": Rule(read=HEARERS),
    "panel-case": Rule(read=HEARERS),  # the view lets in who sits on it
    "panel-step": Rule(read=HEARERS, change=HEARERS),
    "treatment-waits": Rule(read=COMMISSION),
    "treatment-new": Rule(read=CLERKS, change=CLERKS),
    "treatment-place": Rule(read=CLERKS, change=CLERKS),
    "treatment-close": Rule(read=CLERKS, change=CLERKS),
    "funnel": Rule(read=COMMISSION),
    "funnel-file": Rule(read=COMMISSION),
    "commission-settings": Rule(read=COMMISSION),
    "commission-change": Rule(read=COMMISSION_COORDINATORS, change=COMMISSION_COORDINATORS),
    "member-new": Rule(read=COMMISSION_COORDINATORS, change=COMMISSION_COORDINATORS),
    "member-end": Rule(read=COMMISSION_COORDINATORS, change=COMMISSION_COORDINATORS),
    # The house
    "site-settings": Rule(read=OVERSEERS, change=OVERSEERS - {Role.AUDITOR}),
    "register": Rule(read=OVERSEERS),
    "register-verify": Rule(change=OVERSEERS - {Role.AUDITOR}),
    "accounts": Rule(read=ADMINISTRATORS | {Role.AUDITOR}),
    "account-new": Rule(read=ADMINISTRATORS, change=ADMINISTRATORS),
    "account": Rule(read=ADMINISTRATORS, change=ADMINISTRATORS),
}


def may(role: str | None, name: str, *, change: bool = False) -> bool:
    """Whether a role (None: not signed in) may open, or change, what `name` names."""
    rule = ACCESS.get(name)
    if rule is None:
        return False
    allowed = rule.change if change else rule.read
    return "*" in allowed or (role is not None and role in allowed)


def role_of(account: object) -> str | None:
    """The role of whoever is signed in; None for somebody who is not."""
    return account.role if isinstance(account, Account) and account.is_active else None
