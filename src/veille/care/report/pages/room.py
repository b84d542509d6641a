"""What the report gives to pages that belong to no room: its tab. It writes no facts."""

from django.utils.translation import gettext_lazy as _

from veille.care.pages.rooms import CareRoom
from veille.ui.rooms import Tab

ROOM = CareRoom(prefix="care.report.", tabs=(Tab("report", _("Report")),))
