"""One frame of cases against one law: cut into stretches of days, asked, put together again."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from ..answer import GRAVITY, SOURCES, Words
from ..books import Book
from ..case import Case, Place
from ..deciding import grade_of, outside_time, schedule_of, unknown_place
from ..record import COUNTS_AS, kept_apart_on
from .columns import NO_DAY, Columns, at_or_before, day_number, day_of
from .measures import MOST_ENTRIES, Bools, Ints
from .rows import Rows
from .singly import ANSWERS, answer_row, case_of, untold
from .stretches import MOST_RULES, Answers, Kind, Law


class Run:
    """One frame against one law."""

    def __init__(self, columns: Columns, law: Law, frame: pl.DataFrame) -> None:
        self._columns, self._law, self._frame = columns, law, frame
        codes = list(law.books)
        index = {code: n for n, code in enumerate(codes)}
        of = np.array([index.get(each, -1) for each in columns.jurisdiction], np.int64)
        self._books = [law.books[code] for code in codes]
        self._book: Ints = of[columns.jurisdiction_of]
        self._count = len(columns.day)
        entries = np.bincount(columns.case, minlength=self._count)
        entries += np.bincount(columns.case[columns.other_row], minlength=self._count)
        self._alone: Bools = entries > MOST_ENTRIES
        self._alone[columns.case[columns.is_derivative]] = True
        self._kept: Ints = np.full(self._count, NO_DAY, np.int64)
        self._so = dict(columns.so)
        self._least_source: Ints = np.zeros(self._count, np.int64)
        self._told = _Told(self._count)

    def answers(self) -> pl.DataFrame:
        stretch = np.full(self._count, -1, np.int64)
        for at, book in enumerate(self._books):
            mine = self._book == at
            if mine.any():
                stretch[mine] = at_or_before(book.changes, self._columns.day[mine])
                self._record(book, mine & (stretch >= 0))
                if any(len(day.deciding) > MOST_RULES for day in book.days):
                    self._alone |= mine
        asked = (self._book >= 0) & (stretch >= 0) & ~self._alone
        widest = max(len(book.days) for book in self._books)
        self._in_order(np.where(asked, self._book * widest + stretch, -1), widest)
        apart = [*self._one_by_one(np.flatnonzero(self._alone))]
        apart += self._outside(np.flatnonzero(~asked & ~self._alone))
        found = self._told.frame(self._law, self._kept)
        if apart:
            more = pl.concat(apart)
            kept = found.filter(~pl.col("at").is_in(more["at"].implode()))
            found = pl.concat([kept, more]).sort("at")
        return found.with_columns(self._columns.label.alias("case")).select("case", *ANSWERS)

    def _record(self, book: Book, mine: Bools) -> None:
        """Earlier convictions: whether each counts as a record, and when it is kept apart."""
        columns = self._columns
        convicted = np.flatnonzero(mine & (columns.convicted != NO_DAY))
        if book.record is None or not len(convicted):
            return
        rule, reference, _key = book.record
        days = np.column_stack([columns.convicted, columns.ended])[convicted]
        different, which = np.unique(days, axis=0, return_inverse=True)
        on = np.full(len(different), NO_DAY, np.int64)
        is_late = np.zeros(len(different), np.bool_)
        for at, (day, ended) in enumerate(different.tolist()):
            case = _convicted(book, day, ended)
            apart, _considered = kept_apart_on(case, book)
            on[at] = NO_DAY if apart is None else day_number(apart)
            is_late[at] = apart is not None and day >= day_number(rule.older_than)
        self._kept[convicted] = on[which]
        self._least_source[convicted] = np.where(
            on[which] == NO_DAY, 0, SOURCES.index(reference.source)
        )
        never = is_late[which] & (on[which] <= columns.day[convicted])
        has = self._so.get(COUNTS_AS, np.zeros(self._count, np.bool_)).copy()
        has[convicted] = ~never if rule.later_deemed_never else True
        self._so[COUNTS_AS] = has

    def _in_order(self, group: Ints, widest: int) -> None:
        """Every stretch of days with its cases; rows are laid in the order of stretches once."""
        columns = self._columns
        order = np.argsort(group, kind="stable")
        order = order[np.searchsorted(group[order], 0) :]
        if not len(order):
            return
        place = np.full(self._count, -1, np.int64)
        place[order] = np.arange(len(order))
        rows = Rows(columns, place)
        bounds = np.flatnonzero(np.diff(group[order], prepend=-1, append=-1))
        for start, end in pairwise(bounds.tolist()):
            cases = order[start:end]
            book = self._books[group[cases[0]] // widest]
            day = book.days[group[cases[0]] % widest]
            part = rows.part(start, end, cases, self._so)
            answers = self._law.answers(part, day)
            self._told.take(cases, answers)
            self._alone[cases[answers.too_large]] = True
        self._told.source = np.maximum(self._told.source, self._least_source)

    def _one_by_one(self, cases: Ints) -> Iterator[pl.DataFrame]:
        """What columns cannot hold: asserted derivatives, very many things, very large sums."""
        if not len(cases):
            return
        wanted = np.isin(self._columns.case, cases)
        rows: dict[int, list[dict[str, Any]]] = {int(each): [] for each in cases}
        frame = self._frame.filter(pl.Series(wanted))
        for at, row in zip(
            self._columns.case[wanted].tolist(), frame.iter_rows(named=True), strict=True
        ):
            rows[at].append(row)
        told = [{"at": at, **answer_row(case_of(of), self._law.books)} for at, of in rows.items()]
        yield _framed(told)

    def _outside(self, cases: Ints) -> Iterator[pl.DataFrame]:
        """Days before the first rule, and places that have none."""
        columns = self._columns
        for kind in np.unique(columns.jurisdiction_of[cases]):
            mine = cases[columns.jurisdiction_of[cases] == kind]
            code = columns.jurisdiction[kind]
            book = self._law.books.get(code)
            nobody = Case(code, date(1, 1, 1), 0, Place(""), ())
            row = untold(outside_time(book) if book else unknown_place(nobody))
            one = _framed([{"at": 0, **row}]).drop("at")
            yield pl.DataFrame({"at": mine}).join(one, how="cross").select("at", *ANSWERS)


def _convicted(book: Book, convicted: int, ended: int) -> Case:
    return Case(
        book.code,
        date.max,
        0,
        Place(""),
        (),
        (),
        day_of(convicted),
        None if ended == NO_DAY else day_of(ended),
    )


class _Told:
    """What is told of each case, as columns; −1 where nothing is."""

    def __init__(self, count: int) -> None:
        def column() -> Ints:
            return np.full(count, -1, np.int64)

        self.kind, self.ends, self.outcome, self.source = (column() for _ in range(4))
        self.seized, self.referred, self.fine = (column() for _ in range(3))
        self.is_youth, self.must_consider = (np.zeros(count, np.bool_) for _ in range(2))
        self.max_years = np.full(count, np.nan)

    def take(self, cases: Ints, answers: Answers) -> None:
        self.kind[cases], self.ends[cases] = answers.kind, answers.ends
        self.outcome[cases], self.source[cases] = answers.outcome, answers.source
        self.seized[cases], self.referred[cases] = answers.seized, answers.referred
        self.fine[cases], self.max_years[cases] = answers.fine, answers.max_years
        self.is_youth[cases], self.must_consider[cases] = answers.is_youth, answers.must_consider

    def frame(self, law: Law, kept: Ints) -> pl.DataFrame:
        """`at`, then the columns of ANSWERS; null throughout for cases that were not taken."""
        of_kind = pl.DataFrame(
            [_of_kind(each) for each in law.kinds], schema=_OF_KIND, orient="row"
        )
        found = {each: _gathered(of_kind[each], self.kind) for each in _OF_KIND}
        told = pl.Series(self.outcome != GRAVITY.index("undetermined"))
        ends = [each.verdict.ends for each in law.kinds]
        mild = _gravities(each[0].outcome if each else None for each in ends)
        grave = _gravities(each[-1].outcome if each else None for each in ends)
        most = pl.Series([float(each[1]) for each in law.fines], dtype=pl.Float64)
        currency = pl.Series([each[2] for each in law.fines], dtype=pl.String)
        dates = pl.Series(np.where(kept == NO_DAY, 0, kept)).cast(pl.Int32).cast(pl.Date)
        nobody = pl.Series([None], dtype=pl.String)
        return pl.DataFrame(
            {
                "at": np.arange(len(self.kind)),
                "outcome": _gathered(_gravities(GRAVITY), self.outcome),
                **{key: found[key] for key in _OF_KIND if key not in ("schedule", "grade")},
                "schedule": found["schedule"].zip_with(told, nobody),
                "grade": found["grade"].zip_with(told, nobody),
                "max_years": pl.Series(self.max_years).fill_nan(None),
                "fine_most": _gathered(most, self.fine),
                "fine_currency": _gathered(currency, self.fine),
                "police_must_consider_alternatives": self.must_consider,
                "seized": pl.Series(self.seized).replace(-1, None).cast(pl.Boolean),
                "referred_to": _gathered(pl.Series(law.referrals, dtype=pl.String), self.referred),
                "youth": self.is_youth,
                "record_kept_apart_on": dates.set(pl.Series(kept == NO_DAY), None),
                "mildest": _gathered(mild, self.ends),
                "gravest": _gathered(grave, self.ends),
                "source": _gathered(pl.Series(SOURCES, dtype=pl.Enum(SOURCES)), self.source),
            }
        )


def _framed(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"at": pl.Int64(), **ANSWERS}, orient="row").select(
        "at", *ANSWERS
    )


_OF_KIND = {
    each: pl.String()
    for each in ("rule", "substance", "section", "why_en", "why_fr", "schedule", "grade")
}


def _of_kind(kind: Kind) -> dict[str, str | None]:
    verdict, rule = kind.verdict, kind.rule
    grade: Words | None = grade_of(verdict)
    why = kind.why
    return {
        "rule": rule.key if rule else None,
        "substance": verdict.name,
        "section": rule.reference.section.en if rule else None,
        "why_en": why.en,
        "why_fr": why.fr,
        "schedule": schedule_of(kind.day.members.get(verdict.name)),
        "grade": grade.en if grade else None,
    }


def _gravities(outcomes: Iterable[str | None]) -> pl.Series:
    return pl.Series(list(outcomes), dtype=pl.Enum(GRAVITY))


def _gathered(values: pl.Series, which: Ints) -> pl.Series:
    """The value of each number; null for −1."""
    return values.extend_constant(None, 1).gather(np.where(which < 0, len(values), which))
