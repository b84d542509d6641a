"""Addresses of the policy lab."""

from django.conf import settings

from veille.accounts.access import EVERYBODY, SIGNED_IN
from veille.ui.public import in_each_language

from . import lab

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
]
