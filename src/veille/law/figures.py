"""The amounts that the text of a rule names: by their table, so that no figure is written twice."""

from decimal import Decimal

from veille import numbers

from .answer import Words
from .books import Limits, Rule, Table
from .case import MILLION
from .words import filled, label, say

NO_BREAK = "\u00a0"
#: Measures that have a word of their own for one.
_COUNTED = ("pills", "units")


def with_figures(rule: Rule, name: str, values: dict[str, Words | str]) -> Words:
    """The text of a rule for a substance, with its amounts and `values` in their places."""
    text = rule.says.text
    if "{" not in text.en:
        return text
    figures: dict[str, Words | str] = {}
    for how, table in rule.limits:
        figures[how] = amount_in(table, name)
        if table.together:
            figures["in_all"] = amount_in(table, name)
    return filled(text, **{**figures, **values})


def in_general(rule: Rule) -> Words:
    """The text of a rule for no substance in particular: an amount that is the same for all stands
    in its place, of another it is said where it stands."""
    text = rule.says.text
    if "{" not in text.en:
        return text
    figures: dict[str, Words | str] = {
        "maximum": say("maximum_of_schedule"),
        "schedule": ", ".join(rule.says.schedules),
        "in_all": say("amount_listed"),
    }
    for how, table in rule.limits:
        same = {_written(limits, "en"): limits for limits in table.of.values()}
        one = table.together or table.sum_of_fractions is not None
        if one or len(same) == 1:
            figures[how] = amount_in(table, next(iter(table.of), ""))
        else:
            figures[how] = say("amount_listed")
        if table.together:
            figures["in_all"] = amount_in(table, "")
    return filled(text, **figures)


def amount_in(table: Table, name: str) -> Words:
    """The amount of a table as a person reads it: “2.5 g”, “1 g or 5 pills”; of a sum of fractions,
    the number alone."""
    if table.sum_of_fractions is not None:
        number = Decimal(table.sum_of_fractions.numerator) / table.sum_of_fractions.denominator
        return Words(numbers.plain(number, "en"), numbers.plain(number, "fr"))
    limits = table.in_all if table.together else table.of.get(name, {})
    return Words(_written(limits, "en"), _written(limits, "fr"))


def _written(limits: Limits, language: str) -> str:
    each = [
        measured(Decimal(value) / MILLION, measure, language) for measure, value in limits.items()
    ]
    return say("or")[language].join(each)


def measured(value: Decimal, measure: str, language: str) -> str:
    """“2.5 g”, “1 pill”; in French, whatever is less than two is singular: “1,5 comprimé”."""
    is_one = value < 2 if language == "fr" else value == 1
    words = label("one" if is_one and measure in _COUNTED else "measure", measure)
    return f"{numbers.plain(value, language)}{NO_BREAK}{words[language]}"
