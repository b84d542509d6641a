"""A commission with its members and a case: what pages of the commission are shown with."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from veille.accounts.models import Account, Role
from veille.diversion import actions, commissions, facts, reads
from veille.diversion.commission_facts import Details, PlaceDetails, Session
from veille.diversion.facts import Seized
from veille.diversion.pages.intake import take_in
from veille.diversion.words import ContactBy, NoticeBy, Profession, TreatmentKind, Unit
from veille.ledger import clock

from .night import PASSWORD, Night, entry_of

MONTREAL, LAVAL = "montreal", "laval"
#: Hearings every day of the week: there is a free one whatever day the test runs.
SESSIONS = tuple(Session(day, 8 * 60, 20 * 60) for day in range(7))
NAME, CONTACT, REFERENCE = "Camille Tremblay", "514-555-0177", "SPVM-26-0042"


def opened(night: Night, slug: str = MONTREAL, **other: Any) -> None:
    """A commission; with one panel, on which the night's own member sits."""
    told = {
        "name_fr": f"Commission de {slug.title()}",
        "name_en": f"{slug.title()} commission",
        "territory": ("H2X", slug.title()),
        "rooms": ("A", "B"),
        "sessions": SESSIONS,
        "address_fr": "1, rue des Essais",
        "address_en": "1 Essais Street",
        "phone": "514-555-0190",
        "youth_path_fr": "Maison des jeunes, 514-555-0191",
        "youth_path_en": "Youth house, 514-555-0191",
        **other,
    }
    by = night.by(Role.COMMISSION)
    commissions.open_commission(by=by, slug=slug, details=Details(**told))
    for profession, name in (
        (Profession.LEGAL, "Luce"),
        (Profession.HEALTH, "Hélène"),
        (Profession.SOCIAL, "Sami"),
    ):
        account = night.by(Role.PANEL)
        if slug != MONTREAL or profession is not Profession.LEGAL:
            account = Account.objects.create_account(
                f"{slug}-{profession}", PASSWORD, name=f"{name} {slug}", role=Role.PANEL
            ).id
        commissions.appoint_member(
            by=by, commission=slug, account=account, profession=profession, begins=date(2026, 1, 1)
        )


def referral(**other: Any) -> dict[str, Any]:
    """What a referral says, of somebody found two hours ago."""
    return {
        "reference": REFERENCE,
        "found_at": clock.now() - timedelta(hours=2),
        "where": "parc Émilie-Gamelin",
        "name": NAME,
        "birth_year": 1990,
        "domicile": "H2X 1Y4",
        "seized": [Seized("heroin", Decimal("0.5"), Unit.GRAMS_ACTIVE)],
        "contact_by": ContactBy.PHONE,
        "contact": CONTACT,
        **other,
    }


def filed(night: Night, role: str = Role.POLICE, **other: Any) -> str:
    """A referral that came by the form; an appointment is fixed. Returns the case."""
    return take_in(night.staff[role], referral(**other)).row.id


def notified(night: Night) -> str:
    """A case with an appointment and its notice, at a commission with one panel."""
    opened(night)
    id = filed(night)
    actions.notify(by=night.by(Role.CLERK), case=id, way=NoticeBy.POLICE)
    return id


def at_hearing(case: str) -> datetime:
    """A minute after its hearing was to begin."""
    appointment = reads.case(case).appointment_at
    assert appointment is not None
    return max(appointment, clock.now()) + timedelta(minutes=1)


def treatment_place(night: Night, name: str = "Clinique Tamarac", wait_days: int = 30) -> str:
    details = PlaceDetails(name, (TreatmentKind.OAT,), "310, rue du Tamarac", "514-555-0113")
    by = night.by(Role.CLERK)
    return commissions.list_treatment(
        by=by, commission=MONTREAL, details=details, wait_days=wait_days
    ).id


def commissioned(night: Night) -> dict[str, str]:
    """What the variable parts of this area's addresses stand for; another case has that name."""
    opened(night)
    case = filed(night)
    filed(night, reference=f"{REFERENCE}-2")
    member = next(row for row in reads.members(MONTREAL) if row.account == night.by(Role.PANEL))
    return {
        "commission": MONTREAL,
        "case": case,
        "filing": case,
        "case_entry": entry_of(case, facts.Acknowledged).id,
        "member": member.id,
        "treatment": treatment_place(night),
        "panel_verb": "step_out",
        "treatment_verb": "offer",
        "file_verb": "help",
        "letter": "decision",
    }
