"""What the commission does with a case, to the hearing. What the panel and the clerk do from
there stands in `decisions.py` and `follow_up.py`; how a referral arrives in `intake.py`.

Each verb checks the rule, writes its facts in one transaction, and returns the new state; or
raises Refused, and nothing was written. `by` is the account that does it; `told` what each may
be told besides (`cases.Told`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Unpack

from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.recording import Pen
from veille.ledger.refusal import Malformed, Refused

from . import deadlines, facts, hearings, policies, reads
from .area import CASE, commission_of
from .cases import Told, plainly, stepping, times_of
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


def acknowledge(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """Confirm to the authority that the referral is here; take over a case that was
    transferred."""
    return plainly(Verb.ACKNOWLEDGE, facts.Acknowledged, by, case, told)


def schedule(
    *,
    by: str,
    case: str,
    appointment: datetime | None = None,
    room: str = "",
    panel: Sequence[str] = (),
    **told: Unpack[Told],
) -> Case:
    """Fix an appointment: the one given, or the first that is free. The panel (accounts) is
    seated with it: the one given, or the least busy who are free.

    Where no hearing is free in time, the reason is entered with it.
    """
    with stepping(Verb.SCHEDULE, by, case, told) as step:
        pen, now = step.pen, step.case
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
            note=step.note,
        )
        fixed = step.write(body)
        return _explain_if_late(pen, fixed, _why_late(now, slot, first), told.get("at"))


def reschedule(
    *,
    by: str,
    case: str,
    why: MoveReason,
    appointment: datetime | None = None,
    room: str = "",
    panel: Sequence[str] = (),
    **told: Unpack[Told],
) -> Case:
    """Move the appointment to the time given, or to the first free one after it; arguments as in
    `schedule`. The notice has to be issued anew."""
    with stepping(Verb.RESCHEDULE, by, case, told) as step:
        pen, now = step.pen, step.case
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
            note=step.note,
        )
        moved = step.write(body)
        return _explain_if_late(pen, moved, _LATE_AFTER[why], told.get("at"))


def notify(*, by: str, case: str, way: NoticeBy, **told: Unpack[Told]) -> Case:
    """Issue the notice. What it says (place, time, contact, in the person's language) is kept."""
    with stepping(Verb.NOTIFY, by, case, told) as step:
        now = step.case
        said = step.commission
        assert now.appointment is not None
        policies.check_is_to_come(now.appointment.at, step.when)
        policies.check_has_contact(now, way)
        address = said.address_fr if now.language == "fr" else said.address_en
        body = facts.NoticeIssued(
            by=way,
            language=now.language,
            appointment=now.appointment.at,
            room=now.appointment.room,
            address=address,
            phone=said.phone,
            note=step.note,
        )
        return step.write(body)


def seat(*, by: str, case: str, panel: Sequence[str], **told: Unpack[Told]) -> Case:
    """Say who sits: three accounts."""
    with stepping(Verb.SEAT, by, case, told) as step:
        now = step.case
        assert now.appointment is not None
        sitting = _panelists(now, panel, now.appointment.at)
        policies.check_panel(now, sitting)
        return step.write(facts.PanelSeated(sitting))


def step_out(
    *, by: str, case: str, account: str, replacement: str = "", **told: Unpack[Told]
) -> Case:
    """A member with a conflict steps out, and sits on this case no more.

    Before the hearing somebody else may sit in their place. Once the case was heard nobody can:
    without quorum there has to be another hearing.
    """
    with stepping(Verb.STEP_OUT, by, case, told) as step:
        now = step.case
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
        return step.write(facts.SteppedOut(account, other, step.note))


def miss(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """The person did not appear. The time limit for appearing has its reason with it."""
    with stepping(Verb.MISS, by, case, told) as step:
        missed = step.write(facts.Missed(step.note))
        if Deadline.APPEARANCE in missed.explained:
            return missed
        return step.write(facts.Explained(Deadline.APPEARANCE, LateReason.PERSON))


def give_up(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """The person cannot be reached. Somebody who turns up is given another appointment."""
    return plainly(Verb.GIVE_UP, facts.GivenUp, by, case, told)


def transfer(*, by: str, case: str, to: str, domicile: str, **told: Unpack[Told]) -> Case:
    """Hand the case to the commission of the person's domicile; it goes on there, with its
    history. An appointment that stood here is void."""
    with stepping(Verb.TRANSFER, by, case, told) as step:
        pen, now = step.pen, step.case
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
        body = facts.Transferred(to, domicile.strip(), step.note)
        moved = step.write(body)
        return _explain_if_late(pen, moved, LateReason.TRANSFER, told.get("at"), now=clock.now())


def explain(
    *, by: str, case: str, deadline: Deadline, why: LateReason, **told: Unpack[Told]
) -> Case:
    """Enter why a time limit was not kept."""
    with stepping(Verb.EXPLAIN, by, case, told) as step:
        return step.write(facts.Explained(deadline, why, step.note))


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
