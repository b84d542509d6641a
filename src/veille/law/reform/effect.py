"""What a reform changes for a frame of cases: how many, from what to what, and for whom."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import sqrt

import polars as pl

from ..answer import GRAVITY, Words
from ..books import Day, Rule, canonical, every_book, name_of
from ..columnar import ANSWERS, Law, assess_frame, law_of
from ..figures import amount_in, with_figures
from ..words import label, listed
from .overlay import Reform, content_of

#: The first age of each group.
AGES = (0, 18, 25, 35, 45, 55)
#: Substances of fewer cases than the first so many are counted as others.
SUBSTANCES_SHOWN = 12
#: What may differ while the outcome is the same; the words of the rules and their keys are not
#: among them.
TERMS = (
    "section",
    "schedule",
    "grade",
    "max_years",
    "fine_most",
    "police_must_consider_alternatives",
    "seized",
    "referred_to",
)
DIMENSIONS = ("age", "place", "substance", "jurisdiction")
_OTHERS = "…"


#: A substance, and its amount before and after; None where it is not listed.
Amounts = tuple[str, Words | None, Words | None]


@dataclass(frozen=True)
class TextChange:
    """A rule as it reads before and after, from a day on; None: there is no such rule.

    Where the amount is another for each substance, the texts have “…” for it, and `amounts` says
    which it is.
    """

    rule: str
    section: Words
    begins: date
    before: Words | None
    after: Words | None
    amounts: tuple[Amounts, ...] = ()


@dataclass(frozen=True)
class Effect:
    """`cases`: one row each [case, jurisdiction, date, age, place, before, after, …]; only those
    of jurisdictions that the reform reaches were asked, out of `count`.

    `changed`: those whose outcome differs, or, with the same outcome, its terms do.
    """

    reform: Reform
    count: int
    cases: pl.DataFrame
    carried: pl.DataFrame

    @property
    def reached(self) -> int:
        return self.cases.height

    @cached_property
    def changed(self) -> pl.DataFrame:
        return self.cases.filter(pl.col("outcome_differs"))

    @property
    def other_terms(self) -> int:
        """Cases with the same outcome on other terms: a section, a maximum, a fine …"""
        return self.cases.filter(~pl.col("outcome_differs") & pl.col("terms_differ")).height

    @property
    def share(self) -> float:
        return self.changed.height / self.reached if self.reached else 0.0

    @property
    def error(self) -> float:
        """The standard error of `share`, where the cases were drawn by chance."""
        return sqrt(self.share * (1 - self.share) / self.reached) if self.reached else 0.0

    @cached_property
    def moves(self) -> pl.DataFrame:
        """[before, after, cases]: every pair of outcomes that cases went between, most first."""
        pairs = self.changed.group_by("before", "after").agg(cases=pl.len())
        return pairs.sort("cases", "before", "after", descending=[True, False, False])

    @cached_property
    def outcomes(self) -> pl.DataFrame:
        """[outcome, before, after]: how many cases have each."""
        counts = {
            when: dict(self.cases[when].value_counts().iter_rows()) for when in ("before", "after")
        }
        rows = [
            {"outcome": each, **{when: found.get(each, 0) for when, found in counts.items()}}
            for each in GRAVITY
        ]
        frame = pl.DataFrame(rows, schema={"outcome": pl.String, "before": int, "after": int})
        return frame.filter((pl.col("before") > 0) | (pl.col("after") > 0))

    def by(self, dimension: str) -> pl.DataFrame:
        """[group, cases, changed, milder, graver] of each group of a dimension, in its order.

        A case that carries several substances counts for each of them.
        """
        cases = self.cases
        if dimension == "age":
            cases = cases.with_columns(group=_age_group())
        elif dimension == "substance":
            cases = self.carried.join(cases, on="case", how="inner").rename({"substance": "group"})
        else:
            cases = cases.with_columns(group=pl.col(dimension))
        counted = cases.group_by("group").agg(
            cases=pl.len(),
            changed=pl.col("outcome_differs").sum(),
            milder=pl.col("milder").sum(),
            graver=pl.col("graver").sum(),
        )
        if dimension == "age":
            return counted.sort(pl.col("group").cast(pl.Enum(_age_labels())))
        counted = counted.sort("cases", "group", descending=[True, False])
        return _with_others(counted) if dimension == "substance" else counted

    @cached_property
    def texts(self) -> list[TextChange]:
        return text_changes(self.reform)


def effect(reform: Reform, frame: pl.DataFrame) -> Effect:
    """Asks the rules in force and those of the reform about every case that it reaches.

    `frame`: as `columnar.FIELDS`, with the column `case`.
    """
    mine = frame.filter(pl.col("jurisdiction").is_in(reform.reached))
    before = assess_frame(mine, law_of())
    after = assess_frame(mine, Law(reform.books))
    of_case = mine.unique("case", keep="first", maintain_order=True)
    cases = of_case.select("case", "jurisdiction", "date", "age", "place").hstack(
        [
            *(before[each].alias(f"{each}_before") for each in ANSWERS),
            *(after[each].alias(f"{each}_after") for each in ANSWERS),
        ]
    )
    rank = {when: pl.col(f"outcome_{when}").to_physical().cast(pl.Int32) for when in _WHEN}
    unclear = GRAVITY.index("undetermined")
    told = (rank["before"] != unclear) & (rank["after"] != unclear)
    terms = pl.any_horizontal(
        pl.col(f"{each}_before").ne_missing(pl.col(f"{each}_after")) for each in TERMS
    )
    cases = cases.with_columns(
        before=pl.col("outcome_before").cast(pl.String),
        after=pl.col("outcome_after").cast(pl.String),
        outcome_differs=rank["before"] != rank["after"],
        terms_differ=terms,
        milder=told & (rank["after"] < rank["before"]),
        graver=told & (rank["after"] > rank["before"]),
    )
    named = {each: canonical(each) for each in mine["substance"].unique()}
    substance = mine["substance"].replace_strict(named, return_dtype=pl.String)
    carried = mine.select("case", substance=substance).unique()
    return Effect(reform, frame["case"].n_unique(), cases, carried)


_WHEN = ("before", "after")


def _age_group() -> pl.Expr:
    group = pl.lit(None, dtype=pl.String)
    for first, name in zip(AGES, _age_labels(), strict=True):
        group = pl.when(pl.col("age") >= first).then(pl.lit(name)).otherwise(group)
    return group


def _age_labels() -> list[str]:
    ends = [str(each - 1) for each in AGES[1:]]
    spans = [f"{start}–{end}" for start, end in zip(AGES, ends, strict=False)]
    return [*spans, f"{AGES[-1]}+"]


def _with_others(counted: pl.DataFrame) -> pl.DataFrame:
    if counted.height <= SUBSTANCES_SHOWN:
        return counted
    rest = counted[SUBSTANCES_SHOWN:].select(
        pl.lit(_OTHERS).alias("group"), pl.col("cases", "changed", "milder", "graver").sum()
    )
    return pl.concat([counted[:SUBSTANCES_SHOWN], rest])


def group_name(dimension: str, group: str) -> Words:
    """A group as people read it."""
    if dimension == "place":
        return label("place", group)
    if dimension == "substance":
        return Words("others", "autres") if group == _OTHERS else name_of(group)
    if dimension == "jurisdiction":
        return every_book()[group].name
    return Words(group, group)


# Texts


def text_changes(reform: Reform) -> list[TextChange]:
    """Every rule that reads or measures otherwise, with its amounts in their places."""
    found: list[TextChange] = []
    for code in reform.changed:
        before, after = every_book()[code], reform.books[code]
        told: dict[str, TextChange] = {}
        for day in sorted({*before.changes, *after.changes}):
            then, now = (_rules(book.on(day), code) for book in (before, after))
            here: dict[str, TextChange] = {}
            for key in dict.fromkeys((*then, *now)):
                one, other = then.get(key), now.get(key)
                if one and other and content_of(one) == content_of(other):
                    continue
                here[key] = _text_change(key, day, one, other)
            for key, change in here.items():
                if key not in told or replace(told[key], begins=day) != change:
                    found.append(change)
            told = here
    return found


def _rules(day: Day | None, code: str) -> dict[str, Rule]:
    """The rules that the jurisdiction itself has on a day, by key."""
    rules = (*day.deciding, *day.adding) if day else ()
    return {each.key: each for each in rules if each.key.startswith(f"{code}/")}


def _text_change(key: str, day: date, before: Rule | None, after: Rule | None) -> TextChange:
    last = after or before
    assert last is not None
    names = list(dict.fromkeys((*_listed(before), *_listed(after))))
    amounts = [(name, _amount(before, name), _amount(after, name)) for name in names]
    amounts = [each for each in amounts if each[1] != each[2]]
    name = names[0] if len(names) == 1 else ""
    hidden = len(names) > 1
    return TextChange(
        key,
        last.reference.section,
        day,
        _read(before, name, hidden=hidden),
        _read(after, name, hidden=hidden),
        tuple(amounts) if hidden else (),
    )


def _listed(rule: Rule | None) -> list[str]:
    """The substances that have an amount of their own in it."""
    tables = [table for _how, table in rule.limits] if rule else []
    return [name for table in tables if table.sum_of_fractions is None for name in table.of]


def _amount(rule: Rule | None, name: str) -> Words | None:
    """All amounts of a rule for a substance; None where it has none."""
    tables = [table for _how, table in rule.limits if name in table.of] if rule else []
    return listed([amount_in(table, name) for table in tables]) if tables else None


def _read(rule: Rule | None, name: str, *, hidden: bool) -> Words | None:
    if rule is None:
        return None
    unsaid: dict[str, Words | str] = dict.fromkeys(("schedule", "maximum"), "…")
    if hidden:
        own = [how for how, table in rule.limits if table.of and table.sum_of_fractions is None]
        unsaid |= dict.fromkeys(own, "…")
    return with_figures(rule, name, unsaid)
