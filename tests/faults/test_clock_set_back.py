"""The clock is set back by an hour in the middle of a night: order holds."""

from datetime import timedelta
from pathlib import Path

from veille.care import actions, reads
from veille.care.words import Intervention, Mode, Outcome, Route, Substance
from veille.ledger import chain, clock, store
from veille.ledger.replay import rebuild

from .programs import SITE


def test_a_night_goes_on_in_order(site: Path) -> None:
    """A visit with an overdose, one step a minute; the clock falls back before the second dose."""
    begins = clock.now()
    wall = begins

    def minute_later() -> clock.datetime:
        nonlocal wall
        wall += timedelta(minutes=1)
        return wall

    def naloxone(dose: int) -> None:
        with clock.pretending(minute_later()):
            actions.intervene(
                by="luc",
                overdose=overdose.id,
                what=Intervention.NALOXONE,
                route=Route.IM,
                dose=dose,
            )

    with clock.pretending(minute_later()):
        visit = actions.arrive(
            by="anna", place=SITE, mode=Mode.INJECTION, substances=[Substance.DOWN]
        )
    with clock.pretending(minute_later()):
        actions.seat(by="anna", visit=visit.id, seat="1")
    with clock.pretending(minute_later()):
        overdose = actions.find_overdose(by="anna", visit=visit.id)
    naloxone(1)
    wall -= timedelta(hours=1)
    naloxone(2)
    with clock.pretending(minute_later()):
        ended = actions.end_overdose(by="luc", overdose=overdose.id, outcome=Outcome.RECOVERED)
    with clock.pretending(minute_later()):
        actions.send_to_aftercare(by="luc", visit=visit.id)
    with clock.pretending(minute_later()):
        left = actions.leave(by="luc", visit=visit.id, consumed=True)
    assert [step.dose for step in ended.steps] == [1, 2]
    assert left.left_at is not None
    assert left.arrived_at < left.seated_at < left.aftercare_at < left.left_at
    assert reads.visit(visit.id).stage == "left"
    with store.cursor() as cursor:
        facts = list(store.in_chain_order(cursor))
    assert chain.verify(facts).sound
    assert [fact.noted for fact in facts] == sorted({fact.noted for fact in facts})
    before = list(reads.VisitRow.objects.values())
    rebuild()
    assert list(reads.VisitRow.objects.values()) == before
