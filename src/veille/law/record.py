"""From which day on a record of an earlier conviction is kept apart."""

from datetime import date

import msgspec

from .answer import Answer, Considered
from .books import Day
from .case import Case
from .words import filled, say, sentences


def with_record(answer: Answer, case: Case, day: Day) -> Answer:
    """The answer, with what is to be said of the record of an earlier conviction."""
    on, considered = kept_apart_on(case, day)
    if considered is None:
        return answer
    if on is None:
        return msgspec.structs.replace(answer, rejected=(*answer.rejected, considered))
    return msgspec.structs.replace(
        answer,
        record_kept_apart_on=on,
        applied=(*answer.applied, considered),
        verified=answer.verified and considered.reference.verified != "recalled",
        text=sentences([considered.why, answer.text]),
    )


def kept_apart_on(case: Case, day: Day) -> tuple[date | None, Considered | None]:
    """The day, and the rule as it was considered; the day is None where the case lacks a date."""
    if day.record is None or case.conviction_date is None:
        return None, None
    rule, reference, key = day.record
    if case.conviction_date < rule.older_than:
        on, why = rule.older_on, say("record_older")
    elif case.sentence_ended is None:
        return None, Considered(key, reference, say("record_sentence_unknown"), ())
    else:
        last = max(case.conviction_date, case.sentence_ended)
        on, why = years_after(last, rule.years_after), say("record_later")
    return on, Considered(key, reference, filled(why, on=on.isoformat()), ())


def years_after(day: date, years: int) -> date:
    """The same day, years later; for the 29th of February, the 1st of March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
