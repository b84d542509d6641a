"""Addresses of outreach. The public page's own are short: they are read aloud and printed."""

from django.urls import path

from . import profile, public, stops

_STOP = "at/<slug:slug>/stops/<id:stop>/<str:date>/"

urlpatterns = [
    path("network/", public.network, name="network"),
    path("fr/reseau/", public.in_french, name="network-fr"),
    path("en/network/", public.in_english, name="network-en"),
    path("at/<slug:slug>/outreach/", stops.outreach, name="outreach"),
    path("at/<slug:slug>/outreach/count/", stops.count, name="outreach-count"),
    path(_STOP, stops.say, name="stop-say"),
    path(_STOP + "cancel/", stops.cancel, name="stop-cancel"),
    path(_STOP + "move/", stops.move, name="stop-move"),
    path("at/<slug:slug>/schedule/", stops.schedule, name="schedule"),
    path("at/<slug:slug>/schedule/end/", stops.end, name="schedule-end"),
    path("at/<slug:slug>/profile/", profile.profile, name="profile"),
    path("at/<slug:slug>/profile/week/", profile.week, name="profile-week"),
    path("at/<slug:slug>/profile/day/", profile.day, name="profile-day"),
    path("at/<slug:slug>/profile/usual/", profile.usual, name="profile-usual"),
]
