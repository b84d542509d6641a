"""Addresses of outreach. The public page's own are short: they are read aloud and printed."""

from veille.accounts.access import COORDINATORS, FLOOR, READERS
from veille.ui.addresses import identities, page
from veille.ui.public import in_each_language

from . import objects, profile, public, stops

identities(stop=objects.stop)

_STOP = "at/<slug:slug>/stops/<id:stop>/<str:date>/"

urlpatterns = [
    *in_each_language(
        "network", public.network, fr="fr/reseau/", en="en/network/", by_browser="network/"
    ),
    page("at/<slug:slug>/outreach/", stops.outreach, name="outreach", read=READERS),
    page("at/<slug:slug>/outreach/count/", stops.count, name="outreach-count", change=FLOOR),
    page(_STOP, stops.say, name="stop-say", change=FLOOR),
    page(_STOP + "cancel/", stops.cancel, name="stop-cancel", read=FLOOR, change=FLOOR),
    page(_STOP + "move/", stops.move, name="stop-move", read=FLOOR, change=FLOOR),
    page(
        "at/<slug:slug>/schedule/",
        stops.schedule,
        name="schedule",
        read=READERS,
        change=COORDINATORS,
    ),
    page("at/<slug:slug>/schedule/end/", stops.end, name="schedule-end", change=COORDINATORS),
    page(
        "at/<slug:slug>/profile/",
        profile.profile,
        name="profile",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page("at/<slug:slug>/profile/week/", profile.week, name="profile-week", change=COORDINATORS),
    page("at/<slug:slug>/profile/day/", profile.day, name="profile-day", change=COORDINATORS),
    page("at/<slug:slug>/profile/usual/", profile.usual, name="profile-usual", change=COORDINATORS),
]
