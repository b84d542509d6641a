"""Addresses of the policy lab, and of what people said."""

from django.conf import settings

from veille.accounts.access import EVERYBODY, SIGNED_IN
from veille.ui.addresses import page
from veille.ui.public import in_each_language

from . import claims, lab

#: Who may compute: everybody where the installation says so (VEILLE_LAB), else who is signed in.
WHO = EVERYBODY if settings.VEILLE_LAB == "everybody" else SIGNED_IN

urlpatterns = [
    *in_each_language(
        "lab", lab.lab, fr="fr/labo/", en="en/lab/", by_browser="lab/", read=WHO, change=WHO
    ),
    *in_each_language(
        "lab-study", lab.study, fr="fr/labo/etude.toml", en="en/lab/study.toml", read=WHO
    ),
    *in_each_language(
        "lab-numbers", lab.numbers, fr="fr/labo/nombres.csv", en="en/lab/numbers.csv", read=WHO
    ),
    *in_each_language(
        "lab-parquet",
        lab.parquet,
        fr="fr/labo/nombres.parquet",
        en="en/lab/numbers.parquet",
        read=WHO,
    ),
    *in_each_language(
        "lab-notebook", lab.in_notebook, fr="fr/labo/etude.ipynb", en="en/lab/study.ipynb", read=WHO
    ),
    *in_each_language(
        "claims", claims.claims, fr="fr/affirmations/", en="en/claims/", by_browser="claims/"
    ),
    *in_each_language(
        "claim", claims.claim, fr="fr/affirmations/<str:claim>/", en="en/claims/<str:claim>/"
    ),
    page(
        "claims/study.toml",
        claims.study,
        name="claims-study",
        read=EVERYBODY,
        without_cookies="by-address",
    ),
]
