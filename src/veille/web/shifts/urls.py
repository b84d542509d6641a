"""The addresses of this room."""

from django.urls import path

from . import views

_INCIDENT = "at/<slug:slug>/incidents/<id:incident>/"

urlpatterns = [
    path("at/<slug:slug>/shift/", views.shift, name="shift"),
    path("at/<slug:slug>/shift/note/", views.hand_over, name="shift-note"),
    path("at/<slug:slug>/shift/incident/", views.new_incident, name="incident-new"),
    path("at/<slug:slug>/shift/debrief/<str:date>/", views.debrief, name="debrief"),
    path(_INCIDENT, views.incident, name="incident"),
    path(f"{_INCIDENT}step/", views.step, name="incident-step"),
    path(f"{_INCIDENT}note/", views.add_note, name="incident-note"),
    path(f"{_INCIDENT}close/", views.close, name="incident-close"),
]
