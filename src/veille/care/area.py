"""The area of care, declared: its things, what is said of them, how they fold, what they fill."""

from collections.abc import Iterator

from veille.ledger.areas import Area, Row, Table, Thing

from . import facts, state, tables


def _site(site: state.Site) -> Iterator[Row]:
    yield {
        "id": site.id,
        "slug": site.slug,
        "name": site.name,
        "kind": site.kind.value,
        "time_zone": site.time_zone,
        "seats": [{"number": seat.number, "mode": seat.mode.value} for seat in site.seats],
        "day_starts_hour": site.day_starts_hour,
        "seat_minutes": site.seat_minutes,
        "opened_at": site.opened_at,
        "rehearsal": site.rehearsal,
    }


def _person(person: state.Person) -> Iterator[Row]:
    yield {
        "id": person.id,
        "welcomed_at": person.welcomed_at,
        "handle": person.handle,
        "heard_of": person.heard_of.value,
        "postal": person.postal,
        "gender": person.gender.value,
        "birth_year": person.birth_year,
        "forgotten": person.forgotten,
        "rehearsal": person.rehearsal,
    }


def _visit(visit: state.Visit) -> Iterator[Row]:
    yield {
        "id": visit.id,
        "site": visit.site,
        "person": visit.person,
        "mode": visit.mode.value,
        "substances": [substance.value for substance in visit.substances],
        "company": visit.company.value,
        "help": [help.value for help in visit.help],
        "stage": visit.stage.value,
        "seat": visit.seat,
        "arrived_at": visit.arrived_at,
        "stage_since": visit.stage_since,
        "seated_at": visit.seated_at,
        "aftercare_at": visit.aftercare_at,
        "left_at": visit.left_at,
        "waited_seconds": visit.waited_seconds,
        "consumed": visit.consumed,
        "reason": visit.reason.value if visit.reason else "",
        "moved_by": visit.moved_by,
        "version": visit.version,
        "rehearsal": visit.rehearsal,
        "sharing": visit.sharing.value,
        "assisted": visit.assisted[-1].assistant.value if visit.assisted else "",
        "episodes": visit.episodes,
    }


def _overdose(overdose: state.Overdose) -> Iterator[Row]:
    yield {
        "id": overdose.id,
        "site": overdose.site,
        "visit": overdose.visit,
        "seat": overdose.seat,
        "signs": [sign.value for sign in overdose.signs],
        "found_at": overdose.found_at,
        "ended_at": overdose.ended_at,
        "outcome": overdose.outcome.value if overdose.outcome else "",
        "doses": overdose.doses,
        "steps": [
            {
                "what": step.what.value,
                "at": step.at.isoformat(),
                "route": step.route.value if step.route else "",
                "dose": step.dose,
            }
            for step in overdose.steps
        ],
        "version": overdose.version,
        "rehearsal": overdose.rehearsal,
    }


def _duty(duty: state.Duty) -> Iterator[Row]:
    yield {
        "id": duty.id,
        "site": duty.site,
        "account": duty.account,
        "role": duty.role,
        "began_at": duty.began_at,
        "ended_at": duty.ended_at,
        "rehearsal": duty.rehearsal,
    }


SITE = Thing(
    "care.site",
    (facts.SiteOpened, facts.SiteChanged),
    state.fold_site,
    (Table(tables.SiteRow, _site),),
)
PERSON = Thing(
    "care.person",
    (facts.PersonWelcomed,),
    state.fold_person,
    (Table(tables.PersonRow, _person),),
)
VISIT = Thing(
    "care.visit",
    (
        facts.Arrived,
        facts.Seated,
        facts.SentToAftercare,
        facts.SentBack,
        facts.Left,
        facts.Assisted,
        facts.Noted,
    ),
    state.fold_visit,
    (Table(tables.VisitRow, _visit),),
)
OVERDOSE = Thing(
    "care.overdose",
    (facts.OverdoseFound, facts.Intervened, facts.OverdoseEnded),
    state.fold_overdose,
    (Table(tables.OverdoseRow, _overdose),),
)
DUTY = Thing(
    "care.duty",
    (facts.DutyBegan, facts.DutyEnded),
    state.fold_duty,
    (Table(tables.DutyRow, _duty),),
)

AREA = Area("care", (SITE, PERSON, VISIT, OVERDOSE, DUTY))
