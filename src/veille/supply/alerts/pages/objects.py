"""What the identity of an alert in an address stands for. Alerts are of the whole network."""

from veille.supply.pages.requests import BenchRequest

from .. import reads
from ..state import Alert


def alert(_request: BenchRequest, id: str) -> Alert:
    """An alert, of whichever site: there is one list for the network."""
    return reads.alert(id)
