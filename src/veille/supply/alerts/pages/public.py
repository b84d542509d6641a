"""Alerts for anybody, without an account or a cookie: what is live, and each by its code."""

from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language

from veille.ui.public import languages, public_page

from .. import reads
from ..state import Alert
from .wording import Text, network_name, text_of

#: No copy is good without asking (304 where nothing changed): a withdrawal shows at once.
FRESH_SECONDS = 0


class Listed(NamedTuple):
    code: str
    text: Text


def published(code: str) -> Alert:
    """A published alert. Raises Http404: a draft is not there for the public."""
    found = reads.alert_by_code(code)
    if found is None:
        raise Http404
    return found


def address_of(request: HttpRequest | None, alert: Alert, language: str = "") -> str:
    """Where the public reads it; empty where nobody knows how this site is reached."""
    path = reverse(f"alert-public-{language}" if language else "alert-public", args=[alert.code])
    if settings.VEILLE_ADDRESS:
        return f"{settings.VEILLE_ADDRESS}{path}"
    return request.build_absolute_uri(path) if request is not None else ""


def listed() -> list[Listed]:
    """What the public may read now, in the language in force, the latest first."""
    today = reads.today()
    return [
        Listed(alert.code, text_of(alert, content, today))
        for alert in reads.published()
        if (content := alert.shown) and _recent(alert, today)
    ]


def _recent(alert: Alert, today: date) -> bool:
    over = localdate(alert.over_at) if alert.over_at else date.fromisoformat(alert.ends)
    return (today - over).days <= reads.OVER_DAYS


def everything(request: HttpRequest, language: str) -> HttpResponse:
    def context() -> dict[str, Any]:
        shown = listed()
        return {
            "live": [each for each in shown if not each.text.over],
            "over": [each for each in shown if each.text.over],
            "addresses": languages("alerts-public"),
            **_everywhere(),
        }

    return public_page(
        request,
        "alerts/public_list.html",
        context,
        language=language,
        fresh_seconds=FRESH_SECONDS,
    )


def one(request: HttpRequest, code: str, language: str) -> HttpResponse:
    alert = published(code)
    content = alert.shown
    assert content is not None

    def context() -> dict[str, Any]:
        return {
            "alert": alert,
            "text": text_of(alert, content, reads.today()),
            "updated": alert.messages[-1].at if len(alert.messages) > 1 else None,
            "address": reverse("alert-poster", args=[code]),
            "addresses": languages("alert-public", code),
            **_everywhere(),
        }

    return public_page(
        request, "alerts/public.html", context, language=language, fresh_seconds=FRESH_SECONDS
    )


def _everywhere() -> dict[str, Any]:
    return {"network": network_name(), "feed": reverse(f"alerts-atom-{get_language()}")}
