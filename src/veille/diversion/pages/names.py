"""The name of a commission as people read it."""

from django.utils.translation import get_language

from ..commission_facts import Details
from ..tables import CommissionRow


def name_of_commission(row: CommissionRow | Details) -> str:
    """In the reader's language."""
    return row.name_en if get_language() == "en" else row.name_fr
