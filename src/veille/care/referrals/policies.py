"""When a service can be given and a referral moved, by what is so.

Each raises Refused with what the person at the desk can do about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from veille.ledger.refusal import Malformed, Refused, Who

from .course import ALLOWED, LEADS_TO
from .facts import Details, OwnService
from .state import Destination, Referral, Services
from .words import Need, Service, Status, Verb

LONGEST_NAME = 120
LONGEST_ADDRESS = 200
LONGEST_PHONE = 40
LONGEST_NOTE = 500
LONGEST_SERVICE = 40
#: Nobody hands out more at once; a larger number is a slip of the finger.
LARGEST_COUNT = 500


@dataclass(frozen=True)
class On:
    """A moment with its day of the week, in a sentence."""

    at: datetime

    def __str__(self) -> str:
        local = timezone.localtime(self.at)
        day = formats.date_format(local, "l"), formats.date_format(local, "MONTH_DAY_FORMAT")
        return f"{day[0]} {day[1]}, {formats.time_format(local, 'H:i')}"


@dataclass(frozen=True)
class Instead:
    """Where else to refer for a need, as a sentence inside another."""

    need: Need
    others: Sequence[str]

    def __str__(self) -> str:
        places = {"need": self.need.label, "others": ", ".join(self.others)}
        return str(_FOR_IT_ALSO if self.others else _NO_OTHER) % places


_FOR_IT_ALSO = _("For %(need)s the directory also has: %(others)s.")
_NO_OTHER = _("The directory has no other place for %(need)s: ask a coordinator to add one.")


def check_can_be_offered(chosen: Services) -> None:
    """Whether a site's list can read like this."""
    if not chosen.offered:
        raise Malformed(_("Choose at least one service that the site gives."))
    for own in chosen.own:
        if not (0 < len(own.fr) <= LONGEST_SERVICE and 0 < len(own.en) <= LONGEST_SERVICE):
            raise Malformed(
                _(
                    "A service of the site's own has a name in French and one in English, each of "
                    "at "
                    "most %(longest)s characters. Write both."
                ),
                longest=LONGEST_SERVICE,
            )
    if len({own.fr.casefold() for own in chosen.own}) < len(chosen.own):
        raise Malformed(_("Two services have one name. Give each its own."))


def check_is_a_service(key: str, services: Services | None) -> None:
    """Whether a service is one of the base list or was ever named by the site."""
    own: Sequence[OwnService] = services.own if services else ()
    if key not in Service.values and key not in {service.key for service in own}:
        raise Malformed(_("There is no such service here. Open the page again, then choose one."))


def check_count(count: int) -> None:
    if not 1 <= count <= LARGEST_COUNT:
        raise Malformed(
            _("A service is given 1 to %(largest)s times at once. Check the number."),
            largest=LARGEST_COUNT,
        )


def check_happened_during(at: datetime | None, arrived: datetime) -> None:
    """Nothing is done for a visitor before they came."""
    if at is not None and at < arrived:
        raise Malformed(
            _(
                "That is before the visitor arrived (%(arrived)s). Check the time, or correct the "
                "arrival first."
            ),
            arrived=arrived,
        )


def check_can_be_listed(details: Details) -> None:
    """Whether the directory can say this of a place."""
    if not 0 < len(details.name) <= LONGEST_NAME:
        raise Malformed(
            _("A place has a name of 1 to %(longest)s characters. Write it as its sign says."),
            longest=LONGEST_NAME,
        )
    if not details.needs:
        raise Malformed(_("Choose at least one need that this place serves."))
    if len(details.address) > LONGEST_ADDRESS or len(details.phone) > LONGEST_PHONE:
        raise Malformed(_("The address or the phone number is too long. Shorten it."))
    if max(len(details.note_fr), len(details.note_en)) > LONGEST_NOTE:
        raise Malformed(
            _("What to know has at most %(longest)s characters in each language. Shorten it."),
            longest=LONGEST_NOTE,
        )
    if details.hours.time_zone not in available_timezones():
        raise Malformed(
            _("There is no time zone “%(zone)s”. Use a name such as America/Toronto."),
            zone=details.hours.time_zone[:40],
        )


def check_is_still_listed(place: Destination) -> None:
    if place.closed_at is not None:
        raise Refused(
            _(
                "%(place)s was closed for good on %(since)s. If it opened again, strike its "
                "closing "
                "out; nothing was changed."
            ),
            place=place.details.name,
            since=On(place.closed_at),
        )


