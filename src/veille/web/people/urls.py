"""The addresses of this room."""

from django.urls import path

from .views import doors, pages, restrictions, rights

_PERSON = "at/<slug:slug>/people/<id:person>/"
_RESTRICTION = "at/<slug:slug>/restrictions/<id:restriction>/"

urlpatterns = [
    path("at/<slug:slug>/people/", pages.find, name="people-find"),
    path(_PERSON, pages.person, name="person"),
    path(f"{_PERSON}flag/", pages.raise_flag, name="person-flag"),
    path("at/<slug:slug>/flags/<id:flag>/lower/", pages.lower_flag, name="flag-lower"),
    path(f"{_PERSON}door/", doors.door, name="person-door"),
    path(f"{_PERSON}let-in/", doors.let_in, name="person-let-in"),
    path(f"{_PERSON}emergency/", doors.emergency, name="person-emergency"),
    path(f"{_PERSON}restrict/", restrictions.restrict, name="person-restrict"),
    path(f"{_PERSON}held/", rights.held, name="person-held"),
    path(f"{_PERSON}file/", rights.file, name="person-file"),
    path(f"{_PERSON}forget/", rights.forget, name="person-forget"),
    path("at/<slug:slug>/restrictions/", restrictions.in_force, name="restrictions"),
    path(_RESTRICTION, restrictions.restriction, name="restriction"),
    path(f"{_RESTRICTION}review/", restrictions.review, name="restriction-review"),
    path(f"{_RESTRICTION}appeal/", restrictions.appeal, name="restriction-appeal"),
    path(f"{_RESTRICTION}decide/", restrictions.decide, name="restriction-decide"),
    path(f"{_RESTRICTION}lift/", restrictions.lift, name="restriction-lift"),
]
