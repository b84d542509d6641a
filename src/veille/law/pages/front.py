"""What the law puts on the public front page: where one asks what happens."""

from django.utils.translation import gettext_lazy

from veille.ui.public import FrontPart, PublicLink, address_in

FRONT = (FrontPart("law/front.html", lambda _now: {"address": address_in("law")}, order=20),)
LINKS = (PublicLink(gettext_lazy("The law"), "law"),)
