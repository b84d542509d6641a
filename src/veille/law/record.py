"""The record of an earlier conviction: when it is kept apart, and whether it counts.

It hangs on the days of that conviction and its sentence, never on the day of the new facts.
"""

from datetime import date

import msgspec

from .answer import Answer, Considered, weakest
from .books import Book
from .case import Case
from .words import date_words, filled, say, sentences

#: What a conviction that counts makes of the person before the law.
COUNTS_AS = "prior_record"


def as_recorded(case: Case, book: Book) -> Case:
    """The case, with its conviction as a prior record; without, where the law deems that it never
    was."""
    if book.record is None:
        return case
    others = tuple(each for each in case.circumstances if each != COUNTS_AS)
    counts = () if deemed_never(case, book) else (COUNTS_AS,)
    return msgspec.structs.replace(case, circumstances=(*others, *counts))


def deemed_never(case: Case, book: Book) -> bool:
    """Whether on the day of the case the person is deemed never to have been convicted."""
    if book.record is None or case.conviction_date is None:
        return False
    rule = book.record[0]
    if not rule.later_deemed_never or case.conviction_date < rule.older_than:
        return False
    on, _considered = kept_apart_on(case, book)
    return on is not None and on <= case.date


def with_record(answer: Answer, case: Case, book: Book) -> Answer:
    """The answer, with what is to be said of the record of an earlier conviction."""
    on, considered = kept_apart_on(case, book)
    if considered is None:
        return answer
    if on is None:
        return msgspec.structs.replace(answer, rejected=(*answer.rejected, considered))
    applied = (*answer.applied, considered)
    said = [considered.why, *([say("deemed_never")] if deemed_never(case, book) else [])]
    return msgspec.structs.replace(
        answer,
        record_kept_apart_on=on,
        applied=applied,
        source=weakest(applied),
        text=sentences([*said, answer.text]),
    )


def kept_apart_on(case: Case, book: Book) -> tuple[date | None, Considered | None]:
    """The day, and the rule as it was considered; the day is None where the case lacks a date."""
    if book.record is None or case.conviction_date is None:
        return None, None
    rule, reference, key = book.record
    if case.conviction_date < rule.older_than:
        on, why = rule.older_on, say("record_older")
    elif case.sentence_ended is None:
        return None, Considered(key, reference, say("record_sentence_unknown"), ())
    else:
        last = max(case.conviction_date, case.sentence_ended)
        on, why = years_after(last, rule.years_after), say("record_later")
    why = filled(why, on=date_words(on), years=str(rule.years_after))
    return on, Considered(key, reference, why, ())


def years_after(day: date, years: int) -> date:
    """The same day, years later; for the 29th of February, the 1st of March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
