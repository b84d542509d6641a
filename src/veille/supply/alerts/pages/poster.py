"""The poster of an alert: both languages on one sheet, as a page that prints and as a PDF."""

import json
import re
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override, pgettext_lazy

from veille.extras import is_installed, need
from veille.ledger.nodes import local_node
from veille.ui.public import LANGUAGES

from .. import reads
from ..state import Alert
from .public import FRESH_SECONDS, address_of, published
from .wording import Text, in_language, network_name

#: Papers that a poster is laid out for: CSS’s and Typst’s name of each.
PAPERS = {"a4": "a4", "letter": "us-letter"}
_TYPST = Path(__file__).with_name("poster.typ")
#: Where a guide’s sentence may be cut: what comes first is read from afar.
_CUT = re.compile(r"\s*(?::|(?<=[.!?]))\s+")


#: What a poster says in both languages, each once.
_WORDS = {
    "alert": _lazy("Alert"),
    "invented": _lazy("Rehearsal: the alert is invented"),
    "paper": _lazy("Paper"),
    "page": _lazy("The page"),
    "pdf": _lazy("PDF"),
}
_NAMES = {"a4": _lazy("A4"), "letter": pgettext_lazy("paper", "Letter")}


def poster(request: HttpRequest, code: str) -> HttpResponse:
    """As a page; `?paper=letter` for that size."""
    alert = published(code)
    context = {
        **_said(request, alert),
        "code": mark_safe(_qr(request, alert).svg_inline(scale=4, border=0)),  # noqa: S308  (segno’s)
        "alert": alert,
        "paper": _paper(request),
        "papers": [(name, " · ".join(dict.fromkeys(_in_both(_NAMES[name])))) for name in PAPERS],
        "printable": is_installed("poster"),
    }
    response = render(request, "alerts/poster.html", context)
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """As a PDF. Raises Missing where the part “poster” is not installed."""
    alert = published(code)
    need("poster")
    typst = import_module("typst")
    said = _said(request, alert)
    data = {
        "network": said["network"],
        "words": said["words"],
        "rehearsal": said["rehearsal"],
        "over": said["over"],
        "address": said["address"],
        "qr": _svg_file(_qr(request, alert)),
        "texts": [_plain(language, text) for language, text in said["pairs"]],
        "steps": [[{"head": h, "rest": r} for h, r in pair] for pair in said["steps"]],
        "paper": PAPERS[_paper(request)],
    }
    made = typst.compile(str(_TYPST), sys_inputs={"data": json.dumps(data)})
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="alert-{code}.pdf"'
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _said(request: HttpRequest, alert: Alert) -> dict[str, Any]:
    content = alert.shown
    assert content is not None
    node = local_node()
    texts = [in_language(code, alert, content, reads.today()) for code in LANGUAGES]
    steps = [
        text.advice.poster or [head_and_rest(step) for step in text.advice.steps] for text in texts
    ]
    return {
        "words": {name: _in_both(message) for name, message in _WORDS.items()},
        "texts": texts,
        "pairs": list(zip(LANGUAGES, texts, strict=True)),
        "steps": list(zip(*steps, strict=False)),
        "network": network_name(),
        "rehearsal": bool(node and node.rehearsal),
        "over": texts[0].over,
        "address": address_of(request, alert),
    }


def head_and_rest(step: str) -> tuple[str, str]:
    """A step as the guide says it, cut where its first sentence or clause ends."""
    parts = _CUT.split(step, maxsplit=1)
    head = parts[0].strip().rstrip(".")
    rest = parts[1].strip() if len(parts) > 1 else ""
    return head, rest[:1].upper() + rest[1:]


def _in_both(message: str | Promise) -> list[str]:
    found = []
    for code in LANGUAGES:
        with override(code):
            found.append(str(message))
    return found


def _approved(language: str, text: Text) -> str:
    """Who approved the health words, or that nobody has, as every page says it."""
    with override(language):
        said = {"by": text.advice.approved_by, "on": text.advice.approved_on}
        return render_to_string("guide_approved.html", said).strip()


def _plain(language: str, text: Text) -> dict[str, str]:
    return {
        "headline": text.headline,
        "found": text.found,
        "means": text.means or text.limit,
        "looks": text.looks,
        "more": text.more,
        "standing": text.standing,
        "guide": f"{text.advice.guide}. {_approved(language, text)}",
    }


def _paper(request: HttpRequest) -> str:
    paper = request.GET.get("paper", "a4")
    return paper if paper in PAPERS else "a4"


def _svg_file(code: Any) -> str:
    """A code as an SVG file of its own, with the namespace that Typst asks for."""
    out = BytesIO()
    code.save(out, kind="svg", scale=4, border=0, xmldecl=False)
    return out.getvalue().decode()


def _qr(request: HttpRequest, alert: Alert) -> Any:
    """The alert’s own address: a phone’s camera opens it, and it says whether it holds."""
    return segno.make(address_of(request, alert), error="m")
