"""When a flag or a restriction may be said, changed, or set aside at the door."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.refusal import Malformed, Refused

from .state import Flag, Restriction
from .words import Appeal, Decision, FlagKind, Review

#: No restriction is longer. This house's own rule, assumed.
LONGEST_DAYS = 90
#: An end is a morning: the day that is chosen may add some hours.
_MORNING = timedelta(days=1)
#: A flag that ends by itself, because what it says does, does so after at most this.
PREGNANCY_DAYS = 280


def check_has_an_end(until: datetime | None) -> datetime:
    if until is None:
        raise Malformed(
            _(
                "A restriction ends by itself: choose until when, at most %(days)s days. Nothing "
                "was saved yet, and what you wrote is still here."
            ),
            days=LONGEST_DAYS,
        )
    return until


def check_restriction(restriction: Restriction) -> None:
    """What must be so of a restriction after whatever was done or corrected."""
    if restriction.until <= restriction.begins_at:
        raise Malformed(
            _(
                "The restriction would end (%(until)s) before it begins (%(begins)s). Choose a "
                "later end."
            ),
            until=restriction.until,
            begins=restriction.begins_at,
        )
    longest = timedelta(days=LONGEST_DAYS) + _MORNING
    if restriction.until - restriction.begins_at > longest:
        raise Malformed(
            _(
                "A restriction lasts at most %(days)s days. Choose an earlier end; it can be "
                "imposed "
                "anew afterwards, with a new reason."
            ),
            days=LONGEST_DAYS,
        )
    said = (restriction.reviewed_at, restriction.appealed_at, restriction.lifted_at)
    changed = [at for at in said if at is not None]
    if any(at < restriction.begins_at for at in changed):
        raise Malformed(
            _(
                "The restriction began at %(begins)s; nothing was said of it before that. Check "
                "the "
                "time."
            ),
            begins=restriction.begins_at,
        )


def check_is_not_over(restriction: Restriction, now: datetime) -> None:
    if now >= restriction.ends_at:
        raise Refused(
            _("This restriction ended on %(ends)s: nothing keeps the visitor out any more."),
            ends=restriction.ends_at,
        )


def check_is_shorter(restriction: Restriction, until: datetime | None, shortened: bool) -> None:
    """A review can only shorten: whatever is longer is a new restriction with its own reason."""
    if not shortened:
        if until is not None:
            raise Malformed(_("Only a shortened restriction has a new end. Leave the end empty."))
        return
    if until is None:
        raise Malformed(_("Choose the new, earlier end of the restriction."))
    if not restriction.begins_at < until < restriction.ends_at:
        raise Malformed(
            _(
                "A review can only shorten a restriction: choose an end before %(ends)s. If there "
                "is "
                "a new reason, impose a new one."
            ),
            ends=restriction.ends_at,
        )


def check_can_review(
    restriction: Restriction, outcome: Review, until: datetime | None, now: datetime
) -> None:
    check_is_not_over(restriction, now)
    check_is_shorter(restriction, until, outcome is Review.SHORTENED)


def check_can_appeal(restriction: Restriction, now: datetime) -> None:
    check_is_not_over(restriction, now)
    if restriction.appeal is Appeal.OPEN:
        raise Refused(
            _("The visitor's appeal of %(at)s is not decided yet. Decide it first."),
            at=restriction.appealed_at,
        )


def check_can_decide(
    restriction: Restriction, decision: Decision, until: datetime | None, by: str, now: datetime
) -> None:
    check_is_not_over(restriction, now)
    if restriction.appeal is not Appeal.OPEN:
        raise Refused(_("There is no appeal to decide: the visitor made none, or it was decided."))
    if by == restriction.imposed_by:
        raise Refused(
            _(
                "You imposed this restriction: a colleague decides the appeal. It stays open until "
                "then."
            ),
        )
    check_is_shorter(restriction, until, decision is Decision.SHORTENED)


def check_flag(flag: Flag) -> None:
    ends = flag.ends_at
    if ends is not None and ends < flag.raised_at:
        raise Malformed(_("The flag would end before it was raised. Check the date."))
    if flag.kind is FlagKind.PREGNANCY and (
        flag.until is None or flag.until - flag.raised_at > timedelta(days=PREGNANCY_DAYS + 1)
    ):
        raise Malformed(
            _("A flag for a pregnancy ends by itself, after at most %(days)s days."),
            days=PREGNANCY_DAYS,
        )


def check_can_lower(flag: Flag, now: datetime) -> None:
    if not flag.stands(now):
        raise Refused(_("This flag holds no longer: there is nothing to lower."))


def now_or(at: datetime | None) -> datetime:
    return at or clock.now()
