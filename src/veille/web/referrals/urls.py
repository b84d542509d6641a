"""Addresses of services and referrals."""

from django.urls import path

from .. import converters  # noqa: F401  (addresses hold identities)
from . import card, directory, following, services

urlpatterns = [
    path("at/<slug:slug>/referrals/", following.to_follow, name="referrals"),
    path("at/<slug:slug>/referrals/new/", following.new, name="referral-new"),
    path("at/<slug:slug>/referrals/waiting/", directory.waiting, name="referral-waits"),
    path("at/<slug:slug>/referrals/<id:referral>/", following.referral, name="referral"),
    path("at/<slug:slug>/referrals/<id:referral>/make/", following.make, name="referral-make"),
    path(
        "at/<slug:slug>/referrals/<id:referral>/step/<slug:verb>/",
        following.step,
        name="referral-step",
    ),
    path("at/<slug:slug>/referrals/<id:referral>/card/", card.card, name="referral-card"),
    path("at/<slug:slug>/visits/<id:visit>/referral/", following.for_visit, name="visit-referral"),
    path(
        "at/<slug:slug>/people/<id:person>/referral/", following.for_person, name="person-referral"
    ),
    path("at/<slug:slug>/destinations/", directory.destinations, name="destinations"),
    path("at/<slug:slug>/destinations/new/", directory.new, name="destination-new"),
    path(
        "at/<slug:slug>/destinations/<id:destination>/", directory.destination, name="destination"
    ),
    path(
        "at/<slug:slug>/destinations/<id:destination>/change/",
        directory.change,
        name="destination-change",
    ),
    path(
        "at/<slug:slug>/destinations/<id:destination>/close/",
        directory.close,
        name="destination-close",
    ),
    path("at/<slug:slug>/services/", services.services, name="services"),
    path("at/<slug:slug>/services/list/", services.choose, name="services-list"),
    path("at/<slug:slug>/visits/<id:visit>/services/", services.in_visit, name="visit-services"),
]
