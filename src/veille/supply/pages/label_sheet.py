"""Labels to stick on bags: fresh ones, each with a QR code of its result's address."""

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ..labels import in_groups, new_label
from .requests import BenchRequest

#: On one page of A4 or Letter, two in a row: one for the bag, its twin for the person.
SAMPLES_ON_SHEET = 10
#: What stands beside a code, in both languages at once: nobody knows who will read it.
_BAG, _OWN = "Sachet · Bag", "Résultat · Result"


def sheet(request: BenchRequest, slug: str) -> HttpResponse:
    """A sheet of labels that no sample bears yet, each twice. Opened again, it has other ones."""
    fresh = [new_label() for _place in range(SAMPLES_ON_SHEET)]
    labels = [{"words": in_groups(one), "code": qr(request, one)} for one in fresh]
    address = f"{request.get_host()}{reverse('result-ask')}"
    context = {"labels": labels, "address": address, "bag": _BAG, "own": _OWN, "tab": "bench"}
    return render(request, "supply/labels.html", context)


def qr(request: BenchRequest, label: str) -> SafeString:
    """The address of the label's result as a QR code: a phone's camera opens it."""
    return square(request, reverse("result", args=[label]))


def square(request: BenchRequest, path: str) -> SafeString:
    """The address of a page of this site as a QR code."""
    drawing = segno.make(request.build_absolute_uri(path), error="m")
    return mark_safe(drawing.svg_inline(scale=2, border=2))  # noqa: S308  (segno drew it)
