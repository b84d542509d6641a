"""What of safer supply waits to be done at a site: doses, second signatures, differences."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from veille.care import reads as floor
from veille.ui.rooms import ToDo

from .. import reads
from .today import open_differences


def to_do(slug: str, _now: datetime) -> Iterator[ToDo]:
    """What is missed or unsigned is late; a dose that is due today is not yet."""
    site = floor.site(slug)
    address = reverse("safer-supply", args=[slug])
    due = [one for one in reads.todays(site, floor.day_of(site)) if not one.done]
    if missed := sum(one.missed_before > 0 for one in due):
        words = ngettext(
            "%(n)s person had no dose the day before",
            "%(n)s people had no dose the day before",
            missed,
        )
        yield ToDo(
            words=words % {"n": missed}, address=address, done_by="safer-supply-dose", late=True
        )
    if left := sum(one.missed_before == 0 for one in due):
        words = ngettext("%(n)s dose is still due today", "%(n)s doses are still due today", left)
        yield ToDo(words=words % {"n": left}, address=address, done_by="safer-supply-dose")
    if unsigned := len(reads.unsigned_doses(slug)):
        words = ngettext(
            "%(n)s dose waits for a second signature",
            "%(n)s doses wait for a second signature",
            unsigned,
        )
        yield ToDo(
            words=words % {"n": unsigned}, address=address, done_by="safer-supply-sign", late=True
        )
    if differences := len(open_differences(site)):
        words = ngettext(
            "%(n)s difference of the stock is not explained",
            "%(n)s differences of the stock are not explained",
            differences,
        )
        yield ToDo(
            words=words % {"n": differences},
            address=reverse("safer-supply-stock", args=[slug]),
            done_by="safer-supply-explain",
            late=True,
        )
