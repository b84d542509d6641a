"""What the commission does with a case, to the hearing. What the panel and the clerk do from
there stands in `deciding.py` and `following.py`; how a referral arrives in `receiving.py`.

Each verb checks the rule, writes its facts in one transaction, and returns the new state; or
raises Refused, and nothing was written. `by` is the account that does it, `submission` the
identity of what was sent in, `at` when it happened, where that was not now, `seen` the version of
the case that the person had before their eyes, `note` free words, sealed with the case's key.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.recording import Pen, recording
from veille.ledger.refusal import Malformed, Refused

from . import deadlines, facts, hearings, policies, reads
from .area import CASE, commission_of
from .cases import case_of, sealed, times_of
from .commission_facts import Details
from .facts import Panelist
from .sentences import On
from .slots import Slot, is_a_slot
from .state import Case
from .words import Deadline, LateReason, MoveReason, NoticeBy, Verb

#: Nobody is called to a hearing sooner, unless a clerk chooses the time. Assumed.
TIME_TO_COME = timedelta(hours=1)
#: Why an appointment that was moved past the time limit is late.
_LATE_AFTER = {
    MoveReason.PERSON: LateReason.PERSON,
    MoveReason.PANEL: LateReason.COMMISSION,
    MoveReason.ROOM: LateReason.COMMISSION,
    MoveReason.HEARING: LateReason.OTHER,
    MoveReason.INTERPRETER: LateReason.OTHER,
}


def acknowledge(
    *,
    by: str,
    case: str,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """Confirm to the authority that the referral is here; take over a case that was
    transferred."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.ACKNOWLEDGE, seen)
        return pen.note(CASE, now.id, facts.Acknowledged(sealed(now, note)), at=at)


def schedule(
    *,
    by: str,
    case: str,
    appointment: datetime | None = None,
    room: str = "",
    panel: Sequence[str] = (),
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """Fix an appointment: the one given, or the first that is free. The panel (accounts) is
    seated with it: the one given, or the least busy who are free.

    Where no hearing is free in time, the reason is entered with it.
    """
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.SCHEDULE, seen)
        since = clock.now() + TIME_TO_COME
        slot, sitting = _slot(
            pen=pen, now=now, appointment=appointment, room=room, accounts=panel, since=since
        )
        first = slot if appointment is None else _first(pen, now, since)
        body = facts.Appointed(
            appointment=slot.at,
            minutes=slot.minutes,
            room=slot.room,
            panel=sitting,
            note=sealed(now, note),
        )
        fixed = pen.note(CASE, now.id, body, at=at)
        return _explain_if_late(pen, fixed, _why_late(now, slot, first), at)


