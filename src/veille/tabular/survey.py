"""What a column says about itself before it is read: which number is the day, which sign parts
decimals, whether days and months changed places. One pass; four bytes a row for each date."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from veille import numbers

from . import decimal_sign
from .columns import Column, Swapped
from .dates import Order, Style, Written, take_apart
from .decimal_sign import Shows, shown_by
from .messages import Language, Message, Unread
from .profile import Profile, fit
from .schema import Field, Kind, Schema
from .source import Cell, Table, rows
from .swapped import swapped_places

#: Different texts of a column whose readings are kept, so that each is read once.
KEPT_READINGS = 20_000
_DATES = {Kind.DATE, Kind.MONTH, Kind.MOMENT}
_NUMBERS = {Kind.NUMBER, Kind.WHOLE}
#: Rows that a question names.
_ROWS_TOLD = 20
_EITHER = {(sign, Shows.EITHER) for sign in ",."}
_FEW_DECIMALS = {(sign, Shows.DECIMALS) for sign in ",."}


class Asked(StrEnum):
    ORDER = "order"  # which number of a date is the day
    DECIMAL = "decimal"  # what a comma or a point parts
    SWAPPED = "swapped"  # rows whose day and month changed places
    RENAMED = "renamed"  # a heading that the profile knows by another name


@dataclass(frozen=True)
class Question:
    """What only a person can answer, about one heading. `choices` are (answer, sentence); the
    answer goes into the profile’s column, under the name that `asked` says.

    `proposed` is what the file itself speaks for; empty where it says nothing.
    """

    asked: Asked
    heading: str
    message: Message
    choices: tuple[tuple[str, Message], ...]
    proposed: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Survey:
    questions: tuple[Question, ...] = ()
    #: Rows by heading whose day and month seem to have changed places.
    swapped: Mapping[str, frozenset[int]] = field(default_factory=dict)
    #: The sign that surely parts decimals, by heading.
    decimals: Mapping[str, str] = field(default_factory=dict)
    #: How dates are written, by heading: more than one style is said.
    styles: Mapping[str, Mapping[Style, int]] = field(default_factory=dict)

    def swapped_rows(self, heading: str) -> frozenset[int]:
        return self.swapped.get(heading, frozenset())

    def settle(self, profile: Profile) -> Profile:
        """The profile with what the file leaves no doubt about; what was decided stays."""
        columns = [
            replace(column, decimal=column.decimal or self.decimals.get(column.heading, ""))
            for column in profile.columns
        ]
        return replace(profile, columns=tuple(columns))


def survey(table: Table, schema: Schema, profile: Profile) -> Survey:
    """Look at every date and number once. What the profile answers is not asked again."""
    fitted = fit(profile, table.headings)
    looks = [
        _of(place, column, schema.field(column.field), profile.language)
        for place, column in enumerate(fitted.columns)
        if column is not None
        and column.field
        and schema.field(column.field).kind in _DATES | _NUMBERS
    ]
    for page in rows(table) if looks else []:
        for look in looks:
            look.see(
                page.numbers, [c[look.place] if look.place < len(c) else "" for c in page.cells]
            )
    questions = [q for look in looks for q in look.questions()]
    questions += [_renamed(before, now) for before, now in fitted.renamed]
    days = [look for look in looks if isinstance(look, _Days)]
    figures = [look for look in looks if isinstance(look, _Figures)]
    return Survey(
        tuple(questions),
        {look.column.heading: found for look in days if (found := look.swapped())},
        {look.column.heading: sign for look in figures if (sign := look.certain())},
        {look.column.heading: dict(look.styles) for look in days},
    )


def _of(place: int, column: Column, field: Field, language: Language) -> "_Days | _Figures":
    if field.kind in _DATES:
        return _Days(place, column, field)
    return _Figures(place, column, field, language)


class _Days:
    """A column of dates."""

    def __init__(self, place: int, column: Column, field: Field) -> None:
        self.place, self.column, self.field = place, column, field
        self.styles: Counter[Style] = Counter()
        self._known: dict[Cell, tuple[Style | None, int, int]] = {}
        self._either = ""
        self._numbers, self._days, self._other = array("i"), array("i"), array("i")
        self._found: frozenset[int] | None = None

    def see(self, numbers: Sequence[int], cells: list[Cell]) -> None:
        known = self._known
        if len(known) > KEPT_READINGS:
            known.clear()
        for cell in set(cells).difference(known):
            known[cell] = self._look(cell)
        seen = [known[cell] for cell in cells]
        for style, count in Counter(style for style, _, _ in seen).items():
            if style is not None:
                self.styles[style] += count
        self._numbers.extend(numbers)
        self._days.extend([day for _, day, _ in seen])
        self._other.extend([other for _, _, other in seen])

    def _look(self, cell: Cell) -> tuple[Style | None, int, int]:
        """Its style; the day as ordinals with the day first, and with the month first."""
        if isinstance(cell, datetime | date):
            day = cell.toordinal()
            return Style.YEAR_FIRST, day, day
        if not isinstance(cell, str) or not cell.strip():
            return None, 0, 0
        apart = take_apart(cell.strip())
        if isinstance(apart, Unread):
            return None, 0, 0
        if apart.style is Style.EITHER:
            self._either = self._either or cell.strip()
        return apart.style, _ordinal(apart), _ordinal(apart, turned=apart.style is Style.EITHER)

    def proposed(self) -> Order | None:
        day, month = self.styles[Style.DAY_ONLY], self.styles[Style.MONTH_ONLY]
        if (day > 0) == (month > 0):
            return None
        return Order.DAY_FIRST if day else Order.MONTH_FIRST

    def swapped(self) -> frozenset[int]:
        if self._found is None:
            order = self.column.order or self.proposed() or Order.DAY_FIRST
            days = self._other if order is Order.MONTH_FIRST else self._days
            asked = self.field.kind is not Kind.MONTH and self.column.swapped is not Swapped.KEEP
            found = swapped_places(days) if asked else []
            self._found = frozenset(self._numbers[place] for place in found)
        return self._found

    def questions(self) -> list[Question]:
        found = []
        if self.styles[Style.EITHER] and self.column.order is None:
            found.append(self._order())
        if self.swapped() and self.column.swapped is Swapped.ASK:
            found.append(self._swapped(sorted(self.swapped())))
        return found

    def _order(self) -> Question:
        either = self.styles[Style.EITHER]
        day, month = self.styles[Style.DAY_ONLY], self.styles[Style.MONTH_ONLY]
        en, fr = [], []
        if day:
            en.append(f"{_rows_en(day)} can only be day first")
            fr.append(f"{_rows_fr(day)} ne {_se(day)} que le jour en premier")
        if month:
            en.append(f"{_rows_en(month)} can only be month first")
            fr.append(f"{_rows_fr(month)} ne {_se(month)} que le mois en premier")
        en.append(f"{_rows_en(either)} can be read both ways")
        fr.append(f"{_rows_fr(either)} {_se(either)} des deux façons")
        apart = take_apart(self._either)
        assert isinstance(apart, Written)
        one, other = (
            date(apart.year, apart.month, apart.day),
            date(apart.year, apart.day, apart.month),
        )
        return Question(
            Asked.ORDER,
            self.column.heading,
            Message(
                f"Day or month first? {'; '.join(en)}.",
                f"Le jour ou le mois en premier? {'; '.join(fr)}.",
            ),
            (
                (
                    Order.DAY_FIRST,
                    Message(f"{self._either} is {one}", f"{self._either} est le {one}"),
                ),
                (
                    Order.MONTH_FIRST,
                    Message(f"{self._either} is {other}", f"{self._either} est le {other}"),
                ),
            ),
            proposed=self.proposed() or "",
        )

    def _swapped(self, rows: list[int]) -> Question:
        count = len(rows)
        return Question(
            Asked.SWAPPED,
            self.column.heading,
            Message(
                f"In {_rows_en(count)} day and month seem to have changed places (row {rows[0]}): "
                "they lie far from the rows around them, and would not the other way round.",
                f"Dans {_rows_fr(count)}, le jour et le mois semblent inversés (ligne {rows[0]}) : "
                "elles sont loin des lignes voisines, et ne le seraient pas autrement.",
            ),
            (
                (Swapped.MEND, Message("Change them back", "Les remettre à l’endroit")),
                (Swapped.KEEP, Message("They are right as they stand", "Elles sont justes ainsi")),
            ),
            proposed=Swapped.MEND,
            rows=tuple(rows[:20]),
        )


class _Figures:
    """A column of numbers."""

    def __init__(self, place: int, column: Column, field: Field, language: Language) -> None:
        self.place, self.column, self.field = place, column, field
        self._language = language
        self._known: dict[Cell, decimal_sign.Written] = {}
        self._counts: Counter[decimal_sign.Written] = Counter()
        self._rows: list[int] = []
        self._either: tuple[str, numbers.Ambiguous] | None = None
        self._beside = ("", 0)

    def see(self, row_numbers: Sequence[int], cells: list[Cell]) -> None:
        known = self._known
        if len(known) > KEPT_READINGS:
            known.clear()
        for cell in set(cells).difference(known):
            known[cell] = self._look(cell)
        counts = Counter(map(known.__getitem__, cells))
        self._counts.update(counts)
        if any(counts[each] for each in _EITHER) and len(self._rows) < _ROWS_TOLD:
            self._rows += [
                row for row, cell in zip(row_numbers, cells, strict=True) if known[cell] in _EITHER
            ]
        if not self._beside[1] and any(counts[each] for each in _FEW_DECIMALS):
            self._beside = next(
                (str(cell).strip(), row)
                for row, cell in zip(row_numbers, cells, strict=True)
                if known[cell] in _FEW_DECIMALS
            )

    def _look(self, cell: Cell) -> decimal_sign.Written:
        if not isinstance(cell, str):
            return "", Shows.NOTHING
        written, both = shown_by(cell, self._language, self.field.unit)
        if both is not None:
            self._either = self._either or (cell.strip(), both)
        return written

    def certain(self) -> str:
        """The one sign that parts decimals in other rows of the column; empty in any doubt."""
        return decimal_sign.certain(self._counts)

    def questions(self) -> list[Question]:
        if self._either is None or self.column.decimal or self.certain():
            return []
        text, both = self._either
        sign = "," if "," in text else "."
        more, less = (each.normalize() for each in both.readings)
        parts_decimals, parts_thousands = sign, "." if sign == "," else ","
        return [
            Question(
                Asked.DECIMAL,
                self.column.heading,
                self._two_ways(text),
                (
                    (
                        parts_thousands,
                        Message(
                            f"{text} is {numbers.plain(more, 'en')}",
                            f"{text} est {numbers.plain(more, 'fr')}",
                        ),
                    ),
                    (
                        parts_decimals,
                        Message(
                            f"{text} is {numbers.plain(less, 'en')}",
                            f"{text} est {numbers.plain(less, 'fr')}",
                        ),
                    ),
                ),
                rows=tuple(self._rows[:_ROWS_TOLD]),
            )
        ]

    def _two_ways(self, text: str) -> Message:
        row, (other, other_row) = self._rows[0], self._beside
        en = f"“{text}” (row {row}) can be read in two ways"
        fr = f"« {text} » (ligne {row}) peut se lire de deux façons"
        if not other_row:
            return Message(f"{en}.", f"{fr}.")
        return Message(
            f"{en}: “{other}” (row {other_row}) has decimals, and no row has three of them for "
            "certain.",
            f"{fr} : « {other} » (ligne {other_row}) a des décimales, et aucune ligne n’en a "
            "trois avec certitude.",
        )


def _renamed(before: str, now: str) -> Question:
    return Question(
        Asked.RENAMED,
        now,
        Message(
            f"The column “{before}” is not here; is it “{now}” now?",
            f"La colonne « {before} » n’est plus là; est-ce « {now} »?",
        ),
        (
            ("yes", Message("It is the same column", "C’est la même colonne")),
            ("no", Message("Leave it out", "L’ignorer")),
        ),
        proposed="yes",
    )


def _ordinal(apart: Written, *, turned: bool = False) -> int:
    month, day = (apart.day, apart.month) if turned else (apart.month, apart.day)
    return date(apart.year, month, day).toordinal()


def _rows_en(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _rows_fr(count: int) -> str:
    return "1 ligne" if count < 2 else f"{count:,} lignes".replace(",", "\u00a0")


def _se(count: int) -> str:
    return "se lit" if count < 2 else "se lisent"
