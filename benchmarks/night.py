"""A night at one site, as calls of care's own actions: who comes, sits, rests, leaves, and an
overdose now and then. Each step is one action with a form's identity and the version seen, as a
tap on the board is."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from veille.care import actions
from veille.care.words import Intervention, Mode, Outcome, Route, Substance
from veille.ledger.ids import new_id

from .installations import SEATS, SEATS_TO_SMOKE, SITE

#: Visits: one in so many has an overdose, nine in ten aftercare, one in so many is anonymous.
OVERDOSE_ONE_IN = 60
AFTERCARE_NINE_IN = 10
ANONYMOUS_ONE_IN = 4
PEOPLE = 400
_STAFF = [new_id() for _ in range(20)]
_RESPONSE = (
    (Intervention.STIMULATION, None, None, None),
    (Intervention.OXYGEN, None, None, None),
    (Intervention.NALOXONE, Route.IM, 0.4, 1),
    (Intervention.CALLED_911, None, None, None),
    (Intervention.NALOXONE, Route.IM, 0.4, 2),
)
_SUBSTANCES = (Substance.DOWN, Substance.COCAINE, Substance.CRACK, Substance.FENTANYL)


@dataclass(frozen=True)
class Step:
    """One action: its name, and the call."""

    name: str
    act: Callable[[], Any]


class Night:
    """Steps without end. Each must be carried out before the next is asked for."""

    def __init__(self, seed: int = 1, people: int = PEOPLE) -> None:
        self._random = Random(seed)
        self._people = deque(
            actions.welcome(by=_STAFF[0], place=SITE, handle=f"visitor {number}", agreed=True).id
            for number in range(people)
        )
        self._free = deque(str(n) for n in range(1, SEATS - SEATS_TO_SMOKE + 1))
        self._steps = self._all_steps()

    def __iter__(self) -> Iterator[Step]:
        return self._steps

    def _by(self) -> dict[str, str]:
        return {"by": self._random.choice(_STAFF), "submission": new_id()}

    def _all_steps(self) -> Iterator[Step]:
        """Several visits at once, a step of each in turn: what is written is far apart."""
        under_way = deque(self._visit() for _ in range(len(self._free)))
        while True:
            visit = under_way.popleft()
            step = next(visit, None)
            if step is None:
                under_way.append(self._visit())
            else:
                yield step
                under_way.append(visit)

    def _visit(self) -> Iterator[Step]:
        random, seen = self._random, []
        person = self._people.popleft() if random.randrange(ANONYMOUS_ONE_IN) else ""
        seat = self._free.popleft()

        def do(name: str, verb: Callable[..., Any], **told: Any) -> Step:
            if seen:
                told |= {"visit": seen[-1].id, "seen": seen[-1].version}
            return Step(name, partial(self._keep, seen, verb, told | self._by()))

        yield do(
            "arrive",
            actions.arrive,
            place=SITE,
            person=person,
            mode=Mode.INJECTION,
            substances=[random.choice(_SUBSTANCES)],
        )
        yield do("seat", actions.seat, seat=seat)
        if not random.randrange(OVERDOSE_ONE_IN):
            yield from self._overdose(seen[-1].id)
        if random.randrange(AFTERCARE_NINE_IN):
            yield do("send_to_aftercare", actions.send_to_aftercare)
        yield do("leave", actions.leave, consumed=True)
        self._free.append(seat)
        if person:
            self._people.append(person)

    def _overdose(self, visit: str) -> Iterator[Step]:
        found: list[Any] = []
        yield Step(
            "find_overdose",
            partial(self._keep, found, actions.find_overdose, {"visit": visit} | self._by()),
        )
        for what, route, dose_mg, dose in _RESPONSE:
            told = {"what": what, "route": route, "dose_mg": dose_mg, "dose": dose}
            verb = partial(actions.intervene, overdose=found[0].id, **told, **self._by())
            yield Step("intervene", verb)
        told = {"overdose": found[0].id, "outcome": Outcome.RECOVERED}
        yield Step("end_overdose", partial(actions.end_overdose, **told, **self._by()))

    @staticmethod
    def _keep(into: list[Any], verb: Callable[..., Any], told: dict[str, Any]) -> None:
        into.append(verb(**told))
