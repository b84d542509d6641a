"""What a room gives to pages that belong to none: the register, histories, corrections, tabs.

Each room declares one `Room` in its `pages/room.py`, with a row for each kind of its facts.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise

from veille.ledger.areas import registry
from veille.ledger.facts import Body, Entry, Sealed
from veille.ledger.words import Words

from .pictures import Column

#: How one word of an entry is asked for when it is corrected; it is given the place: a site, or
#: None.
Asked = Callable[[Any], forms.Field]


def as_in(form: type[forms.Form], *names: str, **other: Any) -> dict[str, Asked]:
    """Words of an entry, asked for as the form that writes it asks for them: one declaration of
    a field's label, choices and limits. `other` are attributes that differ in a correction, such
    as `required` and `label`. Raises KeyError for a name that is no field of the form."""
    return {name: _copy_of(form.base_fields[name], other) for name in names}


def _copy_of(asked: forms.Field, other: Mapping[str, Any]) -> Asked:
    def ask(_place: Any) -> forms.Field:
        copy = deepcopy(asked)
        for name, value in other.items():
            setattr(copy, name, value)
        return copy

    return ask


@dataclass(frozen=True)
class Kind:
    """A kind of fact as people read it and correct it.

    `says` is what an entry says: a sentence in which `%(seat)s` is the body's `seat` (a word of a
    vocabulary by its label, a number and a date as the language writes them), or a function of
    the body that gives one. `asks` are the fields of it that can be corrected: {} where only its
    time, its note and whether it happened can be, None where nothing can. `tidy` gives the last
    touches to what a correction's form gave: (what it said, changes) → what differs from the
    changes. `urgent` is of an overdose, drawn in its colour.
    """

    says: str | Promise | Callable[[Any], str]
    asks: Mapping[str, Asked] | None = None
    tidy: Callable[[Any, dict[str, Any]], Mapping[str, Any]] = lambda _said, _changes: {}
    urgent: bool = False

    def words(self, body: Body) -> str:
        """What an entry says, in the reader's language."""
        if callable(self.says):
            return self.says(body)
        fields = {name: _readable(getattr(body, name)) for name in body.__struct_fields__}
        return str(self.says) % fields


def _readable(value: Any) -> Any:
    match value:
        case Words():
            return value.label
        case tuple():
            return ", ".join(str(_readable(one)) for one in value)
        case int():
            return number_format(value, use_l10n=True, force_grouping=True)
        case date():
            return date_format(value, "DATE_FORMAT")
    return value


@dataclass(frozen=True)
class Tab:
    """A page of the site that stands in its row of tabs: the name of its address, its label."""

    name: str
    label: str | Promise


@dataclass(frozen=True)
class Band:
    """What a room has to say across the head of a page to whoever reads it, staff or public: in the
    language in force, with the public page behind it. `concerns` tells whether it is for somebody
    who names a substance, by the word of the arrival desk."""

    title: str
    detail: str
    address: str
    concerns: Callable[[str], bool] = lambda _substance: True


#: What happened in a span, as moments: (begins, ends) → times. Of the whole node, of nobody.
Series = Callable[[datetime, datetime], Sequence[datetime]]


@dataclass(frozen=True, kw_only=True)
class Daily:
    """What a room counts by site and day, to be watched: of nobody.

    `counts` gives what happened in a span: (site, when, how many); the site is "" where it is of
    no site. `out_of` names the series of which these are a share, such as the overdoses of the
    visits. `known` gives (site, when it happened, when it was known) one by one, where that takes
    days, such as a result; None where it is written down as it happens.
    """

    name: str
    label: str | Promise
    counts: Callable[[datetime, datetime], Iterable[tuple[str, datetime, int]]]
    out_of: str = ""
    known: Callable[[datetime, datetime], Iterable[tuple[str, datetime, datetime]]] | None = None


