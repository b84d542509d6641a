"""How the answer to one case changed by date."""

from datetime import date

import msgspec

from .answer import Answer
from .books import book
from .case import Case
from .engine import assess


class Span(msgspec.Struct, frozen=True):
    """The answer on the days [begins, until); `until` is None where it holds to this day."""

    begins: date
    until: date | None
    answer: Answer

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.until is None or day < self.until)


def changes(case: Case) -> list[Span]:
    """The same person with the same things, on each day since the first rule.

    Days on which a person would read the same are one span. Empty where the jurisdiction has no
    rules.
    """
    try:
        days = book(case.jurisdiction).changes
    except KeyError:
        return []
    spans: list[Span] = []
    for n, day in enumerate(days):
        until = days[n + 1] if n + 1 < len(days) else None
        answer = assess(msgspec.structs.replace(case, date=day))
        if spans and _reads_as(spans[-1].answer) == _reads_as(answer):
            spans[-1] = msgspec.structs.replace(spans[-1], until=until)
        else:
            spans.append(Span(day, until, answer))
    return spans


def _reads_as(answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, applied=(), rejected=())
