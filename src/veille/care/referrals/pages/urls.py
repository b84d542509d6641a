"""Addresses of services and referrals."""

from veille.accounts.access import COORDINATORS, FLOOR, READERS
from veille.ui.addresses import identities, page

from . import card, directory, objects, services
from . import referrals as following

identities(referral=objects.referral, destination=objects.destination)

urlpatterns = [
    page("at/<slug:slug>/referrals/", following.to_follow, name="referrals", read=READERS),
    page(
        "at/<slug:slug>/referrals/new/",
        following.new,
        name="referral-new",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/referrals/waiting/", directory.waiting, name="referral-waits", read=READERS
    ),
    page(
        "at/<slug:slug>/referrals/<id:referral>/",
        following.referral,
        name="referral",
        read=READERS,
        shows="referral",
    ),
    page(
        "at/<slug:slug>/referrals/<id:referral>/make/",
        following.make,
        name="referral-make",
        read=FLOOR,
        change=FLOOR,
        shows="referral",
    ),
    page(
        "at/<slug:slug>/referrals/<id:referral>/step/<slug:verb>/",
        following.step,
        name="referral-step",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/referrals/<id:referral>/card/",
        card.card,
        name="referral-card",
        read=FLOOR,
        shows="referral",
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/referral/",
        following.for_visit,
        name="visit-referral",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/people/<id:person>/referral/",
        following.for_person,
        name="person-referral",
        read=FLOOR,
        change=FLOOR,
    ),
    page("at/<slug:slug>/destinations/", directory.destinations, name="destinations", read=READERS),
    page(
        "at/<slug:slug>/destinations/new/",
        directory.new,
        name="destination-new",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page(
        "at/<slug:slug>/destinations/<id:destination>/",
        directory.destination,
        name="destination",
        read=READERS,
    ),
    page(
        "at/<slug:slug>/destinations/<id:destination>/change/",
        directory.change,
        name="destination-change",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page(
        "at/<slug:slug>/destinations/<id:destination>/close/",
        directory.close,
        name="destination-close",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page(
        "at/<slug:slug>/services/", services.services, name="services", read=READERS, change=FLOOR
    ),
    page(
        "at/<slug:slug>/services/list/",
        services.choose,
        name="services-list",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/services/",
        services.in_visit,
        name="visit-services",
        read=READERS,
        change=FLOOR,
        shows="visit",
    ),
]
