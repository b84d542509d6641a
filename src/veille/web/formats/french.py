"""Dates as French writes them where Django's format has no letter for it: “1er décembre”, “juill.”.

Every date of a page goes through Django's own format (`|date`, `date_format`), so that this is the
one place for it.
"""

import re
from datetime import date
from typing import Any

from django.utils import dateformat
from django.utils.translation import get_language

#: As the Office québécois de la langue française abbreviates months.
MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juill.", "août", "sept.", "oct.", "nov.", "déc."),
)
_SHORT_MONTH = re.compile(r"(?<!\\)[MNb]")
#: A day of the month with its month behind it.
_DAY_AND_MONTH = re.compile(r"(?<!\\)j(?=[ \u00a0\u202f](?:\\.|[FE]))")


def install() -> None:
    """From here on, every date in French is written so."""
    of_django = dateformat.Formatter.format

    def format_in_french(self: Any, formatstr: str) -> Any:
        if (get_language() or "").startswith("fr") and isinstance(self.data, date):
            formatstr = _spelled(str(formatstr), self.data)
        return of_django(self, formatstr)

    dateformat.Formatter.format = format_in_french  # type: ignore[method-assign]


def _spelled(formatstr: str, day: date) -> str:
    formatstr = _SHORT_MONTH.sub(_literally(MONTHS[day.month - 1]), formatstr)
    return _DAY_AND_MONTH.sub(_literally("1er"), formatstr) if day.day == 1 else formatstr


def _literally(text: str) -> str:
    """Each letter behind a backslash, twice for a substitution, so that Django keeps it."""
    return "".join(rf"\\{letter}" for letter in text)
