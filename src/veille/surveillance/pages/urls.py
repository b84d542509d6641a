"""Addresses of alarms and series. They are of the network: none stands under a site's own."""

from veille.accounts.access import READERS_OF_NUMBERS, WATCHERS
from veille.ui.addresses import identities, page

from . import desk, dossiers, neighbours, objects, published, series

identities(alarm=objects.alarm, remark=neighbours.of_address)

_ALARM = "alarms/<id:alarm>/"
_SERIES = "series/<slug:series>/<slug:at>/"

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
    page(
        "bulletin/bulletin.html",
        published.bulletin_file,
        name="watch-bulletin-file",
        read=READERS_OF_NUMBERS,
    ),
    page(
        "bulletin/bulletin.pdf",
        published.bulletin_pdf,
        name="watch-bulletin-pdf",
        read=READERS_OF_NUMBERS,
    ),
    page("dossier/", dossiers.dossier, name="watch-dossier", read=READERS_OF_NUMBERS),
    page(
        "dossier/dossier.html",
        dossiers.dossier_file,
        name="watch-dossier-file",
        read=READERS_OF_NUMBERS,
    ),
    page(
        "dossier/dossier.pdf",
        dossiers.dossier_pdf,
        name="watch-dossier-pdf",
        read=READERS_OF_NUMBERS,
    ),
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
    page(_SERIES, series.one, name="watch-one-series", read=READERS_OF_NUMBERS),
    page(f"{_SERIES}counts.csv", series.as_csv, name="watch-csv", read=READERS_OF_NUMBERS),
]
