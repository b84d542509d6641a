"""Whatever is tried, in whatever order: what must never be so of a case, never is."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veille.diversion import actions, deciding, reads
from veille.diversion.course import AWAITING_HEARING
from veille.diversion.models import CaseRow, SittingRow
from veille.diversion.panel import is_whole
from veille.diversion.standing import TreatmentPlace
from veille.diversion.words import DecisionKind, Status, TreatmentVerb, Verb
from veille.ledger import clock
from veille.ledger.recording import batch
from veille.ledger.refusal import Refused

from . import scene

MEMBERS = sorted(scene.MEMBERS[scene.MONTREAL])
PANELS = list(combinations(MEMBERS, 3))


def step(case: str, place: str) -> st.SearchStrategy[Callable[[], Any]]:
    """Any verb with any words, fitting or not."""
    panel = st.sampled_from(PANELS)
    dependent = st.booleans()
    in_minutes = st.integers(0, 60)
    verbs = st.sampled_from([v for v in Verb if v is not Verb.DESTROY]).map(
        lambda verb: lambda: scene.do(verb, reads.state(case))
    )
    treatment = st.sampled_from(list(TreatmentVerb)).map(
        lambda verb: lambda: scene.treat(verb, case, place)
    )
    seats = panel.map(lambda who: lambda: actions.seat(by="clerk", case=case, panel=who))
    out = st.sampled_from(MEMBERS).map(
        lambda who: lambda: actions.step_out(by="clerk", case=case, account=who)
    )
    assesses = dependent.map(
        lambda yes: lambda: deciding.assess(by="ana", case=case, dependent=yes)
    )
    decides = st.sampled_from(list(DecisionKind)).map(
        lambda kind: lambda: deciding.decide(
            by="ana", case=case, decision=kind, euros=Decimal(30) if kind == "fine" else None,
            months=3 if kind in ("provisional_suspension", "other_measure") else None,
            pay_by=date(2027, 1, 1) if kind == "fine" else None,
        )
    )  # fmt: skip
    fixes = st.tuples(in_minutes, panel).map(
        lambda told: lambda: actions.schedule(
            by="clerk", case=case, panel=told[1],
            appointment=clock.now().replace(minute=0) + timedelta(minutes=45 * told[0]),
        )
    )  # fmt: skip
    return st.one_of(verbs, verbs, treatment, seats, out, assesses, decides, fixes)


#: The usual way to a decision: chance alone would seldom come so far.
USUAL = (Verb.ACKNOWLEDGE, Verb.SCHEDULE, Verb.NOTIFY, Verb.HEAR)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_decision_without_quorum_no_fine_of_a_dependent_person_no_two_hearings_at_once(
    there: TreatmentPlace, data: st.DataObject
) -> None:
    now = clock.now()
    last = CaseRow.objects.order_by("-since").first()
    if last is not None:
        now = max(now, last.since) + 7 * scene.A_DAY
    with clock.pretending(now), batch():
        cases = [scene.receive().case for _ in range(2)]
    for number in range(14):
        case = data.draw(st.sampled_from(cases))
        now += data.draw(st.sampled_from([1, 20, 300, 1500])) * timedelta(minutes=1)
        state = reads.state(case)
        if number < 8 and data.draw(st.booleans()) and len(state.moves) < len(USUAL):
            verb = USUAL[len(state.moves)]
            if verb is Verb.HEAR and state.appointment is not None:
                now = max(now, state.appointment.at)
            do: Callable[[], Any] = lambda v=verb, s=state: scene.do(v, s)  # noqa: E731
        else:
            do = data.draw(step(case, there.id))
        with clock.pretending(now), suppress(Refused):
            do()
        _never(cases)


def _never(cases: list[str]) -> None:
    for id in cases:
        case = reads.state(id)
        if case.decision is not None:
            assert is_whole(case.decision.panel)
            assert case.heard_at is not None
            assert case.assessment is not None
            if case.decision.kind is DecisionKind.FINE:
                assert not case.assessment.dependent
        if case.status is Status.HEARD:
            assert is_whole(case.panel) or case.conflicted
        assert not {one.account for one in case.panel} & set(case.conflicted)
    standing = set(
        CaseRow.objects.filter(status__in=AWAITING_HEARING).values_list("id", flat=True)
    )  # fmt: skip
    sittings = [row for row in SittingRow.objects.all() if row.case in standing]
    for one, other in combinations(sittings, 2):
        if one.account == other.account and one.case != other.case:
            assert one.ends <= other.begins or other.ends <= one.begins


@pytest.mark.usefixtures("there")
def test_the_search_does_reach_decisions_and_fines() -> None:
    """The walk above would prove nothing if nothing were ever decided: its usual way is one."""
    case = scene.assessed()
    fined = scene.decide(case, DecisionKind.FINE)
    assert [move.verb for move in fined.moves][: len(USUAL)] == list(USUAL)
