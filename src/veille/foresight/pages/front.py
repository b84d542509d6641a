"""What the public pages lead to: the claims; the lab, where everybody may use it."""

from django.conf import settings
from django.utils.translation import gettext_lazy

from veille.ui.public import PublicLink

FRONT = ()
LINKS = (
    PublicLink(gettext_lazy("What they said"), "claims"),
    *(
        (PublicLink(gettext_lazy("Policy lab"), "lab"),)
        if settings.VEILLE_LAB == "everybody"
        else ()
    ),
)
