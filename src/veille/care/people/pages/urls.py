"""The addresses of this room."""

from veille.accounts.access import FLOOR, READERS, SENIOR
from veille.accounts.models import Role
from veille.care.pages.objects import person as of_person
from veille.ui.addresses import identities, page

from . import deaths, doors, looked, objects, records, restrictions, rights
from . import person as pages

identities(flag=objects.flag, restriction=objects.restriction, same=objects.same, other=of_person)

_PERSON = "at/<slug:slug>/people/<id:person>/"
#: Who sees whether colleagues looked where they had no reason to.
ANSWERABLE = frozenset({Role.COORDINATOR, Role.AUDITOR})
_RESTRICTION = "at/<slug:slug>/restrictions/<id:restriction>/"

urlpatterns = [
    page("at/<slug:slug>/people/", pages.find, name="people-find", read=FLOOR, change=FLOOR),
    page("at/<slug:slug>/people/looked/", looked.looked, name="people-looked", read=ANSWERABLE),
    page(
        "at/<slug:slug>/people/looked.csv",
        looked.looked_file,
        name="people-looked-file",
        read=ANSWERABLE,
    ),
    page(_PERSON, pages.person, name="person", read=READERS, shows="page"),
    page(f"{_PERSON}flag/", pages.raise_flag, name="person-flag", read=FLOOR, change=FLOOR),
    page(
        "at/<slug:slug>/flags/<id:flag>/lower/",
        pages.lower_flag,
        name="flag-lower",
        read=SENIOR,
        change=SENIOR,
    ),
    page(f"{_PERSON}same/", records.same, name="person-same", read=SENIOR, change=SENIOR),
    page(
        f"{_PERSON}same/<id:other>/",
        records.join,
        name="person-join",
        read=SENIOR,
        change=SENIOR,
        shows="page",
    ),
    page(
        "at/<slug:slug>/same/<id:same>/", records.part, name="same-part", read=SENIOR, change=SENIOR
    ),
    page(f"{_PERSON}death/", deaths.death, name="person-death", read=SENIOR, change=SENIOR),
    page(f"{_PERSON}alive/", deaths.take_back, name="person-alive", read=SENIOR, change=SENIOR),
    page(f"{_PERSON}door/", doors.door, name="person-door", read=FLOOR, change=FLOOR, shows="door"),
    page(
        f"{_PERSON}let-in/",
        doors.let_in,
        name="person-let-in",
        read=SENIOR,
        change=SENIOR,
        shows="door",
    ),
    page(f"{_PERSON}emergency/", doors.emergency, name="person-emergency", change=FLOOR),
    page(
        f"{_PERSON}restrict/",
        restrictions.restrict,
        name="person-restrict",
        read=SENIOR,
        change=SENIOR,
    ),
    page(
        f"{_PERSON}held/",
        rights.held,
        name="person-held",
        read=SENIOR | {Role.AUDITOR},
        shows="held",
    ),
    page(f"{_PERSON}file/", rights.file, name="person-file", change=SENIOR, shows="file"),
    page(f"{_PERSON}forget/", rights.forget, name="person-forget", read=SENIOR, change=SENIOR),
    page(
        "at/<slug:slug>/restrictions/",
        restrictions.in_force,
        name="restrictions",
        read=SENIOR | {Role.AUDITOR},
    ),
    page(
        _RESTRICTION,
        restrictions.restriction,
        name="restriction",
        read=SENIOR | {Role.AUDITOR},
        shows="restriction",
    ),
    page(
        f"{_RESTRICTION}review/",
        restrictions.review,
        name="restriction-review",
        read=SENIOR,
        change=SENIOR,
        shows="restriction",
    ),
    page(
        f"{_RESTRICTION}appeal/",
        restrictions.appeal,
        name="restriction-appeal",
        read=FLOOR,
        change=FLOOR,
        shows="restriction",
    ),
    page(
        f"{_RESTRICTION}decide/",
        restrictions.decide,
        name="restriction-decide",
        read=SENIOR,
        change=SENIOR,
        shows="restriction",
    ),
    page(
        f"{_RESTRICTION}lift/",
        restrictions.lift,
        name="restriction-lift",
        read=SENIOR,
        change=SENIOR,
        shows="restriction",
    ),
]
