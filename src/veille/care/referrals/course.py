"""The course of a referral: which verb is allowed where, and how long it may wait. All data."""

from collections.abc import Mapping
from datetime import timedelta

from .words import Status, Verb

#: Where each verb leads.
LEADS_TO: Mapping[Verb, Status] = {
    Verb.ACCEPT: Status.ACCEPTED,
    Verb.DECLINE: Status.DECLINED,
    Verb.MAKE: Status.MADE,
    Verb.RESCHEDULE: Status.MADE,
    Verb.ATTEND: Status.ATTENDED,
    Verb.MISS: Status.MISSED,
    Verb.CLOSE: Status.CLOSED,
}

#: What can be done from where, the most usual first. Whoever declined may change their mind;
#: whoever did not go may go later.
ALLOWED: Mapping[Status, tuple[Verb, ...]] = {
    Status.OFFERED: (Verb.MAKE, Verb.ACCEPT, Verb.DECLINE, Verb.CLOSE),
    Status.ACCEPTED: (Verb.MAKE, Verb.DECLINE, Verb.CLOSE),
    Status.DECLINED: (Verb.ACCEPT,),
    Status.MADE: (Verb.ATTEND, Verb.MISS, Verb.RESCHEDULE, Verb.MAKE, Verb.CLOSE),
    Status.MISSED: (Verb.RESCHEDULE, Verb.ATTEND, Verb.MAKE, Verb.CLOSE),
    Status.ATTENDED: (Verb.CLOSE,),
    Status.CLOSED: (),
}

#: Referrals that somebody still has to do something about.
OPEN = (Status.OFFERED, Status.ACCEPTED, Status.MADE, Status.MISSED)

#: An offer is made within this, and a missed appointment made anew. Assumed: a weekend and a day.
MAKE_WITHIN = timedelta(days=3)
#: News come within this after the appointment, or after the day when a visitor was to walk in.
#: Assumed: a week.
NEWS_WITHIN = timedelta(days=7)


def longest_wait(status: Status) -> timedelta:
    """How long a referral may stand where it is before the list says that it is too long."""
    return NEWS_WITHIN if status is Status.MADE else MAKE_WITHIN
