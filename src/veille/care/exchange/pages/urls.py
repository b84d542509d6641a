"""Addresses of the exchange."""

from veille.accounts.access import FLOOR, READERS, SENIOR
from veille.ui.addresses import identities, page

from . import clean_ups, equipment, objects, stock

identities(exchange=objects.exchange, transfer=objects.transfer, thing=objects.thing)

urlpatterns = [
    page(
        "at/<slug:slug>/equipment/",
        equipment.equipment,
        name="equipment",
        read=READERS,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/equipment/<id:thing>/",
        equipment.thing,
        name="equipment-thing",
        read=READERS,
    ),
    page(
        "at/<slug:slug>/equipment/<id:exchange>/undo/",
        equipment.undo,
        name="equipment-undo",
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/visits/<id:visit>/equipment/",
        equipment.equipment,
        name="equipment-visit",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/equipment/clean-up/",
        clean_ups.clean_up,
        name="clean-up",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/equipment/training/",
        clean_ups.training,
        name="kit-training",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/equipment/kit-used/",
        clean_ups.kit_used,
        name="kit-used",
        read=FLOOR,
        change=FLOOR,
    ),
    page("at/<slug:slug>/stock/", stock.shelves, name="stock", read=READERS),
    page("at/<slug:slug>/stock/count/", stock.count, name="stock-count", read=FLOOR, change=FLOOR),
    page(
        "at/<slug:slug>/stock/delivery/",
        stock.delivery,
        name="stock-delivery",
        read=SENIOR,
        change=SENIOR,
    ),
    page("at/<slug:slug>/stock/send/", stock.send, name="stock-send", read=SENIOR, change=SENIOR),
    page(
        "at/<slug:slug>/stock/reorder/",
        stock.reorder,
        name="stock-reorder",
        read=SENIOR,
        change=SENIOR,
    ),
    page(
        "at/<slug:slug>/stock/<id:transfer>/receive/",
        stock.receive,
        name="stock-receive",
        read=SENIOR,
        change=SENIOR,
    ),
    page("at/<slug:slug>/bundles/", stock.bundles, name="bundles", read=READERS),
    page(
        "at/<slug:slug>/bundles/new/", stock.bundle, name="bundle-new", read=SENIOR, change=SENIOR
    ),
    page(
        "at/<slug:slug>/bundles/<slug:bundle>/",
        stock.bundle,
        name="bundle",
        read=SENIOR,
        change=SENIOR,
    ),
    page(
        "at/<slug:slug>/bundles/<slug:bundle>/drop/",
        stock.drop_bundle,
        name="bundle-drop",
        change=SENIOR,
    ),
]
