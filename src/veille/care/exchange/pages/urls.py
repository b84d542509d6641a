"""Addresses of the exchange."""

from veille.accounts.access import FLOOR, READERS, SENIOR
from veille.ui.addresses import identities, page

from . import handing, objects, shelves, telling

identities(exchange=objects.exchange, transfer=objects.transfer, thing=objects.thing)

urlpatterns = [
    page(
        "at/<slug:slug>/equipment/", handing.equipment, name="equipment", read=READERS, change=FLOOR
    ),
    page(
        "at/<slug:slug>/equipment/<id:thing>/", handing.thing, name="equipment-thing", read=READERS
    ),
    page(
        "at/<slug:slug>/equipment/<id:exchange>/undo/",
        handing.undo,
        name="equipment-undo",
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/equipment/",
        handing.equipment,
        name="equipment-visit",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/equipment/clean-up/",
        telling.clean_up,
        name="clean-up",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/equipment/training/",
        telling.training,
        name="kit-training",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/equipment/kit-used/",
        telling.kit_used,
        name="kit-used",
        read=FLOOR,
        change=FLOOR,
    ),
    page("at/<slug:slug>/stock/", shelves.shelves, name="stock", read=READERS),
    page(
        "at/<slug:slug>/stock/count/", shelves.count, name="stock-count", read=FLOOR, change=FLOOR
    ),
    page(
        "at/<slug:slug>/stock/delivery/",
        shelves.delivery,
        name="stock-delivery",
        read=SENIOR,
        change=SENIOR,
    ),
    page("at/<slug:slug>/stock/send/", shelves.send, name="stock-send", read=SENIOR, change=SENIOR),
    page(
        "at/<slug:slug>/stock/reorder/",
        shelves.reorder,
        name="stock-reorder",
        read=SENIOR,
        change=SENIOR,
    ),
    page(
        "at/<slug:slug>/stock/<id:transfer>/receive/",
        shelves.receive,
        name="stock-receive",
        read=SENIOR,
        change=SENIOR,
    ),
    page("at/<slug:slug>/bundles/", shelves.bundles, name="bundles", read=READERS),
    page(
        "at/<slug:slug>/bundles/new/", shelves.bundle, name="bundle-new", read=SENIOR, change=SENIOR
    ),
    page(
        "at/<slug:slug>/bundles/<slug:bundle>/",
        shelves.bundle,
        name="bundle",
        read=SENIOR,
        change=SENIOR,
    ),
    page(
        "at/<slug:slug>/bundles/<slug:bundle>/drop/",
        shelves.drop_bundle,
        name="bundle-drop",
        change=SENIOR,
    ),
]
