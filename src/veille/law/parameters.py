"""Every value in the rules that a reform could set: amounts, ages, distances, years, fines.

Each with the days on which it holds and where it stands.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from .answer import Reference
from .books import book, cite
from .load import Text
from .text import Amounts, Dated, Version

Unit = Literal["grams", "grams_active", "pills", "units", "sum", "age", "metres", "years", "money"]


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One value on the days [begins, until); `until` is null where it holds to this day.

    `name`: where it stands in the file: “amounts.small.in_all”. `substances`: of which, in all
    where there are several; none: of whatever the rule is about. `schedule`: of which schedule.
    `currency`: of money.
    """

    jurisdiction: str
    name: str
    value: Decimal
    unit: Unit
    begins: date = msgspec.field(name="from")
    until: date | None = None
    substances: tuple[str, ...] = ()
    schedule: str | None = None
    currency: str | None = None
    reference: Reference


def parameters(code: str) -> list[Parameter]:
    """Those of one jurisdiction's own file, in its order. Raises KeyError where it has none."""
    text = book(code).texts[0]
    found: list[Parameter] = []
    for key, tables in text.amounts.items():
        for table in tables:
            found += _of_table(f"amounts.{key}", table, text)
    for key, versions in text.rules.items():
        for version in versions:
            found += _of_rule(f"rules.{key}", version, text)
    for youth in text.youth:
        found.append(_one("youth.under", Decimal(youth.under), "age", youth, text))
    for record in text.record:
        years = Decimal(record.years_after)
        found.append(_one("record.years_after", years, "years", record, text))
    return found


def _of_table(name: str, table: Amounts, text: Text) -> Iterator[Parameter]:
    if table.sum_of_fractions is not None:
        yield _one(f"{name}.sum_of_fractions", table.sum_of_fractions, "sum", table, text)
    for measure, value in table.in_all.items():
        of = table.together
        yield _one(f"{name}.in_all", value, measure, table, text, substances=of)
    for substance, limits in table.of.items():
        for measure, value in limits.items():
            yield _one(f"{name}.of", value, measure, table, text, substances=(substance,))


def _of_rule(name: str, rule: Version, text: Text) -> Iterator[Parameter]:
    for key, age in (("age_from", rule.age_from), ("age_under", rule.age_under)):
        if age is not None:
            yield _one(f"{name}.{key}", Decimal(age), "age", rule, text)
    if rule.farther_than:
        yield _one(f"{name}.farther_than", rule.farther_than.metres, "metres", rule, text)
    for schedule, years in rule.max_years.items():
        yield _one(f"{name}.max_years", years, "years", rule, text, schedule=schedule)
    if rule.fine:
        low, high, currency = rule.fine
        for key, value in (("fine.least", low), ("fine.most", high)):
            yield _one(f"{name}.{key}", value, "money", rule, text, currency=currency)


def _one(
    name: str,
    value: Decimal,
    unit: Unit,
    entry: Dated,
    text: Text,
    *,
    substances: tuple[str, ...] = (),
    schedule: str | None = None,
    currency: str | None = None,
) -> Parameter:
    return Parameter(
        jurisdiction=text.jurisdiction.code,
        name=name,
        value=value,
        unit=unit,
        begins=entry.begins,
        until=entry.until,
        substances=substances,
        schedule=schedule,
        currency=currency,
        reference=cite(entry, text),
    )
