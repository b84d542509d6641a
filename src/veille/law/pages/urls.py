"""Addresses of the law's public page. They are short: they are read aloud and printed."""

from veille.accounts.access import EVERYBODY
from veille.ui.addresses import page

from . import views

urlpatterns = [
    page("law/", views.law, name="law", read=EVERYBODY, without_cookies="by-browser"),
    page(
        "fr/loi/",
        views.in_french,
        name="law-fr",
        read=EVERYBODY,
        without_cookies="by-address",
    ),
    page(
        "en/law/",
        views.in_english,
        name="law-en",
        read=EVERYBODY,
        without_cookies="by-address",
    ),
]
