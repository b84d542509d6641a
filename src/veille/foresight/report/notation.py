"""Numbers as each language writes them, and the intervals of the model’s."""

from veille.reports.notation import day, millions, money, number, percent, typeset

from ..study.estimates import Estimate

NOT_TOLD = "–"
#: An interval narrower than so many standard errors of chance says nothing of the parameters.
_ONLY_CHANCE = 0.01


def interval(of: Estimate, language: str, *, in_dollars: bool = False, signed: bool = False) -> str:
    """`low to high`; a dash where one draw tells no interval, and “chance alone” where draws differ
    by no more than chance makes them."""
    if of.low is None:
        return NOT_TOLD
    write = millions if in_dollars else number
    if of.error and of.high is not None and of.high - of.low < of.error * _ONLY_CHANCE:
        return "hasard seul" if language == "fr" else "chance alone"
    between = " à " if language == "fr" else " to "
    low, high = (write(each, language, signed=signed) for each in (of.low, of.high))
    return f"{low}{between}{high}"


__all__ = ["NOT_TOLD", "day", "interval", "millions", "money", "number", "percent", "typeset"]
