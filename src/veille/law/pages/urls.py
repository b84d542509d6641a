"""Addresses of the law's public page. They are short: they are read aloud and printed."""

from veille.accounts.access import EVERYBODY
from veille.ui.addresses import page

from . import views

urlpatterns = [
    page("law/", views.law, name="law", read=EVERYBODY),
    page("fr/loi/", views.in_french, name="law-fr", read=EVERYBODY),
    page("en/law/", views.in_english, name="law-en", read=EVERYBODY),
]
