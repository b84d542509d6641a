"""Addresses of the floor."""

from veille.accounts.access import FLOOR, OVERSEERS, READERS, SENIOR
from veille.accounts.models import Role
from veille.ui.addresses import identities, page

from . import arrivals, entries, floor, objects, overdoses, site, whose

identities(
    visit=objects.visit,
    overdose=objects.overdose,
    person=objects.person,
    other=objects.person,
    entry_id=objects.correctable_entry,
)

urlpatterns = [
    page("at/<slug:slug>/", floor.board, name="board", read=READERS),
    page("at/<slug:slug>/live", floor.board_live, name="board-live", read=READERS),
    page("at/<slug:slug>/bands/live", floor.bands_live, name="bands-live", read=READERS),
    page(
        "at/<slug:slug>/settings/",
        site.settings,
        name="site-settings",
        read=OVERSEERS,
        change=OVERSEERS - {Role.AUDITOR},
    ),
    page("at/<slug:slug>/duty/", floor.duty, name="duty", change=FLOOR),
    page("at/<slug:slug>/day/", entries.day, name="day", read=READERS),
    page("at/<slug:slug>/day/<str:date>/", entries.day, name="day-of", read=READERS),
    page("at/<slug:slug>/arrival/", arrivals.find, name="arrival", read=FLOOR, change=FLOOR),
    page("at/<slug:slug>/arrival/first/", arrivals.first, name="arrival-first", change=FLOOR),
    page(
        "at/<slug:slug>/arrival/anonymous/",
        arrivals.anonymous,
        name="arrival-anonymous",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/arrival/<id:person>/",
        arrivals.known,
        name="arrival-known",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/",
        entries.visit,
        name="visit",
        read=READERS,
        shows="visit",
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/seat/",
        floor.seat,
        name="visit-seat",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/aftercare/",
        floor.aftercare,
        name="visit-aftercare",
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/waiting/",
        floor.waiting,
        name="visit-waiting",
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/leave/",
        floor.leave,
        name="visit-leave",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/assistance/",
        floor.assistance,
        name="visit-assistance",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/note/",
        floor.note,
        name="visit-note",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/whose/",
        whose.whose,
        name="visit-whose",
        read=SENIOR,
        change=SENIOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/whose/nobody/",
        whose.nobodys,
        name="visit-whose-nobody",
        read=SENIOR,
        change=SENIOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/whose/<id:other>/",
        whose.theirs,
        name="visit-whose-person",
        read=SENIOR,
        change=SENIOR,
        shows="arrival",
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/overdose/",
        overdoses.find,
        name="visit-overdose",
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/overdose/step/",
        overdoses.step_of_visit,
        name="visit-overdose-step",
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/overdose/earlier/",
        overdoses.earlier,
        name="visit-overdose-earlier",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/overdoses/<id:overdose>/",
        overdoses.timeline,
        name="overdose",
        read=READERS,
        shows="overdose",
    ),
    page(
        "at/<slug:slug>/overdoses/<id:overdose>/live",
        overdoses.timeline_live,
        name="overdose-live",
        read=READERS,
    ),
    page(
        "at/<slug:slug>/overdoses/<id:overdose>/step/",
        overdoses.step,
        name="overdose-step",
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/overdoses/<id:overdose>/earlier/",
        overdoses.earlier_step,
        name="overdose-earlier",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/overdoses/<id:overdose>/end/",
        overdoses.end,
        name="overdose-end",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/entries/<id:entry_id>/correct/",
        entries.correct,
        name="entry-correct",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/entries/<id:entry_id>/undo/",
        entries.undo,
        name="entry-undo",
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/entries/<id:entry_id>/strike/",
        entries.strike,
        name="entry-strike",
        change=SENIOR,
    ),
]
