"""Facts of a case that two commissions' nodes wrote, in whatever order and pieces they arrive;
and tables that a rebuild makes the same, on both databases."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from tests.ledger.elsewhere import Elsewhere, export_of
from veille.diversion import reads
from veille.diversion.tables import CaseRow
from veille.diversion.words import Status
from veille.ledger import replay, transfer
from veille.ledger.nodes import begin_node
from veille.ledger.recording import batch

from . import scene

CASE = "1" * 32
KIND = "diversion.case."
NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)
RECEIVED = {
    "person": "2" * 32,
    "authority": "police",
    "service": "SPVM",
    "reference": "sealed",
    "found_at": NOON.isoformat(),
    "where": "sealed",
    "age_years": 30,
    "name": "sealed",
    "seized": [{"substance": "heroin", "amount": "0.4", "unit": "grams"}],
}


def three_nodes() -> list[Elsewhere]:
    """Montréal receives and transfers; Laval, whose clock is behind, takes over and hears; the
    hub corrects the referral before it has it."""
    montreal, laval, hub = Elsewhere("a" * 32), Elsewhere("b" * 32), Elsewhere("c" * 32)
    arrived = NOON + timedelta(hours=1)
    received = montreal.say(KIND + "received", CASE, RECEIVED, noted=arrived, place="montreal")
    montreal.say(
        KIND + "transferred",
        CASE,
        {"to": "laval", "domicile": "H7N"},
        noted=arrived + timedelta(hours=1),
        place="montreal",
    )
    behind = NOON - timedelta(minutes=30)
    took_over = NOON + timedelta(hours=3)
    laval.say(KIND + "acknowledged", CASE, {}, noted=behind, at=took_over, place="laval")
    appointment = (NOON + timedelta(days=1)).isoformat()
    fixed = {"appointment": appointment, "minutes": 45, "room": "1"}
    laval.say(
        KIND + "scheduled",
        CASE,
        fixed,
        noted=behind + timedelta(minutes=1),
        at=took_over + timedelta(minutes=1),
        place="laval",
    )
    corrected = {**RECEIVED, "age_years": 31}
    hub.say(
        "ledger.entry.corrected",
        CASE,
        {"fact": received.id, "why": "typed", "body": corrected},
        noted=NOON - timedelta(hours=2),
    )
    return [montreal, laval, hub]


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_case_reads_the_same_however_its_facts_arrive(order: tuple[int, ...]) -> None:
    begin_node("here")
    nodes = three_nodes()
    for which in order:
        for upto in range(1, len(nodes[which].facts) + 1):
            transfer.take_in(export_of(nodes[which].facts[:upto]))
    row = CaseRow.objects.get()
    assert (row.commission, row.came_from, row.status) == ("laval", ["montreal"], "scheduled")
    assert (row.age_years, row.domicile, row.version) == (31, "H7N", 5)
    assert row.appointment_at == NOON + timedelta(days=1)


@pytest.mark.usefixtures("there_on_either")
def test_tables_say_the_same_after_a_rebuild() -> None:
    for status in scene.each_on_its_day(Status):
        with batch():
            scene.case_in(status)
    before = scene.all_rows()
    assert {row["status"] for row in before if "status" in row} == set(Status.values)
    replay.rebuild()
    assert scene.all_rows() == before


@pytest.mark.usefixtures("there")
def test_a_case_goes_on_at_the_other_commission_with_its_history() -> None:
    case = scene.scheduled(name="Alix Noir")
    moved = scene.do(scene.Verb.TRANSFER, case)
    assert (moved.status, moved.commission, moved.appointment) == (
        Status.TRANSFERRED,
        "laval",
        None,
    )
    taken = scene.do(scene.Verb.ACKNOWLEDGE, moved)
    fixed = scene.do(scene.Verb.SCHEDULE, taken)
    assert {one.account for one in fixed.panel} == {"lou", "max", "noa"}
    kinds = [entry.kind.rsplit(".", 1)[1] for entry in reads.history(case.id)]
    assert kinds == [
        "received",
        "acknowledged",
        "scheduled",
        "transferred",
        "acknowledged",
        "scheduled",
    ]
    assert reads.history(case.id)[-1].place == "laval"
    assert fixed.acknowledged_at == case.acknowledged_at
    assert [row.id for row in reads.cases("montreal")] == []
    assert reads.words_of(fixed).name == "Alix Noir"
