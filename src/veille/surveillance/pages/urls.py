"""Addresses of alarms and series. They are of the network: none stands under a site's own."""

from collections.abc import Callable
from functools import partial, update_wrapper

from django.http import HttpResponse
from django.urls import URLPattern

from veille.accounts.access import READERS_OF_NUMBERS, WATCHERS
from veille.ui.addresses import identities, page

from . import desk, dossiers, neighbours, objects, outside, published, series
from .paper import Form

identities(alarm=objects.alarm, remark=neighbours.of_address, outside=outside.of_address)

_ALARM = "alarms/<id:alarm>/"
_SERIES = "series/<slug:series>/<slug:at>/"


def _files(name: str, view: Callable[..., HttpResponse]) -> list[URLPattern]:
    """The addresses of a paper's files, of each kind."""
    return [
        page(
            f"{name}/{name}.{form}",
            update_wrapper(partial(view, form=form), view),
            name=f"watch-{name}-{form}",
            read=READERS_OF_NUMBERS,
        )
        for form in Form
    ]


urlpatterns = [
    page("alarms/", desk.alarms, name="watch-alarms", read=READERS_OF_NUMBERS),
    page(_ALARM, desk.alarm, name="watch-alarm", read=READERS_OF_NUMBERS),
    page(f"{_ALARM}stage/", desk.stage, name="watch-alarm-stage", change=WATCHERS),
    page(f"{_ALARM}step/", desk.step, name="watch-alarm-step", read=WATCHERS, change=WATCHERS),
    page(
        f"{_ALARM}explain/",
        desk.explain,
        name="watch-alarm-explain",
        read=WATCHERS,
        change=WATCHERS,
    ),
    page(f"{_ALARM}note/", desk.note, name="watch-alarm-note", read=WATCHERS, change=WATCHERS),
    page("bulletin/", published.bulletin, name="watch-bulletin", read=READERS_OF_NUMBERS),
    page("dossier/", dossiers.dossier, name="watch-dossier", read=READERS_OF_NUMBERS),
    *_files("bulletin", published.bulletin_file),
    *_files("dossier", dossiers.dossier_file),
    page("neighbours/", neighbours.remarks, name="watch-neighbours", read=READERS_OF_NUMBERS),
    page(
        "neighbours/new/",
        neighbours.hear,
        name="watch-neighbours-new",
        read=WATCHERS,
        change=WATCHERS,
    ),
    page(
        "neighbours/<id:remark>/answer/",
        neighbours.answer,
        name="watch-neighbours-answer",
        read=WATCHERS,
        change=WATCHERS,
    ),
    page("changed/", published.changed, name="watch-changed", read=READERS_OF_NUMBERS),
    page("series/", series.all_of_them, name="watch-series", read=READERS_OF_NUMBERS),
    page(
        "series/outside/<id:outside>/", outside.one, name="watch-outside", read=READERS_OF_NUMBERS
    ),
    page(_SERIES, series.one, name="watch-one-series", read=READERS_OF_NUMBERS),
    page(f"{_SERIES}counts.csv", series.as_csv, name="watch-csv", read=READERS_OF_NUMBERS),
]
