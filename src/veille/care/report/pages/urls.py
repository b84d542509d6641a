"""Addresses of the report."""

from veille.accounts.access import OVERSEERS, SENIOR
from veille.accounts.models import Role
from veille.ui.addresses import page

from . import files, lists
from . import report as pages

urlpatterns = [
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
