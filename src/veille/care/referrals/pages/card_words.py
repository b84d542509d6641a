"""The fixed words of a visitor's card: in the two languages of the site, and in a few more."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from django.utils import formats, timezone, translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from veille.hours import Hours, day_in_words

from ..words import Language


class CardWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"and_": "and"}):
    """`span` joins two `days` (Monday first), `who`, `spoken` and `sender` hold what their names
    say; `languages` is what each language of a place is called."""

    own_name: str
    dir: str
    and_: str
    days: Sequence[str]
    span: str
    walk_in: str
    who: str
    phone: str
    spoken: str
    sender: str
    languages: Mapping[str, str]

    def from_to(self, first: str, last: str) -> str:
        return first if first == last else self.span % {"first": first, "last": last}


def _read() -> Mapping[str, CardWords]:
    text = files(__package__).joinpath("card.toml").read_text(encoding="utf-8")
    return MappingProxyType(msgspec.convert(tomllib.loads(text), dict[str, CardWords]))


#: Languages of a card beside French and English.
FURTHER = _read()


def words_in(language: str) -> CardWords:
    """What stands on a card in this language, French and English from the site's own catalogue."""
    if language in FURTHER:
        return FURTHER[language]
    with translation.override(language):
        return CardWords(
            own_name="",
            dir="ltr",
            and_=", ",
            days=[str(day) for day in WEEKDAYS.values()],
            span=_("%(first)s to %(last)s"),
            walk_in=_("Without an appointment: go when it is open."),
            who=_("For: %(who)s"),
            phone=_("To change the appointment, or to ask:"),
            spoken=_("Spoken there: %(spoken)s"),
            sender=_("From: %(sender)s"),
            languages={each.value: str(each.label) for each in Language},
        )


class Appointment(NamedTuple):
    day: str
    date: str
    time: str


def appointment_in(language: str, at: datetime) -> Appointment:
    """The day's name, the date, the hour. Where the site has no names of months the date is one by
    numbers, as Québec writes it."""
    local = timezone.localtime(at)
    if language in FURTHER:
        day, date = FURTHER[language].days[local.weekday()], f"{local:%Y-%m-%d}"
    else:
        with translation.override(language):
            day, date = formats.date_format(local, "l"), formats.date_format(local)
    return Appointment(day, date, f"{local:%H:%M}")


def week_short(hours: Hours, words: CardWords) -> list[tuple[str, str]]:
    """A week's hours in as few lines as can be: days that follow one another with the same hours
    share one; closed days are left out."""
    runs: list[tuple[str, str, str]] = []
    for day, name in enumerate(words.days):
        found = day_in_words(hours.spans, day)
        if runs and runs[-1][2] == found:
            runs[-1] = (runs[-1][0], name, found)
        else:
            runs.append((name, name, found))
    return [(words.from_to(first, last), found) for first, last, found in runs if found]
