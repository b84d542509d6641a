"""The table of cases, which the rules of the law are held to. It also makes `docs/law.md`."""

from veille.law.examples import COLUMNS, Example, answered, examples, substance

__all__ = ["COLUMNS", "Row", "answered", "rows", "substance"]

Row = Example


def rows() -> list[Row]:
    return list(examples())
