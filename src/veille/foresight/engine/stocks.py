"""How many people of an area are what, as the week after needs to know: rows of whole numbers."""

from ..model.outcomes import Event

USING, KITS, AGONIST, SAFER, BEDS, INJECTING, HCV, HIV_HUNDREDTHS, UNHOUSED, ELIGIBLE = range(10)
STOCKS = 10

#: Uses a day are kept by bands of the quantile of distance, in thousandths.
BANDS = 16
#: This column holds everybody's uses; the BANDS before it those of people who would go to a site.
ALL_USES = BANDS
THOUSANDTHS = 1000

#: These columns of a tally are expectations over people: in thousandths until a run ends.
EXPECTED = (Event.VISIT, Event.TURNED_AWAY, Event.CHECK, Event.PUBLIC_INJECTION, Event.DISCARDED)
