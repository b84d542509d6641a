"""Addresses of drug checking. A result's own are short: they are printed and typed."""

from veille.accounts.access import CARE, COORDINATORS, EVERYBODY, FLOOR, OVERSEERS, READERS, SENIOR
from veille.ui.addresses import identities, page
from veille.ui.public import in_each_language

from . import (
    answers,
    answers_api,
    around,
    bench,
    imports,
    label_sheet,
    laboratories,
    lots,
    objects,
    probable,
    public,
    result_paper,
    seeing,
    seizures,
    spectrum,
)

identities(sample=objects.sample, lot=objects.lot, upload=imports.find)
identities(laboratory_token=laboratories.find, seizure=seizures.find)

_HERE = "at/<slug:slug>/bench/"
_SAMPLE = f"{_HERE}<id:sample>/"

urlpatterns = [
    *in_each_language(
        "around", around.around, fr="fr/autour/", en="en/around/", by_browser="around/"
    ),
    *in_each_language(
        "result-ask", public.ask, fr="fr/r/", en="en/r/", by_browser="r/", change=EVERYBODY
    ),
    *in_each_language(
        "result",
        public.result,
        fr="fr/r/<str:label>/",
        en="en/r/<str:label>/",
        by_browser="r/<str:label>/",
    ),
    page(
        "<str:language>/r/<str:label>/",
        result_paper.result_in,
        name="result-further",
        read=EVERYBODY,
        without_cookies="by-address",
    ),
    page("supply/", seeing.supply, name="supply", read=CARE),
    page(
        "supply/answers/",
        answers.answers,
        name="supply-answers",
        read=SENIOR,
        change=SENIOR,
    ),
    page(
        "supply/laboratories/",
        laboratories.laboratories,
        name="laboratories",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page(
        "supply/laboratories/<id:laboratory_token>/end/",
        laboratories.end,
        name="laboratory-end",
        change=COORDINATORS,
    ),
    page("api/answers/", answers_api.answers, name="api-answers", read=EVERYBODY, change=EVERYBODY),
    page(
        "api/answers/openapi.json",
        answers_api.description,
        name="api-answers-description",
        read=EVERYBODY,
    ),
    page("supply/seizures/", seizures.seizures, name="seizures", read=CARE),
    page("supply/seizures/series.csv", seizures.series, name="seizures-series", read=CARE),
    page(
        "supply/seizures/new/",
        seizures.new,
        name="seizure-new",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page(
        "supply/seizures/file/",
        seizures.from_file,
        name="seizures-file",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page(
        "supply/seizures/<id:seizure>/strike/",
        seizures.strike,
        name="seizure-strike",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page("supply/export/", seeing.export, name="supply-export", read=OVERSEERS),
    page("supply/csv/<slug:figure>/", seeing.as_file, name="supply-csv", read=CARE),
    *in_each_language(
        "supply-seen",
        seeing.seen_by_all,
        fr="fr/autour/annee/",
        en="en/around/year/",
        by_browser="around/year/",
    ),
    page(
        "<str:language>/around/year/<slug:figure>.csv",
        seeing.public_file,
        name="supply-seen-csv",
        read=EVERYBODY,
        without_cookies="by-address",
    ),
    page(
        "supply/vega.js",
        seeing.bundle,
        name="supply-vega",
        read=EVERYBODY,
        without_cookies="by-address",
    ),
    page(
        "supply/import/",
        imports.imports,
        name="supply-import",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page(
        "supply/import/<id:upload>/",
        imports.tried,
        name="supply-import-tried",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page(_HERE, bench.bench, name="bench", read=READERS, change=FLOOR),
    page(f"{_HERE}find/", bench.find, name="bench-find", read=READERS),
    page(f"{_HERE}names/", bench.unknown_names, name="bench-names", read=READERS),
    page(f"{_HERE}labels/", label_sheet.sheet, name="bench-labels", read=FLOOR),
    page(_SAMPLE, bench.sample, name="bench-sample", read=READERS),
    page(f"{_SAMPLE}begin/", bench.begin, name="bench-begin", change=FLOOR),
    page(f"{_SAMPLE}probable/", probable.probable, name="bench-probable", read=FLOOR),
    page(f"{_SAMPLE}card/", result_paper.card, name="bench-card", read=FLOOR),
    page(f"{_SAMPLE}strip/", bench.strip, name="bench-strip", change=FLOOR),
    page(f"{_SAMPLE}spectrum/", spectrum.spectrum, name="bench-spectrum", read=FLOOR, change=FLOOR),
    page(f"{_SAMPLE}laboratory/", bench.laboratory, name="bench-lab", read=FLOOR, change=FLOOR),
    page(f"{_SAMPLE}material/", bench.material, name="bench-material", read=FLOOR, change=FLOOR),
    page(f"{_SAMPLE}given/", bench.given, name="bench-given", read=FLOOR, change=FLOOR),
    page("at/<slug:slug>/lots/", lots.lots, name="lots", read=READERS),
    page("at/<slug:slug>/lots/<id:lot>/", lots.lot, name="lot", read=READERS),
    page("at/<slug:slug>/lots/new/", lots.new, name="lot-new", read=FLOOR, change=FLOOR),
    page(
        "at/<slug:slug>/lots/<id:lot>/control/",
        lots.control,
        name="lot-control",
        read=FLOOR,
        change=FLOOR,
    ),
    page(
        "at/<slug:slug>/lots/<id:lot>/stop/", lots.stop, name="lot-stop", read=SENIOR, change=SENIOR
    ),
]
