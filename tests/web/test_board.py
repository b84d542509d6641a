"""The board is drawn of parts that are kept: never of one that would by now be drawn otherwise."""

import re
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from veille.accounts.models import Role
from veille.care import actions, reads, sites
from veille.care.pages import drawings
from veille.care.people import actions as people
from veille.care.people.words import FlagKind
from veille.care.tables import VisitRow
from veille.care.words import Assistant, Mode, Outcome, Stage
from veille.ledger import clock, rows
from veille.ledger.refusal import Refused
from veille.ui.templatetags import veille as tags

from .night import SITE, Night

STEPS = 80
STEP = timedelta(seconds=23)


def any_visit(random: Random, *stages: str) -> VisitRow:
    here = [visit for visit in reads.on_floor(SITE) if visit.stage in stages or not stages]
    return random.choice(here)


def anybody_known(random: Random) -> str:
    return random.choice([visit.person for visit in reads.on_floor(SITE) if visit.person])


def arrive(night: Night, random: Random) -> None:
    handle = random.choice(("", f"visitor {random.randrange(100)}"))
    night.arrive(handle, mode=random.choice(list(Mode)))


def seat(night: Night, random: Random) -> None:
    visit = any_visit(random, Stage.WAITING, Stage.AFTERCARE)
    actions.seat(by=night.by(), visit=visit.id, seat=random.choice("1234"))


def rest(night: Night, random: Random) -> None:
    actions.send_to_aftercare(by=night.by(), visit=any_visit(random, Stage.SEATED).id)


def leave(night: Night, random: Random) -> None:
    visit = any_visit(random, Stage.SEATED, Stage.AFTERCARE)
    actions.leave(by=night.by(), visit=visit.id, consumed=True)


def assist(night: Night, random: Random) -> None:
    actions.assist(by=night.by(), visit=any_visit(random).id, assistant=Assistant.VISITOR)


def overdose(night: Night, random: Random) -> None:
    actions.find_overdose(by=night.by(), visit=any_visit(random).id)


def flag(night: Night, random: Random) -> None:
    person, kind = anybody_known(random), random.choice(list(FlagKind))
    people.raise_flag(by=night.by(), place=SITE, person=person, kind=kind, note="said at the desk")


def end(night: Night, random: Random) -> None:
    overdose = random.choice(reads.open_overdoses(SITE)).id
    actions.end_overdose(by=night.by(), overdose=overdose, outcome=Outcome.RECOVERED)


def come_on_duty(night: Night, random: Random) -> None:
    account = night.staff[random.choice((Role.NURSE, Role.PEER))]
    actions.begin_duty(by=account.id, place=SITE, account=account.id, role=account.role)


def change_the_site(night: Night, random: Random) -> None:
    sites.change_site(
        by=night.by(Role.COORDINATOR), place=SITE, seat_minutes=random.choice((1, 5, 45))
    )


HAPPENINGS: tuple[Callable[[Night, Random], None], ...] = (
    arrive,
    arrive,
    arrive,
    seat,
    seat,
    rest,
    leave,
    assist,
    overdose,
    flag,
    end,
    come_on_duty,
    change_the_site,
)


def boards() -> list[str]:
    """In both languages, for who may move visitors and who may not. Running clocks are left out:
    the page sets them by itself."""
    site = reads.site(SITE)
    return [
        re.sub(r'(data-as="running">)[^<]*', r"\1", drawings.board_drawing(site, role, language))
        for role, language in ((Role.NURSE, "fr"), (Role.AUDITOR, "en"))
    ]


@pytest.mark.parametrize("seed", range(2))
def test_a_board_of_kept_parts_is_the_board_drawn_anew(
    night: Night, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    random, done = Random(seed), set()
    begins = clock.now()
    for step in range(STEPS):
        with clock.pretending(begins + step * STEP):
            happens = random.choice(HAPPENINGS)
            try:
                happens(night, random)
            except (Refused, IndexError):  # nobody is where it could happen
                continue
            done.add(happens)
            kept = boards()
            with monkeypatch.context() as fresh:
                fresh.setattr(tags, "_kept", {})
                fresh.setattr(drawings, "_kept", {})
                rows._kept.cache_clear()
                for one, anew in zip(kept, boards(), strict=True):
                    assert one.split("\n") == anew.split("\n"), happens.__name__
    assert done == set(HAPPENINGS)
