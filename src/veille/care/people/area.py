"""The room of people, declared: flags, restrictions, the door, who opened a page."""

from collections.abc import Iterator

from veille.ledger.areas import Area, Row, Table, Thing

from . import facts, state, tables


def _flag(flag: state.Flag) -> Iterator[Row]:
    yield {
        "id": flag.id,
        "person": flag.person,
        "site": flag.site,
        "kind": flag.kind.value,
        "raised_at": flag.raised_at,
        "raised_by": flag.raised_by,
        "ends_at": flag.ends_at,
        "note": flag.note or "",
        "version": flag.version,
        "rehearsal": flag.rehearsal,
    }


def _restriction(restriction: state.Restriction) -> Iterator[Row]:
    yield {
        "id": restriction.id,
        "person": restriction.person,
        "site": restriction.site,
        "kind": restriction.kind.value,
        "scope": restriction.scope.value,
        "begins_at": restriction.begins_at,
        "ends_at": restriction.ends_at,
        "imposed_by": restriction.imposed_by,
        "review_due_at": restriction.review_due_at,
        "appeal": restriction.appeal.value,
        "note": restriction.note,
        "version": restriction.version,
        "rehearsal": restriction.rehearsal,
    }


def _door(door: state.Door) -> Iterator[Row]:
    yield {
        "id": door.id,
        "person": door.person,
        "site": door.site,
        "restriction": door.restriction,
        "visit": door.visit,
        "at": door.at,
        "by": door.by,
        "why": door.why.value if door.why else "",
        "rehearsal": door.rehearsal,
    }


def _opening(opening: state.Opening) -> Iterator[Row]:
    yield {
        "id": opening.id,
        "person": opening.person,
        "site": opening.site,
        "what": opening.what.value,
        "at": opening.at,
        "by": opening.by,
        "rehearsal": opening.rehearsal,
    }


FLAG = Thing(
    "care.people.flag",
    (facts.FlagRaised, facts.FlagLowered),
    state.fold_flag,
    (Table(tables.FlagRow, _flag),),
)
RESTRICTION = Thing(
    "care.people.restriction",
    (
        facts.RestrictionImposed,
        facts.RestrictionReviewed,
        facts.RestrictionAppealed,
        facts.AppealDecided,
        facts.RestrictionLifted,
    ),
    state.fold_restriction,
    (Table(tables.RestrictionRow, _restriction),),
)
DOOR = Thing(
    "care.people.door",
    (facts.TurnedAway, facts.LetInDespite),
    state.fold_door,
    (Table(tables.DoorRow, _door),),
)
OPENING = Thing(
    "care.people.opening",
    (facts.PageOpened,),
    state.fold_opening,
    (Table(tables.OpeningRow, _opening),),
)

AREA = Area("care.people", (FLAG, RESTRICTION, DOOR, OPENING))