def reschedule(
    *,
    by: str,
    case: str,
    why: MoveReason,
    appointment: datetime | None = None,
    room: str = "",
    panel: Sequence[str] = (),
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """Move the appointment to the time given, or to the first free one after it; arguments as in
    `schedule`. The notice has to be issued anew."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.RESCHEDULE, seen)
        assert now.appointment is not None
        since = max(clock.now() + TIME_TO_COME, now.appointment.ends)
        slot, sitting = _slot(
            pen=pen, now=now, appointment=appointment, room=room, accounts=panel, since=since
        )
        if slot.at == now.appointment.at:
            raise Malformed(
                _("The hearing is at that time already. Choose another one; nothing was written.")
            )
        body = facts.Moved(
            appointment=slot.at,
            minutes=slot.minutes,
            room=slot.room,
            why=why,
            panel=sitting,
            note=sealed(now, note),
        )
        moved = pen.note(CASE, now.id, body, at=at)
        return _explain_if_late(pen, moved, _LATE_AFTER[why], at)


def notify(
    *,
    by: str,
    case: str,
    way: NoticeBy,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """Issue the notice. What it says (place, time, contact, in the person's language) is kept."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.NOTIFY, seen)
        said = commission_of(pen, now.commission).details
        assert now.appointment is not None
        address = said.address_fr if now.language == "fr" else said.address_en
        body = facts.NoticeIssued(
            by=way,
            language=now.language,
            appointment=now.appointment.at,
            room=now.appointment.room,
            address=address,
            phone=said.phone,
            note=sealed(now, note),
        )
        return pen.note(CASE, now.id, body, at=at)


def seat(
    *,
    by: str,
    case: str,
    panel: Sequence[str],
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """Say who sits: three accounts."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.SEAT, seen)
        assert now.appointment is not None
        sitting = _panelists(now, panel, now.appointment.at)
        policies.check_panel(now, sitting)
        return pen.note(CASE, now.id, facts.PanelSeated(sitting), at=at)


def step_out(
    *,
    by: str,
    case: str,
    account: str,
    replacement: str = "",
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """A member with a conflict steps out, and sits on this case no more.

    Before the hearing somebody else may sit in their place. Once the case was heard nobody can:
    without quorum there has to be another hearing.
    """
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.STEP_OUT, seen)
        policies.check_steps_out(now, account)
        other: Panelist | None = None
        if replacement:
            if now.heard_at is not None:
                raise Refused(
                    _(
                        "Who decides has heard the case: nobody can come in after the hearing. Let "
                        "the member step out, then fix another hearing; nothing was written."
                    ),
                )
            assert now.appointment is not None
            (other,) = _panelists(now, [replacement], now.appointment.at)
            stay = tuple(one for one in now.panel if one.account != account)
            policies.check_panel(now, (*stay, other))
        return pen.note(CASE, now.id, facts.SteppedOut(account, other, sealed(now, note)), at=at)


def miss(
    *,
    by: str,
    case: str,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """The person did not appear. The time limit for appearing has its reason with it."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.MISS, seen)
        missed = pen.note(CASE, now.id, facts.Missed(sealed(now, note)), at=at)
        if Deadline.APPEARANCE in missed.explained:
            return missed
        return pen.note(
            CASE, now.id, facts.Explained(Deadline.APPEARANCE, LateReason.PERSON), at=at
        )


def give_up(
    *,
    by: str,
    case: str,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """The person cannot be reached. Somebody who turns up is given another appointment."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.GIVE_UP, seen)
        return pen.note(CASE, now.id, facts.GivenUp(sealed(now, note)), at=at)


def transfer(
    *,
    by: str,
    case: str,
    to: str,
    domicile: str,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """Hand the case to the commission of the person's domicile; it goes on there, with its
    history. An appointment that stood here is void."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.TRANSFER, seen)
        there = commission_of(pen, to)
        if there.slug == now.commission:
            raise Malformed(_("The case is with that commission already. Choose another one."))
        if not reads.how_exactly(there.details.territory, domicile):
            raise Refused(
                _(
                    "“%(domicile)s” is not in the territory of %(name)s. Check the domicile, or "
                    "choose another commission; nothing was written."
                ),
                domicile=domicile[:40],
                name=there.details.name_fr,
            )
        body = facts.Transferred(to, domicile.strip(), sealed(now, note))
        moved = pen.note(CASE, now.id, body, at=at)
        return _explain_if_late(pen, moved, LateReason.TRANSFER, at, now=clock.now())


def explain(
    *,
    by: str,
    case: str,
    deadline: Deadline,
    why: LateReason,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """Enter why a time limit was not kept."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.EXPLAIN, seen)
        return pen.note(CASE, now.id, facts.Explained(deadline, why, sealed(now, note)), at=at)


def _slot(
    pen: Pen,
    now: Case,
    appointment: datetime | None,
    room: str,
    accounts: Sequence[str],
    since: datetime,
) -> tuple[Slot, tuple[Panelist, ...]]:
    """The hearing's time and room, and who sits; raises Refused where it cannot be. Where no
    time is given, it is the first after `since`."""
    details = commission_of(pen, now.commission).details
    if appointment is None:
        found = hearings.first_free_slot(
            slug=now.commission, said=details, since=since, but=now.id, conflicted=now.conflicted
        )
        if found is None:
            raise Refused(
                _(
                    "No hearing is free within %(days)s days: no room, or no whole panel. Add "
                    "sessions or members, then fix the appointment; nothing was written."
                ),
                days=hearings.HORIZON.days,
            )
        slot, chosen = found
    else:
        slot = _given(details, now, appointment, room)
        chosen = hearings.panel_free_at(now.commission, slot, now.id, now.conflicted)
    if accounts:
        chosen = _panelists(now, accounts, slot.at)
        policies.check_is_free(hearings.busy(accounts, slot.at, slot.ends, now.id), slot.at)
    policies.check_panel(now, chosen)
    return slot, chosen


def _first(pen: Pen, now: Case, since: datetime) -> Slot | None:
    details = commission_of(pen, now.commission).details
    found = hearings.first_free_slot(
        slug=now.commission, said=details, since=since, but=now.id, conflicted=now.conflicted
    )
    return found[0] if found else None


def _given(details: Details, now: Case, appointment: datetime, room: str) -> Slot:
    """A time that the clerk chose: to come, within a session, in a room that is free."""
    if appointment <= clock.now():
        raise Malformed(
            _(
                "A hearing cannot be fixed for %(when)s: that is past. Choose a time to come; "
                "nothing was written."
            ),
            when=On(appointment),
        )
    if not is_a_slot(details, appointment):
        raise Malformed(
            _(
                "No hearings are held at %(when)s. Choose one of the free times of the docket; "
                "nothing was written."
            ),
            when=On(appointment),
        )
    ends = appointment + timedelta(minutes=details.hearing_minutes)
    standing = hearings.hearings_between(now.commission, appointment, ends, now.id)
    taken = {row.room for row in standing}
    free = [one for one in details.rooms if one not in taken and room in ("", one)]
    if not free:
        raise Refused(
            _("No room is free at %(when)s. Choose another time or room; nothing was written."),
            when=On(appointment),
        )
    return Slot(appointment, free[0], details.hearing_minutes)


def _panelists(now: Case, accounts: Sequence[str], at: datetime) -> tuple[Panelist, ...]:
    day = at.astimezone(reads.zone_of(now.commission)).date()
    return tuple(
        policies.check_sits(reads.is_member(now.commission, account, day), account, at)
        for account in accounts
    )


def _why_late(now: Case, slot: Slot, first: Slot | None) -> LateReason | None:
    """Why an appointment that is fixed past the time limit is late; None: nobody knows yet."""
    if now.missed:
        return LateReason.PERSON
    if now.came_from:
        return LateReason.TRANSFER
    if first is not None and slot.at <= first.at:
        return LateReason.NO_SLOT
    return None


def _explain_if_late(
    pen: Pen, case: Case, why: LateReason | None, at: datetime | None, now: datetime | None = None
) -> Case:
    """Enter the reason where the hearing (or, with `now`, this moment) lies past the limit."""
    said = commission_of(pen, case.commission).details
    when = now or (case.appointment.at if case.appointment else None)
    for limit in deadlines.limits(times_of(case), said.law, said.time_zone):
        late = when is not None and when > limit.due
        if limit.deadline is Deadline.APPEARANCE and late and not limit.reason and why:
            return pen.note(CASE, case.id, facts.Explained(limit.deadline, why), at=at)
    return case