class Theme(StrEnum):
    """What a measure speaks of, in a dossier."""

    NEED = "need"
    BENEFIT = "benefit"
    IMPACT = "impact"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number of a finished month that may leave the house. `label` names it; `counted` is the
    number with its noun, a lazy plural that goes by `count` and shows `n`, such as “%(n)s visits”;
    `drawn` where it is one of the few that are shown month by month.
    """

    name: str
    label: str | Promise
    counted: Any
    theme: Theme = Theme.NEED
    drawn: bool = False


#: (first day of a month, place) → numbers by the name of their measure, as the one engine lets
#: them out: None where one is withheld; one that was not counted there is not in it. The place is
#: a site, or "" for all of them. None where nothing is known of that month there.
Released = Callable[[date, str], Mapping[str, int | None] | None]


@dataclass(frozen=True, kw_only=True)
class CountedSite:
    """A site whose counts are watched: the day that a moment belongs to there, and the moments of
    a span at which somebody was at work. A day without any is none with zero: nothing was counted.
    """

    slug: str
    name: str
    day_of: Callable[[datetime], date]
    at_work: Collection[datetime] = ()


@dataclass(frozen=True, kw_only=True)
class ExternalSeries:
    """Counts that somebody else published, to stand beside the house's own numbers: what they are,
    the last one in a sentence with the day on which it was known, whose they are, and the last
    periods as columns, from `first` to `last`."""

    key: str
    title: str
    sentence: str
    source: str
    first: str
    last: str
    columns: Sequence[Column]


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """What waits for somebody at a site, in the language in force: a sentence with how many, the
    page where it is done, and the name of the address that does it. Whoever may change nothing
    there is not told of it. `late`: it should have been done by now."""

    words: str
    address: str
    done_by: str
    late: bool = False


@dataclass(frozen=True)
class Room:
    """`prefix` is how the kinds of its facts begin, such as "care.exchange.".

    Raises ValueError where a field is to be corrected that the fact does not have.
    """

    prefix: str
    #: Address of the page that shows the thing an entry is about: (kind, place, thing) → address.
    page_of: Callable[[str, str, str], str] = lambda _kind, _place, _thing: ""
    #: A row for each kind of its facts.
    kinds: Mapping[type[Body], Kind] = field(default_factory=dict)
    #: The words for why an entry was corrected or struck out.
    reasons: type[TextChoices] | None = None
    #: What an entry keeps sealed beside a note, each by its name: shown where a correction says
    #: what it said before.
    sealed_in: Callable[[Body], Iterable[tuple[str, Sealed | None]]] = lambda _body: ()
    tabs: Sequence[Tab] = ()
    #: What is to be read now, on the public pages, the board and at the arrival desk.
    bands: Callable[[], Sequence[Band]] = lambda: ()
    #: Address where an alert to the public is begun by hand at a site; empty where none is.
    alert_form: Callable[[str], str] = lambda _site: ""
    #: What waits to be done at a site: (site, now) → lines.
    to_do: Callable[[str, datetime], Iterable[ToDo]] = lambda _site, _now: ()
    #: The words of a text by which somebody is called who is there now, as the room knows: whoever
    #: keeps a text that strangers read asks about them first.
    recognises: Callable[[str], Sequence[str]] = lambda _text: ()
    #: Series that another room may compare with its own, by name.
    series: Mapping[str, Series] = field(default_factory=dict)
    #: What is counted by site and day, to be watched.
    daily: Sequence[Daily] = ()
    #: The sites where it is counted, with the moments of a span at which they were at work.
    counted_sites: Callable[[datetime, datetime], Sequence[CountedSite]] = lambda _begins, _ends: ()
    #: What of a finished month may leave the house, and how it is said.
    measures: Sequence[Measure] = ()
    released: Released = lambda _first, _place: None
    #: What must be said with the numbers of a month at a place, such as that it is not a whole one.
    caveats: Callable[[date, str], Sequence[str]] = lambda _first, _place: ()
    #: Counts of others that stand on the public pages beside the house's own.
    external_series: Callable[[], Sequence[ExternalSeries]] = lambda: ()
    #: Pages of the network, for those who work at no one site.
    network_tabs: Sequence[Tab] = ()
    #: Whether its entries are of a site, and corrected there; a commission's have pages of their
    #: own.
    of_sites: bool = True

    def __post_init__(self) -> None:
        for body, kind in self.kinds.items():
            unknown = set(kind.asks or ()) - set(body.__struct_fields__)
            if unknown:
                raise ValueError(f"{body.kind} has no {', '.join(sorted(unknown))} to correct")


_rooms: list[Room] = []


def register(*rooms: Room) -> None:
    """Let pages know of these rooms; once is enough."""
    _rooms.extend(room for room in rooms if room not in _rooms)


def all_rooms() -> Sequence[Room]:
    return _rooms


def room_of(kind: str) -> Room | None:
    """The room whose facts begin like `kind`, the closest one; None for the ledger's own."""
    found = [room for room in _rooms if kind.startswith(room.prefix)]
    return max(found, key=lambda room: len(room.prefix), default=None)


