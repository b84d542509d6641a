"""The addresses of this room."""

from veille.accounts.access import FLOOR, READERS
from veille.ui.addresses import identities, page

from . import objects, views

_INCIDENT = "at/<slug:slug>/incidents/<id:incident>/"

identities(incident=objects.incident)

urlpatterns = [
    page("at/<slug:slug>/shift/", views.shift, name="shift", read=READERS),
    page(
        "at/<slug:slug>/shift/note/", views.hand_over, name="shift-note", read=FLOOR, change=FLOOR
    ),
    page(
        "at/<slug:slug>/shift/incident/",
        views.new_incident,
        name="incident-new",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/shift/debrief/<str:date>/",
        views.debrief,
        name="debrief",
        read=FLOOR,
        change=FLOOR,
    ),
    page(_INCIDENT, views.incident, name="incident", read=READERS),
    page(f"{_INCIDENT}step/", views.step, name="incident-step", change=FLOOR),
    page(f"{_INCIDENT}note/", views.add_note, name="incident-note", read=FLOOR, change=FLOOR),
    page(f"{_INCIDENT}close/", views.close, name="incident-close", read=FLOOR, change=FLOOR),
]
