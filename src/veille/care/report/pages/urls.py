"""Addresses of the report."""

from veille.accounts.access import OVERSEERS, SENIOR
from veille.accounts.models import Role
from veille.ui.addresses import page
from veille.ui.public import in_each_language

from . import files, lists, numbers
from . import report as pages

urlpatterns = [
    *in_each_language(
        "numbers", numbers.numbers, fr="fr/nombres/", en="en/numbers/", by_browser="numbers/"
    ),
    *in_each_language(
        "numbers-embed", numbers.embed, fr="fr/nombres/integrer/", en="en/numbers/embed/"
    ),
    *in_each_language("numbers-csv", numbers.as_file, fr="fr/nombres.csv", en="en/numbers.csv"),
    page("report/", pages.report, name="report-network", read=SENIOR | OVERSEERS),
    page("report/list/", lists.behind, name="report-network-list", read=SENIOR | {Role.AUDITOR}),
    page("report/file/", files.file, name="report-network-file", read=SENIOR | OVERSEERS),
    page("at/<slug:slug>/report/", pages.report, name="report", read=SENIOR | OVERSEERS),
    page(
        "at/<slug:slug>/report/list/",
        lists.behind,
        name="report-list",
        read=SENIOR | {Role.AUDITOR},
    ),
    page("at/<slug:slug>/report/file/", files.file, name="report-file", read=SENIOR | OVERSEERS),
]
