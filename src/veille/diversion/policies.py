"""When something can be done with a case, by what is so.

Each raises Refused with what the person at the desk can do about it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from veille.law import codes, substances
from veille.law.answer import Words
from veille.law.books import canonical, name_of
from veille.ledger.refusal import Malformed, Refused, Who

from . import course, facts, panel
from .case_parts import Move
from .commission_facts import Details, PlaceDetails
from .commission_state import Commission, TreatmentPlace
from .course import ALLOWED, TREATMENT_ALLOWED, TREATMENT_WHILE
from .facts import Panelist, Seized
from .sentences import InWords, On, Verbs
from .state import Case
from .tables import MemberRow
from .words import ContactBy, FileVerb, NoticeBy, Profession, Status, TreatmentVerb, Verb

LONGEST_NAME = 120
LONGEST_ADDRESS = 200
LONGEST_SERVICE = 80
LONGEST_ROOM = 40
LONGEST_NOTE = 2_000
MINUTES_A_DAY = 24 * 60
#: Larger than any seizure that a commission deals with; a slip of the finger.
LARGEST_AMOUNT = Decimal(100_000)
#: A hearing may begin this long before its appointment, where everybody is there.
EARLY_ALLOWED = timedelta(hours=2)
LONGEST_WAIT_DAYS = 3_650


# What is set.


def check_commission(slug: str, details: Details) -> None:
    """Whether a commission can be set like this."""
    if not slug or len(slug) > 40 or not slug.replace("-", "").isalnum():
        raise Malformed(
            _("A commission has a short name of letters, digits and dashes, such as “montreal”.")
        )
    if not all(0 < len(name) <= LONGEST_NAME for name in (details.name_fr, details.name_en)):
        raise Malformed(
            _(
                "A commission has a name in French and one in English, each of at most %(longest)s "
                "characters."
            ),
            longest=LONGEST_NAME,
        )
    if not details.territory:
        raise Malformed(
            _("Say for whom this commission is competent: beginnings of postal codes, or places.")
        )
    if details.law not in codes():
        raise Malformed(
            _("There are no rules for “%(law)s”. Choose one of %(codes)s."),
            law=details.law[:20],
            codes=", ".join(codes()),
        )
    if details.time_zone not in available_timezones():
        raise Malformed(
            _("There is no time zone “%(zone)s”. Use a name such as America/Toronto."),
            zone=details.time_zone[:40],
        )
    if not details.rooms or any(not 0 < len(room) <= LONGEST_ROOM for room in details.rooms):
        raise Malformed(_("Name at least one room in which hearings are held."))
    if not details.sessions:
        raise Malformed(_("Say on which days and at what hours hearings are held."))
    for one in details.sessions:
        if not (0 <= one.day <= 6 and 0 <= one.opens < one.closes <= MINUTES_A_DAY):
            raise Malformed(_("A session ends after it begins, on one day. Check its hours."))
    if not 10 <= details.hearing_minutes <= 240:
        raise Malformed(_("A hearing is given 10 to 240 minutes. Check the number."))
    if details.record_kept_months < 1 or details.adult_from_years < 1:
        raise Malformed(_("A record is kept for at least a month. Check the numbers."))


def check_place(details: PlaceDetails) -> None:
    if not 0 < len(details.name) <= LONGEST_NAME or not details.kinds:
        raise Malformed(_("A place of treatment has a name, and gives at least one treatment."))


def check_wait(days: int | None) -> None:
    if days is not None and not 0 <= days <= LONGEST_WAIT_DAYS:
        raise Malformed(_("A wait is a number of days, 0 where there is none. Check it."))


# A referral.


def check_seizure(seized: Sequence[Seized]) -> None:
    """Each with an amount and its unit, of a substance that the law has a word for."""
    if not seized:
        raise Malformed(_("Say what was seized: the substance, how much of it, and the unit."))
    for one in seized:
        if not one.amount.is_finite() or not 0 < one.amount <= LARGEST_AMOUNT:
            raise Malformed(
                _(
                    "An amount of %(substance)s is missing, or cannot be right. Enter the amount "
                    "and its unit; nothing was written."
                ),
                substance=InWords(name_of(canonical(one.substance)))
                if is_known(one.substance)
                else one.substance[:40],
            )
        if not is_known(one.substance) and one.substance != facts.UNKNOWN_SUBSTANCE:
            raise Malformed(
                _(
                    "“%(substance)s” is not a substance that the law has a word for. Choose it "
                    "from "
                    "the list; nothing was written."
                ),
                substance=one.substance[:40],
            )


def is_known(substance: str) -> bool:
    """Whether the law has a word for a substance."""
    return canonical(substance) in substances()


def check_was_found_before(found_at: datetime, arrived: datetime) -> None:
    if found_at > arrived:
        raise Malformed(
            _(
                "The person was found at %(found)s, after the referral arrived. Check the time; "
                "nothing was written."
            ),
            found=On(found_at),
        )


class UnderAge(Refused):
    """Whoever was referred goes to the youth path; nothing is kept of them here."""

    status = 422


def check_is_of_age(ages: Collection[int], commission: Commission) -> None:
    """Whoever is under age goes to the youth path, never before the panel."""
    limit = commission.details.adult_from_years
    if min(ages) >= limit:
        return
    youth_path = Words(commission.details.youth_path_en, commission.details.youth_path_fr)
    if max(ages) >= limit:
        raise Malformed(
            _(
                "Born in that year, the person may be under %(limit)s. Enter their age on that "
                "day; "
                "nothing was written. If they are under age: %(where)s"
            ),
            limit=limit,
            where=InWords(youth_path),
        )
    raise UnderAge(
        _(
            "Whoever is under %(limit)s goes to the youth path, never to the commission: nothing "
            "was "
            "kept here. Where to refer instead: %(where)s"
        ),
        limit=limit,
        where=InWords(youth_path),
    )


# The course.


def check_was_seen(now: Case, seen: int | None) -> None:
    """Two people changed one case at once: the second is told so."""
    if seen is not None and seen != now.version:
        raise Refused(
            _(
                "%(who)s changed this case meanwhile. What you sent wrote nothing, and nothing was "
                "lost; look at it as it is now, then do it again if it is still right."
            ),
            who=Who(now.moved_by),
        )


def check_can_move(case: Case, verb: Verb | TreatmentVerb | FileVerb) -> None:
    """Whether a verb can be done from where the case stands."""
    possible = course.possible(case.status, case.treatment.status)
    if verb in possible:
        return
    if not possible:
        raise Refused(_("The record of this case was destroyed: nothing more is done with it."))
    raise Refused(
        _(
            "This case is “%(status)s” since %(since)s: “%(verb)s” cannot be done now, and nothing "
            "was written. What can be done: %(verbs)s."
        ),
        status=case.status.label,
        since=case.since,
        verb=verb.label,
        verbs=Verbs(possible),
    )


def check_course(steps: Iterable[tuple[Case, Move]], received_at: datetime) -> None:
    """What must be so after whatever was done or corrected: each verb, by the time when it
    happened, was possible then. `steps`: each with the case as it stood before it."""
    for before, move in steps:
        if move.at < received_at:
            raise Malformed(
                _(
                    "That is before the referral arrived (%(arrived)s). Check the time; nothing "
                    "was "
                    "written."
                ),
                arrived=received_at,
            )
        if not _was_possible(before, move.verb):
            raise Malformed(
                _(
                    "“%(verb)s” cannot follow where the case was “%(status)s”. Check the time, or "
                    "correct what comes after it first; nothing was written."
                ),
                verb=move.verb.label,
                status=before.status.label,
            )
        _check_time(before, move)


def _was_possible(before: Case, verb: Verb | TreatmentVerb | FileVerb) -> bool:
    if isinstance(verb, FileVerb):
        return before.status is not Status.DESTROYED
    if isinstance(verb, TreatmentVerb):
        allowed = verb in TREATMENT_ALLOWED[before.treatment.status]
        return allowed and before.status in TREATMENT_WHILE
    return verb in ALLOWED[before.status]


def _check_time(before: Case, move: Move) -> None:
    body, appointment = move.body, before.appointment
    if isinstance(body, (facts.Appointed, facts.Moved)) and body.appointment <= move.at:
        raise Malformed(
            _(
                "A hearing cannot be fixed for %(when)s: that is past. Choose a time to come; "
                "nothing was written."
            ),
            when=On(body.appointment),
        )
    if appointment is None:
        return
    if move.verb is Verb.HEAR and move.at < appointment.at - EARLY_ALLOWED:
        raise Malformed(
            _(
                "The hearing is only on %(when)s: it cannot have been held yet. Move the "
                "appointment if it takes place earlier; nothing was written."
            ),
            when=On(appointment.at),
        )
    if move.verb is Verb.MISS and move.at < appointment.at:
        raise Malformed(
            _(
                "The hearing is only on %(when)s: nobody can have missed it yet. Nothing was "
                "written."
            ),
            when=On(appointment.at),
        )


def check_is_to_come(appointment: datetime, now: datetime) -> None:
    """No notice of a day gone by."""
    if appointment <= now:
        raise Refused(
            _(
                "The appointment was on %(when)s: nobody is given notice of a day gone by. Move "
                "the appointment first; nothing was written."
            ),
            when=On(appointment),
        )


# The panel.


def check_panel(case: Case, sitting: Sequence[Panelist]) -> None:
    """A whole panel, and nobody on it who stepped out of this case."""
    conflicted = {one.account for one in sitting} & set(case.conflicted)
    if conflicted:
        raise Refused(
            _(
                "%(who)s stepped out of this case for a conflict and cannot sit on it. Choose "
                "somebody else; nothing was written."
            ),
            who=Who(min(conflicted)),
        )
    if not panel.is_whole(sitting):
        raise Refused(
            _(
                "A panel is three different people: one from law, two from health or social work. "
                "Complete it first; nothing was written."
            ),
        )


def check_sits(member: MemberRow | None, account: str, at: datetime) -> Panelist:
    """A member as a panelist, where they are a member then."""
    if member is None:
        raise Malformed(
            _(
                "%(who)s is no member of this commission on %(when)s. Choose somebody who is; "
                "nothing was written."
            ),
            who=Who(account),
            when=On(at),
        )
    return Panelist(account, Profession(member.profession))


def check_is_free(busy: Iterable[str], at: datetime) -> None:
    """Nobody sits on two hearings at once."""
    for account in busy:
        raise Refused(
            _(
                "%(who)s sits on another hearing at that time (%(when)s). Choose another member or "
                "another time; nothing was written."
            ),
            who=Who(account),
            when=On(at),
        )


def check_steps_out(case: Case, account: str) -> None:
    if account not in {one.account for one in case.panel}:
        raise Malformed(
            _("%(who)s does not sit on this case. Open the case again; nothing was written."),
            who=Who(account),
        )


def check_has_contact(case: Case, way: NoticeBy) -> None:
    """A notice is sent by a contact only where the person chose one."""
    if way is NoticeBy.CONTACT and case.contact_by is ContactBy.NONE:
        raise Refused(
            _(
                "This person gave no contact. Choose how else the notice reached them; nothing was "
                "written."
            ),
        )


def check_has_quorum(case: Case) -> None:
    """Who decides is the whole panel that heard the case."""
    if case.heard_at is None or not panel.is_whole(case.panel):
        raise Refused(
            _(
                "The panel that heard this case is no longer whole: there is no quorum. Fix "
                "another "
                "hearing before a whole panel; nothing was written."
            ),
        )


def check_takes_people(place: TreatmentPlace) -> None:
    if place.closed_at is not None:
        raise Refused(
            _("%(place)s takes nobody any more. Choose another place; nothing was written."),
            place=place.details.name,
        )


def check_panel_decides(before: Case, deciding: Sequence[Panelist]) -> None:
    """Who decides is who heard."""
    if {one.account for one in deciding} != {one.account for one in before.panel}:
        raise Refused(
            _("Others decided than heard the case. Who decides has heard it; nothing was written."),
        )
