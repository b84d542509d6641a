"""What the law puts on the public front page: where one asks what happens."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from veille.ui.public import FrontPart, PublicLink
from veille.ui.words import language

ADDRESSES = {"fr": "law-fr", "en": "law-en"}

FRONT = (
    FrontPart("law/front.html", lambda _now: {"address": reverse(ADDRESSES[language()])}, order=20),
)
LINKS = (PublicLink(gettext_lazy("The law"), ADDRESSES),)