def kind_of(body: object) -> Kind | None:
    """The row of a body's kind; None for the ledger's own, and of one that is not known here."""
    room = room_of(body.kind) if isinstance(body, Body) else None
    return room.kinds.get(type(body)) if room else None  # type: ignore[arg-type]


def all_bands(substances: Iterable[str] | None = None) -> list[Band]:
    """What every room has to say now; of somebody who names substances, what concerns those."""
    found = [band for room in _rooms for band in room.bands()]
    if substances is None:
        return found
    named = list(substances)
    return [band for band in found if any(map(band.concerns, named))]


def all_series() -> dict[str, Series]:
    """The series that rooms give, by name."""
    return {name: series for room in _rooms for name, series in room.series.items()}


def all_daily() -> list[Daily]:
    """What every room counts by site and day."""
    return [daily for room in _rooms for daily in room.daily]


def all_counted_sites(begins: datetime, ends: datetime) -> list[CountedSite]:
    """The sites where it is counted, with when they were at work in a span."""
    return [site for room in _rooms for site in room.counted_sites(begins, ends)]


def all_external_series() -> list[ExternalSeries]:
    """Counts of others for the public pages, of every room."""
    return [each for room in _rooms for each in room.external_series()]


def alert_form(site: str) -> str:
    """Where an alert to the public is begun at a site; empty where no room has such a page."""
    return next((found for room in _rooms if (found := room.alert_form(site))), "")


def all_to_do(site: str, now: datetime) -> list[ToDo]:
    """What waits to be done at a site, of every room: what is late first."""
    found = [each for room in _rooms for each in room.to_do(site, now)]
    return sorted(found, key=lambda each: not each.late)


def all_recognised(text: str) -> list[str]:
    """The words of a text by which somebody is called who is there now, as any room knows."""
    return [words for room in _rooms for words in room.recognises(text)]


def all_measures() -> list[Measure]:
    """What every room lets out of a finished month."""
    return [measure for room in _rooms for measure in room.measures]


def all_released(first: date, place: str) -> dict[str, int | None]:
    """The numbers of one month at a place that may leave the house, of every room."""
    found: dict[str, int | None] = {}
    for room in _rooms:
        found.update(room.released(first, place) or {})
    return found


def all_caveats(first: date, place: str) -> list[str]:
    """What every room says of the numbers of one month at a place."""
    return [words for room in _rooms for words in room.caveats(first, place)]


def can_be_corrected(entry: Entry) -> bool:
    kind = kind_of(entry.body)
    return kind is not None and kind.asks is not None


def kinds_without_a_row() -> Iterator[str]:
    """The kinds of fact of this installation that no room says how to read."""
    for thing in registry.things():
        for body in thing.bodies:
            room = room_of(body.kind)
            if room is None or body not in room.kinds:
                yield body.kind
