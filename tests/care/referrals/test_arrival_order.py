"""Facts of a referral that two nodes wrote, in whatever order and pieces they arrive."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from tests.ledger.elsewhere import Elsewhere, export_of
from veille.care.referrals.tables import ReferralRow
from veille.ledger import transfer
from veille.ledger.nodes import begin_node

REFERRAL, PLACE = "1" * 32, "2" * 32
KIND = "care.referrals.referral."
NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)
APPOINTMENT = NOON + timedelta(days=2)


def _three_nodes() -> list[Elsewhere]:
    """The site offers; the truck made it, and wrote that down before the site's clock came so
    far; the hub corrects the offer before it has it."""
    site, truck, hub = Elsewhere("a" * 32), Elsewhere("b" * 32), Elsewhere("c" * 32)
    offered = site.say(KIND + "offered", REFERRAL, {"need": "income"}, noted=NOON, place="cactus")
    made = {"destination": PLACE, "way": "phone", "appointment": APPOINTMENT.isoformat()}
    truck.say(
        KIND + "made",
        REFERRAL,
        made,
        noted=NOON - timedelta(minutes=5),
        at=NOON + timedelta(hours=1),
    )
    truck.say(KIND + "attended", REFERRAL, {}, noted=NOON + timedelta(days=3), at=APPOINTMENT)
    hub.say(
        "ledger.entry.corrected",
        REFERRAL,
        noted=NOON - timedelta(hours=1),
        body={"fact": offered.id, "why": "typed", "body": {"need": "legal"}},
    )
    return [site, truck, hub]


@pytest.mark.usefixtures("sqlite")
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_referral_reads_the_same_however_its_facts_arrive(order: tuple[int, ...]) -> None:
    begin_node("here")
    nodes = _three_nodes()
    for which in order:
        for upto in range(1, len(nodes[which].facts) + 1):
            transfer.take_in(export_of(nodes[which].facts[:upto]))
    row = ReferralRow.objects.get()
    assert (row.need, row.status, row.site) == ("legal", "attended", "cactus")
    assert (row.made_at, row.attended_at) == (NOON + timedelta(hours=1), APPOINTMENT)
    assert (row.appointment, row.destination, row.version) == (APPOINTMENT, PLACE, 4)
