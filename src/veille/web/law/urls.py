"""Addresses of the law's public page. They are short: they are read aloud and printed."""

from django.urls import path

from . import views

urlpatterns = [
    path("law/", views.law, name="law"),
    path("fr/loi/", views.in_french, name="law-fr"),
    path("en/law/", views.in_english, name="law-en"),
]
