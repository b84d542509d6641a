"""Addresses of the report."""

from django.urls import path

from . import files, lists, pages

urlpatterns = [
    path("report/", pages.report, name="report-network"),
    path("report/list/", lists.behind, name="report-network-list"),
    path("report/file/", files.file, name="report-network-file"),
    path("at/<slug:slug>/report/", pages.report, name="report"),
    path("at/<slug:slug>/report/list/", lists.behind, name="report-list"),
    path("at/<slug:slug>/report/file/", files.file, name="report-file"),
]
