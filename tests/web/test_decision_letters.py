"""What a panel's form asks for, and what the letter on its decision says."""

from datetime import date
from typing import Any

import msgspec
import pytest
from django.utils import translation

from veille.diversion import facts
from veille.diversion.case_parts import Care, Decision
from veille.diversion.pages import letters
from veille.diversion.pages.decision_forms import DecideForm
from veille.diversion.pages.words import decision_terms
from veille.diversion.words import DecisionKind, Measure, Ruling
from veille.law import decisions
from veille.ledger import clock

from .commissioned import opened, treatment_place
from .night import Night, form


def suspended() -> Decision:
    """A sanction that is suspended, with presentations and a measure; not final."""
    return Decision(
        kind=DecisionKind.SUSPENDED_SANCTION,
        rule="suspended-with-presentations",
        at=clock.now(),
        panel=(),
        euros=None,
        accepted=True,
        not_viable=False,
        until=None,
        appeal_until=date(2026, 12, 20),
        months=12,
        presentations=3,
        measure=Measure.PLACE,
        measure_months=6,
        from_final=True,
        sanction=facts.Sanction(kind=DecisionKind.OTHER_MEASURE, measure=Measure.PLACE, months=3),
    )


def entry(key: str) -> Any:
    (found,) = [one for one in decisions("PT", date(2026, 11, 20)) if one.key == key]
    return found


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"measure": "place"}, {"measure_months": ["Enter how many months."]}),
        ({"measure_months": "3"}, {"measure": ["Choose which measure these months are of."]}),
        ({"measure": "place", "measure_months": "3"}, {}),
        ({}, {}),
    ],
)
def test_a_measure_has_its_months_and_months_their_measure(
    night: Night, said: dict[str, str], faults: dict[str, list[str]]
):
    rule = entry("suspended-with-presentations")
    told = {"rule": rule.key, "months": "12", "presentations": "2", "sanction": "other_measure"}
    asked = DecideForm(form(**told, **said), entry=rule)
    with translation.override("en"):
        shown = {name: list(each) for name, each in asked.errors.items()}
    assert {name: shown[name] for name in shown if name.startswith("measure")} == faults


def test_the_letter_lists_what_was_decided_and_names_the_health_service(night: Night):
    opened(night)
    place = treatment_place(night)
    decided = suspended()
    with translation.override("en"):
        terms = dict(decision_terms(decided))
        service = letters.health_service(Care(place=place))
        todo = letters.todo(decided, service)
    assert (terms["Length"], terms["Presentations"]) == ("12 months", "3")
    assert terms["Measure"].endswith("for 6 months")
    assert "3 times at this health service: Clinique Tamarac, 310, rue du Tamarac" in todo
    with translation.override("en"):
        assert "has not named it yet" in letters.todo(decided, letters.health_service(Care()))


def test_who_won_the_appeal_is_asked_for_nothing(night: Night):
    set_aside = msgspec.structs.replace(suspended(), ruling=Ruling.SET_ASIDE)
    with translation.override("en"):
        assert letters.todo(set_aside, "") == "Nothing: the court set the decision aside."
