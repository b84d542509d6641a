"""Setting up: a commission, who sits on it, and the places of treatment that it refers to.

Verbs as in `actions.py`.
"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from veille.ledger.ids import check_id, new_id
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Absent, Malformed, Refused, Who

from . import commission_facts, policies, reads
from .area import COMMISSION, MEMBER, TREATMENT, commission_of
from .commission_state import Commission, Member, TreatmentPlace
from .words import Profession


def open_commission(
    *,
    by: str,
    slug: str,
    details: commission_facts.Details,
    at: datetime | None = None,
    submission: str | None = None,
) -> Commission:
    """Set up a commission."""
    with recording(by=by, place=slug, submission=submission) as pen:
        id = reads.commission_id(slug)
        if pen.state(COMMISSION, id) is not None:
            raise Refused(_("The commission “%(slug)s” is set up already."), slug=slug)
        return pen.note(COMMISSION, id, commission_facts.CommissionOpened(slug, details), at=at)


def change_commission(
    *,
    by: str,
    slug: str,
    details: commission_facts.Details,
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Commission:
    """Say anew what is set of a commission. Hearings that stand are left as they are."""
    with recording(by=by, place=slug, submission=submission) as pen:
        now = commission_of(pen, slug)
        if seen is not None and seen != now.version:
            raise Refused(
                _(
                    "%(who)s changed this commission meanwhile. Nothing was written; look at it as "
                    "it is now, then change it."
                ),
                who=Who(now.changed_by),
            )
        if details == now.details:
            raise Malformed(_("Nothing was changed. Change what is set, then save."))
        return pen.note(COMMISSION, now.id, commission_facts.CommissionChanged(details), at=at)


def appoint_member(
    *,
    by: str,
    commission: str,
    account: str,
    profession: Profession,
    begins: date,
    until: date | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Member:
    """Make an account a member, from a day on; to the day before `until`, where that is known."""
    with recording(by=by, place=commission, submission=submission) as pen:
        commission_of(pen, commission)
        if until is not None and until <= begins:
            raise Malformed(_("A member sits for at least a day. Check the two dates."))
        for row in reads.members(commission):
            over = (until is None or row.begins < until) and (
                row.until is None or begins < row.until
            )
            if row.account == account and over:
                raise Refused(
                    _(
                        "%(who)s is a member of this commission for these days already. End that "
                        "first; nothing was written."
                    ),
                    who=Who(account),
                )
        body = commission_facts.MemberAppointed(account, profession, begins, until)
        return pen.note(MEMBER, new_id(), body, at=at)


def end_member(
    *, by: str, member: str, until: date, at: datetime | None = None, submission: str | None = None
) -> Member:
    """Say that a member sits no more from `until` on."""
    with recording(by=by, submission=submission) as pen:
        now = pen.state(MEMBER, check_id(member))
        if now is None:
            raise Absent(_("That member is not in this ledger. Go back and open the page again."))
        pen.place = now.commission
        if now.until is not None and now.until <= until:
            raise Refused(_("This member’s time ends by then already. Nothing was written twice."))
        return pen.note(MEMBER, member, commission_facts.MemberEnded(until), at=at)


def list_treatment(
    *,
    by: str,
    commission: str,
    details: commission_facts.PlaceDetails,
    wait_days: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> TreatmentPlace:
    """Add a place of treatment; `wait_days` is what it says of its wait."""
    with recording(by=by, place=commission, submission=submission) as pen:
        commission_of(pen, commission)
        return pen.note(
            TREATMENT, new_id(), commission_facts.TreatmentListed(details, wait_days), at=at
        )


def change_treatment(
    *,
    by: str,
    commission: str,
    place: str,
    details: commission_facts.PlaceDetails,
    at: datetime | None = None,
    submission: str | None = None,
) -> TreatmentPlace:
    """Say anew what is known of a place."""
    with recording(by=by, place=commission, submission=submission) as pen:
        now = treatment_of(pen, place)
        policies.check_takes_people(now)
        return pen.note(TREATMENT, now.id, commission_facts.TreatmentChanged(details), at=at)


def say_wait(
    *,
    by: str,
    commission: str,
    place: str,
    wait_days: int,
    at: datetime | None = None,
    submission: str | None = None,
) -> TreatmentPlace:
    """Write down how many days somebody waits there now, as the place says."""
    with recording(by=by, place=commission, submission=submission) as pen:
        now = treatment_of(pen, place)
        policies.check_takes_people(now)
        return pen.note(TREATMENT, now.id, commission_facts.WaitSaid(wait_days), at=at)


def close_treatment(
    *,
    by: str,
    commission: str,
    place: str,
    at: datetime | None = None,
    submission: str | None = None,
) -> TreatmentPlace:
    """Say that a place takes nobody any more. Whoever waits there stays as they are."""
    with recording(by=by, place=commission, submission=submission) as pen:
        now = treatment_of(pen, place)
        policies.check_takes_people(now)
        return pen.note(TREATMENT, now.id, commission_facts.TreatmentClosed(), at=at)


def treatment_of(pen: Pen, id: str) -> TreatmentPlace:
    """The place of treatment. Raises Absent where there is none."""
    now = pen.state(TREATMENT, check_id(id))
    if now is None:
        raise Absent(_("That place of treatment is not listed here. Choose another one."))
    return now
