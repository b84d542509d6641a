"""Whatever is tried, in whatever order: what must never be so of a case, never is."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veille.diversion import actions, decisions, reads
from veille.diversion.commission_state import TreatmentPlace
from veille.diversion.course import AWAITING_HEARING
from veille.diversion.panel import is_whole
from veille.diversion.state import Case
from veille.diversion.tables import CaseRow, SittingRow
from veille.diversion.words import DecisionKind, Measure, Status, TreatmentVerb, Verb
from veille.ledger import clock
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
        lambda yes: lambda: decisions.assess(by="ana", case=case, dependent=yes)
    )
    decides = st.sampled_from([DecisionKind.FINE, DecisionKind.FINE, *DecisionKind]).map(
        lambda kind: (
            lambda: decisions.decide(
                by="ana",
                case=case,
                decision=kind,
                euros=Decimal(30) if kind == "fine" else None,
                months=12 if "susp" in kind or kind == "other_measure" else None,
                presentations=2 if kind == "suspended_sanction" else None,
                measure=Measure.PLACE if kind == "other_measure" else None,
                due_by=date(2040, 1, 1) if kind == "fine" else None,
            )
        )
    )
    fixes = st.tuples(in_minutes, panel).map(
        lambda told: (
            lambda: actions.schedule(
                by="clerk",
                case=case,
                panel=told[1],
                appointment=clock.now().replace(minute=0) + timedelta(minutes=45 * told[0]),
            )
        )
    )
    return st.one_of(verbs, treatment, seats, out, assesses, decides, decides, decides, fixes)


#: Where a walk begins: chance alone would seldom come to a decision.
BEGINNINGS: tuple[Callable[[], Case], ...] = (
    scene.acknowledged,
    scene.scheduled,
    scene.notified,
    scene.heard,
    scene.assessed,
    lambda: scene.assessed(dependent=True, seized=(scene.HEROIN,)),
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_decision_without_quorum_no_fine_of_a_dependent_person_no_two_hearings_at_once(
    there: TreatmentPlace, data: st.DataObject
) -> None:
    last = CaseRow.objects.order_by("-since").first()
    now = clock.now() if last is None else last.since + 7 * scene.A_DAY
    now = now.replace(hour=scene.START.hour, minute=0)
    begun = []
    with clock.pretending(now):
        first = data.draw(st.sampled_from(BEGINNINGS))()
        begun = [first, scene.acknowledged()] if first.status in AWAITING_HEARING else [first]
    now = max(scene.after(case) for case in begun)
    cases = [case.id for case in begun]
    for _ in range(12):
        do = data.draw(st.sampled_from(cases).flatmap(lambda case: step(case, there.id)))
        now += data.draw(st.sampled_from([1, 20, 300])) * timedelta(minutes=1)
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
    standing = set(CaseRow.objects.filter(status__in=AWAITING_HEARING).values_list("id", flat=True))
    sittings = [row for row in SittingRow.objects.all() if row.case in standing]
    for one, other in combinations(sittings, 2):
        if one.account == other.account and one.case != other.case:
            assert one.ends <= other.begins or other.ends <= one.begins
