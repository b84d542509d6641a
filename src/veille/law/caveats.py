"""How far an answer reaches: what possession leaves out, and until when the law is known here."""

from datetime import date

import msgspec

from .answer import Reference, Words
from .books import Book, book
from .case import Case
from .words import date_words, filled, say

#: A case that says one of these is answered as that, and not as possession.
_MORE_THAN_POSSESSION = {"intent_to_traffic", "cultivation"}


class Caveat(msgspec.Struct, frozen=True):
    """A sentence that stands beside an answer; `reference`: where the law says it, if it does."""

    text: Words
    reference: Reference | None = None


def caveats(case: Case, today: date) -> list[Caveat]:
    """Empty where the jurisdiction has no rules, or none yet on that day."""
    try:
        place = book(case.jurisdiction)
    except KeyError:
        return []
    if place.on(case.date) is None:
        return []
    return [*_of_amounts(case, place), *_of_days(case.date, place, today)]


def _of_amounts(case: Case, place: Book) -> list[Caveat]:
    if not _MORE_THAN_POSSESSION.isdisjoint(case.circumstances):
        return []
    said = [Caveat(each.text, reference) for each, reference in place.beyond_on(case.date)]
    return [Caveat(say("possession_only")), *(said or [Caveat(say("large_amount"))])]


def _of_days(day: date, place: Book, today: date) -> list[Caveat]:
    checked = place.checked
    if day > today:
        if checked is None:
            return [Caveat(filled(say("day_to_come_unchecked"), day=date_words(day)))]
        days = {"day": date_words(day), "checked": date_words(checked)}
        return [Caveat(filled(say("day_to_come"), **days))]
    if checked is None or day <= checked:
        return []
    values = {"place": place.name, "checked": date_words(checked)}
    return [Caveat(filled(say("checked_until"), **values))]
