"""Addresses of the exchange."""

from django.urls import path

from .. import converters  # noqa: F401  (addresses hold identities)
from . import handing, shelves, telling

urlpatterns = [
    path("at/<slug:slug>/equipment/", handing.equipment, name="equipment"),
    path("at/<slug:slug>/equipment/<id:thing>/", handing.thing, name="equipment-thing"),
    path("at/<slug:slug>/equipment/<id:exchange>/undo/", handing.undo, name="equipment-undo"),
    path("at/<slug:slug>/visits/<id:visit>/equipment/", handing.equipment, name="equipment-visit"),
    path("at/<slug:slug>/equipment/clean-up/", telling.clean_up, name="clean-up"),
    path("at/<slug:slug>/equipment/training/", telling.training, name="kit-training"),
    path("at/<slug:slug>/equipment/kit-used/", telling.kit_used, name="kit-used"),
    path("at/<slug:slug>/stock/", shelves.shelves, name="stock"),
    path("at/<slug:slug>/stock/count/", shelves.count, name="stock-count"),
    path("at/<slug:slug>/stock/delivery/", shelves.delivery, name="stock-delivery"),
    path("at/<slug:slug>/stock/send/", shelves.send, name="stock-send"),
    path("at/<slug:slug>/stock/reorder/", shelves.reorder, name="stock-reorder"),
    path("at/<slug:slug>/stock/<id:transfer>/receive/", shelves.receive, name="stock-receive"),
    path("at/<slug:slug>/bundles/", shelves.bundles, name="bundles"),
    path("at/<slug:slug>/bundles/new/", shelves.bundle, name="bundle-new"),
    path("at/<slug:slug>/bundles/<slug:bundle>/", shelves.bundle, name="bundle"),
    path("at/<slug:slug>/bundles/<slug:bundle>/drop/", shelves.drop_bundle, name="bundle-drop"),
]