def check_was_seen(now: Destination | Referral | Services, seen: int | None) -> None:
    """Two people changed one thing at once: the second is told so."""
    if seen is not None and seen != now.version:
        by = now.moved_by if isinstance(now, Referral) else now.changed_by
        at = now.since if isinstance(now, Referral) else now.changed_at
        raise Refused(
            _(
                "%(who)s changed this meanwhile (%(when)s). Your tap wrote nothing, and nothing "
                "was "
                "lost; look at it as it is now, then do it again if it is still right."
            ),
            who=Who(by),
            when=at,
        )


def check_serves(place: Destination, need: Need, others: Sequence[str]) -> None:
    if need not in place.details.needs:
        raise Refused(
            _(
                "The directory does not list %(place)s for %(need)s. %(instead)s Nothing was "
                "written."
            ),
            place=place.details.name,
            need=need.label,
            instead=Instead(need, others),
        )


def check_takes(
    place: Destination,
    need: Need,
    appointment: datetime | None,
    at: datetime,
    others: Sequence[str],
) -> None:
    """Whether a place takes somebody: for this need, still, and open then.

    `others` are the names of other places for the need. Somebody who walks in is told the
    hours on the card; only a place that is closed for good refuses them.
    """
    name, instead = place.details.name, Instead(need, others)
    if place.closed_at is not None and place.closed_at <= (appointment or at):
        raise Refused(
            _("%(place)s is closed for good since %(since)s. %(instead)s Nothing was written."),
            place=name,
            since=On(place.closed_at),
            instead=instead,
        )
    check_serves(place, need, others)
    hours = place.details.hours
    if appointment is None or not hours.known or hours.is_open(appointment):
        return
    following = hours.next_opening(appointment)
    if following is None:
        raise Refused(
            _(
                "%(place)s is closed on %(when)s and for a long time after. %(instead)s Nothing "
                "was "
                "written."
            ),
            place=name,
            when=On(appointment),
            instead=instead,
        )
    raise Refused(
        _(
            "%(place)s is closed on %(when)s; it opens next on %(next)s. Choose a time then, or "
            "another place. %(instead)s Nothing was written."
        ),
        place=name,
        when=On(appointment),
        next=On(following),
        instead=instead,
    )


def check_can_move(referral: Referral, verb: Verb) -> None:
    """Whether a verb can be done from where the referral stands."""
    possible = ALLOWED[referral.status]
    if verb in possible:
        return
    if not possible:
        raise Refused(
            _(
                "This referral was closed at %(since)s: nothing more is done with it. Offer a new "
                "one, or strike its closing out."
            ),
            since=referral.since,
        )
    raise Refused(
        _(
            "This referral is “%(status)s” since %(since)s; your tap wrote nothing. What can be "
            "done "
            "now: %(verbs)s."
        ),
        status=referral.status.label,
        since=referral.since,
        verbs=Verbs(possible),
    )


@dataclass(frozen=True)
class Verbs:
    """Verbs, in a sentence."""

    verbs: Sequence[Verb]

    def __str__(self) -> str:
        return ", ".join(f"“{verb.label}”" for verb in self.verbs)


def check_course(referral: Referral) -> None:
    """What must be so of a referral after whatever was done or corrected: each verb, by the time
    when it happened, was possible then."""
    status = Status.OFFERED
    for move in referral.moves:
        if move.at < referral.offered_at:
            raise Malformed(
                _("That is before the referral was offered (%(offered)s). Check the time."),
                offered=referral.offered_at,
            )
        if move.verb not in ALLOWED[status]:
            raise Malformed(
                _(
                    "“%(verb)s” cannot follow where the referral was “%(status)s”. Check the time, "
                    "or correct what comes after it first."
                ),
                verb=move.verb.label,
                status=status.label,
            )
        _check_appointment(move.verb, move.at, move.appointment)
        status = LEADS_TO[move.verb]


def _check_appointment(verb: Verb, at: datetime, appointment: datetime | None) -> None:
    if appointment is None:
        return
    if verb in (Verb.MAKE, Verb.RESCHEDULE) and appointment < at:
        raise Malformed(
            _(
                "The appointment (%(when)s) lies before it was made (%(at)s). Check its date, or "
                "enter when the referral was made."
            ),
            when=On(appointment),
            at=On(at),
        )
    if verb is Verb.MISS and at < appointment:
        raise Malformed(
            _(
                "The appointment is only on %(when)s: nobody can have missed it yet. If it was "
                "called off, give another appointment or close the referral."
            ),
            when=On(appointment),
        )
