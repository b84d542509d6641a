"""What may leave the house: the one engine that withholds small numbers, for every room.

    from veille.disclosure import NETWORK, Counts, CountTable, Shape, withheld

    tables = [CountTable(["visits"], shape=Shape.ALONE),
              CountTable(["women", "men"], whole="visits")]
    gone = withheld(Counts(tables, ["north", "south", NETWORK], numbers))
    # (name, place) of every number that stays: the small ones, and those that give one away

Counts of people go through here before anything leaves: reports, dashboards, funnels, bulletins.
`choose` does it for numbers with relations of any other form. Pure: no Django, no database, no
numerical library; a node withholds by itself.
"""

from .bounds import Range, Relation, ranges
from .counts import (
    NETWORK,
    AnyCounts,
    AnyFigure,
    AnyTable,
    Cell,
    Counts,
    CountTable,
    Place,
    Shape,
)
from .shorter import SMALLEST, Beside, Published, beside, is_small
from .withhold import choose, leaves, withheld

#: What stands in the place of a number that does not leave the house, as Statistics Canada writes
#: it. One mark for small counts and for the larger ones beside them: it must not tell which is one.
WITHHELD = "x"

__all__ = [
    "NETWORK",
    "SMALLEST",
    "WITHHELD",
    "AnyCounts",
    "AnyFigure",
    "AnyTable",
    "Beside",
    "Cell",
    "CountTable",
    "Counts",
    "Place",
    "Published",
    "Range",
    "Relation",
    "Shape",
    "beside",
    "choose",
    "is_small",
    "leaves",
    "ranges",
    "withheld",
]
